import type { Tensor } from "@gradiente/core";
import type { Bundle } from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";
import { checkFitOptions } from "./fit-options.ts";
import type { History } from "./history.ts";
import { type MeasuredObjective, toStep } from "./objective.ts";
import { restored } from "./restore.ts";
import { Training } from "./training.ts";
import type { AnyTrainingOptions, TrainingOptions } from "./training-options.ts";

/** Options of {@link fit}: {@link TrainingOptions}, and either a loss or a step. */
export type FitOptions<
  Model extends AnyModule,
  Name extends string = string,
  X extends Bundle = Tensor,
  Y extends Bundle = Tensor,
> = TrainingOptions<Name, X, Y> & MeasuredObjective<Model, X, Y>;

/**
 * Trains a model. After each epoch, it evaluates the model on the validation data, if there are any. Between batches,
 * other tasks of the program can run, so that a signal can abort the training. Loss and metrics of the training data are
 * taken from each batch before its update. The loss is the mean over samples of the losses of their batches.
 *
 * Unless there is an error, the promise resolves, and `history.status` says how the training ended. The model keeps its
 * last weights (see {@link EarlyStopping} for the best ones), and its modules get back the modes that they had before.
 *
 * @throws TypeError or RangeError, before a batch is made or a callback begins, for wrong options: also for a callback
 * that does not go with the training, because of a misspelt figure for instance.
 * @throws TrainingError for an error during the training. Its `cause` is the error, and its `history` has the epochs
 * before it.
 * @example
 * ```ts
 * import { loadIris } from "@gradiente/datasets";
 * import { crossEntropyLoss, Dense, ReLU, Sequential } from "@gradiente/nn";
 * import { Adam } from "@gradiente/optim";
 * import { accuracy, EarlyStopping, fit } from "@gradiente/train";
 *
 * const model = new Sequential(new Dense(4, 10), new ReLU(), new Dense(10, 3));
 * const history = await fit(model, {
 *   data: loadIris(),
 *   validationSplit: 0.2,
 *   loss: crossEntropyLoss,
 *   optimizer: new Adam(model.parameters(), { learningRate: 0.01 }),
 *   epochs: 10,
 *   batchSize: 16,
 *   metrics: { accuracy: accuracy() },
 *   callbacks: [new EarlyStopping({ patience: 3, restoreBest: true })],
 *   seed: 0,
 * });
 * console.log(history.last("valAccuracy"), history.stopReason);
 * ```
 */
export async function fit<
  Model extends AnyModule,
  Name extends string = never,
  X extends Bundle = Tensor,
  Y extends Bundle = Tensor,
>(model: Model, options: FitOptions<Model, Name, X, Y>): Promise<History<Name>> {
  const given = options as unknown as AnyTrainingOptions;
  checkFitOptions(model, given);
  const step = toStep("fit", options);
  const { state, release } = await restored(given);
  let training: Training;
  try {
    training = new Training(model, given, step, state);
  } catch (error) {
    await release();
    throw error;
  }
  return (await training.run()) as History<Name>;
}
