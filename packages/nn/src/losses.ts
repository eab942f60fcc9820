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

export interface LossOptions {
  /** `mean` over all losses, `sum` of them, or `none`: one for each. `mean` unless said otherwise. */
  readonly reduction?: "mean" | "sum" | "none";
}

type Operand = Exclude<TensorLike, number | boolean>;

function reduced(loss: string, losses: Tensor, { reduction = "mean" }: LossOptions): Tensor {
  if (reduction === "none") return losses;
  if (reduction === "mean") return losses.mean();
  if (reduction === "sum") return losses.sum();
  throw new TypeError(`${loss}: reduction is "mean", "sum" or "none", not ${JSON.stringify(reduction)}`);
}

/** Broadcasting a prediction against a target is nearly always a mistake: [n, 1] against [n] gives n² losses. */
function checkSameShape(loss: string, prediction: Operand, target: Operand): void {
  if (!sameShape(prediction.shape, target.shape)) {
    throw new ShapeError(
      `${loss}: the prediction has shape ${formatShape(prediction.shape)} and the target ${formatShape(target.shape)}; ` +
        "they must be equal: reshape one of them",
    );
  }
}

/** The mean squared error, (p - t)². Shapes must be equal. */
export function mseLoss(prediction: Operand, target: Operand, options: LossOptions = {}): Tensor {
  checkSameShape("mseLoss", prediction, target);
  return reduced("mseLoss", prediction.sub(target).square(), options);
}

/** The mean absolute error, |p - t|; its derivative at 0 is 0. Shapes must be equal. */
export function maeLoss(prediction: Operand, target: Operand, options: LossOptions = {}): Tensor {
  checkSameShape("maeLoss", prediction, target);
  return reduced("maeLoss", prediction.sub(target).abs(), options);
}

export interface HuberOptions extends LossOptions {
  /** Where the square ends and the straight line begins: 1 unless said otherwise. */
  readonly delta?: number;
}

/**
 * The Huber loss: (p - t)² / 2 up to |p - t| = δ, and δ (|p - t| - δ / 2) beyond: less than the square for outliers
 * (Huber, "Robust estimation of a location parameter", 1964). Shapes must be equal.
 *
 * @throws RangeError unless delta is positive.
 */
export function huberLoss(
  prediction: Operand,
  target: Operand,
  { delta = 1, ...options }: HuberOptions = {},
): Tensor {
  checkSameShape("huberLoss", prediction, target);
  if (!(delta > 0 && Number.isFinite(delta)))
    throw new RangeError(`huberLoss: delta must be positive, not ${delta}`);
  const error = prediction.sub(target);
  const distance = error.abs();
  const near = distance.le(delta);
  // A square that is not taken must not overflow: 0 · ∞ in the gradient.
  const losses = near.where(near.where(error, 0).square().div(2), distance.sub(delta / 2).mul(delta));
  return reduced("huberLoss", losses, options);
}

/**
 * The Kullback-Leibler divergence of log-probabilities from the target distribution, t (log t - p): one loss for each
 * element, 0 where the target is 0, also of a logarithm of -Infinity. `mean` is over elements; the divergence of distributions is the sum over their
 * classes. Shapes must be equal.
 */
export function klDivLoss(logProbabilities: Operand, target: Operand, options: LossOptions = {}): Tensor {
  checkSameShape("klDivLoss", logProbabilities, target);
  return reduced("klDivLoss", xlogy(target, target).sub(logProbabilities.weighted(target)), options);
}

/** log p, at least -100 and without an infinite derivative at 0; NaN below 0. */
function safeLog(p: Operand): Tensor {
  const zero = p.eq(0);
  return zero.where(-100, zero.where(1, p).log()).maximum(-100);
}

/**
 * The binary cross-entropy of probabilities, -t log p - (1 - t) log(1 - p). Logarithms are cut at -100, as in
 * PyTorch, so that a certain mistake costs 100 and not infinity; a probability within e⁻¹⁰⁰ of being certain and
 * wrong has no gradient any more: prefer {@link bceWithLogitsLoss}. Shapes must be equal; probabilities outside
 * [0, 1] give NaN.
 */
export function bceLoss(prediction: Operand, target: Operand, options: LossOptions = {}): Tensor {
  checkSameShape("bceLoss", prediction, target);
  const hit = safeLog(prediction).mul(target);
  const miss = safeLog(prediction.neg().add(1)).mul(target.neg().add(1));
  return reduced("bceLoss", hit.add(miss).neg(), options);
}

/** The binary cross-entropy of sigmoid(logits), exact and finite at any logit, and 0 at an infinite one that is right. Shapes must be equal. */
export function bceWithLogitsLoss(logits: Operand, target: Operand, options: LossOptions = {}): Tensor {
  checkSameShape("bceWithLogitsLoss", logits, target);
  const losses = logits
    .neg()
    .softplus()
    .weighted(target)
    .add(logits.softplus().weighted(target.neg().add(1)));
  return reduced("bceWithLogitsLoss", losses, options);
}

/** Classes stand along axis 1, or along the only axis of a single sample. */
function classAxis(loss: string, scores: Operand): number {
  if (scores.ndim === 0)
    throw new ShapeError(`${loss}: a scalar has no class axis; expected [batch, classes]`);
  return scores.ndim === 1 ? 0 : 1;
}

function without(shape: Shape, axis: number): number[] {
  return shape.filter((_, i) => i !== axis);
}

/** The score of each target class, negated: one loss for each sample. */
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
 * The negative log-likelihood of log-probabilities, -log p[target]: `[batch, classes, ...]` with int32 class
 * indices `[batch, ...]`, or `[classes]` with a scalar.
 *
 * @throws IndexError for an index that is no class; DTypeError unless indices are int32; ShapeError.
 */
export function nllLoss(logProbabilities: Operand, target: Operand, options: LossOptions = {}): Tensor {
  const axis = classAxis("nllLoss", logProbabilities);
  return reduced("nllLoss", pickClasses("nllLoss", logProbabilities, target, axis), options);
}

/**
 * The cross-entropy of softmax(logits), finite at any logits: `[batch, classes, ...]` with either int32 class
 * indices `[batch, ...]`, or probabilities (one-hot, smoothed) of the shape of the logits. A class whose logit is -Infinity
 * costs nothing if its probability is 0. `mean` is over samples.
 *
 * @throws IndexError for an index that is no class; DTypeError unless indices are int32; ShapeError.
 */
export function crossEntropyLoss(logits: Operand, target: Operand, options: LossOptions = {}): Tensor {
  const axis = classAxis("crossEntropyLoss", logits);
  const logProbabilities = logits.logSoftmax(axis);
  if (target.ndim !== logits.ndim) {
    return reduced(
      "crossEntropyLoss",
      pickClasses("crossEntropyLoss", logProbabilities, target, axis),
      options,
    );
  }
  if (target.dtype === "int32") {
    const indices = formatShape(without(logits.shape, axis));
    throw new DTypeError(
      `crossEntropyLoss: int32 targets are class indices, of shape ${indices} for logits ${formatShape(logits.shape)}, ` +
        `and these have ${formatShape(target.shape)}: squeeze or reshape them; probabilities must be floating`,
    );
  }
  checkSameShape("crossEntropyLoss", logits, target);
  return reduced("crossEntropyLoss", logProbabilities.weighted(target).sum(axis).neg(), options);
}
