import { type Shape, sameShape } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { type Reduce, reduce } from "./fold.ts";
import { movement } from "./movement.ts";
import { reshaped } from "./reshape.ts";

/* Broadcasting repeats elements, and its adjoint sums over them. Each is the gradient of the other. */

const expanded = movement(
  "expand",
  ({ shape }) =>
    (dy) =>
      summedTo(dy, shape),
);

/** The sum over axes: see the public op of this name in ops/reduce/reduce.ts. */
export const sum: Reduce = reduce("sum", { empty: true, result: "numeric" }, ({ layout: { shape } }) => {
  return (dy) => inShape(dy, shape);
});

/** The sum over the axes along which a shape was repeated to that of x, in the shape before. */
export function summedTo(x: Tensor, shape: Shape): Tensor {
  const lead = x.ndim - shape.length;
  const repeated: number[] = [];
  for (let axis = 0; axis < x.ndim; axis++) {
    if (axis < lead || x.layout.shape[axis] !== shape[axis - lead]) repeated.push(axis);
  }
  return reshaped(repeated.length === 0 ? x : sum(x, repeated, { keepDims: true }), shape);
}

/** The same values in a shape to which they broadcast, recorded. If x has this shape, x itself. A view. */
export function inShape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.layout.shape, shape)) return x;
  if (x.node !== null) return expanded(x, { kind: "expand", shape });
  return new Tensor(x.buffer, x.layout.expand(shape), x.dtype, x.backend);
}
