import { promote } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { normalizeAxis } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkExtent, reached, toIndex } from "../internal/places.ts";
import { replaced } from "../internal/replacing.ts";

/**
 * Replaces the elements of x that the indices name: `out[index[i, j], j] = updates[i, j]` for axis 0 of a matrix,
 * where `out` starts as a copy of x. Updates are a tensor or one number. If an element is named twice, the last
 * update stays, and only this one has a gradient (PyTorch leaves both undefined). Dtypes are promoted. The result has
 * the shape of x.
 *
 * @throws IndexError if an index is negative or too large; DTypeError unless the index is int32; ShapeError if the
 * shapes do not fit, or the axis does not exist.
 * @example
 * ```ts
 * const index = tensor([2, 0], { dtype: "int32" });
 * scatter(zeros([4]), index, tensor([10, 20]), 0); // [20, 0, 10, 0]
 * ```
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
