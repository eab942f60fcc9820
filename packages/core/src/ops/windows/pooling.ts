import { alongside, ones, tensor } from "../../create.ts";
import type { DType } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { formatShape, range, ShapeError, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import {
  bordered,
  type PerAxis,
  perAxis,
  viewed,
  type WindowOptions,
  windowsOf,
} from "../internal/sliding.ts";

/* Pooling is a reduction over windows, or over the bins into which axes are cut. Leading axes are kept. */

export interface PoolingOptions extends WindowOptions {
  /** How far apart windows begin; the size of a window unless said otherwise. */
  readonly stride?: PerAxis;
}

export interface MaxPoolingOptions extends PoolingOptions {
  /** Elements, which never win, added before and after each axis: at most half a window; 0 unless said otherwise. */
  readonly padding?: PerAxis;
}

export interface AveragePoolingOptions {
  /** How far apart windows begin; the size of a window unless said otherwise. */
  readonly stride?: PerAxis;
  /** Zeros added before and after each axis: at most half a window; 0 unless said otherwise. */
  readonly padding?: PerAxis;
  /** Whether these zeros count as elements of a window; true unless said otherwise. */
  readonly countIncludePad?: boolean;
}

export interface NormPoolingOptions {
  /** How far apart windows begin; the size of a window unless said otherwise. */
  readonly stride?: PerAxis;
}

/** What never is the largest. */
function lowest(dtype: DType): number {
  if (dtype === "bool") return 0;
  return dtype === "int32" ? -(2 ** 31) : Number.NEGATIVE_INFINITY;
}

/** One plane for each place in a window: planes are folded whole, in long runs. */
function planesOf(found: Tensor, rank: number): Tensor {
  const places = found.ndim - rank;
  return found
    .permute([...range(places, found.ndim), ...range(0, places)])
    .reshape([sizeOf(found.shape.slice(places)), ...found.shape.slice(0, places)]);
}

/** The planes of windows over the last axes. */
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
        `${op}: padding may be at most half a window, so that none is all padding, and is ${width} for size ${sizes[axis]}`,
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

function maxPool(op: string, rank: number, x: TensorLike, size: PerAxis, options: MaxPoolingOptions): Tensor {
  const given = toTensor(op, x);
  return windowed(op, rank, given, size, options, lowest(given.dtype)).max(0);
}

/**
 * The largest element of each window along the last axis: `[..., l] -> [..., ol]`, with
 * `ol = floor((l + 2 padding - dilation (size - 1) - 1) / stride) + 1`. Ties within a window share the gradient evenly;
 * PyTorch gives it to the first.
 *
 * @throws ShapeError if a window does not fit, or padding is more than half of it.
 */
export function maxPool1d(x: TensorLike, size: PerAxis, options: MaxPoolingOptions = {}): Tensor {
  return maxPool("maxPool1d", 1, x, size, options);
}

/**
 * The largest element of each window along the last two axes: `[..., h, w] -> [..., oh, ow]`, sizes as in
 * {@link maxPool1d}. Ties within a window share the gradient evenly; PyTorch gives it to the first.
 *
 * @param size of a window, along both axes or each.
 * @throws ShapeError if a window does not fit, or padding is more than half of it.
 */
export function maxPool2d(x: TensorLike, size: PerAxis, options: MaxPoolingOptions = {}): Tensor {
  return maxPool("maxPool2d", 2, x, size, options);
}

/**
 * The largest element of each window along the last three axes: `[..., d, h, w] -> [..., od, oh, ow]`, sizes as in
 * {@link maxPool1d}. Ties within a window share the gradient evenly; PyTorch gives it to the first.
 *
 * @param size of a window, along all three axes or each.
 * @throws ShapeError if a window does not fit, or padding is more than half of it.
 */
export function maxPool3d(x: TensorLike, size: PerAxis, options: MaxPoolingOptions = {}): Tensor {
  return maxPool("maxPool3d", 3, x, size, options);
}

function avgPool(
  op: string,
  rank: number,
  x: TensorLike,
  size: PerAxis,
  options: AveragePoolingOptions,
): Tensor {
  const given = toFloating(op, x);
  const planes = windowed(op, rank, given, size, options, 0);
  if (options.countIncludePad ?? true) return planes.mean(0);
  const inside = alongside(given, () => ones(given.shape.slice(-rank), { dtype: given.dtype }));
  return planes.sum(0).div(windowed(op, rank, inside, size, options, 0).sum(0));
}

/**
 * The mean of each window along the last axis: `[..., l] -> [..., ol]`, with
 * `ol = floor((l + 2 padding - size) / stride) + 1`. Integers are averaged in float32.
 *
 * @throws ShapeError if a window does not fit, or padding is more than half of it.
 */
export function avgPool1d(x: TensorLike, size: PerAxis, options: AveragePoolingOptions = {}): Tensor {
  return avgPool("avgPool1d", 1, x, size, options);
}

/**
 * The mean of each window along the last two axes: `[..., h, w] -> [..., oh, ow]`, sizes as in {@link avgPool1d}.
 *
 * @param size of a window, along both axes or each.
 * @throws ShapeError if a window does not fit, or padding is more than half of it.
 */
export function avgPool2d(x: TensorLike, size: PerAxis, options: AveragePoolingOptions = {}): Tensor {
  return avgPool("avgPool2d", 2, x, size, options);
}

/**
 * The mean of each window along the last three axes: `[..., d, h, w] -> [..., od, oh, ow]`, sizes as in
 * {@link avgPool1d}.
 *
 * @param size of a window, along all three axes or each.
 * @throws ShapeError if a window does not fit, or padding is more than half of it.
 */
export function avgPool3d(x: TensorLike, size: PerAxis, options: AveragePoolingOptions = {}): Tensor {
  return avgPool("avgPool3d", 3, x, size, options);
}

function lpPool(
  op: string,
  rank: number,
  x: TensorLike,
  p: number,
  size: PerAxis,
  options: NormPoolingOptions,
): Tensor {
  if (!(p >= 1)) throw new RangeError(`${op}: p must be at least 1, not ${p}`);
  return windowed(op, rank, toFloating(op, x), size, options, 0).norm(p, 0);
}

/**
 * The p-norm of each window along the last axis, `(Σ |x|ᵖ)^(1/p)`: `[..., l] -> [..., ol]`, sizes as in
 * {@link avgPool1d}. The gradient of a window of zeros is 0. For odd p, PyTorch sums xᵖ with its sign instead.
 *
 * @param p at least 1; Infinity for the largest absolute value.
 * @throws ShapeError if a window does not fit; RangeError for p below 1.
 */
export function lpPool1d(x: TensorLike, p: number, size: PerAxis, options: NormPoolingOptions = {}): Tensor {
  return lpPool("lpPool1d", 1, x, p, size, options);
}

/** The p-norm of each window along the last two axes; otherwise as {@link lpPool1d}. */
export function lpPool2d(x: TensorLike, p: number, size: PerAxis, options: NormPoolingOptions = {}): Tensor {
  return lpPool("lpPool2d", 2, x, p, size, options);
}

/** The p-norm of each window along the last three axes; otherwise as {@link lpPool1d}. */
export function lpPool3d(x: TensorLike, p: number, size: PerAxis, options: NormPoolingOptions = {}): Tensor {
  return lpPool("lpPool3d", 3, x, p, size, options);
}

/** Where the bins of an axis begin and end: bin i of n runs from floor(i size / n) to ceil((i + 1) size / n). */
function binsOf(size: number, count: number): { readonly start: number; readonly length: number }[] {
  return range(0, count).map((i) => {
    const start = Math.floor((i * size) / count);
    return { start, length: Math.ceil(((i + 1) * size) / count) - start };
  });
}

/** The planes of bins over the last axes, shorter bins filled up with a value, and how many elements each has. */
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
      `${op}: expected at least ${rank} axes, the last of them not empty, got shape ${formatShape(x.shape)}`,
    );
  }
  let cut = x;
  let counts = alongside(x, () => ones([], { dtype: x.dtype === "float64" ? "float64" : "float32" }));
  // From the last axis on, each becomes two: its bins, and the places in a bin.
  for (let i = rank - 1; i >= 0; i--) {
    const axis = lead + i;
    const bins = binsOf(x.shape[axis], sizes[i]);
    const longest = Math.max(...bins.map(({ length }) => length));
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
 * The mean of each of `size` bins of the last axis: `[..., l] -> [..., size]`. Bin i runs from floor(i l / size) to
 * ceil((i + 1) l / size), as PyTorch's; neighbours overlap where size does not divide l.
 *
 * @throws ShapeError if there are no elements, or sizes are not whole numbers >= 1.
 */
export function adaptiveAvgPool1d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool1d", 1, x, size);
}

