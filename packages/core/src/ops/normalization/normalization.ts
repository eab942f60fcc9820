import { checkArgument, whole } from "../../arguments/check.ts";
import { optionsOf } from "../../arguments/options.ts";
import type { TensorLike } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { type Axes, normalizeAxes, range, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkElements } from "../internal/axes.ts";
import { affineOf, checkChannels } from "./channels.ts";
import { normalized } from "./normalized.ts";
import { NORM, type NormOptions, SCALE, type ScaleOptions } from "./options.ts";

export type { NormOptions, ScaleOptions } from "./options.ts";

/**
 * (x - mean) / √(variance + epsilon) · weight + bias, with mean and variance over the given axes of each sample (Ba,
 * Kiros and Hinton, "Layer normalization", 2016). The variance is that of the whole population. Weight and bias have the
 * sizes of these axes, in the order of x. Integers give float32.
 *
 * @param axes Default: -1, the last.
 * @throws ShapeError if an axis does not exist or is named twice, if there are no elements along the axes, or if weight
 * or bias has another shape.
 * @example layerNorm(tensor([[1, 3], [10, 30]]), -1, { epsilon: 0 }); // [[-1, 1], [-1, 1]]
 */
export function layerNorm(x: TensorLike, axes: Axes = -1, options?: NormOptions): Tensor {
  const { weight, bias, epsilon = 1e-5 } = optionsOf("layerNorm", options, NORM);
  const given = toFloating("layerNorm", x);
  const over = overAxes("layerNorm", given, axes);
  const how = { op: "layerNorm", axes: over, epsilon, centred: true };
  return normalized(given, how, affineOf("layerNorm", given, over, weight, bias)).y;
}

/** The distance from 1 to the next number. */
// 2^-23 and 2^-52 in full: bundlers keep a power even where nothing uses it.
const STEP = { float32: 1.1920928955078125e-7, float64: 2.220446049250313e-16 } as const;

/**
 * x / √(mean of x² + epsilon) · weight, with the mean over the given axes of each sample (Zhang and Sennrich, "Root mean
 * square layer normalization", 2019). The weight has the sizes of these axes, in the order of x. Integers give float32.
 *
 * @param axes Default: -1, the last.
 * @throws ShapeError if an axis does not exist or is named twice, if there are no elements along the axes, or if the
 * weight has another shape.
 * @example rmsNorm(tensor([3, 4]), -1, { epsilon: 0 }); // [0.8485, 1.1314]
 */
export function rmsNorm(x: TensorLike, axes: Axes = -1, options?: ScaleOptions): Tensor {
  const given = toFloating("rmsNorm", x);
  const usual = STEP[given.dtype as keyof typeof STEP];
  const { weight, epsilon = usual } = optionsOf("rmsNorm", options, SCALE);
  const over = overAxes("rmsNorm", given, axes);
  const how = { op: "rmsNorm", axes: over, epsilon, centred: false };
  return normalized(given, how, affineOf("rmsNorm", given, over, weight)).y;
}

/** Each sample has a mean over these axes. They are in ascending order. */
function overAxes(op: string, x: Tensor, axes: Axes): readonly number[] {
  const over = normalizeAxes(op, axes, x.ndim).sort((a, b) => a - b);
  checkElements(op, x, over);
  return over;
}

/**
 * (x - mean) / √(variance + epsilon) · weight + bias, with mean and variance over each group of channels of each sample
 * and all places in it: `[batch, channels, ...]`, and the same shape again (Wu and He, "Group normalization", 2018). The
 * channels are divided into `groups` equal parts. Weight and bias have shape `[channels]`. Integers give float32.
 *
 * @throws ShapeError unless x has at least two axes and the groups divide the channels, if a group has no elements, or if
 * weight or bias has another shape; RangeError unless `groups` is a whole number >= 1.
 * @example groupNorm(tensor([[1, 3, 10, 30]]), 2, { epsilon: 0 }); // [[-1, 1, -1, 1]]
 */
export function groupNorm(x: TensorLike, groups: number, options?: NormOptions): Tensor {
  const { weight, bias, epsilon = 1e-5 } = optionsOf("groupNorm", options, NORM);
  const given = toFloating("groupNorm", x);
  checkArgument("groupNorm", "the number of groups", groups, whole(1));
  checkChannels("groupNorm", given, 2);
  const [batch, channels] = given.shape;
  if (channels % groups !== 0) {
    throw new ShapeError(`groupNorm: ${groups} groups do not divide ${channels} channels`);
  }
  const grouped = given.reshape([batch, groups, given.size / Math.max(1, batch * groups)]);
  checkElements("groupNorm", grouped, 2);
  const affine = affineOf("groupNorm", given, [1], weight, bias);
  const { y } = normalized(grouped, { op: "groupNorm", axes: [2], epsilon, centred: true });
  const z = y.reshape(given.shape);
  const factored = affine.weight === undefined ? z : z.mul(affine.weight);
  return affine.bias === undefined ? factored : factored.add(affine.bias);
}

/**
 * (x - mean) / √(variance + epsilon) · weight + bias, with mean and variance over all places of each channel of each
 * sample: `[batch, channels, ...places]`, and the same shape again (Ulyanov, Vedaldi and Lempitsky, "Instance
 * normalization", 2016). Weight and bias have shape `[channels]`. Integers give float32.
 *
 * @throws ShapeError unless x has at least three axes, if a channel has no places, or if weight or bias has another shape.
 * @example instanceNorm(tensor([[[1, 3], [10, 30]]]), { epsilon: 0 }); // [[[-1, 1], [-1, 1]]]
 */
export function instanceNorm(x: TensorLike, options?: NormOptions): Tensor {
  const { weight, bias, epsilon = 1e-5 } = optionsOf("instanceNorm", options, NORM);
  const given = toFloating("instanceNorm", x);
  checkChannels("instanceNorm", given, 3);
  const axes = range(2, given.ndim);
  checkElements("instanceNorm", given, axes);
  const how = { op: "instanceNorm", axes, epsilon, centred: true };
  // One for each sample too, so that each mean has its own.
  const { weight: w, bias: b } = affineOf("instanceNorm", given, [1], weight, bias);
  const each = given.shape.map((size, axis) => (axis < 2 ? size : 1));
  return normalized(given, how, { weight: w?.expand(each), bias: b?.expand(each) }).y;
}
