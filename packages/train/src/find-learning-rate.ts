import { defaultGenerator, Generator, giveWay, type Tensor } from "@gradiente/core";
import {
  aFunction,
  checkArgument,
  declareOptions,
  numeric,
  optionsOf,
  whole,
} from "@gradiente/core/arguments";
import type { Bundle } from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";
import type { LearningRate, Optimizer } from "@gradiente/optim";
import { type AnyData, batchesOf, type Data, drawSeed, resumable, samplesIn } from "./batches.ts";
import { checkModel } from "./check-model.ts";
import { aBatchSize, anOptimizer, aSeed, aSignal, someData } from "./fit-options.ts";
import { rememberModes } from "./modes.ts";
import { type AnyStep, checkLoss, type Loss, type Objective, toStep } from "./objective.ts";
import type { AbortSignalLike } from "./platform.ts";
import { ownStreams } from "./random-streams.ts";

/** Options of {@link findLearningRate}, in addition to a loss or a step. */
export interface LearningRateRange<X extends Bundle = Tensor, Y extends Bundle = Tensor> {
  /** The data to train on. */
  readonly data: Data<X, Y>;
  /** Makes the optimiser with a given schedule: `(learningRate) => new Adam(model.parameters(), { learningRate })`. */
  readonly optimizer: (learningRate: LearningRate) => Optimizer;
  /** The first learning rate. Default: 1e-7. */
  readonly from?: number;
  /** The last learning rate. Default: 10. */
  readonly to?: number;
  /** The number of updates. Default: 100. */
  readonly steps?: number;
  /** The number of samples in a batch. It is an error for data that are batches already. Default: 32. */
  readonly batchSize?: number;
  /** The seed of the order of samples. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
  /** A signal that ends the search. The promise then rejects with the reason of the signal. */
  readonly signal?: AbortSignalLike;
}

/** The result of {@link findLearningRate}. */
export interface LearningRateCurve {
  /** The learning rate of each update. They grow by a constant factor. */
  readonly learningRates: readonly number[];
  /** The loss before each update, smoothed by exponential weights (0.98) and corrected for the bias of their start. */
  readonly losses: readonly number[];
  /**
   * The learning rate at which the smoothed loss falls most steeply over the logarithm of the rate, after the first 10
   * updates.
   */
  readonly suggestion: number;
}

const BATCH_SIZE = 32;
const SMOOTHING = 0.98;

/** A loss of more than this many times the best loss ends the search; below 0, one that is as far above it. */
const DIVERGED = 4;

/** The number of steps during which a loss neither ends the search nor counts: it is not reliable yet. */
const SETTLED = 10;

interface AllOptions extends LearningRateRange<Bundle, Bundle> {
  readonly loss?: Loss<AnyModule, Bundle>;
  readonly step?: AnyStep;
}

const aRate = numeric("a finite number above 0", (value) => value > 0 && Number.isFinite(value));

const OPTIONS = declareOptions<AllOptions>(
  {
    data: someData,
    optimizer: aFunction(),
    loss: aFunction(),
    step: aFunction(),
    from: aRate,
    to: aRate,
    steps: whole(SETTLED + 1),
    batchSize: aBatchSize,
    seed: aSeed,
    signal: aSignal,
  },
  "data",
  "optimizer",
);

/**
 * Trains for some updates with a learning rate that grows with each update, and returns the losses (Smith, "Cyclical
 * learning rates for training neural networks", 2017; smoothed and cut off as in fastai). Afterwards, the weights, modes
 * and generators of the model, the data (a DataLoader for instance) and the default generator of core have their former
 * state.
 *
 * @throws RangeError unless 0 < from < to and `steps` is a whole number above 10, if the data have no batches, or if the
 * loss is not finite from the start. If the signal aborts, its reason is thrown.
 * @throws TypeError unless either loss or step is given, and for other wrong options.
 * @example
 * ```ts
 * import { loadIris } from "@gradiente/datasets";
 * import { crossEntropyLoss, Dense } from "@gradiente/nn";
 * import { Adam } from "@gradiente/optim";
 * import { findLearningRate } from "@gradiente/train";
 *
 * const model = new Dense(4, 3);
 * const { suggestion } = await findLearningRate(model, {
 *   data: loadIris(),
 *   loss: crossEntropyLoss,
 *   optimizer: (learningRate) => new Adam(model.parameters(), { learningRate }),
 * });
 * console.log(suggestion);
 * ```
 */
