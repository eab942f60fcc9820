import { alongside, arange, zeros } from "../../create.ts";
import { promote } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { type Picking, replacing, type Scatter } from "../../primitives/indexing.ts";
import { normalizeAxis, type Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { gathered } from "../internal/picking.ts";
import { checkExtent, reached, toIndex } from "../internal/places.ts";

const replaced: Scatter = replacing(
  (op, index, picking) => (dy) => replaced(op, dy, index, inDType(index.mul(0), dy.dtype), picking),
  (op, shape, index, picking) => (dy) =>
    stays(op, shape, index, picking).where(gathered(op, dy, index, picking), 0),
);

/** Whether each update is the last one for its element: the one that stays. */
function stays(op: string, shape: Shape, index: Tensor, picking: Picking): Tensor {
  const { axis } = picking;
  const order = alongside(index, () => arange(index.shape[axis]))
    .reshape(index.shape.map((_, i) => (i === axis ? -1 : 1)))
    .expand(index.shape);
  const places = alongside(index, () => zeros(shape, { dtype: order.dtype }));
  const last = replaced(op, places, index, order, picking);
  return gathered(op, last, index, picking).eq(order);
}

/**
 * Replaces the elements of x that the indices name: `out[index[i, j], j] = updates[i, j]` for axis 0 of a matrix,
 * where `out` starts as a copy of x. Updates are a tensor or one number. If an element is named twice, the last
 * update stays, and only this one has a gradient (PyTorch leaves both undefined). Dtypes are promoted. The result has
 * the shape of x.
 *
 * @throws IndexError if an index is negative or too large; DTypeError unless the index is int32; ShapeError if the
 * shapes do not fit, or the axis does not exist.
 */
export function scatter(x: TensorLike, index: TensorLike, updates: TensorLike, axis: number): Tensor {
  const given = toTensor("scatter", x);
  const places = toIndex("scatter", index);
  const update = toTensor("scatter", updates, given);
  const dtype = promote(given.dtype, update.dtype);
  const along = normalizeAxis("scatter", axis, given.ndim);
  checkExtent("scatter", places.shape, given.shape, along);
  const replacements = update.ndim === 0 ? update.expand(places.shape) : update;
  checkExtent("scatter", places.shape, replacements.shape, -1);
  const updated = inDType(reached(replacements, places.shape, -1), dtype);
  const picking = { axis: along, isInside: false };
  return replaced("scatter", inDType(given, dtype), places, updated, picking);
}
