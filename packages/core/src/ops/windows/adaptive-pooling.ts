import { alongside, tensor } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { formatShape, range, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { foldPlanes, lowest, planesOf, productsOf } from "../internal/planes.ts";
import { type PerAxis, perAxis } from "../internal/sliding.ts";

/* Pooling over the bins into which axes are divided. Leading axes are kept. */

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
  const lengths: number[][] = [];
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
    lengths.unshift(bins.map(({ length }) => length));
  }
  const bins = range(0, rank).map((i) => lead + 2 * i);
  const order = [...range(0, lead), ...bins, ...bins.map((axis) => axis + 1)];
  return { planes: planesOf(cut.permute(order), rank), counts: productsOf(x, lengths) };
}

function adaptiveAvgPool(op: string, rank: number, x: TensorLike, size: PerAxis): Tensor {
  const floating = toFloating(op, x);
  const { planes, counts } = binned(op, rank, floating, size, 0);
  return foldPlanes(floating, planes, "sum").div(counts);
}

/**
 * The mean of each bin, where the last axis is divided into `size` bins: `[..., l] -> [..., size]`. Bin i runs from
 * floor(i l / size) to ceil((i + 1) l / size), as in PyTorch. Neighbouring bins overlap if size does not divide l.
 * Integers give float32.
 *
 * @param size the number of bins.
 * @throws ShapeError if there are no elements, or a size is not a whole number >= 1.
 * @example adaptiveAvgPool1d(tensor([[[1, 3, 5, 7]]]), 2); // [[[2, 6]]]
 */
export function adaptiveAvgPool1d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool1d", 1, x, size);
}

/**
 * The mean of each bin of the last two axes: `[..., h, w] -> [..., ...size]`; otherwise as {@link adaptiveAvgPool1d}.
 *
 * @param size the number of bins: one number for both axes, or one for each.
 * @example adaptiveAvgPool2d(arange(16).reshape([1, 1, 4, 4]), 2); // [[[[2.5, 4.5], [10.5, 12.5]]]]
 */
export function adaptiveAvgPool2d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool2d", 2, x, size);
}

/**
 * The mean of each bin of the last three axes: `[..., d, h, w] -> [..., ...size]`; otherwise as
 * {@link adaptiveAvgPool1d}.
 *
 * @param size the number of bins: one number for all three axes, or one for each.
 * @example adaptiveAvgPool3d(ones([1, 2, 4, 4, 4]), 1).shape; // [1, 2, 1, 1, 1]
 */
export function adaptiveAvgPool3d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool3d", 3, x, size);
}

function adaptiveMaxPool(op: string, rank: number, x: TensorLike, size: PerAxis): Tensor {
  const given = toTensor(op, x);
  return foldPlanes(given, binned(op, rank, given, size, lowest(given.dtype)).planes, "max");
}

/**
 * The largest element of each bin, where the last axis is divided into `size` bins as in {@link adaptiveAvgPool1d}:
 * `[..., l] -> [..., size]`. Equal elements of a bin share the gradient evenly; PyTorch gives it to the first. Dtypes
 * stay the same.
 *
 * @param size the number of bins.
 * @throws ShapeError if there are no elements, or a size is not a whole number >= 1.
 * @example adaptiveMaxPool1d(tensor([[[1, 3, 5, 7]]]), 2); // [[[3, 7]]]
 */
export function adaptiveMaxPool1d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool1d", 1, x, size);
}

/**
 * The largest element of each bin of the last two axes: `[..., h, w] -> [..., ...size]`; otherwise as
 * {@link adaptiveMaxPool1d}.
 *
 * @param size the number of bins: one number for both axes, or one for each.
 * @example adaptiveMaxPool2d(arange(16).reshape([1, 1, 4, 4]), 2); // [[[[5, 7], [13, 15]]]]
 */
export function adaptiveMaxPool2d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool2d", 2, x, size);
}

/**
 * The largest element of each bin of the last three axes: `[..., d, h, w] -> [..., ...size]`; otherwise as
 * {@link adaptiveMaxPool1d}.
 *
 * @param size the number of bins: one number for all three axes, or one for each.
 * @example adaptiveMaxPool3d(ones([1, 2, 4, 4, 4]), 1).shape; // [1, 2, 1, 1, 1]
 */
export function adaptiveMaxPool3d(x: TensorLike, size: PerAxis): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool3d", 3, x, size);
}
