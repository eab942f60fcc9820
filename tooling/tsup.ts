import { readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Options } from "tsup";

const tsconfig = fileURLToPath(new URL("../tsconfig.json", import.meta.url));

interface LibraryOptions {
  /** "neutral" runs anywhere; "node" needs Node's modules. */
  readonly platform?: "neutral" | "node";
  /** Dependencies that are ES modules only, which `require` cannot load: the CommonJS file holds them. */
  readonly modulesOnly?: readonly string[];
  /** Sources of worker threads by name: files of their own beside the index, found by `import.meta.url`. */
  readonly workers?: Readonly<Record<string, string>>;
  /** Further public entries by name, beside the index. */
  readonly entries?: Readonly<Record<string, string>>;
  /** The source of what bundlers for browsers, and test runners that play one, get instead of the index. */
  readonly browser?: string;
  /** Whether there are CommonJS files too. Default: true. */
  readonly commonjs?: boolean;
  /**
   * The source of a CommonJS index that holds all entries: the others are files that hand on what it exports under their
   * name and `Entry`. So they share its modules, and with them its state; ES modules do so in chunks.
   */
  readonly sharedIndex?: string;
}

/** How the JavaScript of every package is built: for each entry one ES module and one CommonJS file. */
export function library({
  platform = "neutral",
  modulesOnly = [],
  workers = {},
  entries = {},
  browser,
  commonjs = true,
  sharedIndex,
}: LibraryOptions = {}): Options[] {
  // Chunks of an earlier build would be published, too.
  rmSync("dist", { recursive: true, force: true });
  const notices = modulesOnly.flatMap((name) => licensesOf(join("node_modules", name)));
  const common: Options = {
    platform,
    tsconfig,
    target: ["es2022", "node20"],
    sourcemap: true,
    esbuildOptions: (options) => {
      // The sources are published beside `dist`: maps for both formats point there.
      options.sourcesContent = false;
    },
    removeNodeProtocol: false,
    silent: true,
    // An entry imports another of its package by its name, too: a class must not be there twice.
    external: [/^@gradiente\//],
  };
  const all = { index: "src/index.ts", ...entries };
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  // What a copy of the package says of itself if there are two in a program.
  const build = (format: string) => ({
    GRADIENTE_VERSION: JSON.stringify(version),
    GRADIENTE_FORMAT: JSON.stringify(format),
  });
  const modules = browser === undefined ? all : { ...all, browser };
  const esm: Options = {
    ...common,
    format: "esm",
    entry: { ...modules, ...workers },
    define: build("an ES module"),
  };
  if (!commonjs) return [esm];
  return [
    esm,
    {
      ...common,
      format: "cjs",
      entry: { ...(sharedIndex === undefined ? modules : { index: sharedIndex }), ...workers },
      ...(sharedIndex === undefined ? {} : { footer: { js: hidden(Object.keys(entries)) } }),
      onSuccess: async () => {
        const maps = readdirSync("dist").filter((name) => name.endsWith(".cjs.map"));
        for (const map of maps) keepTextOf(modulesOnly, join("dist", map));
        if (sharedIndex === undefined) return;
        for (const name of Object.keys(entries)) {
          writeFileSync(`dist/${name}.cjs`, `module.exports = require("./index.cjs").${name}Entry;\n`);
        }
      },
      noExternal: [...modulesOnly],
      banner: { js: notices.join("\n") },
      // A path, not a URL: nothing else has to be put into each file.
      define: { "import.meta.url": "__filename", ...build("CommonJS") },
    },
  ];
}

/** Code that takes what an index holds for other entries from the names that are listed. */
function hidden(entries: readonly string[]): string {
  const held = entries.map((name) => `${name}Entry`);
  return [
    "{",
    `  const { ${held.join(", ")}, ...names } = module.exports;`,
    "  module.exports = names;",
    ...held.map((name) => `  Object.defineProperty(names, "${name}", { value: ${name} });`),
    "}",
  ].join("\n");
}

/** Puts the text of dependencies that a file holds into its source map: they are not published beside it. */
function keepTextOf(dependencies: readonly string[], map: string): void {
  if (dependencies.length === 0) return;
  const { sources, ...rest } = JSON.parse(readFileSync(map, "utf8")) as { sources: string[] };
  const isOwn = (source: string) => source.startsWith("../src/");
  const content = {
    ...rest,
    sources: sources.map((source) => source.replace(/^.*\/node_modules\//, "../node_modules/")),
    sourcesContent: sources.map((source) =>
      isOwn(source) ? null : readFileSync(join("dist", source), "utf8"),
    ),
  };
  writeFileSync(map, JSON.stringify(content));
}

/** The licenses of a dependency and of all that it holds itself, from the folder of each. */
function licensesOf(folder: string): string[] {
  const found = realpathSync(folder);
  const { name, dependencies = {} } = JSON.parse(readFileSync(join(found, "package.json"), "utf8")) as {
    readonly name: string;
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  const file = readdirSync(found).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`${name} has no license in ${found}`);
  const own = `/*! ${name}\n\n${readFileSync(join(found, file), "utf8")}*/`;
  // Packages lie beside what depends on them.
  const depth = name.split("/").length;
  const beside = join(found, ...new Array<string>(depth).fill(".."));
  return [own, ...Object.keys(dependencies).flatMap((each) => licensesOf(join(beside, each)))];
}
