import {
  DTypeError,
  formatShape,
  IndexError,
  type Shape,
  ShapeError,
  sameShape,
  type Tensor,
  type TensorLike,
  xlogy,
} from "@gradiente/core";
import { declareOptions, numeric, oneOf, optionsOf, toTensor } from "@gradiente/core/arguments";

/** Options of every loss. */
export interface LossOptions {
  /**
   * How the losses of the elements or samples become the result: their `"mean"` or their `"sum"`, both a scalar, or
   * `"none"`, which gives one loss for each. Default: "mean".
   */
  readonly reduction?: "mean" | "sum" | "none";
}

const LOSS = declareOptions<LossOptions>({ reduction: oneOf("mean", "sum", "none") });

type Operand = Exclude<TensorLike, number | boolean>;

/** How a loss is reduced, and its two operands. What they are is checked before anything is computed. */
function prepared(
  loss: string,
  a: Operand,
  b: Operand,
  options: LossOptions | undefined,
): [a: Tensor, b: Tensor, reduce: (losses: Tensor) => Tensor] {
  const { reduction = "mean" } = optionsOf(loss, options, LOSS);
  return [toTensor(loss, a), toTensor(loss, b), (losses) => reduced(losses, reduction)];
}

function reduced(losses: Tensor, reduction: "mean" | "sum" | "none"): Tensor {
  if (reduction === "none") return losses;
  return reduction === "mean" ? losses.mean() : losses.sum();
}

/** Broadcasting a prediction and a target is nearly always a mistake: [n, 1] and [n] would give n² losses. */
function checkSameShape(loss: string, prediction: Operand, target: Operand): void {
  if (!sameShape(prediction.shape, target.shape)) {
    throw new ShapeError(
      `${loss}: the prediction has shape ${formatShape(prediction.shape)} and the target ${formatShape(target.shape)}; ` +
        "they must be equal: reshape one of them",
    );
  }
}

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
  const [p, t, reduce] = prepared("mseLoss", prediction, target, options);
  checkSameShape("mseLoss", p, t);
  return reduce(p.sub(t).square());
}

/**
 * The mean absolute error of predictions p and targets t of the same shape: |p - t| for each element. Where p = t, the
 * derivative is 0.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws TypeError for an unknown reduction.
 */
