import { checkArgument, listOf } from "../../arguments/check.ts";
import { found } from "../../arguments/found.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { inShape } from "../../primitives/broadcast.ts";
import { movement } from "../../primitives/movement.ts";
import { reshaped } from "../../primitives/reshape.ts";
import {
  type Axes,
  checkShape,
  formatShape,
  normalizeAxes,
  normalizeAxis,
  otherAxes,
  type Shape,
  ShapeError,
  sameShape,
  sizeOf,
  someAxes,
} from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/*
 * Movement ops show the same buffer in another way. Each one has its adjoint beside it. Only reshape copies, and only
 * if it must.
 */

/**
 * Repeats axes of size 1, and adds axes in front, to give the shape `shape`. A view.
 *
 * @throws ShapeError if x does not broadcast to the shape.
 * @example expand(tensor([[1], [2]]), [2, 3]); // [[1, 1, 1], [2, 2, 2]]
 */
export function expand(x: TensorLike, shape: Shape): Tensor {
  const given = toTensor("expand", x);
  if (Array.isArray(shape) && sameShape(given.shape, shape)) return given;
  return inShape(given, checkShape("expand", shape));
}

/**
 * The same elements in row-major order, in another shape. The result is a view if the strides allow it, and a copy
 * otherwise. One size may be -1; it is computed from the others.
 *
 * @throws ShapeError if the numbers of elements differ.
 * @example
 * ```ts
 * reshape(arange(6), [2, 3]); // [[0, 1, 2], [3, 4, 5]]
 * reshape(arange(6), [3, -1]).shape; // [3, 2]
 * ```
 */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  const given = toTensor("reshape", x);
  if (Array.isArray(shape) && sameShape(given.shape, shape)) return given;
  return reshaped(given, resolveShape(given.shape, shape));
}

function resolveShape(from: Shape, shape: Shape): Shape {
  const size = sizeOf(from);
  const open = Array.isArray(shape) ? shape.indexOf(-1) : -1;
  let resolved = shape;
  if (open >= 0) {
    const rest = sizeOf(checkShape("reshape", shape.filter((_, axis) => axis !== open))); // biome-ignore format: one thing
    const left = rest === 0 ? 0 : size / rest;
    if (!Number.isInteger(left) || left < 0) throw notReshapable(from, shape);
    resolved = shape.map((given, axis) => (axis === open ? left : given));
  }
  const checked = checkShape("reshape", resolved);
  if (sizeOf(checked) !== size) throw notReshapable(from, shape);
  return checked;
}

function notReshapable(from: Shape, to: Shape): ShapeError {
  return new ShapeError(
    `reshape: shape ${formatShape(from)} has ${sizeOf(from)} elements, which do not fill ${found(to)}`,
  );
}

const viewed: (x: Tensor, viewing: { kind: "permute"; axes: readonly number[] }) => Tensor = movement(
  "permute",
  (_layout, { axes }) => {
    const inverse = new Array<number>(axes.length);
    for (let axis = 0; axis < axes.length; axis++) inverse[axes[axis]] = axis;
    return (dy) => permuted(dy, inverse);
  },
);

function permuted(x: Tensor, axes: readonly number[]): Tensor {
  return viewed(x, { kind: "permute", axes });
}

/**
 * The axes in another order: axis i of the result is axis `axes[i]` of x. A view.
 *
 * @throws ShapeError unless every axis is named exactly once.
 * @example permute(ones([2, 3, 4]), [2, 0, 1]).shape; // [4, 2, 3]
 */
export function permute(x: TensorLike, axes: readonly number[]): Tensor {
  const given = toTensor("permute", x);
  checkArgument("permute", "the axes", axes, listOf("all axes in their new order"));
  const order = normalizeAxes("permute", axes, given.ndim);
  if (order.length !== given.ndim) {
    throw new ShapeError(
      `permute: shape ${formatShape(given.shape)} has ${given.ndim} axes, but ${axes.length} are named; name each axis once`,
    );
  }
  return permuted(given, order);
}

