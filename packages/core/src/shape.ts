/** The sizes of a tensor's axes, outermost first. `[]` is the shape of a scalar. */
export type Shape = readonly number[];

/** One axis or several. Negative numbers count from the last axis, which is -1. */
export type Axes = number | readonly number[];

/** Thrown if shapes or axes do not fit an operation. */
export class ShapeError extends RangeError {
  override readonly name = "ShapeError";
}

/** Thrown if an index lies outside its axis. */
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

/** The number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis];
  return size;
}

/** The whole numbers from `start` up to `stop`, which is not included. */
export function range(start: number, stop: number): number[] {
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
 * A copy of a shape that the user passed in, so that later changes to the user's array do not reach tensors.
 *
 * @throws ShapeError if a size is not a whole number >= 0.
 */
export function checkShape(op: string, shape: Shape): Shape {
  if (!Array.isArray(shape)) {
    throw new ShapeError(`${op}: a shape is a list of sizes such as [2, 3] or [], not ${String(shape)}`);
  }
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new ShapeError(
        `${op}: ${formatShape(shape)} is not a shape: sizes must be whole numbers >= 0, not ${size}`,
      );
    }
  }
  return shape.slice();
}

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
 */
export function normalizeAxis(op: string, axis: number, ndim: number): number {
  const normal = axis < 0 ? axis + ndim : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= ndim) {
    const range = ndim === 0 ? "a scalar has no axes" : `axes are ${-ndim} to ${ndim - 1}`;
    throw new ShapeError(`${op}: axis ${axis} does not exist: ${range}`);
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
      `${op}: axes must be a number or a list of numbers, not ${JSON.stringify(axes)}; options come after the axes`,
    );
  }
  const normal = axes.map((axis) => normalizeAxis(op, axis, ndim));
  if (new Set(normal).size !== normal.length) {
    throw new ShapeError(`${op}: axes ${formatShape(axes)} name one axis twice`);
  }
  return normal;
}
