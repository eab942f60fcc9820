import { DTypeError } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { formatShape, outside, type Shape, ShapeError, unravel } from "../../shape.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";
import { gathered } from "./picking.ts";

/* Tensors that name positions: int32 indices, and bool masks. */

/** The tensor of an operand that holds indices. Throws unless it is int32. */
export function toIndex(op: string, index: TensorLike): Tensor {
  const given = toTensor(op, index);
  if (given.dtype !== "int32") {
    throw new DTypeError(`${op}: indices must be int32, not ${given.dtype}; use index.cast("int32")`);
  }
  return given;
}

/** An operand that says yes or no. */
export function toMask(op: string, mask: TensorLike, near: Tensor): Tensor {
  const given = toTensor(op, mask, undefined, near);
  if (given.dtype !== "bool") {
    throw new DTypeError(`${op}: the mask must be bool, not ${given.dtype}; compare it, e.g. x.ne(0)`);
  }
  return given;
}

/** Throws for the first index that lies outside of an axis, naming it and its position. */
export function checkIndex(op: string, index: Tensor, axis: number, axisSize: number): void {
  checkPlaces(op, valuesOf(op, index), index.shape, axis, axisSize);
}

/** The same for places that are plain numbers, in row-major order of the shape that they have. */
export function checkPlaces(
  op: string,
  places: ArrayLike<number>,
  shape: Shape,
  axis: number,
  axisSize: number,
): void {
  let at = 0;
  while (at < places.length && places[at] >= 0 && places[at] < axisSize) at++;
  if (at === places.length) return;
  throw outside(op, places[at], unravel(at, shape), axis, axisSize);
}

/** The positions where a mask holds, counted in row-major order: int32 with one axis. */
export function placesOf(op: string, mask: Tensor): Tensor {
  const flat = mask.reshape([-1]);
  const [count] = valuesOf(op, flat.sum());
  // Sorting is stable, so that the places of all that hold come first, in their order.
  return flat.argsort(-1, { descending: true }).narrow(0, 0, count);
}

/** The elements where a mask of the same shape holds, in row-major order, in one axis. */
export function selected(op: string, x: Tensor, mask: Tensor): Tensor {
  return gathered(op, x.reshape([-1]), placesOf(op, mask), { axis: 0, isInside: true });
}

/** Throws if an index tensor is larger than `shape` on an axis other than `axis`. */
export function checkExtent(op: string, index: Shape, shape: Shape, axis: number): void {
  const fits = index.length === shape.length && index.every((size, i) => i === axis || size <= shape[i]);
  if (!fits) {
    throw new ShapeError(
      `${op}: index ${formatShape(index)} must have as many axes as ${formatShape(shape)}, ` +
        `and be no larger on axes other than ${axis}`,
    );
  }
}

/** The part of x that an index of this shape can reach. */
export function reached(x: Tensor, index: Shape, axis: number): Tensor {
  if (index.every((size, i) => i === axis || size === x.shape[i])) return x;
  return x.slice(index.map((size, i) => (i === axis ? null : [0, size])));
}
