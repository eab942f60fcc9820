import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../program.ts";
import { writeFormulas } from "./formulas.ts";

/*
 * Compiles the kernels with the machine's C compiler: once for each instruction set, and what chooses among them.
 */

const PACKAGE = `${root}packages/native`;
const SOURCES = `${PACKAGE}/src-c`;

/** Where the addon for this processor is put; the package looks here in the repository. */
export const BUILD_FOLDER = `${PACKAGE}/build`;

export interface BuildOptions {
  /** The processor that is compiled for. Default: this one. */
  readonly arch?: string;
  /** The compiler. Default: {@link defaultCompiler}. */
  readonly compiler?: string;
  /** What is checked while kernels run, for tests: the program has to be started with the libraries of the sanitizer. */
  readonly sanitize?: Sanitizer;
  /** Where the addon is put. Default: {@link buildFolder}. */
  readonly folder?: string;
}

/** A folder for each processor. */
export function buildFolder(arch: string): string {
  return arch === process.arch ? BUILD_FOLDER : join(BUILD_FOLDER, arch);
}

/** Every access to memory, or what threads do at the same time. */
export type Sanitizer = "memory" | "threads";

/** What the compiler is told, and the libraries that have to be there from the start. */
export const sanitizers: Readonly<
  Record<Sanitizer, { readonly flags: readonly string[]; readonly libraries: readonly string[] }>
> = {
  memory: {
    flags: ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"],
    libraries: ["libasan.so", "libubsan.so"],
  },
  threads: { flags: ["-fsanitize=thread"], libraries: ["libtsan.so"] },
};

/** Compilers for other processors, as Debian names them. */
const crossCompilers: Readonly<Record<string, string>> = {
  x64: "x86_64-linux-gnu-gcc",
  arm64: "aarch64-linux-gnu-gcc",
};

interface Level {
  readonly name: string;
  readonly flags: readonly string[];
}

/** `prfchw` asks for memory to be written; a processor that does not know it does nothing. */
const levels: Readonly<Record<string, readonly Level[]>> = {
  x64: [
    { name: "baseline", flags: ["-march=x86-64-v2"] },
    { name: "avx2", flags: ["-march=x86-64-v2", "-mavx2", "-mfma", "-mprfchw"] },
    {
      name: "avx512",
      flags: [
        "-march=x86-64-v2",
        ...["-mavx2", "-mfma", "-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx512bw", "-mprfchw"],
        "-mprefer-vector-width=512",
      ],
    },
  ],
  arm64: [{ name: "neon", flags: ["-march=armv8-a"] }],
};

/** Sources whose bits are those of the formulas: no fused multiply-add, whatever the processor has. */
const exact = ["-ffp-contract=off"];
const fused = ["-ffp-contract=fast"];
/** Sources of sums of products, where it may be fused. */
const ofProducts = ["contract.c", "winograd.c"];

const common = [
  "-std=c11",
  "-fPIC",
  "-pthread",
  "-fvisibility=hidden",
  "-fno-math-errno",
  "-fno-trapping-math",
  "-Wall",
  "-Wextra",
  "-Werror",
];

/** Whether there is a compiler. */
export function hasCompiler(compiler = defaultCompiler()): boolean {
  try {
    return execFileSync(compiler, ["--version"], { stdio: ["ignore", "pipe", "ignore"] }).length > 0;
  } catch {
    return false;
  }
}

/** That of the variable CC, or gcc: the machine's own, or the one for another processor. */
export function defaultCompiler(arch: string = process.arch): string {
  return process.env.CC ?? (arch === process.arch ? "gcc" : (crossCompilers[arch] ?? "gcc"));
}

/** Compiles what has changed, links the addon, and gives its path. */
export async function buildNative({
  arch = process.arch,
  compiler = defaultCompiler(arch),
  sanitize,
  folder = buildFolder(arch),
}: BuildOptions = {}): Promise<string> {
  const found = levels[arch];
  if (found === undefined) throw new RangeError(`there are no kernels for the processor ${arch}`);
  writeFormulas();
  mkdirSync(join(folder, "objects"), { recursive: true });
  const effort =
    sanitize === undefined
      ? ["-O3"]
      : ["-O1", "-g", "-fno-omit-frame-pointer", ...sanitizers[sanitize].flags];
  const base = [...common, ...effort, "-I", headers(), "-I", SOURCES];
  const border = ["addon.c", "border.c", "calls.c", "calls-of-lists.c", "names.c", "threads.c"];
  const kernels = readdirSync(SOURCES).filter((name) => name.endsWith(".c") && !border.includes(name));
  const files = [
    ...border.map((name) => ({ name, flags: [...base, "-DNAPI_VERSION=8"] })),
    ...kernels.flatMap((name) =>
      found.map((level) => ({
        name,
        flags: [
          ...base,
          ...level.flags,
          ...(ofProducts.includes(name) ? fused : exact),
          `-DLEVEL=${level.name}`,
        ],
      })),
    ),
  ];
  const objects = files.map(({ name, flags }) => {
    const key = createHash("sha256")
      .update([compiler, ...flags].join(" "))
      .digest("hex")
      .slice(0, 12);
    return { name, flags, file: join(folder, "objects", `${name}-${key}.o`) };
  });
  const stale = objects.filter(
    ({ name, file }) => !existsSync(file) || statSync(file).mtimeMs < changed(name),
  );
  const compileNext = async (): Promise<void> => {
    for (let next = stale.shift(); next !== undefined; next = stale.shift()) {
      await run(compiler, [...next.flags, "-c", join(SOURCES, next.name), "-o", next.file]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, compileNext));
  const target = join(folder, "gradiente.node");
  await run(compiler, [
    "-shared",
    "-pthread",
    ...effort,
    "-o",
    target,
    ...objects.map(({ file }) => file),
    "-lm",
  ]);
  return target;
}

/** When a source, or a header that it includes, was changed last. */
function changed(source: string): number {
  const text = readFileSync(join(SOURCES, source), "utf8");
  const included = [...text.matchAll(/^#include "(.*)"$/gm)].map(([, header]) => changed(header));
  return Math.max(statSync(join(SOURCES, source)).mtimeMs, ...included);
}

/** The headers of Node-API, which are the same for every version of Node. */
function headers(): string {
  const { include_dir } = createRequire(`${PACKAGE}/package.json`)("node-api-headers") as {
    readonly include_dir: string;
  };
  return include_dir;
}

const run = async (command: string, args: readonly string[]): Promise<void> => {
  try {
    await promisify(execFile)(command, args);
  } catch (error) {
    throw new Error(`${command} failed:\n${(error as { readonly stderr?: string }).stderr ?? error}`);
  }
};
