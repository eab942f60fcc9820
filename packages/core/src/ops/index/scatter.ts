import { alongside, arange, zeros } from "../../create.ts";
import { promote } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { replacing } from "../../primitives/indexing.ts";
import { normalizeAxis, type Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkExtent, reached, toIndex } from "../internal/places.ts";

const replaced: (x: Tensor, index: Tensor, updates: Tensor, axis: number) => Tensor = replacing(
  "scatter",
  (index, axis) => (dy) => replaced(dy, index, inDType(index.mul(0), dy.dtype), axis),
  (shape, index, axis) => (dy) => stays(shape, index, axis).where(dy.gather(index, axis), 0),
);

/** For each update, whether it is the last one for its element. Only the last update stays. */
function stays(shape: Shape, index: Tensor, axis: number): Tensor {
  const order = alongside(index, () => arange(index.shape[axis]))
    .reshape(index.shape.map((_, i) => (i === axis ? -1 : 1)))
    .expand(index.shape);
  const last = replaced(
    alongside(index, () => zeros(shape, { dtype: order.dtype })),
    index,
    order,
    axis,
  );
  return last.gather(index, axis).eq(order);
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
  return replaced(
    inDType(given, dtype),
    places,
    inDType(reached(replacements, places.shape, -1), dtype),
    along,
  );
}
