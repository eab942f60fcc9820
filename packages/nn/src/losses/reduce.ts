import { formatShape, ShapeError, sameShape, type Tensor, type TensorLike } from "@gradiente/core";
import { declareOptions, oneOf, sizesOf, toTensor } from "@gradiente/core/arguments";

/** How the losses of elements or samples become one number, or stay. */
export type Reduction = "mean" | "sum" | "none";

/** Options of every loss. */
export interface LossOptions {
  /**
   * How the losses of the elements or samples become the result: their `"mean"` or their `"sum"`, both a scalar, or
   * `"none"`, which gives one loss for each. Default: "mean".
   */
  readonly reduction?: "mean" | "sum" | "none";
}

export const LOSS = declareOptions<LossOptions>({ reduction: oneOf("mean", "sum", "none") });

/** What a loss takes as its prediction and its target. */
export type Operand = Exclude<TensorLike, number | boolean>;

export function reduced(losses: Tensor, reduction: Reduction = "mean"): Tensor {
  if (reduction === "none") return losses;
  return reduction === "mean" ? losses.mean() : losses.sum();
}

/** The same where losses have weights in the mean: what is divided by is their sum. */
export function reducedBy(losses: Tensor, weights: Tensor, reduction: Reduction = "mean"): Tensor {
  return reduction === "mean" ? losses.sum().div(weights.sum()) : reduced(losses, reduction);
}

/** Broadcasting a prediction and a target is nearly always a mistake: [n, 1] and [n] would give n² losses. */
export function checkSameShape(loss: string, prediction: Tensor, target: Tensor): void {
  if (!sameShape(sizesOf(prediction), sizesOf(target))) {
    throw new ShapeError(
      `${loss}: the prediction has shape ${formatShape(prediction.shape)} and the target ${formatShape(target.shape)}; ` +
        "they must be equal: reshape one of them",
    );
  }
}

/** The tensors of a prediction and a target, whose shapes must be equal. */
export function alike(loss: string, prediction: Operand, target: Operand): [p: Tensor, t: Tensor] {
  const pair: [Tensor, Tensor] = [toTensor(loss, prediction), toTensor(loss, target)];
  checkSameShape(loss, ...pair);
  return pair;
}

/** @throws ShapeError unless the weights broadcast to this shape, without making it larger. */
export function checkWeights(loss: string, name: string, weights: Tensor, shape: readonly number[]): void {
  const more = shape.length - weights.ndim;
  if (more < 0 || weights.shape.some((size, axis) => size !== 1 && size !== shape[more + axis])) {
    throw new ShapeError(
      `${loss}: ${name} has shape ${formatShape(weights.shape)}, which does not broadcast to that of the prediction, ` +
        formatShape(shape),
    );
  }
}
