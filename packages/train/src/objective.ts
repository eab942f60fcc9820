import { formatShape, ShapeError, Tensor } from "@gradiente/core";
import type { Batch } from "@gradiente/datasets";
import type { AnyModule } from "@gradiente/nn";

/** What a model makes of its input. */
export type OutputOf<Model extends AnyModule> = ReturnType<Model["forward"]>;

/**
 * The number to make small, a scalar: `mseLoss`, or a function of your own, in which penalties are added.
 *
 * @example
 * ```ts
 * const loss: Loss<typeof model> = (prediction, target) =>
 *   mseLoss(prediction, target).add(l2Penalty(model.parameters().values()).mul(1e-4));
 * ```
 */
export type Loss<Model extends AnyModule> = (prediction: OutputOf<Model>, target: Tensor) => Tensor;

/** What a {@link TrainingStep} gives. */
export interface Outcome {
  /** The number to make small, a scalar. */
  readonly loss: Tensor;
  /** What metrics see; needed only if there are any. */
  readonly prediction?: Tensor;
}

/**
 * How a batch becomes a loss, where `loss(model.forward(x), y)` does not say it: inputs with noise, penalties on
 * hidden layers, several outputs.
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

/** What is trained for: a loss, or else a step. */
export type Objective<Model extends AnyModule> =
  | { readonly loss: Loss<Model>; readonly step?: undefined }
  | { readonly step: TrainingStep<Model>; readonly loss?: undefined };

/** Calls the model on a batch, whatever type its input is said to have. */
export function forward<Model extends AnyModule>(model: Model, { x }: Batch): OutputOf<Model> {
  return (model as unknown as { forward(x: Tensor): OutputOf<Model> }).forward(x);
}

/** The step that an objective means. */
export function toStep<Model extends AnyModule>(
  owner: string,
  objective: Objective<Model>,
): TrainingStep<Model> {
  const { loss, step } = objective;
  if ((loss === undefined) === (step === undefined)) {
    throw new TypeError(`${owner}: give either loss or step, and not both`);
  }
  if (step !== undefined) return step;
  return (model, batch) => {
    const prediction = forward(model, batch);
    return {
      loss: loss(prediction, batch.y),
      prediction: prediction instanceof Tensor ? prediction : undefined,
    };
  };
}

/** Refuses a loss that is not one number. */
export function checkLoss(owner: string, loss: Tensor): void {
  if (!(loss instanceof Tensor) || loss.size !== 1) {
    const found = loss instanceof Tensor ? `shape ${formatShape(loss.shape)}` : typeof loss;
    throw new ShapeError(
      `${owner}: the loss must be one number, and is ${found}; reduce it with mean() or sum()`,
    );
  }
}
