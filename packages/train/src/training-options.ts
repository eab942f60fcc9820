import type { Gradients, Tensor, Variable } from "@gradiente/core";
import type { Bundle } from "@gradiente/datasets";
import { ClosureOptimizer, type Optimizer, type WeightAverage } from "@gradiente/optim";
import type { Data } from "./batches.ts";
import type { Callback } from "./callback.ts";
import { validationName } from "./history.ts";
import type { Metric } from "./metrics/metric.ts";
import type { AbortSignalLike } from "./platform.ts";
import type { TrainingState } from "./training-state.ts";
import type { ClipOptions } from "./updates.ts";

/** Names with another meaning in histories and logs, which metrics cannot have. */
const RESERVED = ["loss", "valLoss", "epoch", "seconds", "learningRate"];

/** Options of {@link fit}, in addition to a loss or a step. */
export interface TrainingOptions<
  Name extends string = string,
  X extends Bundle = Tensor,
  Y extends Bundle = Tensor,
> {
  /**
   * The data to train on: a data set, tensors `{ x, y }`, or batches (a DataLoader or another iterable). Inputs and
   * targets are tensors, or tuples or records of tensors. The model is called with a tensor, with all tensors of a tuple
   * as its arguments, or with a record as its one argument.
   */
  readonly data: Data<X, Y>;
  /**
   * The optimiser of the parameters of the model. LBFGS and SAM evaluate the loss of an update again, with the same random
   * numbers; they compute the gradients themselves, so `transformGradients` and `clip` are errors beside them.
   */
  readonly optimizer: Optimizer | ClosureOptimizer;
  /** The number of epochs, a positive whole number. The epochs of a resumed training count too. */
  readonly epochs: number;
  /** The data on which loss and metrics are computed after each epoch. Default: none. */
  readonly validation?: Data<NoInfer<X>, NoInfer<Y>>;
  /** Instead of `validation`: the fraction of `data`, between 0 and 1, that is drawn at random and held out for it. */
  readonly validationSplit?: number;
  /** The number of samples in a batch. It is an error for data that are batches already. Default: 32. */
  readonly batchSize?: number;
  /** Whether each epoch has its own random order. It has no effect on data that are batches already. Default: true. */
  readonly shuffle?: boolean;
  /**
   * The seed of order and split: the same seed gives the same result, whatever else draws random numbers. Default: the
   * numbers follow core's `seed`.
   */
  readonly seed?: number;
  /** The metrics to record, by name. Default: none. */
  readonly metrics?: Readonly<Record<Name, Metric<number, never, never>>>;
  /** The callbacks, in the order in which they are called. Default: none. */
  readonly callbacks?: readonly Callback[];
  /**
   * The number of batches from one update to the next: their gradients are averaged, weighted by their samples, which
   * gives the gradients of one large batch in the memory of a small one. That is exact for losses that are a mean over
   * samples and models that treat each sample by itself, which batch norm and random numbers do not. If an epoch ends
   * before, its last update has fewer batches. Default: 1.
   */
  readonly accumulate?: number;
  /** Changes the gradients before each update, such as by noise. With `accumulate`, it gets the averages. Default: no change. */
  readonly transformGradients?: (gradients: Gradients) => Gradients;
  /** Limits the gradients before each update, after `transformGradients`. Default: no limit. */
  readonly clip?: ClipOptions;
  /**
   * The average of the weights over the updates: `new Ema(model.parameters(), { decay: 0.99 })` of @gradiente/optim. Each
   * update goes into it, the model is validated with the averages, and checkpoints have it. The model itself keeps its own
   * weights: `ema.use(() => predict(model, x))` is what was validated. Default: none.
   */
  readonly ema?: WeightAverage;
  /**
   * Variables that the loss may depend on though neither the optimiser nor `model.parameters()` has them, because
   * something else trains them, or nothing is meant to. Others are an error at the first batch: a layer in a `#private`
   * field, for instance, is not found, and would never be trained. Default: none.
   */
  readonly alsoTrained?: readonly Variable[];
  /** A signal that ends the training after the present batch. The history of whole epochs is returned as usual. */
  readonly signal?: AbortSignalLike;
  /**
   * What to go on from: the place that one of the callbacks keeps, such as the directory of a `ModelCheckpoint` of
   * @gradiente/train/node, or a state, as {@link decodeTrainingState} or `loadCheckpoint` reads it. From a place, it is
   * the newest state that is whole; in an empty one, the training begins. All else should be as it was then: other data,
   * another batch size, and a model or an optimiser whose state has other paths, shapes or dtypes, are refused by name.
   * Layers without a state, and numbers such as a decay, are not compared. A training that a callback had stopped ends at once, with the same history;
   * it goes on if that callback no longer stops it (`EarlyStopping` with more patience) or is not there any more. More
   * `epochs` alone do not make it go on. Default: from the beginning.
   */
  readonly resume?: TrainingState | string;
}

/** Options for data of any form. */
export type AnyTrainingOptions = TrainingOptions<string, Bundle, Bundle>;

/** Checks what options mean together. */
export function checkOptions(options: AnyTrainingOptions): void {
  const { validation, validationSplit, metrics = {}, optimizer, clip, transformGradients } = options;
  if (optimizer instanceof ClosureOptimizer && (clip !== undefined || transformGradients !== undefined)) {
    throw new TypeError(
      `fit: ${optimizer.constructor.name} computes the gradients of an update itself; leave out clip and transformGradients`,
    );
  }
  if (validation !== undefined && validationSplit !== undefined) {
    throw new TypeError("fit: both validation and validationSplit are given; leave one of them out");
  }
  const names = Object.keys(metrics);
  const taken = [...RESERVED, ...names.map(validationName)];
  const clash = names.find((name) => name === "" || taken.includes(name));
  const twice = names.find((name, at) => names.map(validationName).indexOf(validationName(name)) < at);
  if (clash !== undefined) {
    const why = clash === "" ? "has no name" : `is called ${clash}, which has another meaning in the history`;
    throw new TypeError(`fit: a metric ${why}; give it another name`);
  }
  if (twice !== undefined) {
    throw new TypeError(
      `fit: two metrics would be called ${validationName(twice)} on the validation data; give one another name`,
    );
  }
}

/** The names of what an epoch records. */
export function figuresOf({ metrics = {}, validation, validationSplit }: AnyTrainingOptions): string[] {
  const names = ["loss", ...Object.keys(metrics)];
  const isValidated = validation !== undefined || validationSplit !== undefined;
  return [...names, ...(isValidated ? names.map(validationName) : [])];
}
