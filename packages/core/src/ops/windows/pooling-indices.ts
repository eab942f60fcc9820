import { optionsOf } from "../../arguments/options.ts";
import { alongside, arange, zeros } from "../../create.ts";
import { inNameOf } from "../../dtype.ts";
import { placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { formatShape, range, ShapeError, sameShape, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { scatter } from "../index/scatter.ts";
import { gathered } from "../internal/picking.ts";
import { checkIndex, toIndex } from "../internal/places.ts";
import { lowest } from "../internal/planes.ts";
import { windowed } from "../internal/pooled.ts";
import { type PerAxis, perAxis } from "../internal/sliding.ts";
import { MAX_POOLING, MAX_UNPOOLING, type MaxPoolingOptions, type MaxUnpoolingOptions } from "./options.ts";

export type { MaxUnpoolingOptions } from "./options.ts";

/* Pooling that tells where the largest elements stood, and its inverse. */

/** The largest element of each window, and where it stands. */
export interface PooledWithIndices {
  /** The largest elements. */
  readonly values: Tensor;
  /** Their places, int32: counted in row-major order over the pooled axes of x, as PyTorch's. */
  readonly indices: Tensor;
}

/** Axes of x from one on, as one. */
function flattened(x: Tensor, lead: number): Tensor {
  return x.reshape([...x.shape.slice(0, lead), sizeOf(x.shape, lead)]);
}

function maxPoolWithIndices(
  op: string,
  rank: number,
  x: TensorLike,
  size: PerAxis,
  options: MaxPoolingOptions | undefined,
): PooledWithIndices {
  const given = toTensor(op, x);
  const chosen = optionsOf(op, options, MAX_POOLING);
  const { planes } = windowed(op, rank, given.detach(), size, chosen, lowest(given.dtype));
  const lead = given.ndim - rank;
  const sizes = given.shape.slice(lead);
  const count = sizeOf(sizes);
  const own = alongside(given, () => arange(0, count, 1, { dtype: "int32" })).reshape(sizes);
  const places = windowed(op, rank, own, size, chosen, -1).planes;
  // A NaN is the largest, and what is added around x is never meant, however small all others are.
  const attained = planes.isNaN().or(planes.eq(planes.max(0)));
  const aligned = places.reshape([places.shape[0], ...new Array<number>(lead).fill(1), ...places.shape.slice(1)]); // biome-ignore format: a shape
  const indices = attained.and(aligned.ge(0)).where(aligned, count).min(0);
  const picking = { axis: lead, isInside: true };
  const values = gathered(op, flattened(given, lead), flattened(indices, lead), picking).reshape(
    indices.shape,
  );
  return { values, indices };
}

/**
 * The largest element of each window along the last axis, and its index in x: otherwise as {@link maxPool1d}. Of equal
 * elements, the first one counts and has the whole gradient, as PyTorch's `max_pool1d` with `return_indices`.
 *
 * @param size the size of a window.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 * @example maxPool1dWithIndices(tensor([1, 5, 7, 2]), 2) // { values: [5, 7], indices: [1, 2] }
 */
export function maxPool1dWithIndices(
  x: TensorLike,
  size: PerAxis,
  options?: MaxPoolingOptions,
): PooledWithIndices {
  return maxPoolWithIndices("maxPool1dWithIndices", 1, x, size, options);
}

/**
 * The largest element of each window along the last two axes, and its index in the plane, `row · w + column`: otherwise as
 * {@link maxPool2d}. Of equal elements, the first one counts and has the whole gradient.
 *
 * @param size the size of a window: one number for both axes, or one for each.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 * @example
 * ```ts
 * const { values, indices } = maxPool2dWithIndices(arange(16).reshape([1, 1, 4, 4]), 2);
 * values; // [[[[5, 7], [13, 15]]]]
 * indices; // [[[[5, 7], [13, 15]]]]
 * ```
 */
export function maxPool2dWithIndices(
  x: TensorLike,
  size: PerAxis,
  options?: MaxPoolingOptions,
): PooledWithIndices {
  return maxPoolWithIndices("maxPool2dWithIndices", 2, x, size, options);
}

/**
 * The largest element of each window along the last three axes, and its index in the volume: otherwise as
 * {@link maxPool3d}. Of equal elements, the first one counts and has the whole gradient.
 *
 * @param size the size of a window: one number for all three axes, or one for each.
 * @throws ShapeError if a window does not fit, or the padding is more than half a window.
 * @example
 * ```ts
 * const { values, indices } = maxPool3dWithIndices(arange(8).reshape([1, 1, 2, 2, 2]), 2);
 * values; // [[[[[7]]]]]
 * indices; // [[[[[7]]]]]
 * ```
 */
export function maxPool3dWithIndices(
  x: TensorLike,
  size: PerAxis,
  options?: MaxPoolingOptions,
): PooledWithIndices {
  return maxPoolWithIndices("maxPool3dWithIndices", 3, x, size, options);
}

function maxUnpool(
  op: string,
  rank: number,
  x: TensorLike,
  indices: TensorLike,
  size: PerAxis,
  options: MaxUnpoolingOptions | undefined,
): Tensor {
  const chosen = optionsOf(op, options, MAX_UNPOOLING);
  const given = toTensor(op, x);
  const places = toIndex(op, indices);
  placeOf(op, [given, places]);
  const sizes = perAxis(op, "the size", size, rank, 1);
  const stride = perAxis(op, "stride", chosen.stride ?? sizes, rank, 1);
  const padding = perAxis(op, "padding", chosen.padding ?? 0, rank, 0);
  if (given.ndim < rank || !sameShape(given.shape, places.shape)) {
    throw new ShapeError(
      `${op}: expected at least ${rank} axes, and indices of the same shape, got ${formatShape(given.shape)} and ${formatShape(places.shape)}`,
    );
  }
  const lead = given.ndim - rank;
  const usual = range(0, rank).map(
    (axis) => (given.shape[lead + axis] - 1) * stride[axis] - 2 * padding[axis] + sizes[axis],
  );
  const output = perAxis(op, "outputSize", chosen.outputSize ?? usual, rank, 1);
  const bad = output.findIndex((length, axis) => Math.abs(length - usual[axis]) >= stride[axis]);
  if (chosen.outputSize !== undefined && bad >= 0) {
    throw new ShapeError(
      `${op}: outputSize must be less than a stride of ${stride[bad]} away from ${formatShape(usual)}, not ${formatShape(output)}`,
    );
  }
  const shape = given.shape.slice(0, lead);
  checkIndex(op, places, lead, sizeOf(output));
  try {
    const target = alongside(given, () => zeros([...shape, sizeOf(output)], { dtype: given.dtype }));
    const filled = scatter(target, flattened(places, lead), flattened(given, lead), lead);
    return filled.reshape([...shape, ...output]);
  } catch (error) {
    throw inNameOf(op, error);
  }
}

/**
 * The inverse of {@link maxPool1dWithIndices}, as far as there is one: puts each element back to its index, among zeros:
 * `[..., ol] -> [..., l]`. Where two elements have the same index, the last one stays. As PyTorch's `max_unpool1d`.
 *
 * @param indices int32, of the shape of x: those of the pooling.
 * @param size the size of a window of the pooling.
 * @throws ShapeError if shapes do not fit; DTypeError unless indices are int32; IndexError if one is beyond the result.
 * @example
 * ```ts
 * const { values, indices } = maxPool1dWithIndices(tensor([[[1, 3, 7, 5]]]), 2);
 * maxUnpool1d(values, indices, 2); // [[[0, 3, 7, 0]]]
 * ```
 */
export function maxUnpool1d(
  x: TensorLike,
  indices: TensorLike,
  size: PerAxis,
  options?: MaxUnpoolingOptions,
): Tensor {
  return maxUnpool("maxUnpool1d", 1, x, indices, size, options);
}

/**
 * The inverse of {@link maxPool2dWithIndices}: `[..., oh, ow] -> [..., h, w]`; otherwise as {@link maxUnpool1d}.
 *
 * @param indices int32, of the shape of x: those of the pooling.
 * @param size the size of a window of the pooling: one number for both axes, or one for each.
 * @example
 * ```ts
 * const { values, indices } = maxPool2dWithIndices(arange(4).reshape([1, 1, 2, 2]), 2);
 * maxUnpool2d(values, indices, 2); // [[[[0, 0], [0, 3]]]]
 * ```
 */
export function maxUnpool2d(
  x: TensorLike,
  indices: TensorLike,
  size: PerAxis,
  options?: MaxUnpoolingOptions,
): Tensor {
  return maxUnpool("maxUnpool2d", 2, x, indices, size, options);
}

/**
 * The inverse of {@link maxPool3dWithIndices}: `[..., od, oh, ow] -> [..., d, h, w]`; otherwise as {@link maxUnpool1d}.
 *
 * @param indices int32, of the shape of x: those of the pooling.
 * @param size the size of a window of the pooling: one number for all three axes, or one for each.
 * @example
 * ```ts
 * const { values, indices } = maxPool3dWithIndices(arange(8).reshape([1, 1, 2, 2, 2]), 2);
 * maxUnpool3d(values, indices, 2); // [[[[[0, 0], [0, 0]], [[0, 0], [0, 7]]]]]
 * ```
 */
export function maxUnpool3d(
  x: TensorLike,
  indices: TensorLike,
  size: PerAxis,
  options?: MaxUnpoolingOptions,
): Tensor {
  return maxUnpool("maxUnpool3d", 3, x, indices, size, options);
}
