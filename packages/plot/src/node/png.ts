import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const fonts = ["400Regular/Arimo_400Regular.ttf", "700Bold/Arimo_700Bold.ttf"];

type Convert = (svg: string, scale: number) => Promise<Uint8Array>;

let loaded: Promise<Convert> | undefined;

/** Turns an SVG text into a PNG file of `scale` times its size, with fonts of our own. */
export async function renderPng(svg: string, scale: number): Promise<Uint8Array> {
  loaded ??= load();
  // The converter takes the first value of the property that it knows as the last.
  const sharp = svg.replaceAll("image-rendering: pixelated;", "");
  return (await loaded)(sharp, scale);
}

/** Loads the converter and the fonts: 3 MB that who only writes SVG does without. */
async function load(): Promise<Convert> {
  const { createSvg2png, initialize } = await import("svg2png-wasm");
  const [wasm, ...faces] = await Promise.all(
    ["svg2png-wasm/svg2png_wasm_bg.wasm", ...fonts.map((file) => `@expo-google-fonts/arimo/${file}`)].map(
      async (file) => new Uint8Array(await readFile(require.resolve(file))),
    ),
  );
  await initialize(wasm);
  const convert = createSvg2png({ fonts: faces, defaultFontFamily: { sansSerifFamily: "Arimo" } });
  return (svg, scale) => convert(svg, { scale });
}
