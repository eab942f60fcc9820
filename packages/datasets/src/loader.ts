import { arange, type Generator as RandomGenerator } from "@gradiente/core";
import { checkCount } from "./check-option.ts";
import type { Batch, Dataset } from "./dataset.ts";
import { generatorFor } from "./generator-for.ts";

/** How a {@link DataLoader} goes through its data set. */
export interface DataLoaderOptions {
  /** The number of samples in a batch; the last batch may have fewer. */
  readonly batchSize: number;
  /** Whether each epoch has an order of its own, drawn at random. Default false: the data set's order. */
  readonly shuffle?: boolean;
  /** Whether to leave out a last batch of fewer than `batchSize` samples. Default false. */
  readonly dropLast?: boolean;
  /** Makes the orders reproducible, whatever else draws random numbers; without it, they follow core's `seed`. */
  readonly seed?: number;
}

/**
 * Goes through a data set in batches, once for each `for ... of`: one such loop is an epoch.
 *
 * With `shuffle`, every loop has its own order, fixed when the loop begins, so loops may run side by side. Two loaders
 * of the same seed yield the same sequence of orders.
 *
 * @example
 * ```ts
 * const loader = new DataLoader(train, { batchSize: 128, shuffle: true, seed: 0 });
 * for (let epoch = 0; epoch < 5; epoch++) {
 *   for (const { x, y } of loader) step(x, y);
 * }
 * ```
 */
export class DataLoader implements Iterable<Batch> {
  /** What is gone through. */
  readonly dataset: Dataset;
  /** The number of samples in every batch but perhaps the last. */
  readonly batchSize: number;
  readonly #shuffle: boolean;
  readonly #dropLast: boolean;
  readonly #generator: RandomGenerator;

  /** @throws RangeError if `batchSize` is not a positive whole number. */
  constructor(dataset: Dataset, options: DataLoaderOptions) {
    const { batchSize, shuffle = false, dropLast = false, seed } = options;
    checkCount("DataLoader", "batchSize", batchSize);
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.#shuffle = shuffle;
    this.#dropLast = dropLast;
    this.#generator = generatorFor(seed);
  }

  /** The number of batches in an epoch. */
  get length(): number {
    const batches = this.dataset.size / this.batchSize;
    return this.#dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  [Symbol.iterator](): IterableIterator<Batch> {
    // Drawn here and not at the first batch: the order of epochs is that in which the loops begin.
    return this.#batches(this.#order());
  }

  #order(): Int32Array {
    const { size } = this.dataset;
    const order = this.#shuffle ? this.#generator.permutation(size) : arange(size);
    return order.toTypedArray() as Int32Array;
  }

  *#batches(order: Int32Array): IterableIterator<Batch> {
    for (let batch = 0, { length } = this; batch < length; batch++) {
      yield this.dataset.batch(order.subarray(batch * this.batchSize, (batch + 1) * this.batchSize));
    }
  }
}
