import type { Backend } from "../backend.ts";
import { dtypeOfArray, type TypedArray } from "../dtype.ts";
import { allocateStorage, unknown } from "./storage.ts";

/** Bytes of arrays that wait for later results, at most. */
const MOST_KEPT = 64 * 2 ** 20;

/**
 * Allocates arrays for the results of a backend, and reuses the arrays that come back. It keeps at most 64 MiB of them.
 * The kernels of the backend must write every element of a result.
 *
 * @example
 * ```ts
 * import { recyclingStorage } from "@gradiente/core/backend";
 *
 * const { allocate, recycle } = recyclingStorage();
 * const array = allocate("float32", 1000);
 * recycle(array);
 * allocate("float32", 1000) === array; // true
 * ```
 */
export function recyclingStorage(): Required<Pick<Backend<TypedArray>, "allocate" | "recycle">> {
  /** By dtype and size. The last one that came back is the most likely to be in a cache. */
  const lists = new Map<string, TypedArray[]>();
  let kept = 0;
  /** The smallest size that has come back: to look for others takes longer than to allocate them. */
  let least = Number.POSITIVE_INFINITY;
  return {
    allocate(dtype, size) {
      const array = kept > 0 && size >= least ? lists.get(dtype + size)?.pop() : undefined;
      if (array === undefined) return allocateStorage(dtype, size);
      kept -= array.byteLength;
      return unknown(array, dtype);
    },
    recycle(array) {
      kept += array.byteLength;
      least = Math.min(least, array.length);
      if (kept > MOST_KEPT) {
        // The sizes of so many are of the past: all are left to the collector.
        kept = 0;
        return lists.clear();
      }
      const key = (dtypeOfArray(array) ?? "bool") + array.length;
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [array]);
      else list.push(array);
    },
  };
}
