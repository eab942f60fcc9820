import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const fonts = ["400Regular/Arimo_400Regular.ttf", "700Bold/Arimo_700Bold.ttf"];

type Convert = (svg: string, scale: number) => Promise<Uint8Array>;

let loaded: Promise<Convert> | undefined;

/** Turns an SVG text into a PNG file of `scale` times its size, with the fonts of this package. */
export async function renderPng(svg: string, scale: number): Promise<Uint8Array> {
  loaded ??= load();
  // The property has two values, and the converter takes the last one without knowing it. Here it gets the other one only.
  const sharp = svg.replaceAll("image-rendering: pixelated;", "");
  return (await loaded)(sharp, scale);
}

/** Loads the converter and the fonts: 3 MB, which are not needed for SVG. */
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
