import {
  DTypeError,
  formatShape,
  IndexError,
  type Shape,
  ShapeError,
  sameShape,
  type Tensor,
  warn,
} from "@gradiente/core";
import { anInteger, declareOptions, numeric, opBehind, optionsOf, toTensor } from "@gradiente/core/arguments";
import { giveBackLater } from "@gradiente/core/backend";
import { anOperand } from "./operand.ts";
import { checkSameShape, LOSS, type LossOptions, type Operand, reduced, reducedBy } from "./reduce.ts";

/* Losses of one class out of several. Scores are `[batch, classes, ...places]`, as PyTorch's. */

/** Options of {@link nllLoss}. */
export interface NllOptions extends LossOptions {
  /**
   * One factor for each class, `[classes]`, of the losses of its samples. The mean is then divided by the sum of the factors
   * of all samples, as PyTorch's. A factor of 0 beats an infinite loss. Default: none.
   */
  readonly weight?: Operand;
  /**
   * A class index that marks samples to leave out, such as padding. Their losses are 0, and the mean is over the others: NaN
   * if there are none. It need not be a class. Default: none, so that a wrong index is an error (PyTorch's is -100).
   */
  readonly ignoreIndex?: number;
}

/** Options of {@link crossEntropyLoss}. */
export interface CrossEntropyOptions extends NllOptions {
  /**
   * ε, from 0 to 1: the share of each target that is spread evenly over all classes (Szegedy et al., "Rethinking the
   * inception architecture for computer vision", 2016, section 7). Default: 0.
   */
  readonly labelSmoothing?: number;
}

const NLL = declareOptions<NllOptions>({ ...LOSS.checks, weight: anOperand, ignoreIndex: anInteger });
const CROSS_ENTROPY = declareOptions<CrossEntropyOptions>({
  ...NLL.checks,
  labelSmoothing: numeric("from 0 to 1", (value) => value >= 0 && value <= 1),
});

/** The axis of the classes: axis 1, or axis 0 for a single sample without a batch axis. */
export function classAxis(loss: string, scores: Tensor): number {
  if (scores.ndim === 0)
    throw new ShapeError(`${loss}: a scalar has no class axis; expected [batch, classes]`);
  return scores.ndim === 1 ? 0 : 1;
}

function without(shape: Shape, axis: number): number[] {
  return shape.filter((_, i) => i !== axis);
}

/** @throws DTypeError unless the class indices are int32. */
export function checkIndices(loss: string, target: Tensor): void {
  if (target.dtype !== "int32") {
    throw new DTypeError(
      `${loss}: class indices must be int32, not ${target.dtype}; use target.cast("int32"), which refuses NaN`,
    );
  }
}

/**
 * The scores of classes.
 *
 * @param positionOf gives the position in the target of a place in the indices.
 * @throws IndexError for an index that is no class.
 */
export function scoresOf(
  loss: string,
  scores: Tensor,
  indices: Tensor,
  axis: number,
  positionOf: (place: readonly number[]) => readonly number[] = (place) => place,
  adviceFor: (index: number) => string = () => "",
): Tensor {
  const classes = scores.shape[axis];
  try {
    return scores.gather(indices, axis);
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    const position = positionOf(error.position);
    const { index } = error;
    throw new IndexError(
      `${loss}: the target at ${formatShape(position)} is ${index}, and there are ${classes} classes, 0 to ${classes - 1}${adviceFor(index)}`,
      index,
      position,
      classes,
    );
  }
}

/** The score of the target class for each sample; the class axis stays, with size 1. */
export function pickClasses(
  loss: string,
  scores: Tensor,
  target: Tensor,
  axis: number,
  adviceFor?: (index: number) => string,
): Tensor {
  const expected = without(scores.shape, axis);
  if (!sameShape(target.shape, expected)) {
    throw new ShapeError(
      `${loss}: scores of shape ${formatShape(scores.shape)} need class indices of shape ${formatShape(expected)}, ` +
        `and the target has ${formatShape(target.shape)}`,
    );
  }
  checkIndices(loss, target);
  return scoresOf(loss, scores, target.unsqueeze(axis), axis, (place) => without(place, axis), adviceFor);
}

/** The factors of classes, `[classes]`. */
export function classWeights(loss: string, weight: Operand, classes: number): Tensor {
  const factors = toTensor(loss, weight);
  if (!sameShape(factors.shape, [classes])) {
    throw new ShapeError(
      `${loss}: weight has shape ${formatShape(factors.shape)}, and there must be one for each of the ${classes} classes, ` +
        `[${classes}]`,
    );
  }
  return factors;
}

/** Along the class axis of scores. */
export function alongClasses(factors: Tensor, scores: Tensor, axis: number): Tensor {
  return factors.reshape(scores.shape.map((_, i) => (i === axis ? -1 : 1)));
}

/** The factor of the target class of each sample. The indices are known to be classes. */
export function weightsOfTargets(factors: Tensor, target: Tensor): Tensor {
  return factors.gather(target.reshape([-1]), 0).reshape(target.shape);
}

/** Padding is often marked by a negative index. */
function leavingOut(index: number): string {
  return index < 0 ? `; { ignoreIndex: ${index} } would leave it out` : "";
}

