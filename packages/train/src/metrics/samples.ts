import { DTypeError, formatShape, ShapeError, sameShape, sizeOf, Tensor } from "@gradiente/core";
import { found, numeric, type OptionChecks, PackageCopy } from "@gradiente/core/arguments";

/* Conversion of the predictions and targets of metrics, which are those of losses, to plain arrays. */

/** The option of metrics that compare a score with a threshold. */
export interface ThresholdOptions {
  /** With one score per sample, a score above this means class 1. Use 0.5 for probabilities, 0 for logits. Default: 0.5. */
  readonly threshold?: number;
}

/** The check of this option. */
export const THRESHOLD: OptionChecks<ThresholdOptions> = {
  threshold: numeric("a number, not NaN", (value) => !Number.isNaN(value)),
};

/** Predicted and true classes, sample by sample. */
export interface ClassPairs {
  readonly predicted: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
  /** The number of classes with scores; 0 if the predictions are class numbers. */
  readonly classes: number;
}

/** Scores of classes, one row per sample, and the true classes. */
export interface ScoreRows {
  /** The scores, row by row. */
  readonly scores: ArrayLike<number>;
  readonly classes: number;
  readonly actual: ArrayLike<number>;
}

/** Scores of class 1, and the true classes, 0 or 1. */
export interface BinaryScores {
  readonly scores: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
}

/** @throws TypeError unless both are tensors. Models with several outputs give something else. */
export function checkTensors(owner: string, prediction: Tensor, target: Tensor): void {
  for (const [name, value] of [
    ["prediction", prediction],
    ["target", target],
  ] as const) {
    // biome-ignore format: a line
    if (value instanceof Tensor) continue;
    PackageCopy.of(Tensor).check(owner, value);
    throw new TypeError(
      `${owner}: the ${name} must be a tensor, not ${found(value)}; of several, partMetric chooses one`,
    );
  }
}

/** Whether each sample has one score, that of class 1: `[samples]` or `[samples, 1]`. */
export function isBinary(prediction: Tensor): boolean {
  return prediction.ndim === 1 || (prediction.ndim === 2 && prediction.shape[1] === 1);
}

/**
 * Classes from class numbers (int32 of the shape of the target), from one score per sample (`[samples]` or
 * `[samples, 1]`), or from scores of all classes along axis 1 (the largest, and the first of equals).
 */
export function classPairs(owner: string, prediction: Tensor, target: Tensor, threshold: number): ClassPairs {
  checkTensors(owner, prediction, target);
  if (prediction.dtype === "int32" || prediction.dtype === "bool") {
    const actual = classNumbers(owner, target);
    const predicted = classNumbers(owner, prediction);
    checkCount(owner, prediction, target, predicted.length, actual.length);
    return { predicted, actual, classes: 0 };
  }
  if (isBinary(prediction)) {
    const { scores, actual } = binaryScores(owner, prediction, target);
    return { predicted: Array.from(scores, (score) => (score > threshold ? 1 : 0)), actual, classes: 2 };
  }
  const { scores, classes, actual } = scoreRows(owner, prediction, target);
  const predicted = new Int32Array(actual.length);
  for (let i = 0; i < predicted.length; i++) predicted[i] = largestOf(scores, i * classes, classes);
  return { predicted, actual, classes };
}

/** The index of the largest of some scores, and the first of equals. NaN counts as the largest, as in `argmax`. */
export function largestOf(scores: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let i = 0; i < count; i++) {
    const score = scores[start + i];
    if (Number.isNaN(score)) return i;
    if (score > scores[start + best]) best = i;
  }
  return best;
}

