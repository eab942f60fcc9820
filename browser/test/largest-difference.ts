/** The largest difference of two lists of numbers, place by place, relative to the second. */
export function largestDifference(actual: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(actual[i] / value - 1)));
}
