import type { Tensor } from "@gradiente/core";
import { declareOptions, numeric, optionsOf } from "@gradiente/core/arguments";
import { giveBack, giveBackLater } from "@gradiente/core/backend";
import { alike, LOSS, type LossOptions, type Operand, reduced } from "./reduce.ts";

/* Losses of predicted numbers, one for each element. */

/**
 * The mean squared error of predictions p and targets t of the same shape: (p - t)² for each element.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws TypeError for an unknown reduction.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { mseLoss } from "@gradiente/nn";
 *
 * mseLoss(tensor([1, 2]), tensor([0, 4])).item(); // 2.5
 * ```
 */
export function mseLoss(prediction: Operand, target: Operand, options?: LossOptions): Tensor {
  const { reduction } = optionsOf("mseLoss", options, LOSS);
  const [p, t] = alike("mseLoss", prediction, target);
  const differences = p.sub(t);
  const squares = differences.square();
  const loss = reduced(squares, reduction);
  giveBackLater(differences, squares);
  // The sum of one number may be that number. Otherwise nobody has the squares, and no gradient needs them.
  if (reduction !== "none" && squares.size > 1) giveBack(squares);
  return loss;
}

/**
 * The mean absolute error of predictions p and targets t of the same shape: |p - t| for each element. Where p = t, the
 * derivative is 0.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws TypeError for an unknown reduction.
 * @example maeLoss(tensor([1, 2]), tensor([2, 5])); // 2
 */
export function maeLoss(prediction: Operand, target: Operand, options?: LossOptions): Tensor {
  const { reduction } = optionsOf("maeLoss", options, LOSS);
  const [p, t] = alike("maeLoss", prediction, target);
  return reduced(p.sub(t).abs(), reduction);
}

/** Options of {@link huberLoss}. */
export interface HuberOptions extends LossOptions {
  /** δ: errors up to it are squared, larger ones grow linearly. Positive and finite. Default: 1. */
  readonly delta?: number;
}

const HUBER = declareOptions<HuberOptions>({
  ...LOSS.checks,
  delta: numeric("positive", (value) => value > 0 && Number.isFinite(value)),
});

/** An error and its size, and where it is at most `joint`. */
function split(p: Tensor, t: Tensor, joint: number): [near: Tensor, inside: Tensor, distance: Tensor] {
  const error = p.sub(t);
  const distance = error.abs();
  const near = distance.le(joint);
  // A square that is not taken must not overflow: 0 · ∞ in the gradient.
  return [near, near.where(error, 0), distance];
}

/**
 * The Huber loss of predictions p and targets t of the same shape: (p - t)² / 2 where |p - t| is at most δ, and
 * δ (|p - t| - δ / 2) elsewhere. Outliers cost less than with the square (Huber, "Robust estimation of a location
 * parameter", 1964).
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError unless delta is positive and finite.
 * @throws TypeError for an unknown reduction.
 * @example huberLoss(tensor([0, 0]), tensor([0.5, 3])); // 1.3125
 */
export function huberLoss(prediction: Operand, target: Operand, options?: HuberOptions): Tensor {
  const { delta = 1, reduction } = optionsOf("huberLoss", options, HUBER);
  const [p, t] = alike("huberLoss", prediction, target);
  const [near, inside, distance] = split(p, t, delta);
  return reduced(near.where(inside.square().div(2), distance.sub(delta / 2).mul(delta)), reduction);
}

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1Options extends LossOptions {
  /** β: errors up to it are squared, larger ones grow with slope 1. Finite, at least 0. Default: 1. */
  readonly beta?: number;
}

const SMOOTH_L1 = declareOptions<SmoothL1Options>({
  ...LOSS.checks,
  beta: numeric("a finite number >= 0", (value) => value >= 0 && Number.isFinite(value)),
});

/**
 * The absolute error of predictions p and targets t of the same shape, rounded off at 0: (p - t)² / (2 β) where |p - t| is
 * at most β, and |p - t| - β / 2 elsewhere. It is {@link huberLoss} with δ = β, divided by β; with β = 0 it is
 * {@link maeLoss} (Girshick, "Fast R-CNN", 2015, equation 3).
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError unless beta is finite and at least 0.
 * @throws TypeError for an unknown reduction.
 * @example smoothL1Loss(tensor([0, 0]), tensor([0.5, 3])); // 1.3125
 */
export function smoothL1Loss(prediction: Operand, target: Operand, options?: SmoothL1Options): Tensor {
  const { beta = 1, reduction } = optionsOf("smoothL1Loss", options, SMOOTH_L1);
  const [p, t] = alike("smoothL1Loss", prediction, target);
  if (beta === 0) return reduced(p.sub(t).abs(), reduction);
  const [near, inside, distance] = split(p, t, beta);
  return reduced(near.where(inside.div(beta).mul(inside).div(2), distance.sub(beta / 2)), reduction);
}
