import { checkArgument, numeric } from "../../arguments/check.ts";
import { optionsOf } from "../../arguments/options.ts";
import { alongside, ones, tensor } from "../../create.ts";
import type { DType } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { formatShape, range, ShapeError, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { bordered, type PerAxis, perAxis, viewed, windowsOf } from "../internal/sliding.ts";
import {
  AVERAGE_POOLING,
  type AveragePoolingOptions,
  MAX_POOLING,
  type MaxPoolingOptions,
  NORM_POOLING,
  type NormPoolingOptions,
} from "./options.ts";

/* Pooling is a reduction over windows, or over the bins into which axes are divided. Leading axes are kept. */

export type {
  AveragePoolingOptions,
  MaxPoolingOptions,
  NormPoolingOptions,
  PoolingOptions,
} from "./options.ts";

/** A value that is never the largest. */
function lowest(dtype: DType): number {
  if (dtype === "bool") return 0;
  return dtype === "int32" ? -(2 ** 31) : Number.NEGATIVE_INFINITY;
}

/** One plane for each position in a window. Whole planes are folded, in long runs. */
function planesOf(found: Tensor, rank: number): Tensor {
  const places = found.ndim - rank;
  return found
    .permute([...range(places, found.ndim), ...range(0, places)])
    .reshape([sizeOf(found.shape.slice(places)), ...found.shape.slice(0, places)]);
}

/** The planes of the windows over the last axes. */
function windowed(
  op: string,
  rank: number,
  x: Tensor,
  size: PerAxis,
  options: MaxPoolingOptions,
  fill: number,
): Tensor {
  const sizes = perAxis(op, "the size", size, rank, 1);
  if (x.ndim < rank) {
    throw new ShapeError(`${op}: expected at least ${rank} axes, got shape ${formatShape(x.shape)}`);
  }
  const padding = perAxis(op, "padding", options.padding ?? 0, rank, 0);
  padding.forEach((width, axis) => {
    if (2 * width > sizes[axis]) {
      throw new ShapeError(
        `${op}: padding must be at most half a window, so that no window is all padding; it is ${width} for size ${sizes[axis]}`,
      );
    }
  });
  const padded = bordered(x, padding.map((width) => [width, width]), fill); // biome-ignore format: one thing
  const found = viewed(
    padded,
    windowsOf(op, padded.shape, sizes, { ...options, stride: options.stride ?? sizes }),
  );
  return planesOf(found, rank);
}

function maxPool(
  op: string,
  rank: number,
  x: TensorLike,
  size: PerAxis,
  options?: MaxPoolingOptions,
): Tensor {
  const given = toTensor(op, x);
  return windowed(op, rank, given, size, optionsOf(op, options, MAX_POOLING), lowest(given.dtype)).max(0);
}

/**
 * The largest element of each window along the last axis: `[..., l] -> [..., ol]`, where
 * `ol = floor((l + 2 padding - dilation (size - 1) - 1) / stride) + 1`. Equal elements of a window share the gradient
 * evenly; PyTorch gives it to the first. Dtypes stay the same.
 *
 * @param size the size of a window.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 */
export function maxPool1d(x: TensorLike, size: PerAxis, options?: MaxPoolingOptions): Tensor {
  return maxPool("maxPool1d", 1, x, size, options);
}

/**
 * The largest element of each window along the last two axes: `[..., h, w] -> [..., oh, ow]`, with sizes as in
 * {@link maxPool1d}. Equal elements of a window share the gradient evenly; PyTorch gives it to the first. Dtypes stay
 * the same.
 *
 * @param size the size of a window: one number for both axes, or one for each.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 */
export function maxPool2d(x: TensorLike, size: PerAxis, options?: MaxPoolingOptions): Tensor {
  return maxPool("maxPool2d", 2, x, size, options);
}

/**
 * The largest element of each window along the last three axes: `[..., d, h, w] -> [..., od, oh, ow]`, with sizes as
 * in {@link maxPool1d}. Equal elements of a window share the gradient evenly; PyTorch gives it to the first. Dtypes
 * stay the same.
 *
 * @param size the size of a window: one number for all three axes, or one for each.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 */
export function maxPool3d(x: TensorLike, size: PerAxis, options?: MaxPoolingOptions): Tensor {
  return maxPool("maxPool3d", 3, x, size, options);
}

function avgPool(
  op: string,
  rank: number,
  x: TensorLike,
  size: PerAxis,
  given: AveragePoolingOptions | undefined,
): Tensor {
  const options = optionsOf(op, given, AVERAGE_POOLING);
  const floating = toFloating(op, x);
  const planes = windowed(op, rank, floating, size, options, 0);
  if (options.countIncludePad ?? true) return planes.mean(0);
  const inside = alongside(floating, () => ones(floating.shape.slice(-rank), { dtype: floating.dtype }));
  return planes.sum(0).div(windowed(op, rank, inside, size, options, 0).sum(0));
}

/**
 * The mean of each window along the last axis: `[..., l] -> [..., ol]`, where
 * `ol = floor((l + 2 padding - size) / stride) + 1`. Integers give float32.
 *
 * @param size the size of a window.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 */
export function avgPool1d(x: TensorLike, size: PerAxis, options?: AveragePoolingOptions): Tensor {
  return avgPool("avgPool1d", 1, x, size, options);
}

/**
 * The mean of each window along the last two axes: `[..., h, w] -> [..., oh, ow]`, with sizes as in
 * {@link avgPool1d}. Integers give float32.
 *
 * @param size the size of a window: one number for both axes, or one for each.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 */
export function avgPool2d(x: TensorLike, size: PerAxis, options?: AveragePoolingOptions): Tensor {
  return avgPool("avgPool2d", 2, x, size, options);
}

/**
 * The mean of each window along the last three axes: `[..., d, h, w] -> [..., od, oh, ow]`, with sizes as in
 * {@link avgPool1d}. Integers give float32.
 *
 * @param size the size of a window: one number for all three axes, or one for each.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 */
export function avgPool3d(x: TensorLike, size: PerAxis, options?: AveragePoolingOptions): Tensor {
  return avgPool("avgPool3d", 3, x, size, options);
}

const aPower = numeric("at least 1", (p) => p >= 1);

function lpPool(
  op: string,
  rank: number,
  x: TensorLike,
  p: number,
  size: PerAxis,
  options: NormPoolingOptions | undefined,
): Tensor {
  checkArgument(op, "p", p, aPower);
  return windowed(op, rank, toFloating(op, x), size, optionsOf(op, options, NORM_POOLING), 0).norm(p, 0);
}

/**
 * The p-norm of each window along the last axis, `(Σ |x|ᵖ)^(1/p)`: `[..., l] -> [..., ol]`, with sizes as in
 * {@link avgPool1d}. The gradient of a window of zeros is 0. For odd p, PyTorch sums xᵖ with its sign instead.
 * Integers give float32.
 *
 * @param p at least 1. Infinity gives the largest absolute value.
 * @param size the size of a window.
 * @throws ShapeError if a window does not fit; RangeError if p is less than 1.
 */
export function lpPool1d(x: TensorLike, p: number, size: PerAxis, options?: NormPoolingOptions): Tensor {
  return lpPool("lpPool1d", 1, x, p, size, options);
}

/** The p-norm of each window along the last two axes: `[..., h, w] -> [..., oh, ow]`; otherwise as {@link lpPool1d}. */
export function lpPool2d(x: TensorLike, p: number, size: PerAxis, options?: NormPoolingOptions): Tensor {
  return lpPool("lpPool2d", 2, x, p, size, options);
}

/**
 * The p-norm of each window along the last three axes: `[..., d, h, w] -> [..., od, oh, ow]`; otherwise as
 * {@link lpPool1d}.
 */
export function lpPool3d(x: TensorLike, p: number, size: PerAxis, options?: NormPoolingOptions): Tensor {
  return lpPool("lpPool3d", 3, x, p, size, options);
}

/**
 * Where the bins of an axis begin, and how long they are: bin i of n runs from floor(i size / n) to ceil((i + 1) size
 * / n).
 */
function binsOf(
  op: string,
  size: number,
  count: number,
): { readonly start: number; readonly length: number }[] {
  return range(0, count, op).map((i) => {
    const start = Math.floor((i * size) / count);
    return { start, length: Math.ceil(((i + 1) * size) / count) - start };
  });
}

/**
 * The planes of the bins over the last axes, where shorter bins are filled up with a value, and the number of
 * elements of each bin.
 */
function binned(
  op: string,
  rank: number,
  x: Tensor,
  size: PerAxis,
  fill: number,
): { planes: Tensor; counts: Tensor } {
  const sizes = perAxis(op, "the size", size, rank, 1);
  const lead = x.ndim - rank;
  if (lead < 0 || x.shape.slice(lead).includes(0)) {
    throw new ShapeError(
      `${op}: expected at least ${rank} axes, and no size 0 among the last ${rank}, got shape ${formatShape(x.shape)}`,
    );
  }
  let cut = x;
  let counts = alongside(x, () => ones([], { dtype: x.dtype === "float64" ? "float64" : "float32" }));
  // From the last axis on, each axis becomes two: its bins, and the positions in a bin.
  for (let i = rank - 1; i >= 0; i--) {
    const axis = lead + i;
    const bins = binsOf(op, x.shape[axis], sizes[i]);
    const longest = bins.reduce((most, { length }) => Math.max(most, length), 0);
    const places = bins.flatMap(({ start, length }) =>
      range(0, longest).map((at) => start + Math.min(at, length - 1)),
    );
    const rest = cut.shape.slice(axis + 1);
    const split = [...x.shape.slice(0, axis), sizes[i], longest, ...rest];
    if (sizes[i] * longest === x.shape[axis]) {
      cut = cut.reshape(split);
    } else {
      const inside = bins.flatMap(({ length }) => range(0, longest).map((at) => at < length));
      const shape = [sizes[i], longest, ...rest.map(() => 1)];
      const mask = alongside(x, () => tensor(inside, { dtype: "bool", shape }));
      const filling = alongside(x, () => tensor(fill, { dtype: x.dtype }));
      cut = mask.where(cut.indexSelect(places, axis).reshape(split), filling);
    }
    const { dtype } = counts;
    const lengths = alongside(x, () => tensor(bins.map(({ length }) => length), { dtype })); // biome-ignore format: one thing
    counts = lengths.reshape([-1, ...counts.shape.map(() => 1)]).mul(counts);
  }
  const bins = range(0, rank).map((i) => lead + 2 * i);
  const order = [...range(0, lead), ...bins, ...bins.map((axis) => axis + 1)];
  return { planes: planesOf(cut.permute(order), rank), counts };
}

function adaptiveAvgPool(op: string, rank: number, x: TensorLike, size: PerAxis): Tensor {
  const { planes, counts } = binned(op, rank, toFloating(op, x), size, 0);
  return planes.sum(0).div(counts);
}

/**
 * The mean of each bin, where the last axis is divided into `size` bins: `[..., l] -> [..., size]`. Bin i runs from
 * floor(i l / size) to ceil((i + 1) l / size), as in PyTorch. Neighbouring bins overlap if size does not divide l.
 * Integers give float32.
 *
 * @param size the number of bins.
 * @throws ShapeError if there are no elements, or a size is not a whole number >= 1.
 */
export function adaptiveAvgPool1d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool1d", 1, x, size);
}

