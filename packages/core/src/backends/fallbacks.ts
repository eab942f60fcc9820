import type { DType } from "../dtype.ts";

let counts: Map<string, number> | null = null;

/** Counts a kernel that the plain loops run in place of the backend, if `watchFallbacks` is running. */
export function noteFallback(kernel: string, dtype: DType): void {
  if (counts === null) return;
  const name = `${kernel} ${dtype}`;
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/**
 * Runs a function and counts the kernels that its backends lack, and that plain loops run instead. This helps to find
 * out what makes a model slow. The result maps names such as `pow float32` to the number of calls. Small tensors that
 * a backend chooses to compute in plain loops do not count.
 */
export function watchFallbacks(f: () => unknown): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const before = counts;
  counts = found;
  try {
    f();
  } finally {
    counts = before;
  }
  return found;
}
