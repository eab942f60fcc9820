import { check } from "./arguments/check.ts";
import { found } from "./arguments/found.ts";

/** The sizes of a tensor's axes, outermost first. `[]` is the shape of a scalar. */
export type Shape = readonly number[];

/** One axis or several. Negative numbers count from the last axis, which is -1. */
export type Axes = number | readonly number[];

/**
 * Thrown if shapes or axes do not fit an operation.
 *
 * @example
 * ```ts
 * let message = "";
 * try {
 *   tensor([1, 2]).add(tensor([1, 2, 3]));
 * } catch (error) {
 *   if (error instanceof ShapeError) message = error.message;
 * }
 * message.includes("[2]"); // true
 * ```
 */
export class ShapeError extends RangeError {
  override readonly name = "ShapeError";
}

/**
 * Thrown if an index lies outside its axis.
 *
 * @example
 * ```ts
 * let found: unknown;
 * try {
 *   tensor([1, 2]).slice([5]);
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof IndexError; // true
 * ```
 */
export class IndexError extends RangeError {
  override readonly name = "IndexError";
  /** The index that lies outside. */
  readonly index: number;
  /** The position of the index in the index tensor. */
  readonly position: Shape;
  /** The size of the axis. */
  readonly axisSize: number;

  constructor(message: string, index: number, position: Shape, axisSize: number) {
    super(message);
    this.index = index;
    this.position = position;
    this.axisSize = axisSize;
  }
}

/** The error for an index that lies outside of an axis. */
export function outside(
  op: string,
  index: number,
  position: Shape,
  axis: number,
  axisSize: number,
): IndexError {
  const range = axisSize === 0 ? "it has no elements" : `0 to ${axisSize - 1}`;
  return new IndexError(
    `${op}: index ${found(index)} at ${formatShape(position)} is outside of axis ${axis} of size ${axisSize} (${range})`,
    index,
    position,
    axisSize,
  );
}

/** The number of elements of a shape, or of some axes of it. */
export function sizeOf(shape: Shape, from = 0, to = shape.length): number {
  let size = 1;
  for (let axis = from; axis < to; axis++) size *= shape[axis];
  return size;
}

/** More places than lists are good for: of as many elements, the engine would run out of memory. */
const LONGEST = 2 ** 26;

/** @throws RangeError for a list that is longer. */
export function checkListed(op: string, size: number): void {
  if (!(size <= LONGEST)) {
    throw new RangeError(`${op}: a list of ${size} places is too long: at most ${LONGEST} are listed`);
  }
}

/** The whole numbers from `start` up to `stop`, which is not included. */
export function range(start: number, stop: number, op = "tensor"): number[] {
  checkListed(op, stop - start);
  const numbers: number[] = [];
  for (let i = start; i < stop; i++) numbers.push(i);
  return numbers;
}

/** All axes from 0 to `ndim` - 1 that are not in `axes`, in ascending order. */
export function otherAxes(axes: readonly number[], ndim: number): number[] {
  return range(0, ndim).filter((axis) => !axes.includes(axis));
}