/**
 * Swaps two axes. A view.
 *
 * @param axisA Default: -2.
 * @param axisB Default: -1.
 * @throws ShapeError if an axis does not exist.
 * @example transpose(tensor([[1, 2, 3], [4, 5, 6]])); // [[1, 4], [2, 5], [3, 6]]
 */
export function transpose(x: TensorLike, axisA = -2, axisB = -1): Tensor {
  const given = toTensor("transpose", x);
  const a = normalizeAxis("transpose", axisA, given.ndim);
  const b = normalizeAxis("transpose", axisB, given.ndim);
  return permuted(
    given,
    given.layout.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
  );
}

/**
 * Drops axes of size 1, or all of them if no axes are given. A view.
 *
 * @throws ShapeError if a named axis does not exist, is named twice, or has another size.
 * @example
 * ```ts
 * squeeze(ones([1, 3, 1])).shape; // [3]
 * squeeze(ones([1, 3, 1]), 0).shape; // [3, 1]
 * ```
 */
export function squeeze(x: TensorLike, axes?: Axes): Tensor {
  const given = toTensor("squeeze", x);
  const dropped =
    axes === undefined
      ? given.shape.flatMap((size, axis) => (size === 1 ? [axis] : []))
      : normalizeAxes("squeeze", axes, given.ndim);
  for (const axis of dropped) {
    if (given.shape[axis] !== 1) {
      throw new ShapeError(
        `squeeze: axis ${axis} of shape ${formatShape(given.shape)} has size ${given.shape[axis]}, not 1`,
      );
    }
  }
  return given.reshape(otherAxes(dropped, given.ndim).map((axis) => given.shape[axis]));
}

/**
 * Adds axes of size 1. `axes` are their positions in the result. A view.
 *
 * @throws ShapeError if an axis does not exist in the result, or is named twice.
 * @example
 * ```ts
 * unsqueeze(tensor([1, 2]), 0); // [[1, 2]]
 * unsqueeze(tensor([1, 2]), 1); // [[1], [2]]
 * ```
 */
export function unsqueeze(x: TensorLike, axes: Axes): Tensor {
  const given = toTensor("unsqueeze", x);
  checkArgument("unsqueeze", "the axes", axes, someAxes);
  const ndim = given.ndim + (typeof axes === "number" ? 1 : axes.length);
  const added = normalizeAxes("unsqueeze", axes, ndim);
  const sizes = given.shape[Symbol.iterator]();
  const shape = Array.from({ length: ndim }, (_, axis) =>
    added.includes(axis) ? 1 : (sizes.next().value as number),
  );
  return given.reshape(shape);
}

/**
 * Moves axes to other positions: axis `from[i]` of x is axis `to[i]` of the result, and the other axes keep their
 * order. A view.
 *
 * @throws ShapeError if an axis does not exist or is named twice, or the numbers of axes and positions differ.
 * @example moveAxis(ones([2, 3, 4]), 0, -1).shape; // [3, 4, 2]
 */
export function moveAxis(x: TensorLike, from: Axes, to: Axes): Tensor {
  const given = toTensor("moveAxis", x);
  checkArgument("moveAxis", "from", from, someAxes);
  checkArgument("moveAxis", "to", to, someAxes);
  const sources = normalizeAxes("moveAxis", from, given.ndim);
  const targets = normalizeAxes("moveAxis", to, given.ndim);
  if (sources.length !== targets.length) {
    throw new ShapeError(
      `moveAxis: ${sources.length} axes to move, but ${targets.length} positions for them; name as many`,
    );
  }
  const rest = otherAxes(sources, given.ndim)[Symbol.iterator]();
  const order = given.shape.map((_, axis) => {
    const moved = targets.indexOf(axis);
    return moved >= 0 ? sources[moved] : (rest.next().value as number);
  });
  return permuted(given, order);
}
