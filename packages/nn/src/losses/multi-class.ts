import { formatShape, ShapeError, type Tensor } from "@gradiente/core";
import { declareOptions, optionsOf, toTensor } from "@gradiente/core/arguments";
import { logitLosses } from "./binary.ts";
import {
  alongClasses,
  checkIndices,
  classAxis,
  classWeights,
  pickClasses,
  scoresOf,
  weightsOfTargets,
} from "./classes.ts";
import { HINGE, type HingeOptions, missing } from "./margins.ts";
import { anOperand } from "./operand.ts";
import { alike, checkSameShape, LOSS, type LossOptions, type Operand, reduced } from "./reduce.ts";

/* Losses of scores for several classes. Scores are `[batch, classes, ...places]`, or `[classes]` for a single sample. */

/** Options of {@link multiMarginLoss}. */
export interface MultiMarginOptions extends HingeOptions {
  /** One factor for each class, `[classes]`, of the losses of its samples. The mean is over samples. Default: none. */
  readonly weight?: Operand;
}

const MULTI_MARGIN = declareOptions<MultiMarginOptions>({ ...HINGE.checks, weight: anOperand });

/**
 * The hinge loss of several classes: the mean over the classes of max(0, margin - x[target] + x[class]), the target's own
 * left out, but counted in the mean; one loss for each sample (Crammer and Singer, "On the algorithmic implementation of
 * multiclass kernel-based vector machines", 2001). Scores are `[batch, classes, ...]`, class indices int32 `[batch, ...]`.
 *
 * @throws ShapeError if the shapes do not fit.
 * @throws DTypeError unless the class indices are int32.
 * @throws IndexError for an index outside the classes.
 * @throws RangeError unless power is 1 or 2, and the margin finite.
 * @throws TypeError for an unknown option or reduction.
 * @example multiMarginLoss(tensor([[0.9, 1.5, 0]]), tensor([1], { dtype: "int32" })); // 0.1333
 */
export function multiMarginLoss(scores: Operand, target: Operand, options?: MultiMarginOptions): Tensor {
  const { margin = 1, power, weight, reduction } = optionsOf("multiMarginLoss", options, MULTI_MARGIN);
  const [x, t] = [toTensor("multiMarginLoss", scores), toTensor("multiMarginLoss", target)];
  const axis = classAxis("multiMarginLoss", x);
  const classes = x.shape[axis];
  const factors = weight === undefined ? undefined : classWeights("multiMarginLoss", weight, classes);
  const short = x.sub(pickClasses("multiMarginLoss", x, t, axis)).add(margin);
  // The target is left out first: an infinite score less itself is no number.
  const losses = missing(short.scatter(t.unsqueeze(axis), 0, axis), power)
    .sum(axis)
    .div(classes);
  return reduced(factors === undefined ? losses : losses.weighted(weightsOfTargets(factors, t)), reduction);
}

/**
 * The hinge loss of samples with several classes each: the sum over pairs of a class that the sample has and one that it has
 * not of max(0, 1 - x[has] + x[has not]), divided by the number of classes; one loss for each sample. Scores are
 * `[batch, classes]` or `[classes]`, and so is the int32 target: the indices of the classes that a sample has, and -1 after
 * the last of them. As PyTorch's `MultiLabelMarginLoss`.
 *
 * @throws ShapeError unless the shapes are equal, with one axis or two.
 * @throws DTypeError unless the class indices are int32.
 * @throws IndexError for an index outside the classes before the first negative one.
 * @throws TypeError for an unknown reduction.
 * @example
 * ```ts
 * const target = tensor([[3, 0, -1, 1]], { dtype: "int32" }); // classes 3 and 0: -1 ends the list
 * multiLabelMarginLoss(tensor([[0.1, 0.2, 0.4, 0.8]]), target); // 0.85
 * ```
 */
export function multiLabelMarginLoss(scores: Operand, target: Operand, options?: LossOptions): Tensor {
  const { reduction } = optionsOf("multiLabelMarginLoss", options, LOSS);
  const [x, t] = [toTensor("multiLabelMarginLoss", scores), toTensor("multiLabelMarginLoss", target)];
  const axis = classAxis("multiLabelMarginLoss", x);
  checkSameShape("multiLabelMarginLoss", x, t);
  if (x.ndim > 2) {
    throw new ShapeError(
      `multiLabelMarginLoss: scores must be [batch, classes] or [classes], not ${formatShape(x.shape)}`,
    );
  }
  checkIndices("multiLabelMarginLoss", t);
  const named = t.lt(0).cumsum(axis).eq(0);
  const places = named.where(t, 0);
  const own = scoresOf("multiLabelMarginLoss", x, places, axis).unsqueeze(-1);
  const has = named.cast("int32").mul(0).scatterAdd(places, named.cast("int32"), axis).gt(0);
  const pairs = named.unsqueeze(-1).and(has.unsqueeze(-2).eq(false));
  const short = pairs.where(x.unsqueeze(-2).sub(own).add(1), 0);
  return reduced(missing(short).sum([-2, -1]).div(x.shape[axis]), reduction);
}

/** Options of {@link multiLabelSoftMarginLoss}. */
export interface MultiLabelSoftMarginOptions extends LossOptions {
  /** One factor for each class, `[classes]`. The mean over the classes is over their number. Default: none. */
  readonly weight?: Operand;
}

const SOFT_MARGIN = declareOptions<MultiLabelSoftMarginOptions>({ ...LOSS.checks, weight: anOperand });

/**
 * The binary cross-entropy of logits for samples with several classes each, its mean over the classes: one loss for each
 * sample. Logits are `[batch, classes, ...]`; the target has the same shape, 1 for a class that the sample has and 0 for
 * others. As PyTorch's `MultiLabelSoftMarginLoss`.
 *
 * @throws ShapeError if the shapes do not fit.
 * @throws TypeError for an unknown option or reduction.
 * @example multiLabelSoftMarginLoss(tensor([[2, -2, 0]]), tensor([[1, 0, 1]])); // 0.3157
 */
export function multiLabelSoftMarginLoss(
  logits: Operand,
  target: Operand,
  options?: MultiLabelSoftMarginOptions,
): Tensor {
  const { weight, reduction } = optionsOf("multiLabelSoftMarginLoss", options, SOFT_MARGIN);
  const [x, t] = alike("multiLabelSoftMarginLoss", logits, target);
  const axis = classAxis("multiLabelSoftMarginLoss", x);
  const losses = logitLosses(x, t, t);
  if (weight === undefined) return reduced(losses.mean(axis), reduction);
  const factors = classWeights("multiLabelSoftMarginLoss", weight, x.shape[axis]);
  return reduced(losses.weighted(alongClasses(factors, x, axis)).mean(axis), reduction);
}
