import { giveWay, type Generator as RandomGenerator, stack, type Tensor } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf } from "@gradiente/core/arguments";
import * as v from "valibot";
import { aCount, aSeed } from "../checks.ts";
import { type Bundle, joined } from "../dataset/bundle.ts";
import type { Batch } from "../dataset/dataset.ts";
import { generatorFor } from "../random/generator-for.ts";
import { forked, type GeneratorState, setState, stateOf } from "../random/generator-state.ts";
import { UniformStream } from "../random/uniform-stream.ts";
import { checkSaved } from "../saved/check-saved.ts";
import { count, generatorState } from "../saved/schemas.ts";

/** One sample. */
export interface Sample<X extends Bundle = Tensor, Y extends Bundle = Tensor> {
  /** The input, without the axis of samples: a tensor, or a tuple or a record of tensors. */
  readonly x: X;
  /** The target, without the axis of samples: a tensor, or a tuple or a record of tensors. */
  readonly y: Y;
}

/** A function that yields all samples from the first on. It is called once per epoch. Generator functions fit. */
export type SampleSource<X extends Bundle = Tensor, Y extends Bundle = Tensor> = () =>
  | Iterable<Sample<X, Y>>
  | AsyncIterable<Sample<X, Y>>;

/** Options of {@link StreamLoader}. */
export interface StreamLoaderOptions {
  /** The number of samples in a batch. The last batch may have fewer. */
  readonly batchSize: number;
  /**
   * The number of samples in a buffer from which the next sample is drawn at random. A larger buffer shuffles better and
   * takes more memory. Default: 1, the order of the source.
   */
  readonly shuffleBuffer?: number;
  /** Whether to leave out the last batch if it has fewer than `batchSize` samples. Default: false. */
  readonly dropLast?: boolean;
  /** The seed of the shuffle: the same seed gives the same result. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
}

const STREAM_LOADER = declareOptions<StreamLoaderOptions>(
  { batchSize: aCount, shuffleBuffer: aCount, dropLast: aBoolean, seed: aSeed },
  "batchSize",
);

/** The progress of a {@link StreamLoader}, as plain data. */
export interface StreamLoaderState {
  /** The number of batches that the present epoch has yielded; 0 between epochs. */
  readonly batch: number;
  /** The state of the generator before the epoch. */
  readonly generator: GeneratorState;
}

const stateSchema = v.strictObject({ batch: count, generator: generatorState }, "the state of a loader");

/**
 * Yields batches of samples that arrive one by one and do not have to fit into memory, such as samples from files, a
 * network or a simulation. One `for await ... of` loop is an epoch, and lets the event loop run after each batch. Only
 * the shuffle buffer and one batch are in memory.
 *
 * {@link StreamLoader.state} tells how far the loop begun last has come. A loader that loads it reads the source
 * again from the start, passes over what was given out, and goes on with the same batches, provided that the source
 * gives the same samples again.
 *
 * @example
 * ```ts
 * async function* samples() {
 *   for (let i = 0; i < 1000; i++) yield { x: randn([4]), y: tensor(i % 3, { dtype: "int32" }) };
 * }
 * const model = new Dense(4, 3);
 * const optimizer = new Adam(model.parameters());
 * const loader = new StreamLoader(samples, { batchSize: 64, shuffleBuffer: 10_000, seed: 0 });
 * for await (const { x, y } of loader) optimizer.step(crossEntropyLoss(model.forward(x), y).backward());
 * ```
 */
export class StreamLoader<X extends Bundle = Tensor, Y extends Bundle = Tensor>
  implements AsyncIterable<Batch<X, Y>>
{
  /** The number of samples in a batch. The last batch may have fewer. */
  readonly batchSize: number;
  readonly #source: SampleSource<X, Y>;
  #given: ReturnType<SampleSource<X, Y>> | undefined;
  readonly #shuffleBuffer: number;
  readonly #dropLast: boolean;
  readonly #generator: RandomGenerator;
  #epoch: { readonly generator: GeneratorState; batch: number } | null = null;
  #resume: number = 0;

  /**
   * A loader of batches of the samples that a source yields.
   *
   * @throws RangeError if `batchSize` or `shuffleBuffer` is not a positive whole number.
   * @throws TypeError if the source is not a function.
   */
  constructor(source: SampleSource<X, Y>, options: StreamLoaderOptions) {
    const {
      batchSize,
      shuffleBuffer = 1,
      dropLast = false,
      seed,
    } = optionsOf("StreamLoader", options, STREAM_LOADER);
    if (typeof source !== "function") {
      throw new TypeError(
        "StreamLoader: the source must be a function that starts again for each epoch; pass a generator function, not its result",
      );
    }
    this.batchSize = batchSize;
    this.#source = source;
    this.#shuffleBuffer = shuffleBuffer;
    this.#dropLast = dropLast;
    this.#generator = generatorFor(seed);
  }

  /** How far the loop begun last has come: plain data. */
  state(): StreamLoaderState {
    return this.#epoch === null
      ? { batch: this.#resume, generator: stateOf(this.#generator) }
      : { ...this.#epoch };
  }

  /**
   * Goes on where {@link StreamLoader.state} was asked.
   *
   * @throws SavedDataError if it is no such state. That it has more batches than the source gives is told by the next
   * loop, as a RangeError.
   */
  loadState(state: StreamLoaderState): void {
    const place = { file: "StreamLoader.loadState", writer: "loader.state()" };
    const { batch, generator } = checkSaved(stateSchema, state, place);
    setState(this.#generator, generator);
    this.#epoch = null;
    this.#resume = batch;
  }

  /** Begins an epoch. @throws TypeError at the first batch, if the source returns the same iterator as before. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Batch<X, Y>> {
    const generator = stateOf(this.#generator);
    const epoch = { generator, batch: this.#resume };
    this.#resume = 0;
    this.#epoch = epoch;
    // A generator of the epoch gives all its numbers, so that the loader's moves on by one draw.
    return this.#batches(epoch, new UniformStream(forked(this.#generator)));
  }

  async *#batches(epoch: { batch: number }, random: UniformStream): AsyncIterableIterator<Batch<X, Y>> {
    let passOver = epoch.batch * this.batchSize;
    let samples: Sample<X, Y>[] = [];
    for await (const sample of this.#shuffled(random)) {
      if (passOver > 0) {
        passOver--;
        if (passOver % this.batchSize === 0) await giveWay();
        continue;
      }
      samples.push(sample);
      if (samples.length < this.batchSize) continue;
      const batch = stacked(samples);
      samples = [];
      epoch.batch++;
      yield batch;
      await giveWay();
    }
    // The last batch may have been a part of one.
    if (passOver >= this.batchSize) {
      throw new RangeError(
        `StreamLoader: the state that was loaded is after ${epoch.batch} batches, and the source gives fewer; is it the ` +
          "same source, with the same batchSize?",
      );
    }
    if (samples.length > 0 && !this.#dropLast) {
      epoch.batch++;
      yield stacked(samples);
    }
    if (this.#epoch === epoch) this.#epoch = null;
  }

  /** A full buffer yields one random sample for each new one. At the end, the rest of it comes in random order. */
  async *#shuffled(random: UniformStream): AsyncIterableIterator<Sample<X, Y>> {
    const buffer: Sample<X, Y>[] = [];
    const given = this.#source();
    if (given === this.#given && "next" in given) {
      throw new TypeError(
        "StreamLoader: the source returns the same iterator for every epoch, and the first epoch has used it up; make a " +
          "new iterator in the function",
      );
    }
    this.#given = given;
    for await (const sample of given) {
      if (buffer.length < this.#shuffleBuffer) {
        buffer.push(sample);
        continue;
      }
      const at = random.below(buffer.length);
      const chosen = buffer[at];
      buffer[at] = sample;
      yield chosen;
    }
    while (buffer.length > 0) {
      const at = random.below(buffer.length);
      const chosen = buffer[at];
      buffer[at] = buffer[buffer.length - 1];
      buffer.pop();
      yield chosen;
    }
  }
}

function stacked<X extends Bundle, Y extends Bundle>(samples: readonly Sample<X, Y>[]): Batch<X, Y> {
  const join = (parts: readonly Tensor[]) => stack(parts);
  const of = <B extends Bundle>(name: string, bundles: readonly B[]) =>
    joined("StreamLoader", `${name} of sample`, bundles, join);
  const [x, y] = [samples.map((sample) => sample.x), samples.map((sample) => sample.y)];
  return { x: of("x", x), y: of("y", y) };
}