/** The mean of each bin of the last two axes: `[..., h, w] -> [..., ...size]`; otherwise as {@link adaptiveAvgPool1d}. */
export function adaptiveAvgPool2d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool2d", 2, x, size);
}

/** The mean of each bin of the last three axes; otherwise as {@link adaptiveAvgPool1d}. */
export function adaptiveAvgPool3d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool3d", 3, x, size);
}

function adaptiveMaxPool(op: string, rank: number, x: TensorLike, size: PerAxis): Tensor {
  const given = toTensor(op, x);
  return binned(op, rank, given, size, lowest(given.dtype)).planes.max(0);
}

/**
 * The largest element of each of `size` bins of the last axis, cut as in {@link adaptiveAvgPool1d}:
 * `[..., l] -> [..., size]`. Ties within a bin share the gradient evenly; PyTorch gives it to the first.
 *
 * @throws ShapeError if there are no elements, or sizes are not whole numbers >= 1.
 */
export function adaptiveMaxPool1d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool1d", 1, x, size);
}

/** The largest element of each bin of the last two axes; otherwise as {@link adaptiveMaxPool1d}. */
export function adaptiveMaxPool2d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool2d", 2, x, size);
}

/** The largest element of each bin of the last three axes; otherwise as {@link adaptiveMaxPool1d}. */
export function adaptiveMaxPool3d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool3d", 3, x, size);
}
