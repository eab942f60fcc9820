import { formatShape, oneHot, ShapeError, sameShape, type Tensor } from "@gradiente/core";
import { aBoolean, declareOptions, numeric, optionsOf, toTensor } from "@gradiente/core/arguments";
import { checkSameShape, LOSS, type LossOptions, type Operand, reduced } from "./reduce.ts";

/* The loss of masks by how far they overlap. */

/** Options of {@link diceLoss}. */
export interface DiceOptions extends LossOptions {
  /** Whether the denominator is of squares, as in the paper, and not of the values themselves. Default: false. */
  readonly squared?: boolean;
  /**
   * What is added to the numerator and to the denominator, so that a class that is neither predicted nor there costs
   * nothing. A finite number >= 0. Default: 1e-5.
   */
  readonly epsilon?: number;
}

const DICE = declareOptions<DiceOptions>({
  ...LOSS.checks,
  squared: aBoolean,
  epsilon: numeric("a finite number >= 0", (value) => value >= 0 && Number.isFinite(value)),
});

/** Targets in the shape of the probabilities. Class indices become one-hot vectors. */
function targetsOf(p: Tensor, target: Tensor): Tensor {
  const [batch, classes, ...places] = p.shape;
  if (target.dtype !== "int32" || !sameShape(target.shape, [batch, ...places])) {
    checkSameShape("diceLoss", p, target);
    return target;
  }
  const rows = oneHot(target, classes).cast(p.dtype);
  return rows.permute([0, rows.ndim - 1, ...places.map((_, i) => i + 1)]);
}

/**
 * The soft Dice loss of masks: 1 - (2 Σ p t + ε) / (Σ p + Σ t + ε), sums over the places of each sample and class, so that
 * a small structure counts as much as a large one (Milletari, Navab and Ahmadi, "V-Net", 2016, section 3, whose denominator is
 * Σ p² + Σ t²: `squared`). There is one loss for each sample and class, `[batch, classes]`.
 *
 * @param probabilities `[batch, classes, ...places]`, after a softmax over the classes, or a sigmoid.
 * @param target of the same shape, 0, 1 or between; or int32 class indices `[batch, ...places]`.
 * @throws ShapeError if the shapes do not fit, or unless there are at least two axes.
 * @throws IndexError for an index outside the classes.
 * @throws RangeError unless epsilon is finite and at least 0.
 * @throws TypeError for an unknown option or reduction.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { diceLoss } from "@gradiente/nn";
 *
 * // One image of three pixels, and the probabilities of one class.
 * diceLoss(tensor([[[0.9, 0.8, 0.1]]]), tensor([[[1, 1, 0]]])).item(); // 0.1053
 * ```
 */
export function diceLoss(probabilities: Operand, target: Operand, options?: DiceOptions): Tensor {
  const { squared = false, epsilon = 1e-5, reduction } = optionsOf("diceLoss", options, DICE);
  const p = toTensor("diceLoss", probabilities);
  if (p.ndim < 2) {
    throw new ShapeError(
      `diceLoss: probabilities must be [batch, classes, ...places], not ${formatShape(p.shape)}`,
    );
  }
  const t = targetsOf(p, toTensor("diceLoss", target));
  const perClass = (x: Tensor) => x.reshape([p.shape[0], p.shape[1], -1]).sum(-1);
  const sizes = squared ? p.square().add(t.square()) : p.add(t);
  const overlap = perClass(p.mul(t)).mul(2).add(epsilon);
  return reduced(overlap.div(perClass(sizes).add(epsilon)).neg().add(1), reduction);
}
