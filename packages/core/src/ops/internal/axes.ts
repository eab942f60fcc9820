import {
  type Axes,
  formatShape,
  normalizeAxes,
  normalizeAxis,
  otherAxes,
  ShapeError,
  sizeOf,
} from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/* How ops of the last axis run over others. */

/** Moves an axis to the end, runs `f`, which keeps the shape, and moves it back. */
export function alongLast(op: string, x: Tensor, axis: number, f: (x: Tensor) => Tensor): Tensor {
  const along = normalizeAxis(op, axis, x.ndim);
  return along === x.ndim - 1 ? f(x) : f(x.moveAxis(along, -1)).moveAxis(-1, along);
}

/** The axes as one, at the end, and the others in front. */
export function flattenAxes(x: Tensor, axes: readonly number[]): Tensor {
  const others = otherAxes(axes, x.ndim);
  const size = sizeOf(axes.map((axis) => x.shape[axis]));
  return x.permute([...others, ...axes]).reshape([...others.map((axis) => x.shape[axis]), size]);
}

/** The result of folding axes, with them back as axes of size 1 if they are to be kept. */
export function restoreAxes(y: Tensor, axes: readonly number[], keepDims: boolean): Tensor {
  return keepDims ? y.unsqueeze([...axes]) : y;
}

/** How many elements the axes have together. */
export function countOver(op: string, x: Tensor, axes?: Axes): number {
  return sizeOf(normalizeAxes(op, axes, x.ndim).map((axis) => x.shape[axis]));
}

/** Refuses to fold nothing, where that has no value. */
export function checkElements(op: string, x: Tensor, axes?: Axes): void {
  if (countOver(op, x, axes) > 0) return;
  const folded = normalizeAxes(op, axes, x.ndim).join(", ");
  throw new ShapeError(`${op}: no elements along axes [${folded}] of shape ${formatShape(x.shape)}`);
}