/** The cross-entropy of log-probabilities and class indices. */
function indexLoss(
  loss: string,
  p: Tensor,
  target: Tensor,
  { weight, ignoreIndex, labelSmoothing = 0, reduction }: CrossEntropyOptions,
): Tensor {
  const axis = classAxis(loss, p);
  const factors = weight === undefined ? undefined : classWeights(loss, weight, p.shape[axis]);
  const kept = ignoreIndex === undefined ? undefined : target.ne(ignoreIndex);
  const classes = kept === undefined ? target : kept.where(target, 0);
  let losses = pickClasses(loss, p, classes, axis, leavingOut).squeeze(axis).neg();
  if (factors === undefined && kept === undefined && labelSmoothing === 0) return reduced(losses, reduction);
  let counts = factors && weightsOfTargets(factors, classes);
  if (counts !== undefined) losses = losses.weighted(counts);
  if (labelSmoothing > 0) {
    const all = factors === undefined ? p : p.weighted(alongClasses(factors, p, axis));
    const even = all.sum(axis).mul(-labelSmoothing / p.shape[axis]);
    losses = losses.weighted(1 - labelSmoothing).add(even);
  }
  if (kept !== undefined) {
    losses = kept.where(losses, 0);
    counts = counts === undefined ? kept : kept.where(counts, 0);
  }
  return counts === undefined ? reduced(losses, reduction) : reducedBy(losses, counts, reduction);
}

/**
 * The negative log-likelihood of log-probabilities: -log p of the target class, for each sample. Log-probabilities of
 * shape `[batch, classes, ...]` take int32 class indices of shape `[batch, ...]`; those of shape `[classes]`, a single
 * sample, take a scalar.
 *
 * @throws ShapeError if the shapes do not fit.
 * @throws DTypeError unless the class indices are int32.
 * @throws IndexError for an index outside the classes that is not `ignoreIndex`.
 * @throws TypeError for an unknown option or reduction.
 * @example nllLoss(tensor([[0.25, 0.75]]).log(), tensor([1], { dtype: "int32" })); // 0.2877
 */
export function nllLoss(logProbabilities: Operand, target: Operand, options?: NllOptions): Tensor {
  const chosen = optionsOf("nllLoss", options, NLL);
  return indexLoss("nllLoss", toTensor("nllLoss", logProbabilities), toTensor("nllLoss", target), chosen);
}

/** Scores of 0 for the samples that are left out: a softmax of scores that are no numbers has gradients that are none. */
function keptScores(x: Tensor, target: Tensor, axis: number, ignoreIndex: number | undefined): Tensor {
  const isFitting = sameShape(target.shape, without(x.shape, axis));
  return ignoreIndex === undefined || !isFitting ? x : target.ne(ignoreIndex).unsqueeze(axis).where(x, 0);
}

function warnOfSoftmax(logits: Tensor): void {
  if (opBehind(logits) !== "softmax") return;
  warn(
    "GRADIENTE_LOGITS",
    "crossEntropyLoss takes logits and applies the softmax itself, and was given what came out of one: leave the last " +
      "Softmax of the model out (and call softmax() where you need probabilities), or use nllLoss of their logarithms",
  );
}

/**
 * The cross-entropy of softmax(logits), finite at any logits: `[batch, classes, ...]` with either int32 class
 * indices `[batch, ...]`, or probabilities (one-hot, smoothed) of the shape of the logits. A class whose logit is -Infinity
 * costs nothing if its probability is 0. `mean` is over samples; with class indices and weights, it is weighted. Logits that
 * come out of a softmax are warned of.
 *
 * @throws ShapeError if the shapes do not fit.
 * @throws DTypeError unless class indices are int32, or if a target of the shape of the logits is int32.
 * @throws IndexError for an index outside the classes that is not `ignoreIndex`.
 * @throws RangeError unless labelSmoothing is from 0 to 1.
 * @throws TypeError for an unknown option or reduction, and for `ignoreIndex` with probabilities.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { crossEntropyLoss } from "@gradiente/nn";
 *
 * const logits = tensor([[2, 0], [0, 2]]);
 * crossEntropyLoss(logits, tensor([0, 1], { dtype: "int32" })).item(); // 0.12693
 * ```
 */
export function crossEntropyLoss(logits: Operand, target: Operand, options?: CrossEntropyOptions): Tensor {
  const chosen = optionsOf("crossEntropyLoss", options, CROSS_ENTROPY);
  const [x, t] = [toTensor("crossEntropyLoss", logits), toTensor("crossEntropyLoss", target)];
  const axis = classAxis("crossEntropyLoss", x);
  warnOfSoftmax(x);
  const p = keptScores(x, t, axis, chosen.ignoreIndex).logSoftmax(axis);
  const loss =
    t.ndim === x.ndim ? sharesLoss(p, t, axis, chosen) : indexLoss("crossEntropyLoss", p, t, chosen);
  giveBackLater(p);
  return loss;
}

/** The cross-entropy of logarithms of probabilities where targets are probabilities, too. */
function sharesLoss(p: Tensor, t: Tensor, axis: number, chosen: CrossEntropyOptions): Tensor {
  if (t.dtype === "int32") {
    const indices = formatShape(without(p.shape, axis));
    throw new DTypeError(
      `crossEntropyLoss: int32 targets are class indices, of shape ${indices} for logits ${formatShape(p.shape)}, ` +
        `and these have ${formatShape(t.shape)}: squeeze or reshape them; probabilities must be floating`,
    );
  }
  checkSameShape("crossEntropyLoss", p, t);
  const { weight, ignoreIndex, labelSmoothing = 0, reduction } = chosen;
  if (ignoreIndex !== undefined) {
    throw new TypeError(
      "crossEntropyLoss: ignoreIndex is for class indices, and the target has probabilities; give samples to leave out " +
        "probabilities of 0",
    );
  }
  const classes = p.shape[axis];
  const smooth = labelSmoothing === 0 ? t : t.mul(1 - labelSmoothing).add(labelSmoothing / classes);
  const shares =
    weight === undefined
      ? smooth
      : smooth.mul(alongClasses(classWeights("crossEntropyLoss", weight, classes), p, axis));
  return reduced(p.weighted(shares).sum(axis).neg(), reduction);
}
