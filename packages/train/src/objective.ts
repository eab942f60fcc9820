import { formatShape, ShapeError, Tensor } from "@gradiente/core";
import { PackageCopy } from "@gradiente/core/arguments";
import type { Batch } from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";

/** The type of the output of a model. */
export type OutputOf<Model extends AnyModule> = ReturnType<Model["forward"]>;

/**
 * A function whose result, a scalar, is minimised: `mseLoss`, for example, or your own function that adds penalties.
 *
 * @example
 * ```ts
 * const loss: Loss<typeof model> = (prediction, target) =>
 *   mseLoss(prediction, target).add(l2Penalty(model.parameters().values()).mul(1e-4));
 * ```
 */
export type Loss<Model extends AnyModule> = (prediction: OutputOf<Model>, target: Tensor) => Tensor;

/** A model that is called with one tensor, the inputs of a batch. */
export interface TakesTensor {
  /** Computes the output for a batch of inputs. */
  forward(x: Tensor): unknown;
}

/** The loss of a model that is called with one tensor. For others, a step says what the model is called with. */
export type LossFor<Model extends AnyModule> = Model extends TakesTensor
  ? Loss<Model>
  : "the forward of this model takes something other than one tensor: pass a step instead of a loss";

/** The result of a {@link TrainingStep}. */
export interface Outcome {
  /** The scalar to minimise. */
  readonly loss: Tensor;
  /** The prediction for metrics. It is only needed if there are metrics. */
  readonly prediction?: Tensor;
}

/**
 * A function that computes the loss of a batch, for cases in which `loss(model.forward(x), y)` is not enough, such as
 * inputs with noise, penalties on hidden layers, or several outputs.
 *
 * @example
 * ```ts
 * const [first, rest] = [new Dense(4, 10), new Dense(10, 3)];
 * const step: TrainingStep<typeof model> = (_model, { x, y }) => {
 *   const hidden = first.forward(x);
 *   const prediction = rest.forward(hidden);
 *   return { prediction, loss: crossEntropyLoss(prediction, y).add(l2Penalty([hidden]).mul(1e-3)) };
 * };
 * ```
 */
export type TrainingStep<Model extends AnyModule> = (model: Model, batch: Batch) => Outcome;

/** The objective of a training: either a loss or a step. */
export type Objective<Model extends AnyModule> =
  | { readonly loss: LossFor<Model>; readonly step?: undefined }
  | { readonly step: TrainingStep<Model>; readonly loss?: undefined };

/** Calls the model on the inputs of a batch, whatever the declared type of its input. */
export function forward<Model extends AnyModule>(model: Model, { x }: Batch): OutputOf<Model> {
  return (model as unknown as { forward(x: Tensor): OutputOf<Model> }).forward(x);
}

/** The objective as a step. @throws TypeError unless either loss or step is given. */
export function toStep<Model extends AnyModule>(
  owner: string,
  objective: Objective<Model>,
): TrainingStep<Model> {
  const { loss, step } = objective as { readonly loss?: Loss<Model>; readonly step?: TrainingStep<Model> };
  if ((loss === undefined) === (step === undefined)) {
    throw new TypeError(`${owner}: give either loss or step, and not both`);
  }
  if (loss === undefined) return step as TrainingStep<Model>;
  return (model, batch) => {
    const prediction = forward(model, batch);
    return { loss: loss(prediction, batch.y), prediction: tensorOr(owner, prediction) };
  };
}

/** A prediction that metrics can read; undefined for a model with another output. */
export function tensorOr(owner: string, prediction: unknown): Tensor | undefined {
  if (prediction instanceof Tensor) return prediction;
  PackageCopy.of(Tensor).check(owner, prediction);
  return undefined;
}

/** @throws ShapeError unless the loss is a single number. */
export function checkLoss(owner: string, loss: Tensor): void {
  if (!(loss instanceof Tensor) || loss.size !== 1) {
    PackageCopy.of(Tensor).check(owner, loss);
    const found = loss instanceof Tensor ? `shape ${formatShape(loss.shape)}` : typeof loss;
    throw new ShapeError(
      `${owner}: the loss must be one number, not ${found}; reduce it with mean() or sum()`,
    );
  }
}