/** Scores `[samples, classes, ...]`, with classes along axis 1 as in losses, as one row per position. */
export function scoreRows(owner: string, prediction: Tensor, target: Tensor): ScoreRows {
  checkTensors(owner, prediction, target);
  if (prediction.ndim < 2) {
    throw new ShapeError(
      `${owner}: expected scores [samples, classes], and the prediction has shape ${formatShape(prediction.shape)}`,
    );
  }
  const classes = prediction.shape[1];
  const last = (x: Tensor) => x.permute([0, ...Array.from({ length: x.ndim - 2 }, (_, i) => i + 2), 1]);
  const rows = prediction.ndim === 2 ? prediction : last(prediction);
  const oneHot = target.ndim === prediction.ndim && sameShape(target.shape, prediction.shape);
  const actual = classNumbers(owner, oneHot ? target.argmax(1) : target);
  checkCount(owner, prediction, target, rows.size / classes, actual.length);
  const wrong = actual.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new RangeError(
      `${owner}: the target of sample ${wrong} is class ${actual[wrong]}, but there are scores for ${classes} classes only`,
    );
  }
  return { scores: rows.toTypedArray(), classes, actual };
}

/** Scores of class 1: `[samples]` or `[samples, 1]`, or the second column of `[samples, 2]`. Targets are 0 or 1. */
export function binaryScores(owner: string, prediction: Tensor, target: Tensor): BinaryScores {
  checkTensors(owner, prediction, target);
  const single = isBinary(prediction);
  if (!single && !(prediction.ndim === 2 && prediction.shape[1] === 2)) {
    throw new ShapeError(
      `${owner}: expected one score per sample, [samples], [samples, 1] or [samples, 2], and the prediction has shape ` +
        formatShape(prediction.shape),
    );
  }
  const oneHot = !single && sameShape(target.shape, prediction.shape);
  const scores = single ? prediction : prediction.slice([null, [1, 2]]);
  const actual = classNumbers(owner, oneHot ? target.argmax(1) : target);
  checkCount(owner, prediction, target, scores.size, actual.length);
  const wrong = actual.findIndex((label) => label > 1);
  if (wrong >= 0) {
    throw new RangeError(
      `${owner}: the target of sample ${wrong} is ${actual[wrong]}; there are two classes, 0 and 1`,
    );
  }
  return { scores: scores.toTypedArray(), actual };
}

/** Predicted and true values, whose shapes must be equal, as in losses. */
export function valuePairs(
  owner: string,
  prediction: Tensor,
  target: Tensor,
): { readonly predicted: ArrayLike<number>; readonly actual: ArrayLike<number>; readonly columns: number } {
  checkTensors(owner, prediction, target);
  if (!sameShape(prediction.shape, target.shape) || prediction.ndim === 0) {
    throw new ShapeError(
      `${owner}: the prediction has shape ${formatShape(prediction.shape)} and the target ` +
        `${formatShape(target.shape)}; they must be equal, with samples along the first axis: reshape one of them`,
    );
  }
  const columns = sizeOf(prediction.shape.slice(1));
  return { predicted: prediction.toTypedArray(), actual: target.toTypedArray(), columns };
}

/** As many as an int32 can tell apart. */
const MOST_CLASSES = 2 ** 31;

/** Class numbers, which are whole numbers >= 0. Floating dtypes are accepted. */
function classNumbers(owner: string, x: Tensor): Int32Array {
  const values = x.toTypedArray();
  for (let i = 0; i < values.length; i++) {
    if (!Number.isInteger(values[i]) || values[i] < 0 || values[i] >= MOST_CLASSES) {
      throw new DTypeError(
        `${owner}: classes are whole numbers from 0 to ${MOST_CLASSES - 1}, and element ${i} is ${values[i]} (${x.dtype} ` +
          `${formatShape(x.shape)}); targets are class numbers [samples], or one-hot of the shape of the scores`,
      );
    }
  }
  return Int32Array.from(values);
}

function checkCount(
  owner: string,
  prediction: Tensor,
  target: Tensor,
  predicted: number,
  actual: number,
): void {
  if (predicted !== actual) {
    throw new ShapeError(
      `${owner}: a prediction of shape ${formatShape(prediction.shape)} is for ${predicted} samples, and the target ` +
        `of shape ${formatShape(target.shape)} for ${actual}`,
    );
  }
}
