import { convert } from "../create.ts";
import type { Span } from "../layout.ts";
import { densification, movement } from "../op.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import {
  type Axes,
  checkShape,
  formatShape,
  IndexError,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  ShapeError,
  sameShape,
  sizeOf,
} from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { placed, sliced } from "./spans.ts";

/* Movement ops look at the same buffer in another way; they stand in adjoint pairs. Only pad copies, and reshape if it must. */

const expanded = movement(
  "expand",
  (layout, shape: Shape) => layout.expand(shape),
  ({ shape }) =>
    (dy) =>
      sumTo(dy, shape),
);

/** The adjoint of `expand`: sums over the axes that were repeated. */
function sumTo(x: Tensor, shape: Shape): Tensor {
  const lead = x.ndim - shape.length;
  const repeated = x.shape.flatMap((size, axis) =>
    axis < lead || size !== shape[axis - lead] ? [axis] : [],
  );
  const summed = repeated.length === 0 ? x : x.sum(repeated, { keepDims: true });
  return summed.reshape(shape);
}

/**
 * Repeats axes of size 1, and adds axes in front, until the shape is `shape`: a view.
 *
 * @throws ShapeError if the shape does not broadcast to it.
 */
export function expand(x: TensorLike, shape: Shape): Tensor {
  const given = toTensor("expand", x);
  return sameShape(given.shape, shape) ? given : expanded(given, checkShape("expand", shape));
}

const reshaped = movement(
  "reshape",
  // Callers make sure that it needs no copy.
  (layout, shape: Shape) => layout.reshape(shape) ?? layout,
  ({ shape }) =>
    (dy) =>
      dy.reshape(shape),
);

const densified = densification("contiguous");

/**
 * The same elements in row-major order under another shape: a view where strides allow, else a copy. One size
 * may be -1: what the others leave.
 *
 * @throws ShapeError if the sizes differ.
 */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  const given = toTensor("reshape", x);
  const resolved = resolveShape(given.shape, shape);
  return reshaped(given.layout.reshape(resolved) === null ? densified(given) : given, resolved);
}

function resolveShape(from: Shape, shape: Shape): Shape {
  const size = sizeOf(from);
  const open = Array.isArray(shape) ? shape.indexOf(-1) : -1;
  let resolved = shape;
  if (open >= 0) {
    const rest = sizeOf(shape.filter((_, axis) => axis !== open));
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
    `reshape: ${formatShape(from)} has ${sizeOf(from)} elements, which do not fill ${formatShape(to)}`,
  );
}

const permuted: (x: Tensor, axes: readonly number[]) => Tensor = movement(
  "permute",
  (layout, axes: readonly number[]) => layout.permute(axes),
  (_layout, axes) => {
    const inverse = new Array<number>(axes.length);
    for (let axis = 0; axis < axes.length; axis++) inverse[axes[axis]] = axis;
    return (dy) => permuted(dy, inverse);
  },
);

/**
 * The axes in another order: axis i of the result is axis `axes[i]` of x. A view.
 *
 * @throws ShapeError unless every axis is named once.
 */
export function permute(x: TensorLike, axes: readonly number[]): Tensor {
  const given = toTensor("permute", x);
  const order = normalizeAxes("permute", axes, given.ndim);
  if (order.length !== given.ndim) {
    throw new ShapeError(
      `permute: shape ${formatShape(given.shape)} has ${given.ndim} axes, and ${axes.length} are named`,
    );
  }
  return permuted(given, order);
}

/** Swaps two axes, the last two unless others are named: a view. */
export function transpose(x: TensorLike, axisA = -2, axisB = -1): Tensor {
  const given = toTensor("transpose", x);
  const a = normalizeAxis("transpose", axisA, given.ndim);
  const b = normalizeAxis("transpose", axisB, given.ndim);
  return permuted(
    given,
    given.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
  );
}

