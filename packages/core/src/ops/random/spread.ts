import type { DType } from "../../dtype.ts";
import type { Tensor } from "../../tensor.ts";

/** The largest number of a floating dtype that is less than x. */
function below(x: number, dtype: DType): number {
  if (dtype === "float32") {
    const value = Float32Array.of(x);
    const bits = new Int32Array(value.buffer);
    // Bits count up with the size of a number.
    if (value[0] >= x) bits[0] = x > 0 ? bits[0] - 1 : x < 0 ? bits[0] + 1 : SMALLEST_NEGATIVE;
    return value[0];
  }
  const value = Float64Array.of(x);
  const bits = new BigInt64Array(value.buffer);
  if (x === 0) return -Number.MIN_VALUE;
  bits[0] += x > 0 ? -1n : 1n;
  return value[0];
}

/** The bits of the negative float32 that is nearest to 0, 0x80000001, as an int32. */
const SMALLEST_NEGATIVE = -2147483647;

/** The largest number drawn from [0, 1): 1 - 2⁻²⁴ and 1 - 2⁻⁵³. */
const LARGEST = { float32: 0.9999999403953552, float64: 0.9999999999999999 } as const;

/** Numbers from 0 to 1 as numbers from low to high, where rounding must not reach the end. */
export function spread(x: Tensor, low: number, high: number): Tensor {
  const held = x.dtype === "float32" ? Math.fround : (value: number) => value;
  const width = held(high - low);
  const stretched = Number.isFinite(width) ? x.mul(width).add(low) : x.mul(high).add(x.neg().add(1).mul(low));
  // Nothing is rounded up to the end if the largest number is not.
  const largest = held(held(LARGEST[x.dtype === "float32" ? "float32" : "float64"] * width) + held(low));
  return low < high && !(largest < high) ? stretched.minimum(below(high, x.dtype)) : stretched;
}
