import { checkArgument, numeric } from "../../arguments/check.ts";
import { optionsOf } from "../../arguments/options.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";
import { foldPlanes, lowest, productsOf } from "../internal/planes.ts";
import { windowed } from "../internal/pooled.ts";
import type { PerAxis } from "../internal/sliding.ts";
import {
  AVERAGE_POOLING,
  type AveragePoolingOptions,
  MAX_POOLING,
  type MaxPoolingOptions,
  NORM_POOLING,
  type NormPoolingOptions,
} from "./options.ts";

/* Pooling is a reduction over windows. Leading axes are kept. */

export type {
  AveragePoolingOptions,
  MaxPoolingOptions,
  NormPoolingOptions,
  PoolingOptions,
} from "./options.ts";

function maxPool(
  op: string,
  rank: number,
  x: TensorLike,
  size: PerAxis,
  options?: MaxPoolingOptions,
): Tensor {
  const given = toTensor(op, x);
  const chosen = optionsOf(op, options, MAX_POOLING);
  return foldPlanes(given, windowed(op, rank, given, size, chosen, lowest(given.dtype)).planes, "max");
}

/**
 * The largest element of each window along the last axis: `[..., l] -> [..., ol]`, where
 * `ol = floor((l + 2 padding - dilation (size - 1) - 1) / stride) + 1`; with `ceilMode`, `ceil` in place of `floor`, but for
 * a last window that would begin beyond l. Equal elements of a window share the gradient
 * evenly; PyTorch gives it to the first. Dtypes stay the same.
 *
 * @param size the size of a window.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 * @example maxPool1d(tensor([[[1, 3, 7, 5]]]), 2); // [[[3, 7]]]
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
 * @example maxPool2d(arange(16).reshape([1, 1, 4, 4]), 2); // [[[[5, 7], [13, 15]]]]
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
 * @example maxPool3d(ones([1, 2, 4, 4, 4]), 2).shape; // [1, 2, 2, 2, 2]
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
  const { planes, counts, areWhole } = windowed(op, rank, floating, size, options, 0);
  const { countIncludePad = true, divisorOverride } = options;
  if (divisorOverride === undefined && countIncludePad && areWhole)
    return foldPlanes(floating, planes, "mean");
  return foldPlanes(floating, planes, "sum").div(
    divisorOverride ?? productsOf(floating, counts(countIncludePad)),
  );
}

/**
 * The mean of each window along the last axis: `[..., l] -> [..., ol]`, where
 * `ol = floor((l + 2 padding - size) / stride) + 1`; with `ceilMode`, as in {@link maxPool1d}. Integers give float32.
 *
 * @param size the size of a window.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 * @example avgPool1d(tensor([[[1, 3, 5, 7]]]), 2); // [[[2, 6]]]
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
 * @example avgPool2d(arange(16).reshape([1, 1, 4, 4]), 2); // [[[[2.5, 4.5], [10.5, 12.5]]]]
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
 * @example avgPool3d(ones([1, 2, 4, 4, 4]), 2).shape; // [1, 2, 2, 2, 2]
 */
export function avgPool3d(x: TensorLike, size: PerAxis, options?: AveragePoolingOptions): Tensor {
  return avgPool("avgPool3d", 3, x, size, options);
}

const aPower = /* @__PURE__ */ numeric("at least 1", (p) => p >= 1);

function lpPool(
  op: string,
  rank: number,
  x: TensorLike,
  p: number,
  size: PerAxis,
  options: NormPoolingOptions | undefined,
): Tensor {
  checkArgument(op, "p", p, aPower);
  return windowed(op, rank, toFloating(op, x), size, optionsOf(op, options, NORM_POOLING), 0).planes.norm(
    p,
    0,
  );
}

/**
 * The p-norm of each window along the last axis, `(Σ |x|ᵖ)^(1/p)`: `[..., l] -> [..., ol]`, with sizes as in
 * {@link avgPool1d}. The gradient of a window of zeros is 0. For odd p, PyTorch sums xᵖ with its sign instead.
 * Integers give float32.
 *
 * @param p at least 1. Infinity gives the largest absolute value.
 * @param size the size of a window.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window; RangeError if p is less than 1.
 * @example lpPool1d(tensor([[[3, 4, 6, 8]]]), 2, 2); // [[[5, 10]]]
 */
export function lpPool1d(x: TensorLike, p: number, size: PerAxis, options?: NormPoolingOptions): Tensor {
  return lpPool("lpPool1d", 1, x, p, size, options);
}

/**
 * The p-norm of each window along the last two axes: `[..., h, w] -> [..., oh, ow]`; otherwise as {@link lpPool1d}.
 *
 * @example lpPool2d(ones([1, 1, 4, 4]), 2, 2); // [[[[2, 2], [2, 2]]]]
 */
export function lpPool2d(x: TensorLike, p: number, size: PerAxis, options?: NormPoolingOptions): Tensor {
  return lpPool("lpPool2d", 2, x, p, size, options);
}

/**
 * The p-norm of each window along the last three axes: `[..., d, h, w] -> [..., od, oh, ow]`; otherwise as
 * {@link lpPool1d}.
 *
 * @example lpPool3d(ones([1, 1, 4, 4, 4]), 2, 2).shape; // [1, 1, 2, 2, 2]
 */
export function lpPool3d(x: TensorLike, p: number, size: PerAxis, options?: NormPoolingOptions): Tensor {
  return lpPool("lpPool3d", 3, x, p, size, options);
}
