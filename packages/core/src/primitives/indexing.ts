import { Layout } from "../layout.ts";
import type { Shape } from "../shape.ts";
import type { Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { launch, type Op } from "./launch.ts";
import * as primitives from "./list.ts";

/**
 * Makes the op that picks elements along an axis by an int32 tensor. x and the index have the same sizes on the other
 * axes.
 */
export function gathering(
  name: string,
  adjoint: (index: Tensor, axis: number, axisSize: number) => Pullback,
): (x: Tensor, index: Tensor, axis: number) => Tensor {
  const op: Op<number> = {
    primitive: primitives.gather,
    gradients: [([x, index], _y, axis) => adjoint(index, axis, x.shape[axis]), null],
  };
  return (x, index, axis) => launch(op, name, [x, index], axis, x.dtype, Layout.dense(index.shape));
}

/** Makes the op that adds updates to zeros, which have the given size along an axis, by an int32 tensor. */
export function scattering(
  name: string,
  adjoint: (index: Tensor, axis: number) => Pullback,
): (updates: Tensor, index: Tensor, axis: number, axisSize: number) => Tensor {
  const op: Op<number> = {
    primitive: primitives.scatterAdd,
    gradients: [([, index], _y, axis) => adjoint(index, axis), null],
  };
  return (updates, index, axis, axisSize) => {
    const shape = updates.shape.map((size, i) => (i === axis ? axisSize : size));
    return launch(op, name, [updates, index], axis, updates.dtype, Layout.dense(shape));
  };
}

/**
 * Makes the op that replaces elements along an axis by updates of the same dtype. Index and updates have the same
 * shape.
 */
export function replacing(
  name: string,
  gradientX: (index: Tensor, axis: number) => Pullback,
  gradientUpdates: (shape: Shape, index: Tensor, axis: number) => Pullback,
): (x: Tensor, index: Tensor, updates: Tensor, axis: number) => Tensor {
  const op: Op<number> = {
    primitive: primitives.scatter,
    gradients: [
      ([, index], _y, axis) => gradientX(index, axis),
      null,
      ([x, index], _y, axis) => gradientUpdates(x.shape, index, axis),
    ],
  };
  return (x, index, updates, axis) => launch(op, name, [x, index, updates], axis, x.dtype, x.layout.dense);
}
