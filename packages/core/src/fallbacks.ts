import { aFunction, checkArgument } from "./arguments/check.ts";
import { isPromise } from "./arguments/promise.ts";
import type { DType } from "./dtype.ts";

let counts: Map<string, number> | null = null;

/** Counts a kernel that the plain loops run in place of the backend, if `watchFallbacks` is running. */
export function noteFallback(kernel: string, dtype: DType): void {
  if (counts !== null) countUp(counts, `${kernel} ${dtype}`, 1);
}

/** Adds to the number that stands under a name. */
export function countUp(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/**
 * Runs a function and tells what backends left to the plain loops meanwhile, because they have no kernel for it: names
 * such as `pow float32`, with how often. It helps to find out what makes a model slow. Tensors that are merely small do
 * not count. Calls nest: what the inner one finds, the outer one finds too.
 *
 * @throws TypeError if `f` is async: what it does later would not be counted.
 * @example
 * ```ts
 * const left = watchFallbacks(() => ones([1000]).lgamma()); // kernels that the backend lacks, with how often
 * left.size > 0; // true
 * ```
 */
export function watchFallbacks(f: () => unknown): ReadonlyMap<string, number> {
  checkArgument("watchFallbacks", "f", f, aFunction());
  const found = new Map<string, number>();
  const before = counts;
  counts = found;
  try {
    const result = f();
    if (isPromise(result)) {
      result.then(undefined, () => {});
      throw new TypeError(
        "watchFallbacks: f is async, and only what it does at once is counted; await outside of it",
      );
    }
  } finally {
    counts = before;
    if (before !== null) for (const [name, count] of found) countUp(before, name, count);
  }
  return found;
}
