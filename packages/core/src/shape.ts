/** Sizes of a tensor's axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** One axis or several; negative numbers count from the last axis. */
export type Axes = number | readonly number[];

/** Thrown where shapes or axes do not fit an operation. */
export class ShapeError extends RangeError {
  override readonly name = "ShapeError";
}

/** Thrown where an index lies outside its axis. */
export class IndexError extends RangeError {
  override readonly name = "IndexError";
  /** The value that does not fit. */
  readonly index: number;
  /** Where it stands in the index tensor. */
  readonly position: Shape;
  /** The size of the axis it should lie in. */
  readonly axisSize: number;

  constructor(message: string, index: number, position: Shape, axisSize: number) {
    super(message);
    this.index = index;
    this.position = position;
    this.axisSize = axisSize;
  }
}

/** The number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis];
  return size;
}

/** The whole numbers from `start` to below `stop`. */
export function range(start: number, stop: number): number[] {
  return Array.from({ length: stop - start }, (_, i) => start + i);
}

/** The axes that are not among some, in order. */
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

export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * A shape of the user's as one of ours: a copy, so that later changes to theirs do not reach tensors.
 *
 * @throws ShapeError for sizes that are not whole numbers of zero or more.
 */
export function checkShape(op: string, shape: Shape): Shape {
  if (!Array.isArray(shape)) {
    throw new ShapeError(`${op}: a shape is a list of sizes, as [2, 3] or [], not ${String(shape)}`);
  }
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new ShapeError(
        `${op}: ${formatShape(shape)} is no shape: sizes are whole numbers >= 0, not ${size}`,
      );
    }
  }
  return shape.slice();
}

/**
 * The shape that two operands broadcast to: aligned at the last axis, sizes are equal or one of them is 1.
 *
 * @throws ShapeError if they do not fit.
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
          `axis -${back} has ${left} and ${right}; sizes must be equal, or one of them 1`,
      );
    }
    shape[ndim - back] = left === 1 ? right : left;
  }
  return shape;
}

/**
 * An axis counted from the front.
 *
 * @throws ShapeError if there is no such axis.
 */
export function normalizeAxis(op: string, axis: number, ndim: number): number {
  const normal = axis < 0 ? axis + ndim : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= ndim) {
    const range = ndim === 0 ? "a scalar has no axes" : `axes are ${-ndim} to ${ndim - 1}`;
    throw new ShapeError(`${op}: axis ${axis} does not exist: ${range}`);
  }
  return normal;
}

/** Axes counted from the front, in the order given; all of them if none are named. */
export function normalizeAxes(op: string, axes: Axes | undefined, ndim: number): number[] {
  if (axes === undefined) {
    const all = new Array<number>(ndim);
    for (let axis = 0; axis < ndim; axis++) all[axis] = axis;
    return all;
  }
  if (typeof axes === "number") return [normalizeAxis(op, axes, ndim)];
  if (!Array.isArray(axes)) {
    throw new ShapeError(
      `${op}: axes are a number or a list of numbers, not ${JSON.stringify(axes)}; options come last`,
    );
  }
  const normal = axes.map((axis) => normalizeAxis(op, axis, ndim));
  if (new Set(normal).size !== normal.length) {
    throw new ShapeError(`${op}: axes ${formatShape(axes)} name one axis twice`);
  }
  return normal;
}