/**
 * Drops axes of size 1, all of them unless some are named: a view.
 *
 * @throws ShapeError if a named axis has another size.
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
  return given.reshape(given.shape.filter((_, axis) => !dropped.includes(axis)));
}

/** Adds axes of size 1, at these places of the result: a view. */
export function unsqueeze(x: TensorLike, axes: Axes): Tensor {
  const given = toTensor("unsqueeze", x);
  const ndim = given.ndim + (typeof axes === "number" ? 1 : axes.length);
  const added = normalizeAxes("unsqueeze", axes, ndim);
  const sizes = given.shape[Symbol.iterator]();
  const shape = Array.from({ length: ndim }, (_, axis) =>
    added.includes(axis) ? 1 : (sizes.next().value as number),
  );
  return given.reshape(shape);
}

/**
 * What to take along one axis: all of it (null), one index (which drops the axis), or a range
 * `[start, stop, step]` as in Python: `stop` is not included, negative places count from the end, places beyond
 * the ends are cut, what is left out or null runs to the end, and a negative step runs backwards.
 */
export type Range = null | number | readonly [start?: number | null, stop?: number | null, step?: number];

/**
 * A part of x: one range for each axis from the first; axes not named are taken whole. A view.
 *
 * @example x.slice([0, [1, 3], null, [null, null, -1]]) // x[0, 1:3, :, ::-1]
 * @throws ShapeError for too many ranges, a step of 0, or fractions; IndexError for an index outside of its axis.
 */
export function slice(x: TensorLike, ranges: readonly Range[]): Tensor {
  const given = toTensor("slice", x);
  if (ranges.length > given.ndim) {
    throw new ShapeError(
      `slice: ${ranges.length} ranges for ${given.ndim} axes of shape ${formatShape(given.shape)}`,
    );
  }
  const spans = given.shape.map((size, axis) => resolveRange(ranges[axis] ?? null, size, axis));
  const part = sliced(given, spans);
  const dropped = ranges.flatMap((range, axis) => (typeof range === "number" ? [axis] : []));
  return dropped.length === 0 ? part : part.squeeze(dropped);
}

function resolveRange(range: Range, size: number, axis: number): Span {
  if (range === null) return { start: 0, step: 1, size };
  if (typeof range === "number") {
    const start = normalizeIndex(range, size, axis);
    return { start, step: 1, size: 1 };
  }
  const [first, last, step = 1] = range;
  for (const part of [first ?? 0, last ?? 0, step]) {
    if (!Number.isInteger(part)) throw new ShapeError(`slice: axis ${axis}: ${part} is not a whole number`);
  }
  if (step === 0) throw new ShapeError(`slice: axis ${axis}: a step of 0 never ends`);
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? size : size - 1;
  const place = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high);
  const start = place(first ?? (step > 0 ? 0 : size - 1));
  const stop = last === undefined || last === null ? (step > 0 ? size : -1) : place(last);
  return { start, step, size: Math.max(0, Math.ceil((stop - start) / step)) };
}

function normalizeIndex(index: number, size: number, axis: number): number {
  const at = index < 0 ? index + size : index;
  if (!Number.isInteger(index) || at < 0 || at >= size) {
    throw new IndexError(
      `slice: index ${index} is outside of axis ${axis} of size ${size}`,
      index,
      [axis],
      size,
    );
  }
  return at;
}

/**
 * Adds `widths[i] = [before, after]` elements of `value` around each axis, from the first; axes not named are kept.
 *
 * @throws ShapeError for too many widths, or widths that are not whole numbers >= 0; DTypeError for a value that
 * the dtype cannot hold.
 */
export function pad(
  x: TensorLike,
  widths: readonly (readonly [before: number, after: number])[],
  value = 0,
): Tensor {
  const given = toTensor("pad", x);
  if (widths.length > given.ndim) {
    throw new ShapeError(
      `pad: ${widths.length} widths for ${given.ndim} axes of shape ${formatShape(given.shape)}`,
    );
  }
  for (const width of widths) checkShape("pad", width);
  const fill = convert("pad", [value], given.dtype)[0];
  const spans = given.shape.map((size, axis) => ({ start: widths[axis]?.[0] ?? 0, step: 1, size }));
  const shape = given.shape.map((size, axis) => size + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0));
  return placed(given, shape, spans, fill);
}
