import type { Backend } from "../backend.ts";
import type { Shape } from "../shape.ts";
import type { Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { launch } from "./launch.ts";

/** The op that picks elements along an axis by an int32 tensor; x and index agree on the other axes. */
export function gathering(
  name: string,
  adjoint: (index: Tensor, axis: number, axisSize: number) => Pullback,
): (x: Tensor, index: Tensor, axis: number) => Tensor {
  return (x, index, axis) => {
    const run = (backend: Backend, out: Tensor) => backend.gather(x, index, axis, out);
    return launch(name, [x, index], index.shape, x.dtype, run, [
      () => adjoint(index, axis, x.shape[axis]),
      null,
    ]);
  };
}

/** The op that sums updates into zeros of the given size along an axis, by an int32 tensor. */
export function scattering(
  name: string,
  adjoint: (index: Tensor, axis: number) => Pullback,
): (updates: Tensor, index: Tensor, axis: number, axisSize: number) => Tensor {
  return (updates, index, axis, axisSize) => {
    const shape = updates.shape.map((size, i) => (i === axis ? axisSize : size));
    const run = (backend: Backend, out: Tensor) => backend.scatterAdd(updates, index, axis, out);
    return launch(name, [updates, index], shape, updates.dtype, run, [() => adjoint(index, axis), null]);
  };
}

/** The op that replaces elements along an axis by updates of the same dtype; index and updates have one shape. */
export function replacing(
  name: string,
  gradientX: (index: Tensor, axis: number) => Pullback,
  gradientUpdates: (shape: Shape, index: Tensor, axis: number) => Pullback,
): (x: Tensor, index: Tensor, updates: Tensor, axis: number) => Tensor {
  return (x, index, updates, axis) => {
    const run = (backend: Backend, out: Tensor) => {
      backend.copy(x, out);
      backend.scatter(updates, index, axis, out);
    };
    return launch(name, [x, index, updates], x.shape, x.dtype, run, [
      () => gradientX(index, axis),
      null,
      () => gradientUpdates(x.shape, index, axis),
    ]);
  };
}