/**
 * The mean of each bin of the last two axes: `[..., h, w] -> [..., ...size]`; otherwise as {@link adaptiveAvgPool1d}.
 *
 * @param size the number of bins: one number for both axes, or one for each.
 */
export function adaptiveAvgPool2d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool2d", 2, x, size);
}

/**
 * The mean of each bin of the last three axes: `[..., d, h, w] -> [..., ...size]`; otherwise as
 * {@link adaptiveAvgPool1d}.
 *
 * @param size the number of bins: one number for all three axes, or one for each.
 */
export function adaptiveAvgPool3d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool3d", 3, x, size);
}

function adaptiveMaxPool(op: string, rank: number, x: TensorLike, size: PerAxis): Tensor {
  const given = toTensor(op, x);
  return binned(op, rank, given, size, lowest(given.dtype)).planes.max(0);
}

/**
 * The largest element of each bin, where the last axis is divided into `size` bins as in {@link adaptiveAvgPool1d}:
 * `[..., l] -> [..., size]`. Equal elements of a bin share the gradient evenly; PyTorch gives it to the first. Dtypes
 * stay the same.
 *
 * @param size the number of bins.
 * @throws ShapeError if there are no elements, or a size is not a whole number >= 1.
 */
export function adaptiveMaxPool1d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool1d", 1, x, size);
}

/**
 * The largest element of each bin of the last two axes: `[..., h, w] -> [..., ...size]`; otherwise as
 * {@link adaptiveMaxPool1d}.
 *
 * @param size the number of bins: one number for both axes, or one for each.
 */
export function adaptiveMaxPool2d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool2d", 2, x, size);
}

/**
 * The largest element of each bin of the last three axes: `[..., d, h, w] -> [..., ...size]`; otherwise as
 * {@link adaptiveMaxPool1d}.
 *
 * @param size the number of bins: one number for all three axes, or one for each.
 */
export function adaptiveMaxPool3d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool3d", 3, x, size);
}
