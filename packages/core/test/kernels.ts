import type { Backend, View } from "../src/backend.ts";
import type { View as ArrayView } from "../src/backends/view.ts";
import { allocateArray, type DType, type TypedArray } from "../src/dtype.ts";
import { Layout } from "../src/layout.ts";
import type { Tensor } from "../src/tensor.ts";

/* Running single kernels, and comparing what they give. */

export type Float = "float32" | "float64";
export const floats: readonly Float[] = ["float32", "float64"];

/** Units in the last place between two floats of a dtype: how many others lie between them. */
export function ulps(a: number, b: number, dtype: Float): number {
  if (Number.isNaN(a) || Number.isNaN(b))
    return Number.isNaN(a) === Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(Number(ordinal(a, dtype) - ordinal(b, dtype)));
}

const bits = new DataView(new ArrayBuffer(8));

/** Floats in order of size, counted from 0; both zeros are one. */
function ordinal(x: number, dtype: Float): bigint {
  if (dtype === "float32") bits.setFloat32(0, x);
  else bits.setFloat64(0, x);
  const raw = dtype === "float32" ? BigInt(bits.getInt32(0)) : bits.getBigInt64(0);
  const lowest = dtype === "float32" ? -(1n << 31n) : -(1n << 63n);
  return raw < 0n ? lowest - raw : raw;
}

/** A tensor on the CPU, as kernels see it: its storage is a typed array. */
export function arrayView(x: Tensor): ArrayView {
  return x as Tensor & ArrayView;
}

export function result(
  backend: Backend,
  dtype: DType,
  shape: readonly number[],
  run: (backend: Backend, out: View) => void,
): TypedArray {
  const layout = Layout.dense(shape);
  const out = { buffer: allocateArray(dtype, layout.size), layout, dtype };
  run(backend, out);
  return out.buffer;
}

/** The largest difference in units in the last place, and where it is. */
export function worst(a: TypedArray, b: TypedArray, dtype: Float): { ulps: number; at: number } {
  let found = { ulps: 0, at: -1 };
  for (let i = 0; i < a.length; i++) {
    const difference = ulps(a[i], b[i], dtype);
    if (difference > found.ulps) found = { ulps: difference, at: i };
  }
  return found;
}