export async function findLearningRate<
  Model extends AnyModule,
  X extends Bundle = Tensor,
  Y extends Bundle = Tensor,
>(model: Model, options: LearningRateRange<X, Y> & Objective<Model, X, Y>): Promise<LearningRateCurve> {
  checkModel("findLearningRate", model);
  optionsOf<AllOptions>("findLearningRate", options as unknown as AllOptions, OPTIONS);
  const { from = 1e-7, to = 10, steps = 100, optimizer: create, signal } = options;
  if (!(from < to)) {
    throw new RangeError(`findLearningRate: expected 0 < from < to, got from ${from} to ${to}`);
  }
  // Not from * (to / from) ** part: the quotient of rates that lie far apart is Infinity.
  const rate = (step: number) => from ** (1 - step / (steps - 1)) * to ** (step / (steps - 1));
  const step = toStep("findLearningRate", options);
  const restore = remembered(model, options.data as AnyData);
  const losses: number[] = [];
  let [average, best] = [0, Number.POSITIVE_INFINITY];
  try {
    const optimizer = create(rate);
    checkArgument("findLearningRate", "what the option optimizer gives", optimizer, anOptimizer);
    for await (const batch of endless(options as LearningRateRange<Bundle, Bundle>, steps)) {
      signal?.throwIfAborted();
      samplesIn("findLearningRate", batch);
      model.train();
      const { loss } = step(model, batch);
      checkLoss("findLearningRate", loss);
      average = SMOOTHING * average + (1 - SMOOTHING) * loss.item();
      const smooth = average / (1 - SMOOTHING ** (losses.length + 1));
      if (!Number.isFinite(smooth) || (losses.length >= SETTLED && smooth > limit(losses[0], best))) break;
      losses.push(smooth);
      best = Math.min(best, smooth);
      optimizer.step(loss.backward());
      await giveWay();
    }
  } finally {
    restore();
  }
  if (losses.length < 3) {
    throw new RangeError(
      `findLearningRate: the loss is not finite after ${losses.length} of ${steps} steps, from a learning rate of ` +
        `${from} on; look at the loss, or begin with a smaller rate`,
    );
  }
  const learningRates = losses.map((_, i) => rate(i));
  return { learningRates, losses, suggestion: steepest(learningRates, losses) };
}

/**
 * The largest loss with which the search goes on. Where losses may be negative, as likelihoods are, a multiple of the best
 * one says nothing, and one near 0 is no measure: what has not lost all that was gained has not diverged.
 */
function limit(first: number, best: number): number {
  return best > 0 ? DIVERGED * best : Math.max(first, best + (DIVERGED - 1) * -best);
}

/** What puts everything back that the updates change: weights, modes, random numbers, and how far a loader has come. */
function remembered(model: AnyModule, data: AnyData): () => void {
  const weights = model.stateDict();
  const generators = [defaultGenerator(), ...ownStreams(model).map(([, generator]) => generator)];
  const states = generators.map(({ state }) => state.value);
  const source = resumable("findLearningRate", data);
  const place = source?.state();
  const restoreModes = rememberModes(model);
  return () => {
    model.loadStateDict(weights);
    for (const [at, { state }] of generators.entries()) state.set(states[at]);
    source?.loadState(place as never);
    restoreModes();
  };
}

/** The given number of batches, from as many epochs as needed. */
async function* endless({ data, batchSize, seed }: LearningRateRange<Bundle, Bundle>, count: number) {
  const order = new Generator(seed ?? drawSeed(defaultGenerator()));
  for (let given = 0; given < count; ) {
    const before = given;
    for await (const batch of batchesOf("findLearningRate", data, { batchSize, order }, BATCH_SIZE).batches) {
      if (given++ === count) return;
      yield batch;
    }
    if (given === before) throw new RangeError("findLearningRate: the data have no batches");
  }
}

/**
 * The rate at which the loss falls most, by differences over two steps. Steps are equally far apart in the log rate. The
 * first smoothed losses are means of a few batches, whose differences say nothing of the rate; a short search has only these.
 */
function steepest(rates: readonly number[], losses: readonly number[]): number {
  let [place, fall] = [0, Number.POSITIVE_INFINITY];
  const first = losses.length >= 2 * SETTLED ? SETTLED : 1;
  for (let i = first; i + 1 < losses.length; i++) {
    const slope = losses[i + 1] - losses[i - 1];
    if (slope < fall) [place, fall] = [i, slope];
  }
  return rates[place];
}