/** The position of the n-th element of a shape, in row-major order. */
export function unravel(n: number, shape: Shape): number[] {
  const position = new Array<number>(shape.length);
  let rest = n;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    position[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return position;
}

/** A shape as text, such as `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Whether two shapes are equal. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * As many axes as NumPy has.
 *
 * @example
 * ```ts
 * import { MOST_AXES } from "@gradiente/core/elements";
 *
 * MOST_AXES; // 64
 * ```
 */
export const MOST_AXES = 64;

/**
 * A copy of a shape that the user passed in, so that later changes to the user's array do not reach tensors.
 *
 * @throws ShapeError if a size is not a whole number >= 0.
 * @example
 * ```ts
 * import { checkShape } from "@gradiente/core/arguments";
 *
 * checkShape("crop", [2, 3]); // [2, 3]
 * ```
 */
export function checkShape(op: string, shape: Shape): Shape {
  if (!Array.isArray(shape)) {
    throw new ShapeError(`${op}: a shape is a list of sizes such as [2, 3] or [], not ${found(shape)}`);
  }
  if (shape.length > MOST_AXES) {
    throw new ShapeError(`${op}: a tensor has at most ${MOST_AXES} axes, not ${shape.length}`);
  }
  // A slice of a frozen array, as `x.shape` is one, would be of another kind to engines, and slow down all that meets it.
  const copy = new Array<number>(shape.length);
  for (let axis = 0; axis < shape.length; axis++) {
    copy[axis] = shape[axis];
    if (!Number.isSafeInteger(copy[axis]) || copy[axis] < 0) {
      throw new ShapeError(
        `${op}: ${found(shape)} is not a shape: sizes must be whole numbers >= 0, not ${found(copy[axis])}`,
      );
    }
  }
  if (!Number.isSafeInteger(sizeOf(copy))) {
    throw new ShapeError(`${op}: shape ${formatShape(shape)} has too many elements to count`);
  }
  return copy;
}

/** Only a first check: which sizes are possible depends on the function. */
export const aShape = /* @__PURE__ */ check<Shape>(
  "a list of sizes such as [2, 3] or []",
  Array.isArray,
  ShapeError,
);

/**
 * Where no axes would not mean all of them.
 *
 * @example
 * ```ts
 * import { checkArgument, someAxes } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "the axes", [0, -1], someAxes);
 * ```
 */
export const someAxes = /* @__PURE__ */ check<Axes>(
  "a number or a list of numbers",
  (axes) => typeof axes === "number" || (Array.isArray(axes) && [...axes].every(Number.isInteger)),
  ShapeError,
);

/**
 * The shape to which two operands broadcast. Shapes are aligned at the last axis; sizes must be equal, or one of them
 * 1.
 *
 * @throws ShapeError if the shapes do not broadcast.
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const ndim = Math.max(a.length, b.length);
  const shape = new Array<number>(ndim);
  for (let back = 1; back <= ndim; back++) {
    const left = back <= a.length ? a[a.length - back] : 1;
    const right = back <= b.length ? b[b.length - back] : 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError(
        `${op}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast: ` +
          `axis -${back} has sizes ${left} and ${right}; sizes must be equal, or one of them must be 1`,
      );
    }
    shape[ndim - back] = left === 1 ? right : left;
  }
  return shape;
}

/**
 * The axis counted from the front.
 *
 * @throws ShapeError if the axis does not exist.
 * @example
 * ```ts
 * import { normalizeAxis } from "@gradiente/core/arguments";
 *
 * normalizeAxis("crop", -1, 3); // 2
 * ```
 */
export function normalizeAxis(op: string, axis: number, ndim: number): number {
  const normal = Number.isInteger(axis) ? (axis < 0 ? axis + ndim : axis) : ndim;
  if (normal < 0 || normal >= ndim) {
    const range = ndim === 0 ? "a scalar has no axes" : `axes are ${-ndim} to ${ndim - 1}`;
    throw new ShapeError(`${op}: axis ${found(axis)} does not exist: ${range}`);
  }
  return normal;
}

/**
 * The axes counted from the front, in the given order. Without axes, all of them.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 */
export function normalizeAxes(op: string, axes: Axes | undefined, ndim: number): number[] {
  if (axes === undefined) {
    const all = new Array<number>(ndim);
    for (let axis = 0; axis < ndim; axis++) all[axis] = axis;
    return all;
  }
  if (typeof axes === "number") return [normalizeAxis(op, axes, ndim)];
  if (!Array.isArray(axes)) {
    throw new ShapeError(
      `${op}: axes must be a number or a list of numbers, not ${found(axes)}; options come after the axes`,
    );
  }
  // Not map, which leaves holes as they are.
  const normal = new Array<number>(axes.length);
  for (let i = 0; i < axes.length; i++) normal[i] = normalizeAxis(op, axes[i], ndim);
  if (new Set(normal).size !== normal.length) {
    throw new ShapeError(`${op}: axes ${formatShape(axes)} name one axis twice`);
  }
  return normal;
}
