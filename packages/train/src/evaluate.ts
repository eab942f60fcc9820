import { concat, giveWay, noGrad, Tensor } from "@gradiente/core";
import {
  aFunction,
  check,
  checkArgument,
  declareOptions,
  optionsOf,
  PackageCopy,
} from "@gradiente/core/arguments";
import { type Batch, DataLoader, type Dataset, TensorDataset } from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";
import { batchesOf, type Data, samplesIn } from "./batches.ts";
import { aBatchSize, aSignal, checkModel } from "./fit-options.ts";
import { rememberModes } from "./modes.ts";
import {
  checkLoss,
  forward,
  type LossFor,
  type Outcome,
  type TrainingStep,
  tensorOr,
  toStep,
} from "./objective.ts";
import type { AbortSignalLike } from "./platform.ts";
import { type Metrics, type MetricValues, Tally } from "./tally.ts";

const BATCH_SIZE = 256;

/** Options of {@link evaluate}. */
export interface EvaluateOptions<Model extends AnyModule, M extends Metrics> {
  /** The metrics to compute, by name. Default: none. */
  readonly metrics?: M;
  /** The loss to compute. Default: none. */
  readonly loss?: LossFor<Model>;
  /** A step that computes loss and prediction, instead of `loss`. See {@link TrainingStep}. */
  readonly step?: TrainingStep<Model>;
  /** The number of samples in a batch. It only changes the use of memory. Default: 256. */
  readonly batchSize?: number;
  /** A signal that ends the evaluation between two batches. The promise then rejects with the reason of the signal. */
  readonly signal?: AbortSignalLike;
}

const OPTIONS = declareOptions<EvaluateOptions<AnyModule, Metrics>>({
  metrics: check("an object of metrics by name", () => true),
  loss: aFunction(),
  step: aFunction(),
  batchSize: aBatchSize,
  signal: aSignal,
});

/** The result of {@link evaluate}: the loss, if a loss or a step was given, and the values of the metrics by name. */
export type Evaluation<Options, M extends Metrics> = MetricValues<M> &
  (Options extends { readonly loss: unknown } | { readonly step: unknown }
    ? { readonly loss: number }
    : unknown);

/**
 * Computes loss and metrics of a model on data, in evaluation mode and without recording gradients. Afterwards, the
 * modules of the model have the modes that they had before. The loss is the mean over samples of the losses of their
 * batches. Between batches, other tasks of the program can run.
 *
 * @throws TypeError if the data are not data, if both loss and step are given, or if metrics get no prediction.
 * @throws RangeError if there are no batches.
 * @throws ShapeError if the loss is not a single number.
 * @example
 * ```ts
 * const scores = await evaluate(model, test, {
 *   loss: crossEntropyLoss,
 *   metrics: { accuracy: accuracy() },
 * });
 * console.log(scores.loss, scores.accuracy);
 * ```
 */
export async function evaluate<
  Model extends AnyModule,
  M extends Metrics = Record<never, never>,
  Options extends EvaluateOptions<Model, M> = EvaluateOptions<Model, M>,
>(model: Model, data: Data, options: Options & EvaluateOptions<Model, M>): Promise<Evaluation<Options, M>> {
  checkModel("evaluate", model);
  optionsOf("evaluate", options as unknown as EvaluateOptions<AnyModule, Metrics>, OPTIONS);
  const { metrics = {} as M, loss, step, batchSize, signal } = options;
  const hasLoss = loss !== undefined || step !== undefined;
  const run = hasLoss ? toStep("evaluate", { loss, step } as never) : predictOnly;
  const tally = new Tally("evaluate", metrics);
  const restoreModes = rememberModes(model);
  try {
    for await (const batch of batchesOf("evaluate", data, { batchSize }, BATCH_SIZE).batches) {
      signal?.throwIfAborted();
      // Set for each batch: between batches, other tasks of the program may have trained the model.
      model.eval();
      const samples = samplesIn("evaluate", batch);
      const outcome = noGrad(() => run(model, batch));
      if (outcome.loss !== undefined) checkLoss("evaluate", outcome.loss);
      tally.addLoss(outcome.loss?.item() ?? 0, samples);
      tally.addPrediction(outcome.prediction, batch.y);
      await giveWay();
    }
    signal?.throwIfAborted();
  } finally {
    restoreModes();
  }
  if (tally.samples === 0) throw new RangeError("evaluate: the data have no batches");
  return { ...(hasLoss ? { loss: tally.loss } : {}), ...tally.values } as Evaluation<Options, M>;
}

const PREDICT = declareOptions<{ readonly batchSize?: number }>({ batchSize: aBatchSize });

const inputs = check<never>(
  "a tensor [samples, ...] or a data set",
  (value) => value instanceof Tensor || (typeof value === "object" && value !== null && "batch" in value),
);

/** A model that gives one tensor for one tensor. */
export interface Predicts {
  /** Computes the predictions for a batch of inputs. */
  forward(x: Tensor): Tensor;
}

function predictOnly(model: AnyModule, batch: Batch): Partial<Outcome> {
  return { prediction: tensorOr("evaluate", forward(model, batch)) };
}

/**
 * Computes the outputs of a model, in evaluation mode and without recording gradients. Afterwards, the modules of the
 * model have the modes that they had before.
 *
 * @param x the inputs `[samples, ...]`, or a data set, whose targets are ignored.
 * @param options `batchSize` is the number of samples in a batch. It only changes the use of memory. Default: 256.
 * @returns the outputs, joined along the first axis.
 * @throws RangeError if there are no samples.
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense } from "@gradiente/nn";
 * import { predict } from "@gradiente/train";
 *
 * predict(new Dense(4, 3), ones([10, 4])).shape; // [10, 3]
 * ```
 */
export function predict(
  model: AnyModule & Predicts,
  x: Tensor | Dataset,
  options?: { readonly batchSize?: number },
): Tensor {
  const { batchSize = BATCH_SIZE } = optionsOf("predict", options, PREDICT);
  checkModel("predict", model);
  PackageCopy.of(Tensor).check("predict", x);
  checkArgument("predict", "x", x, inputs);
  const dataset = x instanceof Tensor ? new TensorDataset(x, x) : x;
  if (dataset.size === 0) throw new RangeError("predict: there are no samples");
  const restoreModes = rememberModes(model);
  try {
    model.eval();
    return noGrad(() =>
      concat(Array.from(new DataLoader(dataset, { batchSize }), ({ x }) => model.forward(x))),
    );
  } finally {
    restoreModes();
  }
}
