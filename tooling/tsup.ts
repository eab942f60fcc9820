import { readFileSync } from "node:fs";
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
  /** Further public entries by name, beside the index. They share their modules, so that there is one state. */
  readonly entries?: Readonly<Record<string, string>>;
}

/** What `import.meta.url` is in a CommonJS file. */
const OWN_URL = "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;";

/** How every package is built: one ES module and one CommonJS file, each with its types. */
export function library({
  platform = "neutral",
  modulesOnly = [],
  workers = {},
  entries = {},
}: LibraryOptions = {}): Options[] {
  const common: Options = {
    entry: { index: "src/index.ts", ...workers, ...entries },
    format: ["esm", "cjs"],
    dts: { entry: { index: "src/index.ts", ...entries } },
    // Of CommonJS files too: else each entry would have modules of its own.
    splitting: true,
    platform,
    tsconfig,
    target: ["es2022", "node20"],
    sourcemap: true,
    removeNodeProtocol: false,
    silent: true,
  };
  const needsUrl = Object.keys(workers).length > 0;
  if (modulesOnly.length === 0 && !needsUrl) return [common];
  const notices = modulesOnly.map((name) => `/*! ${name}\n\n${licenseOf(name)}*/`);
  return [
    {
      ...common,
      format: "esm",
    },
    {
      ...common,
      entry: { index: "src/index.ts", ...workers },
      dts: { entry: "src/index.ts" },
      splitting: false,
      format: "cjs",
      noExternal: [...modulesOnly],
      banner: { js: [...(needsUrl ? [OWN_URL] : []), ...notices].join("\n") },
      ...(needsUrl ? { define: { "import.meta.url": "importMetaUrl" } } : {}),
    },
  ];
}

function licenseOf(dependency: string): string {
  return readFileSync(`node_modules/${dependency}/license`, "utf8");
}
