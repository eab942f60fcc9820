import { Buffer } from "node:buffer";
import type { DType } from "@gradiente/core";
import { reference } from "@gradiente/core/backend";
import type { TypedArray } from "./arrays.ts";

/*
 * Memory for results. An array of JavaScript is filled with zeros before a kernel writes its elements, which takes as long
 * as a cheap kernel does. Node gives memory without that; other engines have the same function.
 */

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array };

/** An array that may hold any values; from `unfilled` bytes on, it is not filled with zeros. */
export function allocate(dtype: DType, size: number, unfilled: number): TypedArray {
  const OfType = arrays[dtype];
  const bytes = size * OfType.BYTES_PER_ELEMENT;
  if (bytes < unfilled) return reference.allocate(dtype, size);
  const { buffer, byteOffset } = Buffer.allocUnsafeSlow(bytes);
  return new OfType(buffer as ArrayBuffer, byteOffset, size);
}
