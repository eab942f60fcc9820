import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Addon, BORDER } from "./addon.ts";

/**
 * Thrown if the compiled kernels are not there, or cannot be loaded. The message says what is missing.
 *
 * @example
 * ```ts no-run
 * try {
 *   useNative();
 * } catch (error) {
 *   if (error instanceof NativeUnavailableError) console.log(error.message); // what is missing, and what runs instead
 * }
 * ```
 */
export class NativeUnavailableError extends Error {
  override readonly name = "NativeUnavailableError";
}

const require = createRequire(import.meta.url);

/** What is compiled by `pnpm build:native` in the repository; a published package has no such folder. */
const OWN_BUILD = "../build/gradiente.node";

/** Platforms that have a package with compiled kernels. */
const PLATFORMS: readonly string[] = ["linux-x64-gnu", "linux-arm64-gnu"];

let loaded: Addon | undefined;

/**
 * The addon: the file that the variable GRADIENTE_NATIVE names, or what was built in the repository, or that of the
 * platform's package.
 *
 * @throws NativeUnavailableError if there is none, or if it does not load.
 */
export function loadAddon(): Addon {
  loaded ??= load(fileOf());
  return loaded;
}

function load(file: string): Addon {
  const addon = required(file);
  if (addon.border === BORDER) return addon;
  throw unavailable(
    `${file} was compiled for another version of @gradiente/native; install the kernels in the version of this package, ` +
      "or in the repository, compile them again (pnpm build:native)",
  );
}

function required(file: string): Addon {
  try {
    return require(file) as Addon;
  } catch (cause) {
    throw unavailable(`${file} does not load: ${cause instanceof Error ? cause.message : cause}`, cause);
  }
}

function fileOf(): string {
  const named = process.env.GRADIENTE_NATIVE;
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw unavailable(`the variable GRADIENTE_NATIVE names ${named}, where there is no file`);
  }
  try {
    return require.resolve(OWN_BUILD);
  } catch {
    return ofPlatform();
  }
}

function ofPlatform(): string {
  const platform = platformName();
  if (!PLATFORMS.includes(platform)) {
    throw unavailable(
      `there are no compiled kernels for ${platform}, only for ${PLATFORMS.join(" and ")}; ` +
        "the variable GRADIENTE_NATIVE may name some that you have compiled",
    );
  }
  const name = `@gradiente/native-${platform}`;
  try {
    return require.resolve(name);
  } catch (cause) {
    const problem = isInstalled(name)
      ? `the package ${name} is installed, but holds no compiled addon: install it again`
      : `the optional package ${name} is not installed: install it`;
    throw unavailable(
      `${problem}, or in the repository, make an addon (pnpm build:native, with a C compiler)`,
      cause,
    );
  }
}

/** Whether there is a package, whatever it holds. */
function isInstalled(name: string): boolean {
  const folders = require.resolve.paths(name) ?? [];
  return folders.some((folder) => existsSync(join(folder, name, "package.json")));
}

/** As the packages are called: `linux-x64-gnu`. */
function platformName(): string {
  const { platform, arch } = process;
  return platform === "linux" ? `${platform}-${arch}-${hasGlibc() ? "gnu" : "musl"}` : `${platform}-${arch}`;
}

function hasGlibc(): boolean {
  const report = process.report?.getReport() as unknown as
    | { readonly header?: { readonly glibcVersionRuntime?: string } }
    | undefined;
  return report?.header?.glibcVersionRuntime !== undefined;
}

function unavailable(problem: string, cause?: unknown): NativeUnavailableError {
  return new NativeUnavailableError(
    `the native kernels are not available: ${problem}; without them, everything runs on the backend "wasm"`,
    { cause },
  );
}
