import { arange } from "@gradiente/core";
import { type Batch, checkIndices, type Dataset } from "./dataset.ts";
import { generatorFor } from "./generator-for.ts";

/** How {@link trainTestSplit} divides. */
export interface SplitOptions {
  /** The part of the samples, between 0 and 1, that is held out; their number is rounded up, as by scikit-learn. */
  readonly testFraction: number;
  /** Makes the division reproducible; without it, it follows core's `seed`. */
  readonly seed?: number;
  /** Whether samples are drawn at random (default) or the last ones are held out. */
  readonly shuffle?: boolean;
}

/**
 * The samples at some indices of a data set, as a data set. Nothing is copied.
 *
 * @throws RangeError if an index is not one of the data set's.
 */
export function subset(dataset: Dataset, indices: readonly number[] | Int32Array): Dataset {
  return new Subset(dataset, indices);
}

/**
 * Divides a data set in two that have no sample in common and together hold them all.
 *
 * @throws RangeError if the fraction is not between 0 and 1, or leaves either part empty.
 */
export function trainTestSplit(dataset: Dataset, options: SplitOptions): { train: Dataset; test: Dataset } {
  const { testFraction, seed, shuffle = true } = options;
  if (!(testFraction > 0 && testFraction < 1)) {
    throw new RangeError(
      `trainTestSplit: testFraction must be between 0 and 1, both excluded, not ${testFraction}`,
    );
  }
  const { size } = dataset;
  // The margin forgives products such as 0.07 * 100 = 7.000000000000001.
  const testSize = Math.ceil(testFraction * size - 1e-9);
  if (testSize === 0 || testSize === size) {
    throw new RangeError(
      `trainTestSplit: a testFraction of ${testFraction} puts ${testSize} of ${size} samples into the test part, and ` +
        `${size - testSize} into the training part; neither may be empty`,
    );
  }
  const tensor = shuffle ? generatorFor(seed).permutation(size) : arange(size);
  const order = tensor.toTypedArray() as Int32Array;
  return {
    train: subset(dataset, order.subarray(0, size - testSize)),
    test: subset(dataset, order.subarray(size - testSize)),
  };
}

class Subset implements Dataset {
  readonly #dataset: Dataset;
  readonly #indices: Int32Array;

  constructor(dataset: Dataset, indices: readonly number[] | Int32Array) {
    checkIndices(indices, dataset.size);
    this.#dataset = dataset;
    this.#indices = Int32Array.from(indices);
  }

  get size(): number {
    return this.#indices.length;
  }

  batch(indices: readonly number[] | Int32Array): Batch {
    checkIndices(indices, this.size);
    return this.#dataset.batch(Int32Array.from(indices, (index) => this.#indices[index]));
  }
}
