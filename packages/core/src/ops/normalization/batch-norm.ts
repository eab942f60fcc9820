import { declareOptions, optionsOf } from "../../arguments/options.ts";
import type { TensorLike } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { otherAxes } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { Variable } from "../../variable.ts";
import { checkElements } from "../internal/axes.ts";
import { affineOf, checkChannels, spread } from "./channels.ts";
import { normalized } from "./normalized.ts";
import { anEpsilon, aWeight, NORM, type NormOptions } from "./options.ts";

/** Options of {@link batchNorm}. */
export interface BatchNormOptions extends NormOptions {
  /** The mean of each channel. Default: that of the batch. */
  readonly mean?: Tensor | Variable;
  /** The variance of each channel. Default: that of the batch. */
  readonly variance?: Tensor | Variable;
}

const BATCH_NORM = /* @__PURE__ */ declareOptions<BatchNormOptions>({
  weight: aWeight,
  bias: aWeight,
  epsilon: anEpsilon,
  mean: aWeight,
  variance: aWeight,
});

/** What {@link batchNormWithStatistics} gives. */
export interface BatchNormResult {
  /** The normalised elements, with the shape of x. */
  readonly y: Tensor;
  /** The mean of each channel of the batch, `[channels]`, as a constant. */
  readonly mean: Tensor;
  /** The variance of each channel of the batch, that of the whole population, `[channels]`, as a constant. */
  readonly variance: Tensor;
}

/**
 * (x - mean) / √(variance + epsilon) · weight + bias, with one mean and one variance for each channel, over all samples
 * and places: `[batch, channels, ...]`, and the same shape again (Ioffe and Szegedy, "Batch normalization", 2015). They
 * are those of the batch, the variance that of the whole population, unless both are given, as by a model that does not
 * train. All operands have shape `[channels]`. Integers give float32.
 *
 * @throws ShapeError unless x has at least two axes, if the batch's own statistics are wanted and there are no elements,
 * or if an operand has another shape; TypeError if one of mean and variance is given alone.
 * @example
 * ```ts
 * const x = tensor([[1, 100], [3, 500]]); // two samples of two channels
 * batchNorm(x, { epsilon: 0 }); // [[-1, -1], [1, 1]]
 * batchNorm(x, { mean: tensor([1, 100]), variance: tensor([4, 100]), epsilon: 0 }); // [[0, 0], [1, 40]]
 * ```
 */
export function batchNorm(x: TensorLike, options?: BatchNormOptions): Tensor {
  const { mean, variance, epsilon = 1e-5, weight, bias } = optionsOf("batchNorm", options, BATCH_NORM);
  if ((mean === undefined) !== (variance === undefined)) {
    throw new TypeError(
      `batchNorm: ${mean === undefined ? "variance" : "mean"} was given alone; give both mean and variance, or none`,
    );
  }
  if (mean === undefined || variance === undefined)
    return ofBatch("batchNorm", x, { weight, bias, epsilon }).y;
  const given = toFloating("batchNorm", x);
  checkChannels("batchNorm", given, 2);
  const distance = given.sub(spread("batchNorm", "mean", mean, given, [1]));
  const factor = spread("batchNorm", "variance", variance, given, [1]).add(epsilon).rsqrt();
  // The factors of a channel are multiplied first: one pass over all elements instead of two.
  const factors =
    weight === undefined ? factor : factor.mul(spread("batchNorm", "weight", weight, given, [1]));
  const y = distance.mul(factors);
  return bias === undefined ? y : y.add(spread("batchNorm", "bias", bias, given, [1]));
}

/**
 * As {@link batchNorm} with the statistics of the batch, and these too: what a layer needs that keeps running statistics.
 *
 * @throws ShapeError unless x has at least two axes, if there are no elements, or if weight or bias has another shape than
 * `[channels]`.
 * @example
 * ```ts
 * const { y, mean, variance } = batchNormWithStatistics(tensor([[1, 100], [3, 500]]), { epsilon: 0 });
 * y; // [[-1, -1], [1, 1]]
 * mean; // [2, 300]
 * variance; // [1, 40000]
 * ```
 */
export function batchNormWithStatistics(x: TensorLike, options?: NormOptions): BatchNormResult {
  return ofBatch("batchNormWithStatistics", x, optionsOf("batchNormWithStatistics", options, NORM));
}

function ofBatch(op: string, x: TensorLike, { weight, bias, epsilon = 1e-5 }: NormOptions): BatchNormResult {
  const given = toFloating(op, x);
  checkChannels(op, given, 2);
  const axes = otherAxes([1], given.ndim);
  checkElements(op, given, axes);
  const how = { op, axes, epsilon, centred: true };
  const { y, mean, square } = normalized(given, how, affineOf(op, given, [1], weight, bias));
  const ofChannels = (statistic: Tensor) => statistic.cast(given.dtype).reshape([-1]);
  return { y, mean: ofChannels(mean as Tensor), variance: ofChannels(square) };
}
