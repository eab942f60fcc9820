import { arange, giveWay, type Generator as RandomGenerator } from "@gradiente/core";
import { aBoolean, check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import * as v from "valibot";
import { aCount, aDataset, aSeed, isObject } from "../checks.ts";
import type { Bundle } from "../dataset/bundle.ts";
import type { AnyDataset, AsyncDataset, Batch, Dataset } from "../dataset/dataset.ts";
import { generatorFor } from "../random/generator-for.ts";
import { type GeneratorState, generatorAt, setState, stateOf } from "../random/generator-state.ts";
import { checkSaved } from "../saved/check-saved.ts";
import { SavedDataError } from "../saved/saved-data-error.ts";
import { count, generatorState } from "../saved/schemas.ts";
import type { Sampler } from "./sampler.ts";

/** Options of {@link DataLoader}. */
export interface DataLoaderOptions {
  /** The number of samples in a batch. The last batch may have fewer. */
  readonly batchSize: number;
  /** Whether each epoch has its own random order. Default: false, the order of the data set. */
  readonly shuffle?: boolean;
  /** Chooses the samples of each epoch, instead of `shuffle`. See {@link classBalanced}. */
  readonly sampler?: Sampler;
  /** Whether to leave out the last batch if it has fewer than `batchSize` samples. Default: false. */
  readonly dropLast?: boolean;
  /**
   * The seed of the orders: the same seed gives the same orders, whatever else draws random numbers. Default: the numbers
   * follow core's `seed`.
   */
  readonly seed?: number;
  /** With `for await`, the number of batches to request ahead of the present one. Default: 1. */
  readonly prefetch?: number;
}

const DATA_LOADER = declareOptions<DataLoaderOptions>(
  {
    batchSize: aCount,
    shuffle: aBoolean,
    sampler: check(
      "a sampler, such as classBalanced(dataset)",
      (value) => isObject(value) && typeof value.size === "number" && typeof value.draw === "function",
    ),
    dropLast: aBoolean,
    seed: aSeed,
    prefetch: aCount,
  },
  "batchSize",
);

/** The type of the batches of a data set. */
export type BatchOf<D extends AnyDataset | AsyncDataset<Bundle, Bundle>> =
  D extends Dataset<infer X, infer Y>
    ? Batch<X, Y>
    : D extends AsyncDataset<infer X, infer Y>
      ? Batch<X, Y>
      : never;

/** The progress of a {@link DataLoader}, as plain data. */
export interface DataLoaderState {
  /** The number of batches that the present epoch has yielded; 0 between epochs. */
  readonly batch: number;
  /** The state of the loader's generator before the order of the epoch was drawn; null between epochs. */
  readonly order: GeneratorState | null;
  /** The states of all generators after the last batch: that of the loader, then those of the data set. */
  readonly generators: readonly GeneratorState[];
}

const stateSchema = v.strictObject(
  {
    batch: count,
    order: v.nullable(generatorState),
    generators: v.array(generatorState, "a list of states of generators"),
  },
  "the state of a loader",
);

/** An epoch in progress. */
interface Epoch {
  readonly order: GeneratorState;
  batch: number;
  /** The states of the data set's generators after the last batch that was yielded; more may have been requested. */
  drawn: readonly GeneratorState[] | null;
}

/**
 * Yields the samples of a data set in batches. One `for ... of` loop over the loader is an epoch.
 *
 * With `shuffle`, every loop has its own order. The order is drawn when the loop begins, so several loops can run at the
 * same time. Two loaders with the same seed have the same sequence of orders.
 *
 * `for await ... of` does the same, requests batches ahead of time, and lets the event loop run after each batch: a page
 * stays alive, and Ctrl-C and timers work. It also works with an {@link AsyncDataset},
 * which waits for files, a network or workers.
 *
 * {@link DataLoader.state} tells how far the loop begun last has come. A loader that loads it goes on with the next
 * batch of that epoch, and then with the epochs after it, as the first one would have.
 *
 * @example
 * ```ts
 * const model = new Dense(4, 3);
 * const optimizer = new Adam(model.parameters());
 * const loader = new DataLoader(loadIris(), { batchSize: 16, shuffle: true, seed: 0 });
 * for (let epoch = 0; epoch < 5; epoch++) {
 *   for (const { x, y } of loader) optimizer.step(crossEntropyLoss(model.forward(x), y).backward());
 * }
 * ```
 */
export class DataLoader<D extends AnyDataset | AsyncDataset<Bundle, Bundle> = Dataset>
  implements Iterable<BatchOf<D>>, AsyncIterable<BatchOf<D>>
{
  /** The data set. */
  readonly dataset: D;
  /** The number of samples in a batch. The last batch may have fewer. */
  readonly batchSize: number;
  readonly #shuffle: boolean;
  readonly #sampler: Sampler | undefined;
  readonly #dropLast: boolean;
  readonly #prefetch: number;
  readonly #generator: RandomGenerator;
  #epoch: Epoch | null = null;
  #resume: Epoch | null = null;

  /**
   * A loader of the batches of a data set.
   *
   * @throws RangeError if `batchSize` or `prefetch` is not a positive whole number, or if both `shuffle` and `sampler`
   * are given.
   * @throws TypeError for an option that does not exist, and for what is no data set.
   */
  constructor(dataset: D, options: DataLoaderOptions) {
    const {
      batchSize,
      shuffle = false,
      sampler,
      dropLast = false,
      seed,
      prefetch = 1,
    } = optionsOf("DataLoader", options, DATA_LOADER);
    checkArgument("DataLoader", "the data set", dataset, aDataset);
    if (shuffle && sampler !== undefined) {
      throw new RangeError(
        "DataLoader: both shuffle and sampler are given; leave out `shuffle`, because a sampler has its own order",
      );
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
   * @throws SavedDataError if it is no such state; RangeError if it has more batches than an epoch, or another number of
   * generators than this loader. The loader then stays as it was.
   */
  loadState(state: DataLoaderState): void {
    const place = { file: "DataLoader.loadState", writer: "loader.state()" };
    const { batch, order, generators } = checkSaved(stateSchema, state, place);
    const all = [this.#generator, ...(this.dataset.generators ?? [])];
    if (batch > this.length) {
      throw new RangeError(`DataLoader.loadState: batch is ${batch}, where an epoch has ${this.length}`);
    }
    if (order === null && batch > 0) {
      throw new SavedDataError(place, `must be 0 between epochs, where the order is null, got ${batch}`, [
        "batch",
      ]);
    }
    if (generators.length !== all.length) {
      throw new RangeError(
        `DataLoader.loadState: the state is that of ${generators.length} random generators, and this loader and ` +
          `its data set have ${all.length}; is it the same data set?`,
      );
    }
    for (const [at, generator] of all.entries()) setState(generator, generators[at]);
    this.#epoch = null;
    this.#resume = order === null ? null : { order, batch, drawn: null };
  }

  /** Begins an epoch. @throws TypeError at the first batch, if the data set is an {@link AsyncDataset}. */
  [Symbol.iterator](): IterableIterator<BatchOf<D>> {
    // The order is drawn here and not at the first batch, so that epochs have the order in which their loops begin.
    const { epoch, order } = this.#begin();
    return this.#batches(epoch, order);
  }

  /** Begins an epoch that requests batches ahead of time. */
  [Symbol.asyncIterator](): AsyncIterableIterator<BatchOf<D>> {
    const { epoch, order } = this.#begin();
    return this.#ahead(epoch, order);
  }

  #begin(): { epoch: Epoch; order: Int32Array } {
    const resumed = this.#resume;
    this.#resume = null;
    const epoch = resumed ?? { order: stateOf(this.#generator), batch: 0, drawn: null };
    const generator = resumed === null ? this.#generator : generatorAt(resumed.order);
    this.#epoch = epoch;
    return { epoch, order: this.#order(generator) };
  }

  #order(generator: RandomGenerator): Int32Array {
    if (this.#sampler !== undefined) return this.#sampler.draw(generator);
    const { size } = this.dataset;
    const order = this.#shuffle ? generator.permutation(size) : arange(size);
    return order.toTypedArray() as Int32Array;
  }

  *#batches(epoch: Epoch, order: Int32Array): IterableIterator<BatchOf<D>> {
    for (const { length } = this; epoch.batch < length; ) {
      const batch = this.#get(order, epoch.batch);
      // By what it has: a promise may be of another realm, as in test runners.
      if ("then" in batch) {
        batch.then(undefined, () => {});
        throw new TypeError(
          "DataLoader: the batches of this data set are promises; loop with `for await (... of loader)`",
        );
      }
      epoch.batch++;
      yield batch;
    }
    this.#end(epoch);
  }

  async *#ahead(epoch: Epoch, order: Int32Array): AsyncIterableIterator<BatchOf<D>> {
    const { length } = this;
    const queue: { batch: Promise<BatchOf<D>>; drawn: readonly GeneratorState[] }[] = [];
    let asked = epoch.batch;
    while (epoch.batch < length) {
      while (asked < length && asked <= epoch.batch + this.#prefetch) {
        const batch = this.#promised(order, asked++);
        // A loop that is left early leaves batches for which no code waits. If one fails, the process must not end.
        batch.catch(() => {});
        queue.push({ batch, drawn: this.#datasetStates() });
      }
      const { batch, drawn } = queue.shift() as (typeof queue)[number];
      const ready = await batch;
      epoch.batch++;
      epoch.drawn = drawn;
      yield ready;
      await giveWay();
    }
    this.#end(epoch);
  }

  /** A batch whose error is thrown at once also fails only when its turn comes, so that earlier batches are not lost. */
  async #promised(order: Int32Array, batch: number): Promise<BatchOf<D>> {
    return this.#get(order, batch);
  }

  #get(order: Int32Array, batch: number): BatchOf<D> | Promise<BatchOf<D>> {
    const indices = order.subarray(batch * this.batchSize, (batch + 1) * this.batchSize);
    return this.dataset.batch(indices) as BatchOf<D> | Promise<BatchOf<D>>;
  }

  #datasetStates(): GeneratorState[] {
    return (this.dataset.generators ?? []).map(stateOf);
  }

  #end(epoch: Epoch): void {
    if (this.#epoch === epoch) this.#epoch = null;
  }
}
