import { median } from "./statistics.ts";

/** How far float32 may drift apart over a few steps, relative to the largest value. */
const TOLERANCE = 1e-3;

/**
 * For each list of numbers, how far it is from the middle of all, relative to the largest; Infinity for another
 * length or what is no number.
 */
export function deviations(checks: readonly (readonly (number | null)[])[]): number[] {
  const length = median(checks.map((check) => check.length));
  const comparable = checks.map((check) => check.length === length && check.every(isNumber));
  const kept = checks.filter((_, i) => comparable[i]) as readonly (readonly number[])[];
  const middle = Array.from({ length: kept.length > 0 ? length : 0 }, (_, at) =>
    median(kept.map((check) => check[at])),
  );
  const scale = Math.max(...middle.map(Math.abs), Number.MIN_VALUE);
  return checks.map((check, i) => {
    if (!comparable[i]) return Number.POSITIVE_INFINITY;
    return Math.max(...middle.map((value, at) => Math.abs((check[at] as number) - value))) / scale;
  });
}

/** JSON has null for what is no number. */
const isNumber = (value: number | null) => value !== null && Number.isFinite(value);

export const agrees = (deviation: number): boolean => deviation <= TOLERANCE;
