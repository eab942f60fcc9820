import type { Tensor } from "@gradiente/core";
import { declareOptions, numeric, optionsOf, toTensor } from "@gradiente/core/arguments";
import { classAxis, classWeights, pickClasses, weightsOfTargets } from "./classes.ts";
import { anOperand } from "./operand.ts";
import { alike, LOSS, type LossOptions, type Operand, reduced } from "./reduce.ts";

/* Losses in which what is already right counts for less, so that the many easy samples do not drown the few hard ones. */

/** Options of both focal losses. */
export interface FocalOptions extends LossOptions {
  /**
   * γ >= 0: how fast the loss fades as the probability p of the truth rises, by the factor (1 - p)^γ. With 0, it is the
   * cross-entropy. Default: 2.
   */
  readonly gamma?: number;
}

/** Options of {@link sigmoidFocalLoss}. */
export interface SigmoidFocalOptions extends FocalOptions {
  /**
   * α, from 0 to 1: the factor of the losses of positives; that of negatives is 1 - α. 0.5 is half the loss without α.
   * Default: 0.25.
   */
  readonly alpha?: number;
}

/** Options of {@link softmaxFocalLoss}. */
export interface SoftmaxFocalOptions extends FocalOptions {
  /** α: one factor for each class, `[classes]`, of the losses of its samples. The mean is over samples. Default: none. */
  readonly weight?: Operand;
}

const FOCAL = declareOptions<FocalOptions>({
  ...LOSS.checks,
  gamma: numeric("a finite number >= 0", (value) => value >= 0 && Number.isFinite(value)),
});
const SIGMOID = declareOptions<SigmoidFocalOptions>({
  ...FOCAL.checks,
  alpha: numeric("from 0 to 1", (value) => value >= 0 && value <= 1),
});
const SOFTMAX = declareOptions<SoftmaxFocalOptions>({ ...FOCAL.checks, weight: anOperand });

/**
 * What positives cost at a logit: -(1 - p)^γ log p times how much each counts. 1 - p is an exponential, whose digits no
 * rounding takes; and what does not count is left out before an infinite logarithm can meet a factor of 0.
 */
function costOfPositives(x: Tensor, counts: Tensor, gamma: number): Tensor {
  // Beyond -800 the focus is 1 in every dtype. There it has no part in the gradient, where the cost may be infinite.
  const focus = x.clip(-800).softplus().weighted(-gamma).exp();
  return x.neg().softplus().weighted(counts).weighted(focus);
}

/**
 * The focal loss of binary targets t and p = sigmoid(logits): -α (1 - p)^γ log p for a positive, and
 * -(1 - α) p^γ log(1 - p) for a negative, one loss for each element (Lin et al., "Focal loss for dense object
 * detection", 2017, equation 5). It is finite at any logit. A target between 0 and 1 is a share of both. Shapes must be
 * equal. With targets of 0 and 1, it is torchvision's `sigmoid_focal_loss`.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError unless gamma is finite and at least 0, and alpha from 0 to 1.
 * @throws TypeError for an unknown option or reduction.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { sigmoidFocalLoss } from "@gradiente/nn";
 *
 * sigmoidFocalLoss(tensor([2, -1]), tensor([1, 0]), { alpha: 0.5, reduction: "none" }); // [0.000902, 0.011329]
 * ```
 */
export function sigmoidFocalLoss(logits: Operand, target: Operand, options?: SigmoidFocalOptions): Tensor {
  const { gamma = 2, alpha = 0.25, reduction } = optionsOf("sigmoidFocalLoss", options, SIGMOID);
  const [x, t] = alike("sigmoidFocalLoss", logits, target);
  const positive = costOfPositives(x, t.mul(alpha), gamma);
  const negative = costOfPositives(
    x.neg(),
    t
      .neg()
      .add(1)
      .mul(1 - alpha),
    gamma,
  );
  return reduced(positive.add(negative), reduction);
}

/**
 * The focal loss of one class out of several, with p = softmax(logits): -α (1 - p)^γ log p of the target class, one loss
 * for each sample (Lin et al. 2017, equation 5, for several classes). Logits of shape `[batch, classes, ...]` take int32
 * class indices `[batch, ...]`; those of shape `[classes]`, a single sample, take a scalar.
 *
 * @throws ShapeError if the shapes do not fit.
 * @throws DTypeError unless the class indices are int32.
 * @throws IndexError for an index outside the classes.
 * @throws RangeError unless gamma is finite and at least 0.
 * @throws TypeError for an unknown option or reduction.
 * @example
 * ```ts
 * const target = tensor([0], { dtype: "int32" });
 * softmaxFocalLoss(tensor([[0, 0]]), target, { gamma: 2 }); // 0.1733
 * ```
 */
export function softmaxFocalLoss(logits: Operand, target: Operand, options?: SoftmaxFocalOptions): Tensor {
  const { gamma = 2, weight, reduction } = optionsOf("softmaxFocalLoss", options, SOFTMAX);
  const [x, t] = [toTensor("softmaxFocalLoss", logits), toTensor("softmaxFocalLoss", target)];
  const axis = classAxis("softmaxFocalLoss", x);
  const factors = weight === undefined ? undefined : classWeights("softmaxFocalLoss", weight, x.shape[axis]);
  const scored = pickClasses("softmaxFocalLoss", x.logSoftmax(axis), t, axis).squeeze(axis).neg();
  // The sum of the other classes has the digits that 1 - p would lose.
  const others = x.softmax(axis).scatter(t.unsqueeze(axis), 0, axis).sum(axis);
  const isLikely = others.lt(0.5);
  const cost = isLikely.where(isLikely.where(others, 0).neg().log1p().neg(), scored);
  // Where no other class has a share, the cost is 0, and a power could have an infinite derivative. Where the cost is
  // infinite, the others have all shares, to any order.
  const focus = others.eq(0).or(scored.isInfinite()).where(1, others).pow(gamma);
  const losses = cost.mul(focus);
  return reduced(factors === undefined ? losses : losses.weighted(weightsOfTargets(factors, t)), reduction);
}
