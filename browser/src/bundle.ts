import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build, type Metafile } from "esbuild";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** Where everything lies that the browser and Node load. */
export const out = `${folder}out`;

const common = {
  absWorkingDir: folder,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  logLevel: "error",
} satisfies BuildOptions;

/** Bundles the program once, and what starts it on either side. */
export async function bundle(): Promise<void> {
  await build({ ...common, entryPoints: ["src/program.ts"], outdir: out, platform: "browser" });
  await build({
    ...common,
    entryPoints: ["src/page.ts", "src/child.ts"],
    outdir: out,
    platform: "node",
    plugins: [
      {
        name: "the one program",
        setup: ({ onResolve }) =>
          onResolve({ filter: /\/program\.ts$/ }, () => ({ path: "./program.js", external: true })),
      },
    ],
  });
}

export interface Bundled {
  readonly text: string;
  readonly metafile: Metafile;
  readonly bytes: number;
  readonly gzipped: number;
}

/** All that some packages export, in one file, as an application that used all of it would ship it. */
export async function bundleAll(packages: readonly string[]): Promise<Bundled> {
  const contents = packages.map((name, i) => `export * as p${i} from ${JSON.stringify(name)};`).join("\n");
  const { outputFiles, metafile } = await build({
    ...common,
    stdin: { contents, resolveDir: folder },
    // Node's modules are not known here: to import one is an error.
    platform: "browser",
    metafile: true,
    write: false,
  });
  const [{ text, contents: bytes }] = outputFiles;
  return { text, metafile, bytes: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}
