import { registerBackend, setBackend } from "@gradiente/core";
import { declareOptions, oneOf, optionsOf } from "@gradiente/core/arguments";
import { createNative } from "./backend.ts";
import { addon } from "./border.ts";
import { NativeUnavailableError } from "./load.ts";

/*
 * `@gradiente/native`: kernels compiled ahead, for Node, Bun and Deno. Importing it makes the backend "native" known.
 */

export { getNativeThreads, setNativeThreads } from "./threads.ts";
export { NativeUnavailableError };

declare module "@gradiente/core" {
  interface BackendNames {
    /** Kernels compiled ahead, with the widest vectors that the processor has: `@gradiente/native`. */
    native: true;
  }
}

registerBackend("native", createNative);

/** Instructions that there are kernels for: `neon` on arm64, the others on x86-64, where `baseline` is x86-64-v2. */
export type InstructionSet = "avx512" | "avx2" | "baseline" | "neon";

/** Options of {@link useNative}. */
export interface NativeOptions {
  /** The instructions that kernels use, for tests and comparisons. Default: the best that the processor has. */
  readonly instructions?: InstructionSet;
}

const NATIVE = /* @__PURE__ */ declareOptions<NativeOptions>({
  instructions: /* @__PURE__ */ oneOf("avx512", "avx2", "baseline", "neon"),
});

/**
 * Puts tensors that are made from now on to the backend `native`: kernels compiled ahead from C, on the same arrays that the
 * other backends on the CPU have. What has no native kernel runs on `wasm`. Tensors that exist stay where they are.
 *
 * @throws NativeUnavailableError if there is no compiled addon for this platform, or if it does not load.
 * @throws RangeError for instructions that the processor lacks.
 * @example
 * if (isNativeAvailable()) useNative();
 */
export function useNative(options?: NativeOptions): void {
  const { instructions } = optionsOf("useNative", options, NATIVE);
  const { levels, choose } = addon();
  if (instructions !== undefined && !levels.includes(instructions)) {
    throw new RangeError(
      `useNative: this processor does not have the instructions "${instructions}"; it has "${levels.join('", "')}"`,
    );
  }
  choose(instructions ?? levels[0]);
  setBackend("native");
}

/**
 * Whether there is a compiled addon for this platform that loads. {@link useNative} says what is missing.
 *
 * @example isNativeAvailable() || "everything runs on wasm";
 */
export function isNativeAvailable(): boolean {
  try {
    addon();
    return true;
  } catch (error) {
    if (error instanceof NativeUnavailableError) return false;
    throw error;
  }
}
