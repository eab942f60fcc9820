import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { folderOf } from "../packages/manifest.ts";
import { buildNative, defaultCompiler, hasCompiler } from "./build.ts";

// `pnpm build:native`: compiles the kernels, for this processor or with --arch for another; with --package, into the package
// of that platform, to be published.

const { values } = parseArgs({
  options: {
    compiler: { type: "string" },
    arch: { type: "string", default: process.arch },
    folder: { type: "string" },
    "if-possible": { type: "boolean" },
    package: { type: "boolean" },
  },
});

const { "if-possible": ifPossible, package: forPackage, ...options } = values;
const compiler = options.compiler ?? defaultCompiler(options.arch);
if (ifPossible && !hasCompiler(compiler)) {
  console.log(`build:native: skipped, there is no C compiler (${compiler}); everything runs on WebAssembly`);
} else {
  const target = forPackage ? packageFor(options.arch) : undefined;
  const built = await buildNative({ ...options, compiler });
  console.log(`build:native: ${built}`);
  if (target !== undefined) copyFileSync(built, join(target, "gradiente.node"));
}

/** The folder of the package that takes the kernels for a processor. */
function packageFor(arch: string): string {
  const name = `native-${process.platform}-${arch}-gnu`;
  if (!existsSync(folderOf(name)))
    throw new RangeError(`there is no package @gradiente/${name} in packages/`);
  return folderOf(name);
}