export function maeLoss(prediction: Operand, target: Operand, options?: LossOptions): Tensor {
  const [p, t, reduce] = prepared("maeLoss", prediction, target, options);
  checkSameShape("maeLoss", p, t);
  return reduce(p.sub(t).abs());
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

/**
 * The Huber loss of predictions p and targets t of the same shape: (p - t)² / 2 where |p - t| is at most δ, and
 * δ (|p - t| - δ / 2) elsewhere. Outliers cost less than with the square (Huber, "Robust estimation of a location
 * parameter", 1964).
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError unless delta is positive and finite.
 * @throws TypeError for an unknown reduction.
 */
export function huberLoss(prediction: Operand, target: Operand, options?: HuberOptions): Tensor {
  const { delta = 1, ...rest } = optionsOf("huberLoss", options, HUBER);
  const [p, t, reduce] = prepared("huberLoss", prediction, target, rest);
  checkSameShape("huberLoss", p, t);
  const error = p.sub(t);
  const distance = error.abs();
  const near = distance.le(delta);
  // A square that is not taken must not overflow: 0 · ∞ in the gradient.
  return reduce(near.where(near.where(error, 0).square().div(2), distance.sub(delta / 2).mul(delta)));
}

/**
 * The Kullback-Leibler divergence of log-probabilities from the target distribution, t (log t - p): one loss for each
 * element, 0 where the target is 0, also of a logarithm of -Infinity. `mean` is over elements; the divergence of distributions is the sum over their
 * classes. Shapes must be equal.
 */
export function klDivLoss(logProbabilities: Operand, target: Operand, options?: LossOptions): Tensor {
  const [p, t, reduce] = prepared("klDivLoss", logProbabilities, target, options);
  checkSameShape("klDivLoss", p, t);
  return reduce(xlogy(t, t).sub(p.weighted(t)));
}

/** A logarithm, at least -100 and with a finite derivative where the probability p makes it -Infinity. */
function boundedLog(p: Operand, impossible: 0 | 1, log: (p: Tensor) => Tensor): Tensor {
  const isThere = p.eq(impossible);
  return isThere.where(-100, log(isThere.where(1 - impossible, p))).maximum(-100);
}

/**
 * The binary cross-entropy of probabilities p and targets t of the same shape: -t log p - (1 - t) log(1 - p) for each
 * element. Logarithms are at least -100, as in PyTorch, so that a wrong prediction with p = 0 or 1 costs 100 and not
 * infinity. A wrong prediction within e⁻¹⁰⁰ of 0 or 1 has no gradient; {@link bceWithLogitsLoss} does not have this
 * limit. Probabilities outside [0, 1] give NaN.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws TypeError for an unknown reduction.
 */
export function bceLoss(prediction: Operand, target: Operand, options?: LossOptions): Tensor {
  const [p, t, reduce] = prepared("bceLoss", prediction, target, options);
  checkSameShape("bceLoss", p, t);
  const hit = boundedLog(p, 0, (q) => q.log()).mul(t);
  // 1 - p would lose the digits of a small p.
  const miss = boundedLog(p, 1, (q) => q.neg().log1p()).mul(t.neg().add(1));
  return reduce(hit.add(miss).neg());
}

/** The binary cross-entropy of sigmoid(logits), exact and finite at any logit, and 0 at an infinite one that is right. Shapes must be equal. */
export function bceWithLogitsLoss(logits: Operand, target: Operand, options?: LossOptions): Tensor {
  const [x, t, reduce] = prepared("bceWithLogitsLoss", logits, target, options);
  checkSameShape("bceWithLogitsLoss", x, t);
  return reduce(
    x
      .neg()
      .softplus()
      .weighted(t)
      .add(x.softplus().weighted(t.neg().add(1))),
  );
}

/** The axis of the classes: axis 1, or axis 0 for a single sample without a batch axis. */
function classAxis(loss: string, scores: Operand): number {
  if (scores.ndim === 0)
    throw new ShapeError(`${loss}: a scalar has no class axis; expected [batch, classes]`);
  return scores.ndim === 1 ? 0 : 1;
}

function without(shape: Shape, axis: number): number[] {
  return shape.filter((_, i) => i !== axis);
}

/** The negated score of the target class: one loss for each sample. */
function pickClasses(loss: string, scores: Operand, target: Operand, axis: number): Tensor {
  const classes = scores.shape[axis];
  const expected = without(scores.shape, axis);
  if (!sameShape(target.shape, expected)) {
    throw new ShapeError(
      `${loss}: scores of shape ${formatShape(scores.shape)} need class indices of shape ${formatShape(expected)}, ` +
        `and the target has ${formatShape(target.shape)}`,
    );
  }
  if (target.dtype !== "int32") {
    throw new DTypeError(
      `${loss}: class indices must be int32, not ${target.dtype}; use target.cast("int32"), which refuses NaN`,
    );
  }
  try {
    return scores.gather(target.unsqueeze(axis), axis).squeeze(axis).neg();
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    const position = without(error.position, axis);
    throw new IndexError(
      `${loss}: the target at ${formatShape(position)} is ${error.index}, and there are ${classes} classes, 0 to ${classes - 1}`,
      error.index,
      position,
      classes,
    );
  }
}

/**
 * The negative log-likelihood of log-probabilities: -log p of the target class, for each sample. Log-probabilities of
 * shape `[batch, classes, ...]` take int32 class indices of shape `[batch, ...]`; those of shape `[classes]`, a single
 * sample, take a scalar.
 *
 * @throws ShapeError if the shapes do not fit.
 * @throws DTypeError unless the class indices are int32.
 * @throws IndexError for an index outside the classes.
 * @throws TypeError for an unknown reduction.
 */
export function nllLoss(logProbabilities: Operand, target: Operand, options?: LossOptions): Tensor {
  const [p, t, reduce] = prepared("nllLoss", logProbabilities, target, options);
  return reduce(pickClasses("nllLoss", p, t, classAxis("nllLoss", p)));
}

/**
 * The cross-entropy of softmax(logits), finite at any logits: `[batch, classes, ...]` with either int32 class
 * indices `[batch, ...]`, or probabilities (one-hot, smoothed) of the shape of the logits. A class whose logit is -Infinity
 * costs nothing if its probability is 0. `mean` is over samples.
 *
 * @throws ShapeError if the shapes do not fit.
 * @throws DTypeError unless class indices are int32, or if a target of the shape of the logits is int32.
 * @throws IndexError for an index outside the classes.
 * @throws TypeError for an unknown reduction.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { crossEntropyLoss } from "@gradiente/nn";
 *
 * const logits = tensor([[2, 0], [0, 2]]);
 * crossEntropyLoss(logits, tensor([0, 1], { dtype: "int32" })).item(); // 0.12693
 * ```
 */
export function crossEntropyLoss(logits: Operand, target: Operand, options?: LossOptions): Tensor {
  const [x, t, reduce] = prepared("crossEntropyLoss", logits, target, options);
  const axis = classAxis("crossEntropyLoss", x);
  const logProbabilities = x.logSoftmax(axis);
  if (t.ndim !== x.ndim) return reduce(pickClasses("crossEntropyLoss", logProbabilities, t, axis));
  if (t.dtype === "int32") {
    const indices = formatShape(without(x.shape, axis));
    throw new DTypeError(
      `crossEntropyLoss: int32 targets are class indices, of shape ${indices} for logits ${formatShape(x.shape)}, ` +
        `and these have ${formatShape(t.shape)}: squeeze or reshape them; probabilities must be floating`,
    );
  }
  checkSameShape("crossEntropyLoss", x, t);
  return reduce(logProbabilities.weighted(t).sum(axis).neg());
}
