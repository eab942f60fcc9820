import { Generator } from "@gradiente/core";

/** Which samples to train on, and which to test on. */
export interface FoldIndices {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Cuts samples into `folds` parts whose sizes differ by at most one; each is the test part once. With labels, every
 * label is dealt out evenly over the parts.
 *
 * @throws RangeError unless there are from 2 folds up to as many as samples.
 */
export function foldIndices(
  size: number,
  folds: number,
  seed: number,
  labels?: ArrayLike<number>,
): FoldIndices[] {
  if (!Number.isInteger(folds) || folds < 2 || folds > size) {
    throw new RangeError(
      `crossValidate: folds must be a whole number from 2 to ${size} samples, not ${folds}`,
    );
  }
  const order = Array.from(new Generator(seed).permutation(size).toTypedArray());
  // In the order of labels, and at random within each: dealing out in turn spreads every label evenly.
  if (labels !== undefined) order.sort((a, b) => labels[a] - labels[b]);
  return Array.from({ length: folds }, (_, fold) => {
    const part = (isTest: boolean) =>
      Int32Array.from(order.filter((_sample, place) => (place % folds === fold) === isTest)).sort();
    return { train: part(false), test: part(true) };
  });
}
