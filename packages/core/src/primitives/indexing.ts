import { Layout } from "../layout.ts";
import { IndexError, outside, type Shape } from "../shape.ts";
import type { Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { launch, type Op } from "./launch.ts";
import * as primitives from "./list.ts";

/**
 * Runs a kernel that may find an index outside, in the name of an op, which kernels do not know.
 */
function named(op: string, { axis }: Picking, run: () => Tensor): Tensor {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    throw outside(op, error.index, error.position, axis, error.axisSize);
  }
}

export type { Picking } from "./list.ts";

type Picking = primitives.Picking;

/** Picks elements along an axis by an int32 tensor, in the name of an op; x and index agree on the other axes. */
export type Gather = (op: string, x: Tensor, index: Tensor, picking: Picking) => Tensor;

/** Sums updates into zeros of the given size along an axis, by an int32 tensor, in the name of an op. */
export type ScatterAdd = (
  op: string,
  updates: Tensor,
  index: Tensor,
  picking: Picking,
  axisSize: number,
) => Tensor;

/** Replaces elements along an axis by updates of the same dtype, in the name of an op; index and updates have one shape. */
export type Scatter = (op: string, x: Tensor, index: Tensor, updates: Tensor, picking: Picking) => Tensor;

/** What has been picked lies inside: kernels have checked it. */
function inside({ axis }: Picking): Picking {
  return { axis, isInside: true };
}

/** The op that picks elements. */
export function gathering(
  adjoint: (op: string, index: Tensor, picking: Picking, axisSize: number) => Pullback,
): Gather {
  const definition: Op<Picking> = {
    primitive: primitives.gather,
    gradients: [
      ([x, index], _y, picking, op) => adjoint(op, index, inside(picking), x.layout.shape[picking.axis]),
      null,
    ],
  };
  return (op, x, index, picking) =>
    named(op, picking, () => launch(definition, op, [x, index], picking, x.dtype, index.layout.dense));
}

/** The op that sums updates. */
export function scattering(adjoint: (op: string, index: Tensor, picking: Picking) => Pullback): ScatterAdd {
  const definition: Op<Picking> = {
    primitive: primitives.scatterAdd,
    gradients: [([, index], _y, picking, op) => adjoint(op, index, inside(picking)), null],
  };
  return (op, updates, index, picking, axisSize) => {
    const shape = updates.layout.shape.map((size, i) => (i === picking.axis ? axisSize : size));
    return named(op, picking, () =>
      launch(definition, op, [updates, index], picking, updates.dtype, Layout.dense(shape)),
    );
  };
}

/** The op that replaces elements. */
export function replacing(
  gradientX: (op: string, index: Tensor, picking: Picking) => Pullback,
  gradientUpdates: (op: string, shape: Shape, index: Tensor, picking: Picking) => Pullback,
): Scatter {
  const definition: Op<Picking> = {
    primitive: primitives.scatter,
    gradients: [
      ([, index], _y, picking, op) => gradientX(op, index, inside(picking)),
      null,
      ([x, index], _y, picking, op) => gradientUpdates(op, x.layout.shape, index, inside(picking)),
    ],
  };
  return (op, x, index, updates, picking) =>
    named(op, picking, () => launch(definition, op, [x, index, updates], picking, x.dtype, x.layout.dense));
}
