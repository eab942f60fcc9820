import { arange, type Generator as RandomGenerator } from "@gradiente/core";
import { checkCount } from "../check-option.ts";
import type { AsyncDataset, Batch, Dataset } from "../dataset/dataset.ts";
import { generatorFor } from "../random/generator-for.ts";
import { type GeneratorState, generatorAt, setState, stateOf } from "../random/generator-state.ts";
import type { Sampler } from "./sampler.ts";

/** How a {@link DataLoader} goes through its data set. */
export interface DataLoaderOptions {
  /** The number of samples in a batch; the last batch may have fewer. */
  readonly batchSize: number;
  /** Whether each epoch has an order of its own, drawn at random. Default false: the data set's order. */
  readonly shuffle?: boolean;
  /** What chooses the samples of each epoch, in place of `shuffle`: see `classBalanced`. */
  readonly sampler?: Sampler;
  /** Whether to leave out a last batch of fewer than `batchSize` samples. Default false. */
  readonly dropLast?: boolean;
  /** Makes the orders reproducible, whatever else draws random numbers; without it, they follow core's `seed`. */
  readonly seed?: number;
  /** With `for await`, how many batches are asked for ahead of the one in hand. Default 1. */
  readonly prefetch?: number;
}

/** How far a {@link DataLoader} has come, as plain data. */
export interface DataLoaderState {
  /** The number of batches of the epoch that have been given out; 0 between epochs. */
  readonly batch: number;
  /** The state of the loader's random numbers before the epoch's order was drawn; null between epochs. */
  readonly order: GeneratorState | null;
  /** The state of all random numbers after the last batch: the loader's, then the data set's. */
  readonly generators: readonly GeneratorState[];
}

/** An epoch under way. */
interface Epoch {
  readonly order: GeneratorState;
  batch: number;
  /** The state of the data set's random numbers after the last batch given out; more may be prefetched. */
  drawn: readonly GeneratorState[] | null;
}

/**
 * Goes through a data set in batches, once for each `for ... of`: one such loop is an epoch.
 *
 * With `shuffle`, every loop has its own order, fixed when the loop begins, so loops may run side by side. Two loaders
 * of the same seed yield the same sequence of orders.
 *
 * `for await ... of` does the same, asks for batches ahead of time, and can go through an {@link AsyncDataset}, which
 * waits for files, a network or workers.
 *
 * {@link DataLoader.state} tells how far the loop begun last has come. A loader that loads it goes on with the next
 * batch of that epoch, and then with the epochs after it, as the first one would have.
 *
 * @example
 * ```ts
 * const loader = new DataLoader(train, { batchSize: 128, shuffle: true, seed: 0 });
 * for (let epoch = 0; epoch < 5; epoch++) {
 *   for (const { x, y } of loader) optimizer.step(crossEntropyLoss(model.forward(x), y).backward());
 * }
 * ```
 */
