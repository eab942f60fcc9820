import { concat, noGrad, Tensor } from "@gradiente/core";
import { type Batch, DataLoader, type Dataset, TensorDataset } from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";
import { batchesOf, type Data, samplesIn } from "./batches.ts";
import { rememberModes } from "./modes.ts";
import { checkLoss, forward, type Loss, type Outcome, type TrainingStep, toStep } from "./objective.ts";
import { type AbortSignalLike, giveWay } from "./platform.ts";
import { type Metrics, type MetricValues, Tally } from "./tally.ts";

const BATCH_SIZE = 256;

export interface EvaluateOptions<Model extends AnyModule, M extends Metrics> {
  /** Figures to take, of any kind of value. */
  readonly metrics?: M;
  readonly loss?: Loss<Model>;
  /** Instead of a loss: see {@link TrainingStep}. */
  readonly step?: TrainingStep<Model>;
  /** Samples to a batch. It changes nothing but the memory taken. Default: 256. */
  readonly batchSize?: number;
  /** Ends the evaluation between two batches: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignalLike;
}

/** The loss, if one was given, and the values of the metrics. */
export type Evaluation<Options, M extends Metrics> = MetricValues<M> &
  (Options extends { readonly loss: unknown } | { readonly step: unknown }
    ? { readonly loss: number }
    : unknown);

/**
 * Loss and metrics of a model on data, in evaluation mode and without recording; the model's modes are set back.
 * The loss is the mean over samples of the losses of their batches. Gives way between batches.
 *
 * @example
 * ```ts
 * const scores = await evaluate(model, test, {
 *   loss: crossEntropyLoss,
 *   metrics: { accuracy: accuracy() },
 * });
 * console.log(scores.loss, scores.accuracy);
 * ```
 * @throws TypeError for data or an objective that is none; RangeError if there are no batches.
 */
export async function evaluate<
  Model extends AnyModule,
  M extends Metrics = Record<never, never>,
  Options extends EvaluateOptions<Model, M> = EvaluateOptions<Model, M>,
>(model: Model, data: Data, options: Options & EvaluateOptions<Model, M>): Promise<Evaluation<Options, M>> {
  const { metrics = {} as M, loss, step, batchSize, signal } = options;
  const hasLoss = loss !== undefined || step !== undefined;
  const run = hasLoss ? toStep("evaluate", { loss, step } as never) : predictOnly;
  const tally = new Tally("evaluate", metrics);
  const restoreModes = rememberModes(model);
  try {
    for await (const batch of batchesOf("evaluate", data, { batchSize }, BATCH_SIZE).batches) {
      signal?.throwIfAborted();
      // Anew for each batch: while others had their turn, the model may have gone on training.
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
  if (tally.samples === 0) throw new RangeError("evaluate: the data gave no batch");
  return { ...(hasLoss ? { loss: tally.loss } : {}), ...tally.values } as Evaluation<Options, M>;
}

function predictOnly(model: AnyModule, batch: Batch): Partial<Outcome> {
  const prediction = forward(model, batch);
  return { prediction: prediction instanceof Tensor ? prediction : undefined };
}

/**
 * What a model makes of inputs, in evaluation mode and without recording; the model's modes are set back.
 *
 * @param x inputs `[samples, ...]`, or a data set, of which the targets are left aside.
 * @returns the outputs, joined along the first axis.
 * @throws RangeError if there are no samples.
 */
export function predict<Model extends AnyModule>(
  model: Model,
  x: Tensor | Dataset,
  { batchSize = BATCH_SIZE }: { readonly batchSize?: number } = {},
): Tensor {
  const dataset = x instanceof Tensor ? new TensorDataset(x, x) : x;
  if (dataset.size === 0) throw new RangeError("predict: there are no samples");
  const restoreModes = rememberModes(model);
  try {
    model.eval();
    return noGrad(() =>
      concat(Array.from(new DataLoader(dataset, { batchSize }), (batch) => forward(model, batch) as Tensor)),
    );
  } finally {
    restoreModes();
  }
}
