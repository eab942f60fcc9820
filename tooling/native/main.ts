import { copyFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { root } from "../program.ts";
import { buildNative, defaultCompiler, hasCompiler } from "./build.ts";

// `pnpm build:native`: compiles the kernels; with --package, into the package of this platform, to be published.

const { values } = parseArgs({
  options: {
    compiler: { type: "string" },
    arch: { type: "string" },
    folder: { type: "string" },
    "if-possible": { type: "boolean" },
    package: { type: "boolean" },
  },
});

const { "if-possible": ifPossible, package: forPackage, ...options } = values;
const compiler = options.compiler ?? defaultCompiler();
if (ifPossible && !hasCompiler(compiler)) {
  console.log(`build:native: skipped, there is no C compiler (${compiler}); everything runs on WebAssembly`);
} else {
  const built = await buildNative(options);
  console.log(`build:native: ${built}`);
  if (forPackage) copyFileSync(built, `${root}packages/native-linux-x64-gnu/gradiente.node`);
}
