import type { AnyModule } from "@gradiente/nn";
import type { History } from "./history.ts";
import { type Objective, type TrainingStep, toStep } from "./objective.ts";
import { Training, type TrainingOptions } from "./training.ts";

export type FitOptions<Model extends AnyModule, Name extends string = string> = TrainingOptions<Name> &
  Objective<Model>;

/**
 * Trains a model. After each epoch it measures the validation data, if there are any; it gives way between batches,
 * so that signals are heard. Training values are taken on the fly, each batch before the update made from it; the
 * loss is the mean over samples of the losses of their batches (a loss that sums is averaged over batches).
 *
 * Resolves however the training ends, but for an error: `history.status` says how. The model keeps its last weights
 * (see `EarlyStopping` for the best), and the modes it had.
 *
 * @example
 * ```ts
 * const history = await fit(model, {
 *   data: train,
 *   validationSplit: 0.1,
 *   loss: crossEntropyLoss,
 *   optimizer: new Adam(model.parameters()),
 *   epochs: 10,
 *   batchSize: 128,
 *   metrics: { accuracy: accuracy() },
 *   callbacks: [new EarlyStopping({ patience: 3, restoreBest: true }), new ProgressBar()],
 * });
 * ```
 * @throws TypeError, RangeError at once for options that do not fit; TrainingError for an error later on: its `cause`
 * is the error, its `history` the epochs up to then.
 */
export async function fit<Model extends AnyModule, Name extends string = never>(
  model: Model,
  options: FitOptions<Model, Name>,
): Promise<History<Name>> {
  const training = new Training(model, options, toStep("fit", options) as TrainingStep<AnyModule>);
  return (await training.run()) as History<Name>;
}
