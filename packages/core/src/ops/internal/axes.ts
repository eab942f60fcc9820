import { found } from "../../arguments/found.ts";
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

/* Helpers to run ops of the last axis along other axes. */

/** Moves an axis to the end, runs `f`, which keeps the shape, and moves it back. */
export function alongLast(op: string, x: Tensor, axis: number, f: (x: Tensor) => Tensor): Tensor {
  const along = normalizeAxis(op, axis, x.ndim);
  return along === x.ndim - 1 ? f(x) : f(x.moveAxis(along, -1)).moveAxis(-1, along);
}

/** Merges the axes into one axis at the end, with the other axes in front. */
export function flattenAxes(x: Tensor, axes: readonly number[]): Tensor {
  const others = otherAxes(axes, x.ndim);
  const size = sizeOf(axes.map((axis) => x.layout.shape[axis]));
  return x.permute([...others, ...axes]).reshape([...others.map((axis) => x.layout.shape[axis]), size]);
}

/** The result of folding axes. If `keepDims` is true, they come back as axes of size 1. */
export function restoreAxes(y: Tensor, axes: readonly number[], keepDims: boolean): Tensor {
  return keepDims ? y.unsqueeze([...axes]) : y;
}

/** The number of elements along the axes. */
export function countOver(op: string, x: Tensor, axes?: Axes): number {
  return sizeOf(normalizeAxes(op, axes, x.ndim).map((axis) => x.layout.shape[axis]));
}

/** Throws if there are no elements to fold, for ops that have no result then. */
export function checkElements(op: string, x: Tensor, axes?: Axes): void {
  if (countOver(op, x, axes) > 0) return;
  const folded = normalizeAxes(op, axes, x.ndim).join(", ");
  throw new ShapeError(`${op}: no elements along axes [${folded}] of shape ${formatShape(x.shape)}`);
}

/** Throws unless an offset of a diagonal is a whole number. */
export function checkOffset(op: string, offset: number): void {
  if (!Number.isInteger(offset)) {
    throw new ShapeError(`${op}: the offset must be a whole number, not ${found(offset)}`);
  }
}
