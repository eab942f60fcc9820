import { defaultGenerator, Generator } from "@gradiente/core";
import type { AnyModule } from "@gradiente/nn";
import type { LearningRate, Optimizer } from "@gradiente/optim";
import { batchesOf, type Data, drawSeed, samplesIn } from "./batches.ts";
import { rememberModes } from "./modes.ts";
import { checkLoss, type Objective, toStep } from "./objective.ts";
import { type AbortSignalLike, giveWay } from "./platform.ts";

/** What {@link findLearningRate} needs beside a loss or a step. */
export interface LearningRateRange {
  readonly data: Data;
  /** The optimiser to try, with a schedule: `(learningRate) => new Adam(model.parameters(), { learningRate })`. */
  readonly optimizer: (learningRate: LearningRate) => Optimizer;
  /** The first learning rate. Default: 1e-7. */
  readonly from?: number;
  /** The last learning rate. Default: 10. */
  readonly to?: number;
  /** The number of updates. Default: 100. */
  readonly steps?: number;
  /** Samples to a batch. Not for data that are batches already. Default: 32. */
  readonly batchSize?: number;
  /** Makes the order of samples reproducible; without it, it follows core's `seed`. */
  readonly seed?: number;
  readonly signal?: AbortSignalLike;
}

export interface LearningRateCurve {
  /** Growing by a constant factor. */
  readonly learningRates: readonly number[];
  /** The loss before each update, smoothed by exponential weights (0.98) without the bias of their start. */
  readonly losses: readonly number[];
  /** Where the smoothed loss falls most steeply, over the logarithm of the rate. */
  readonly suggestion: number;
}

const BATCH_SIZE = 32;
const SMOOTHING = 0.98;

/** A loss beyond so many times the best one ends the search. */
const DIVERGED = 4;

/** The best loss of the first steps is no measure yet, nor is the slope at the ends. */
const SETTLED = 10;

/**
 * Trains for some updates with a learning rate that grows from one to the next, and gives the losses over it (Smith,
 * "Cyclical learning rates for training neural networks", 2017; smoothed and cut off as fastai does). The model gets
 * its weights, modes and core's stream of random numbers back.
 *
 * @throws RangeError unless 0 < from < to and there are more than 10 steps, if the data give no batch, or if the loss is
 * not finite from the start; what the signal says, if it aborts.
 */
export async function findLearningRate<Model extends AnyModule>(
  model: Model,
  options: LearningRateRange & Objective<Model>,
): Promise<LearningRateCurve> {
  const { from = 1e-7, to = 10, steps = 100, optimizer: create, signal } = options;
  if (!(from > 0 && from < to && Number.isFinite(to))) {
    throw new RangeError(`findLearningRate: expected 0 < from < to, got from ${from} to ${to}`);
  }
  if (!Number.isInteger(steps) || steps <= SETTLED) {
    throw new RangeError(`findLearningRate: steps must be a whole number above ${SETTLED}, not ${steps}`);
  }
  const rate = (step: number) => from * (to / from) ** (step / (steps - 1));
  const step = toStep("findLearningRate", options);
  const [weights, random, restoreModes] = [
    model.stateDict(),
    defaultGenerator().state.value,
    rememberModes(model),
  ];
  const losses: number[] = [];
  let [average, best] = [0, Number.POSITIVE_INFINITY];
  try {
    const optimizer = create(rate);
    for await (const batch of endless(options, steps)) {
      signal?.throwIfAborted();
      samplesIn("findLearningRate", batch);
      model.train();
      const { loss } = step(model, batch);
      checkLoss("findLearningRate", loss);
      average = SMOOTHING * average + (1 - SMOOTHING) * loss.item();
      const smooth = average / (1 - SMOOTHING ** (losses.length + 1));
      if (!Number.isFinite(smooth) || (losses.length >= SETTLED && smooth > DIVERGED * best)) break;
      losses.push(smooth);
      best = Math.min(best, smooth);
      optimizer.step(loss.backward());
      await giveWay();
    }
  } finally {
    model.loadStateDict(weights);
    defaultGenerator().state.set(random);
    restoreModes();
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

/** So many batches, from as many epochs as that takes. */
async function* endless({ data, batchSize, seed }: LearningRateRange, count: number) {
  const order = new Generator(seed ?? drawSeed(defaultGenerator()));
  for (let given = 0; given < count; ) {
    const before = given;
    for await (const batch of batchesOf("findLearningRate", data, { batchSize, order }, BATCH_SIZE).batches) {
      if (given++ === count) return;
      yield batch;
    }
    if (given === before) throw new RangeError("findLearningRate: the data gave no batch");
  }
}

/** The rate at which the loss falls most, by differences over two steps; the steps have equal distances in log rate. */
function steepest(rates: readonly number[], losses: readonly number[]): number {
  let [place, fall] = [0, Number.POSITIVE_INFINITY];
  for (let i = 1; i + 1 < losses.length; i++) {
    const slope = losses[i + 1] - losses[i - 1];
    if (slope < fall) [place, fall] = [i, slope];
  }
  return rates[place];
}
