import {
  type Gather,
  gathering,
  type Picking,
  type ScatterAdd,
  scattering,
} from "../../primitives/indexing.ts";
import { IndexError, outside } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/* Picking elements by their places and adding up at them, in the name of an op: each is the other's adjoint. */

export const gathered: Gather = gathering(
  (op, index, picking, axisSize) => (dy) => addedUp(op, dy, index, picking, axisSize),
);

export const addedUp: ScatterAdd = scattering(
  (op, index, picking) => (dy) => gathered(op, dy, index, picking),
);

/** Whole slices along an axis, by an index of one axis. */
export function gatheredSlices(op: string, x: Tensor, index: Tensor, picking: Picking): Tensor {
  const { axis } = picking;
  const shape = x.shape.map((size, i) => (i === axis ? index.size : size));
  const aligned = index.reshape(shape.map((_, i) => (i === axis ? -1 : 1)));
  try {
    return gathered(op, x, aligned.expand(shape), picking);
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    // The position in the index, not in the expanded one.
    throw outside(op, error.index, [error.position[axis]], axis, error.axisSize);
  }
}
