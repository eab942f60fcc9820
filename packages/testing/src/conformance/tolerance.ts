import type { DType } from "@gradiente/core";
import type { Tolerance } from "./call.ts";

/* How far results may lie from those of the plain loops, which compute in double precision and round once. */

const bits = new DataView(new ArrayBuffer(8));

/** The exponent of the smallest normal number. */
const lowest = { float32: -126, float64: -1022 };
const digits = { float32: 23, float64: 52 };

type Float = "float32" | "float64";

function kindOf(dtype: DType): Float {
  return dtype === "float64" ? "float64" : "float32";
}

/** The largest relative error of one rounding. */
export function roundingOf(dtype: DType): number {
  return 2 ** -(digits[kindOf(dtype)] + 1);
}

/** The distance from a number to the next one. */
function lastPlaceOf(value: number, dtype: DType): number {
  const kind = kindOf(dtype);
  bits.setFloat64(0, Math.abs(value));
  const exponent = Math.max((bits.getUint32(0) >>> 20) - 1023, lowest[kind]);
  return 2 ** (exponent - digits[kind]);
}

/**
 * So many units in the last place, of 1 at least if the function is worked out as a sum that may vanish. What is smaller
 * than the smallest normal number may be 0.
 */
export function lastPlaces(dtype: DType, places: number, isSum = false): Tolerance {
  const smallest = 2 ** lowest[kindOf(dtype)];
  return (plain) => (at) => {
    const size = Math.abs(plain[at]);
    if (!Number.isFinite(size) || places === 0) return 0;
    const units = places * lastPlaceOf(isSum ? Math.max(1, size) : size, dtype);
    return size < smallest ? Math.max(units, smallest) : units;
  };
}

/** So many roundings of the sum of the magnitudes of all terms. */
export function roundings(
  dtype: DType,
  count: number | ArrayLike<number>,
  magnitudes: ArrayLike<number>,
): Tolerance {
  const unit = roundingOf(dtype);
  return () => (at) => {
    const roundings = typeof count === "number" ? count : count[at];
    return Number.isFinite(magnitudes[at]) ? roundings * unit * magnitudes[at] + 1e-300 : 0;
  };
}

/** The largest of the magnitudes, `atLeast` if there is none larger. */
export function largestOf(values: ArrayLike<number>, atLeast: number): number {
  let largest = atLeast;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}
