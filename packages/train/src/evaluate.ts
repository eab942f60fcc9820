import { concat, giveWay, noGrad, Tensor, zeros } from "@gradiente/core";
import {
  aFunction,
  check,
  checkArgument,
  declareOptions,
  optionsOf,
  PackageCopy,
} from "@gradiente/core/arguments";
import {
  type AnyDataset,
  type Bundle,
  DataLoader,
  type Dataset,
  isBundle,
  joinBundles,
  TensorDataset,
} from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";
import { type AnyBatch, batchesOf, type Data, samplesIn } from "./batches.ts";
import { checkModel } from "./check-model.ts";
import { aBatchSize, aSignal } from "./fit-options.ts";
import { rememberModes } from "./modes.ts";
import {
  bundleOr,
  type CalledWith,
  checkLoss,
  forward,
  type LossFor,
  type MetricsOf,
  type Outcome,
  type TakesAll,
  type TrainingStep,
  toStep,
} from "./objective.ts";
import type { AbortSignalLike } from "./platform.ts";
import { type Metrics, type MetricValues, Tally } from "./tally.ts";

const BATCH_SIZE = 256;

/** Options of {@link evaluate}. */
export interface EvaluateOptions<
  Model extends AnyModule,
  M extends Metrics,
  X extends Bundle = Tensor,
  Y extends Bundle = Tensor,
> {
  /** The metrics to compute, by name. Default: none. */
  readonly metrics?: M;
  /** The loss to compute. Default: none. */
  readonly loss?: LossFor<Model, X, Y>;
  /** A step that computes loss and prediction, instead of `loss`. See {@link TrainingStep}. */
  readonly step?: TrainingStep<Model, X, Y>;
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

const someOptions = check<object>(
  "an object, such as { loss } or { metrics: { accuracy: accuracy() } }",
  (value) => typeof value === "object" && value !== null,
);

/** A step chooses what metrics get; otherwise they get what the model gives. */
interface StepGiven {
  readonly step: unknown;
}

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
 * const model = new Dense(4, 3);
 * const scores = await evaluate(model, loadIris(), {
 *   loss: crossEntropyLoss,
 *   metrics: { accuracy: accuracy() },
 * });
 * console.log(scores.loss, scores.accuracy);
 * ```
 */
export async function evaluate<
  Model extends AnyModule,
  M extends Metrics = Record<never, never>,
  X extends Bundle = Tensor,
  Y extends Bundle = Tensor,
  Options extends EvaluateOptions<Model, M, X, Y> = EvaluateOptions<Model, M, X, Y>,
>(
  model: Model,
  data: Data<X, Y>,
  options: Options &
    EvaluateOptions<Model, M, X, Y> &
    (StepGiven | { readonly metrics?: MetricsOf<Model, Y> }),
): Promise<Evaluation<Options, M>> {
  checkModel("evaluate", model);
  checkArgument("evaluate", "the options", options, someOptions);
  optionsOf("evaluate", options as unknown as EvaluateOptions<AnyModule, Metrics>, OPTIONS);
  const { metrics = {} as M, loss, step, batchSize, signal } = options;
  const hasLoss = loss !== undefined || step !== undefined;
  const run = hasLoss ? toStep("evaluate", { loss, step }) : predictOnly;
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
  "a tensor [samples, ...], a tuple or an object of tensors, or a data set",
  (value) => isBundle(value) || (typeof value === "object" && value !== null && "batch" in value),
);

/** A model that gives a tensor, or a tuple or a record of tensors, for inputs of this form. */
export interface Predicts<X extends Bundle = Tensor, Output extends Bundle = Tensor> {
  /** Computes the predictions for a batch of inputs. */
  readonly forward: (...inputs: CalledWith<X>) => Output;
}

function predictOnly(model: AnyModule, batch: AnyBatch): Partial<Outcome> {
  return { prediction: bundleOr("evaluate", forward(model, batch)) };
}

/**
 * Computes the outputs of a model, in evaluation mode and without recording gradients. Afterwards, the modules of the
 * model have the modes that they had before. A tuple of inputs is spread over the arguments of the model; a record is one
 * argument.
 *
 * @param x the inputs `[samples, ...]`, or a data set, whose targets are ignored.
 * @param options `batchSize` is the number of samples in a batch. It only changes the use of memory. Default: 256.
 * @returns the outputs, joined along the first axis; of a model with several, each of them.
 * @throws RangeError if there are no samples.
 * @throws TypeError if the model gives something other than tensors.
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense } from "@gradiente/nn";
 * import { predict } from "@gradiente/train";
 *
 * predict(new Dense(4, 3), ones([10, 4])).shape; // [10, 3]
 * ```
 */
export function predict<Model extends AnyModule, X extends Bundle, Output extends Bundle>(
  model: Model & Predicts<X, Output>,
  x: (X | Dataset<X, Bundle>) & TakesAll<Model, X>,
  options?: { readonly batchSize?: number },
): Output {
  const { batchSize = BATCH_SIZE } = optionsOf("predict", options, PREDICT);
  checkModel("predict", model);
  PackageCopy.of(Tensor).check("predict", x);
  checkArgument("predict", "x", x, inputs);
  const dataset: AnyDataset = isBundle(x) ? inputsOnly(x) : (x as AnyDataset);
  if (dataset.size === 0) throw new RangeError("predict: there are no samples");
  const restoreModes = rememberModes(model);
  try {
    model.eval();
    const outputs = noGrad(() =>
      Array.from(new DataLoader(dataset, { batchSize }), (batch) => outputOf(model, batch)),
    );
    return joinBundles(outputs, concat) as Output;
  } finally {
    restoreModes();
  }
}

/** A data set of inputs alone. */
function inputsOnly(x: Bundle): AnyDataset {
  return new TensorDataset(x, zeros([samplesIn("predict", { x, y: x })]));
}

function outputOf(model: AnyModule, batch: AnyBatch): Bundle {
  const output = bundleOr("predict", forward(model, batch));
  if (output !== undefined) return output;
  throw new TypeError("predict: the model must give a tensor, or a tuple or an object of tensors by name");
}
