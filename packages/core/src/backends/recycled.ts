import type { Backend } from "../backend.ts";
import type { DType, TypedArray } from "../dtype.ts";
import { allocateStorage, unknown } from "./storage.ts";

/** Bytes of arrays that are kept for later results, at most. */
const MOST_KEPT = 64 * 2 ** 20;

/** Arrays that nobody has any more, by dtype and size: the last one that came back is the most likely to be in a cache. */
export class Recycled {
  readonly #lists: Readonly<Record<DType, Map<number, TypedArray[]>>> = {
    float32: new Map(),
    float64: new Map(),
    int32: new Map(),
    bool: new Map(),
  };
  #bytes = 0;

  /** One of these arrays, which then is somebody's again. */
  take(dtype: DType, size: number): TypedArray | undefined {
    if (this.#bytes === 0) return undefined;
    const found = this.#lists[dtype].get(size)?.pop();
    if (found !== undefined) this.#bytes -= found.byteLength;
    return found;
  }

  /** Keeps an array. Where there are too many, their sizes are of the past: all are left to the collector. */
  keep(array: TypedArray): void {
    if (array.byteLength > MOST_KEPT) return;
    if (this.#bytes + array.byteLength > MOST_KEPT) this.clear();
    const lists = this.#lists[dtypeOf(array)];
    const list = lists.get(array.length);
    if (list === undefined) lists.set(array.length, [array]);
    else list.push(array);
    this.#bytes += array.byteLength;
  }

  clear(): void {
    for (const lists of Object.values(this.#lists)) lists.clear();
    this.#bytes = 0;
  }
}

function dtypeOf(array: TypedArray): DType {
  if (array instanceof Float32Array) return "float32";
  if (array instanceof Float64Array) return "float64";
  return array instanceof Int32Array ? "int32" : "bool";
}

/**
 * Arrays for the results of a backend, of which those that come back are given again: at most 64 MiB wait for that. It is
 * for backends whose kernels write every element of a result.
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
  const recycled = new Recycled();
  return {
    allocate(dtype, size) {
      const array = recycled.take(dtype, size);
      return array === undefined ? allocateStorage(dtype, size) : unknown(array, dtype);
    },
    recycle: (array) => recycled.keep(array),
  };
}
