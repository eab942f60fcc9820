import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Options } from "tsup";

const tsconfig = fileURLToPath(new URL("../tsconfig.json", import.meta.url));

interface LibraryOptions {
  /** "neutral" runs anywhere; "node" needs Node's modules. */
  readonly platform?: "neutral" | "node";
  /** Dependencies that are ES modules only, which `require` cannot load: the CommonJS file holds them. */
  readonly modulesOnly?: readonly string[];
}

/** How every package is built: one ES module and one CommonJS file, each with its types. */
export function library({ platform = "neutral", modulesOnly = [] }: LibraryOptions = {}): Options[] {
  const common: Options = {
    entry: ["src/index.ts"],
    format: ["esm", "cjs"],
    dts: true,
    platform,
    tsconfig,
    target: ["es2022", "node20"],
    sourcemap: true,
    removeNodeProtocol: false,
    silent: true,
  };
  if (modulesOnly.length === 0) return [common];
  const notices = modulesOnly.map((name) => `/*! ${name}\n\n${licenseOf(name)}*/`);
  return [
    { ...common, format: "esm" },
    { ...common, format: "cjs", noExternal: [...modulesOnly], banner: { js: notices.join("\n") } },
  ];
}

function licenseOf(dependency: string): string {
  return readFileSync(`node_modules/${dependency}/license`, "utf8");
}
