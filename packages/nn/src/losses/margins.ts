import type { Tensor } from "@gradiente/core";
import { aFinite, check, declareOptions, optionsOf, toTensor } from "@gradiente/core/arguments";
import { checkSigns } from "./check-values.ts";
import { alike, checkSameShape, LOSS, type LossOptions, type Operand, reduced } from "./reduce.ts";

/*
 * Losses that are satisfied once scores are on the right side by a margin, of targets that are 1 or -1. Their kinks have
 * the derivative 0.
 */

/** Options of {@link hingeEmbeddingLoss}, {@link marginRankingLoss} and other losses with a margin. */
export interface MarginOptions extends LossOptions {
  /** How far scores must be on the right side. Default: 1, or what the loss says. */
  readonly margin?: number;
}

/** Options of {@link hingeLoss}. */
export interface HingeOptions extends MarginOptions {
  /** The power of what is missing: 1, or 2 for the squared hinge loss. Default: 1. */
  readonly power?: 1 | 2;
}

export const MARGIN = declareOptions<MarginOptions>({ ...LOSS.checks, margin: aFinite });
export const HINGE = declareOptions<HingeOptions>({
  ...MARGIN.checks,
  power: check<1 | 2>("1 or 2", (value) => value === 1 || value === 2, RangeError),
});

/** What is missing to a margin. */
export function missing(short: Tensor, power: 1 | 2 = 1): Tensor {
  return power === 1 ? short.relu() : short.relu().square();
}

/** A prediction and a target of signs, of the same shape. */
function signed(loss: string, prediction: Operand, target: Operand): [x: Tensor, y: Tensor] {
  const pair = alike(loss, prediction, target);
  checkSigns(loss, pair[1]);
  return pair;
}

/**
 * The hinge loss of a binary classifier, of scores x and targets y that are 1 or -1: max(0, margin - y x) for each element,
 * or its square with `power: 2` (Cortes and Vapnik, "Support-vector networks", 1995). Shapes must be equal. It is Keras's
 * `Hinge` and `SquaredHinge`.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError for a target that is neither 1 nor -1, and unless the margin is finite.
 * @throws TypeError for an unknown option or reduction.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { hingeLoss } from "@gradiente/nn";
 *
 * hingeLoss(tensor([2, 0.5, -1]), tensor([1, 1, 1]), { reduction: "none" }); // [0, 0.5, 2]
 * ```
 */
export function hingeLoss(prediction: Operand, target: Operand, options?: HingeOptions): Tensor {
  const { margin = 1, power, reduction } = optionsOf("hingeLoss", options, HINGE);
  const [x, y] = signed("hingeLoss", prediction, target);
  return reduced(missing(x.mul(y).neg().add(margin), power), reduction);
}

/**
 * The loss of distances x between pairs that are alike (y = 1) or not (y = -1): x for the former, and
 * max(0, margin - x) for the latter, for each element. Shapes must be equal. As PyTorch's `HingeEmbeddingLoss`.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError for a target that is neither 1 nor -1, and unless the margin is finite.
 * @throws TypeError for an unknown option or reduction.
 * @example hingeEmbeddingLoss(tensor([0.3, 0.3]), tensor([1, -1])); // 0.5
 */
export function hingeEmbeddingLoss(prediction: Operand, target: Operand, options?: MarginOptions): Tensor {
  const { margin = 1, reduction } = optionsOf("hingeEmbeddingLoss", options, MARGIN);
  const [x, y] = signed("hingeEmbeddingLoss", prediction, target);
  return reduced(y.gt(0).where(x, missing(x.neg().add(margin))), reduction);
}

/**
 * The logistic loss of scores x and targets y that are 1 or -1: log(1 + exp(-y x)) for each element, exact and finite at any
 * score. Shapes must be equal. It is {@link bceWithLogitsLoss} for such targets.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError for a target that is neither 1 nor -1.
 * @throws TypeError for an unknown reduction.
 * @example softMarginLoss(tensor([2, -1]), tensor([1, -1])); // 0.2201
 */
export function softMarginLoss(prediction: Operand, target: Operand, options?: LossOptions): Tensor {
  const { reduction } = optionsOf("softMarginLoss", options, LOSS);
  const [x, y] = signed("softMarginLoss", prediction, target);
  return reduced(x.mul(y).neg().softplus(), reduction);
}

/**
 * The loss of two scores, of which the first must be higher (y = 1) or lower (y = -1) by a margin:
 * max(0, margin - y (first - second)) for each element. Shapes must be equal. Default margin: 0.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError for a target that is neither 1 nor -1, and unless the margin is finite.
 * @throws TypeError for an unknown option or reduction.
 * @example marginRankingLoss(tensor([3, 1]), tensor([1, 2]), tensor([1, 1]), { margin: 0.5 }); // 0.75
 */
export function marginRankingLoss(
  first: Operand,
  second: Operand,
  target: Operand,
  options?: MarginOptions,
): Tensor {
  const { margin = 0, reduction } = optionsOf("marginRankingLoss", options, MARGIN);
  const [a, b] = alike("marginRankingLoss", first, second);
  const y = toTensor("marginRankingLoss", target);
  checkSameShape("marginRankingLoss", a, y);
  checkSigns("marginRankingLoss", y);
  return reduced(missing(a.sub(b).mul(y).neg().add(margin)), reduction);
}
