import { optionsOf } from "../../arguments/options.ts";
import { type Border, withBorders } from "../../layout.ts";
import { lending } from "../../lending.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { batched, convolution, shapesOf } from "../internal/correlation.ts";
import { contracted, toFactors } from "../internal/products.ts";
import { bordersOf, perAxis, windowsOf } from "../internal/sliding.ts";
import { CONVOLUTION, type ConvolutionOptions } from "./options.ts";

/* A convolution is a sum of products of filters with images that are seen as windows. */

export type { ConvolutionOptions } from "./options.ts";

const NONE: Border = [0, 0];

/** What is added around the axes after the channels, which are those of windows of the given sizes. */
function paddingOf(
  op: string,
  places: readonly number[],
  sizes: readonly number[],
  { padding = 0, stride = 1, dilation = 1 }: ConvolutionOptions,
): readonly Border[] {
  const rank = sizes.length;
  if (padding !== "same") return bordersOf(op, padding === "valid" ? 0 : padding, rank);
  const strides = perAxis(op, "stride", stride, rank, 1);
  return perAxis(op, "dilation", dilation, rank, 1).map((step, axis) => {
    const between = (Math.ceil(places[axis] / strides[axis]) - 1) * strides[axis];
    const total = Math.max(0, between + step * (sizes[axis] - 1) + 1 - places[axis]);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}

function convolve(
  op: string,
  rank: number,
  x: TensorLike,
  weight: TensorLike,
  asked: ConvolutionOptions | undefined,
): Tensor {
  const options = optionsOf(op, asked, CONVOLUTION);
  const given = toTensor(op, x, weight);
  const maps = lending(weight, (filters) => correlated(op, rank, given, filters, options));
  const [batch, groups, filters, ...places] = maps.shape;
  const shape = [groups * filters, ...places];
  return maps.reshape(given.ndim === rank + 2 ? [batch, ...shape] : shape);
}

/** The maps of all images, `[image, group, filter, ...]`. */
function correlated(
  op: string,
  rank: number,
  x: Tensor,
  weight: TensorLike,
  options: ConvolutionOptions,
): Tensor {
  const [given, filters] = toFactors(op, x, weight);
  const images = batched(op, rank, given, filters, "filters, channels / groups");
  const { groups = 1, paddingMode = "zeros" } = options;
  const [batch, channels, ...places] = images.shape;
  const [count, depth, ...sizes] = filters.shape;
  perAxis(op, "the size of a filter", sizes, rank, 1);
  if (depth * groups !== channels || count % groups !== 0) {
    throw new ShapeError(`${op}: channels do not fit into ${groups} group(s): ${shapesOf(images, filters)}`);
  }
  const borders = paddingOf(op, places, sizes, options);
  const isZero = paddingMode === "zeros";
  const padded = isZero ? images : images.pad([[0, 0], [0, 0], ...borders], paddingMode);
  const windows = windowsOf(op, withBorders(images.shape, borders), sizes, options);
  return contracted(
    op,
    filters.reshape([groups, count / groups, depth, ...sizes]),
    padded.reshape([batch, groups, depth, ...padded.shape.slice(2)]),
    convolution(windows, isZero ? borders : borders.map(() => NONE)),
  );
}

/**
 * The one-dimensional convolution (in fact the cross-correlation, as usual in deep learning). Signals
 * `[batch, channels, l]` and filters `[filters, channels / groups, k]` give `[batch, filters, ol]`, where
 * `ol = floor((l + 2 padding - dilation (k - 1) - 1) / stride) + 1`. The batch axis may be left out. Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, or a filter is larger than the padded signal.
 * @example
 * ```ts
 * const edges = tensor([[[-1, 1]]]); // [out, in, width]
 * conv1d(tensor([[[0, 0, 3, 3, 1]]]), edges); // [[[0, 3, 0, -2]]]
 * ```
 */
export function conv1d(x: TensorLike, weight: TensorLike, options?: ConvolutionOptions): Tensor {
  return convolve("conv1d", 1, x, weight, options);
}

/**
 * The two-dimensional convolution. Images `[batch, channels, h, w]` and filters
 * `[filters, channels / groups, kh, kw]` give `[batch, filters, oh, ow]`, with sizes as in {@link conv1d}. The batch
 * axis may be left out. Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, or a filter is larger than the padded image.
 * @example
 * ```ts
 * const image = arange(9).reshape([1, 1, 3, 3]).cast("float32"); // [batch, channels, height, width]
 * conv2d(image, ones([1, 1, 2, 2])); // [[[[8, 12], [20, 24]]]]
 * conv2d(image, ones([4, 1, 3, 3]), { padding: "same" }).shape; // [1, 4, 3, 3]
 * ```
 */
export function conv2d(x: TensorLike, weight: TensorLike, options?: ConvolutionOptions): Tensor {
  return convolve("conv2d", 2, x, weight, options);
}

/**
 * The three-dimensional convolution. Volumes `[batch, channels, d, h, w]` and filters
 * `[filters, channels / groups, kd, kh, kw]` give `[batch, filters, od, oh, ow]`, with sizes as in {@link conv1d}.
 * The batch axis may be left out. Dtypes are promoted.
 *
 * @throws ShapeError if axes, channels or groups do not fit, or a filter is larger than the padded volume.
 * @example conv3d(ones([1, 2, 4, 8, 8]), ones([5, 2, 3, 3, 3]), { padding: 1 }).shape; // [1, 5, 4, 8, 8]
 */
export function conv3d(x: TensorLike, weight: TensorLike, options?: ConvolutionOptions): Tensor {
  return convolve("conv3d", 3, x, weight, options);
}