export class DataLoader<D extends Dataset | AsyncDataset = Dataset>
  implements Iterable<Batch>, AsyncIterable<Batch>
{
  /** What is gone through. */
  readonly dataset: D;
  /** The number of samples in every batch but perhaps the last. */
  readonly batchSize: number;
  readonly #shuffle: boolean;
  readonly #sampler: Sampler | undefined;
  readonly #dropLast: boolean;
  readonly #prefetch: number;
  readonly #generator: RandomGenerator;
  #epoch: Epoch | null = null;
  #resume: Epoch | null = null;

  /** @throws RangeError if `batchSize` or `prefetch` is not a positive whole number, or both shuffle and sampler are given. */
  constructor(dataset: D, options: DataLoaderOptions) {
    const { batchSize, shuffle = false, sampler, dropLast = false, seed, prefetch = 1 } = options;
    checkCount("DataLoader", "batchSize", batchSize);
    checkCount("DataLoader", "prefetch", prefetch);
    if (shuffle && sampler !== undefined) {
      throw new RangeError("DataLoader: a sampler has an order of its own; leave out `shuffle`");
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.#shuffle = shuffle;
    this.#sampler = sampler;
    this.#dropLast = dropLast;
    this.#prefetch = prefetch;
    this.#generator = generatorFor(seed);
  }

  /** The number of batches in an epoch. */
  get length(): number {
    const batches = (this.#sampler ?? this.dataset).size / this.batchSize;
    return this.#dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  /** How far the loop begun last has come: plain data, for `JSON.stringify` and {@link DataLoader.loadState}. */
  state(): DataLoaderState {
    const { order, batch, drawn } = this.#resume ?? this.#epoch ?? { order: null, batch: 0, drawn: null };
    return { batch, order, generators: [stateOf(this.#generator), ...(drawn ?? this.#datasetStates())] };
  }

  /**
   * Goes on where {@link DataLoader.state} was asked: the next loop gives the rest of that epoch. The loader needs
   * the same data set and options.
   *
   * @throws RangeError if the state has more batches than an epoch, or other generators than this loader.
   */
  loadState(state: DataLoaderState): void {
    const { batch, order, generators } = state;
    const all = [this.#generator, ...(this.dataset.generators ?? [])];
    if (!(Number.isInteger(batch) && batch >= 0 && batch <= this.length)) {
      throw new RangeError(`DataLoader.loadState: batch is ${batch}, where an epoch has ${this.length}`);
    }
    if (generators.length !== all.length) {
      throw new RangeError(
        `DataLoader.loadState: the state is that of ${generators.length} random generators, and this loader and ` +
          `its data set have ${all.length}; is it the same data set?`,
      );
    }
    for (const words of [...generators, ...(order === null ? [] : [order])]) {
      generatorAt("DataLoader.loadState", words);
    }
    for (const [at, generator] of all.entries()) {
      setState("DataLoader.loadState", generator, generators[at]);
    }
    this.#epoch = null;
    this.#resume = order === null ? null : { order, batch, drawn: null };
  }

  /** @throws TypeError when the first batch is asked for, if the data set is an {@link AsyncDataset}. */
  [Symbol.iterator](): IterableIterator<Batch> {
    // Drawn here and not at the first batch: the order of epochs is that in which the loops begin.
    const { epoch, order } = this.#begin();
    return this.#batches(epoch, order);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Batch> {
    const { epoch, order } = this.#begin();
    return this.#ahead(epoch, order);
  }

  #begin(): { epoch: Epoch; order: Int32Array } {
    const resumed = this.#resume;
    this.#resume = null;
    const epoch = resumed ?? { order: stateOf(this.#generator), batch: 0, drawn: null };
    const generator = resumed === null ? this.#generator : generatorAt("DataLoader", resumed.order);
    this.#epoch = epoch;
    return { epoch, order: this.#order(generator) };
  }

  #order(generator: RandomGenerator): Int32Array {
    if (this.#sampler !== undefined) return this.#sampler.draw(generator);
    const { size } = this.dataset;
    const order = this.#shuffle ? generator.permutation(size) : arange(size);
    return order.toTypedArray() as Int32Array;
  }

  *#batches(epoch: Epoch, order: Int32Array): IterableIterator<Batch> {
    for (const { length } = this; epoch.batch < length; ) {
      const batch = this.#get(order, epoch.batch);
      if (batch instanceof Promise) {
        batch.catch(() => {});
        throw new TypeError(
          "DataLoader: the data set gives its batches in time; loop with `for await (... of loader)`",
        );
      }
      epoch.batch++;
      yield batch;
    }
    this.#end(epoch);
  }

  async *#ahead(epoch: Epoch, order: Int32Array): AsyncIterableIterator<Batch> {
    const { length } = this;
    const queue: { batch: Promise<Batch>; drawn: readonly GeneratorState[] }[] = [];
    let asked = epoch.batch;
    while (epoch.batch < length) {
      while (asked < length && asked <= epoch.batch + this.#prefetch) {
        const batch = this.#promised(order, asked++);
        // A loop left early leaves batches that nobody waits for; one that fails must not end the process.
        batch.catch(() => {});
        queue.push({ batch, drawn: this.#datasetStates() });
      }
      const { batch, drawn } = queue.shift() as (typeof queue)[number];
      const ready = await batch;
      epoch.batch++;
      epoch.drawn = drawn;
      yield ready;
    }
    this.#end(epoch);
  }

  /** Also what fails at once fails when its turn comes: the batches before it are not lost. */
  async #promised(order: Int32Array, batch: number): Promise<Batch> {
    return this.#get(order, batch);
  }

  #get(order: Int32Array, batch: number): Batch | Promise<Batch> {
    return this.dataset.batch(order.subarray(batch * this.batchSize, (batch + 1) * this.batchSize));
  }

  #datasetStates(): GeneratorState[] {
    return (this.dataset.generators ?? []).map(stateOf);
  }

  #end(epoch: Epoch): void {
    if (this.#epoch === epoch) this.#epoch = null;
  }
}
