import { aBoolean, anInteger, checkArgument, whole } from "../../arguments/check.ts";
import { found } from "../../arguments/found.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { alongside, arange, tensor, zeros } from "../../create.ts";
import { inNameOf, toNumeric } from "../../dtype.ts";
import { lending } from "../../lending.ts";
import { placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import {
  broadcastShapes,
  formatShape,
  IndexError,
  normalizeAxis,
  outside,
  ShapeError,
  unravel,
} from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkElements } from "../internal/axes.ts";
import { addedUp, gathered, gatheredSlices } from "../internal/picking.ts";
import { checkExtent, checkPlaces, reached, toIndex } from "../internal/places.ts";
import { replaced } from "../internal/replacing.ts";

/**
 * Picks one element along an axis for each position of `index`: `out[i, j] = x[index[i, j], j]` for axis 0 of a
 * matrix. The index has as many axes as x, and is no larger than x on the other axes. The result has the shape of the
 * index and the dtype of x. As PyTorch's `gather`.
 *
 * @throws IndexError if an index is negative or too large; DTypeError unless the index is int32; ShapeError if the
 * shapes do not fit, or the axis does not exist.
 * @example
 * ```ts
 * const x = tensor([[1, 2], [3, 4], [5, 6]]);
 * gather(x, tensor([[2, 0]], { dtype: "int32" }), 0); // [[5, 2]]
 * ```
 */
export function gather(x: TensorLike, index: TensorLike, axis: number): Tensor {
  const given = toTensor("gather", x);
  const places = toIndex("gather", index);
  const along = normalizeAxis("gather", axis, given.ndim);
  checkExtent("gather", places.shape, given.shape, along);
  const picking = { axis: along, isInside: false };
  return gathered("gather", reached(given, places.shape, along), places, picking);
}

/**
 * Adds each update to the element of x that its index names: `out[index[i, j], j] += updates[i, j]` for axis 0 of a
 * matrix, where `out` starts as a copy of x. An element that several indices name gets all their updates. The result
 * has the shape of x. This is the adjoint of {@link gather}. As PyTorch's `scatter_add`.
 *
 * @throws IndexError if an index is negative or too large; DTypeError unless the index is int32; ShapeError if the
 * shapes do not fit, or the axis does not exist.
 * @example
 * ```ts
 * const index = tensor([2, 0, 2], { dtype: "int32" });
 * scatterAdd(zeros([4]), index, tensor([10, 20, 30]), 0); // [20, 0, 40, 0]
 * ```
 */
export function scatterAdd(x: TensorLike, index: TensorLike, updates: TensorLike, axis: number): Tensor {
  const given = toTensor("scatterAdd", x);
  const places = toIndex("scatterAdd", index);
  const update = toTensor("scatterAdd", updates, given);
  placeOf("scatterAdd", [given, places, update]);
  // Booleans are counted: in a buffer of bool they would only be set.
  const added = inDType(update, toNumeric(update.dtype));
  const along = normalizeAxis("scatterAdd", axis, given.ndim);
  checkExtent("scatterAdd", places.shape, given.shape, along);
  checkExtent("scatterAdd", places.shape, added.shape, -1);
  const picking = { axis: along, isInside: false };
  const updated = reached(added, places.shape, -1);
  const summed = addedUp("scatterAdd", updated, places, picking, given.shape[along]);
  return given.add(summed.pad(given.shape.map((size, i) => [0, size - summed.shape[i]])));
}

/**
 * Picks elements along an axis like {@link gather}, and broadcasts the other axes. With the result of `argmax` (with
 * `keepDims`) or `argsort` as index, it gives the elements at these positions. As NumPy's `take_along_axis`.
 *
 * @throws IndexError if an index is negative or too large; DTypeError unless the index is int32; ShapeError if the
 * shapes do not fit, or the axis does not exist.
 * @example
 * ```ts
 * const x = tensor([[30, 10, 20], [1, 3, 2]]);
 * takeAlongAxis(x, x.argsort(1), 1); // [[10, 20, 30], [1, 2, 3]]
 * ```
 */
export function takeAlongAxis(x: TensorLike, index: TensorLike, axis: number): Tensor {
  const given = toTensor("takeAlongAxis", x);
  const places = toIndex("takeAlongAxis", index);
  const along = normalizeAxis("takeAlongAxis", axis, given.ndim);
  if (places.ndim !== given.ndim) {
    throw new ShapeError(
      `takeAlongAxis: index ${formatShape(places.shape)} must have as many axes as ${formatShape(given.shape)}`,
    );
  }
  const others = (x: Tensor) => x.shape.map((size, i) => (i === along ? 1 : size));
  const shape = broadcastShapes("takeAlongAxis", others(given), others(places));
  const resized = (x: Tensor) => x.expand(shape.map((size, i) => (i === along ? x.shape[i] : size)));
  return gathered("takeAlongAxis", resized(given), resized(places), { axis: along, isInside: false });
}

/**
 * Picks whole slices along an axis, in the order of a list of indices: `x.indexSelect([2, 0])` gives rows 2 and 0.
 * The size of the axis becomes the number of indices.
 *
 * @param index whole numbers, or an int32 tensor with one axis.
 * @param axis Default: 0.
 * @throws IndexError if an index is negative or too large; DTypeError unless the index is int32; ShapeError unless
 * the index has one axis, or if the axis does not exist.
 * @example
 * ```ts
 * const x = tensor([[1, 2], [3, 4], [5, 6]]);
 * indexSelect(x, [2, 0]); // [[5, 6], [1, 2]]
 * indexSelect(x, [1], 1); // [[2], [4], [6]]
 * ```
 */
export function indexSelect(x: TensorLike, index: TensorLike | readonly number[], axis = 0): Tensor {
  const given = toTensor("indexSelect", x);
  const isList = (value: TensorLike | readonly number[]): value is readonly number[] => Array.isArray(value);
  const listed = isList(index);
  const along = normalizeAxis("indexSelect", axis, given.ndim);
  if (listed) {
    for (const place of index) checkArgument("indexSelect", "an index", place, anInteger);
    checkPlaces("indexSelect", index, [index.length], along, given.shape[along]);
  }
  const places = listed
    ? alongside(given, () => tensor(index, { dtype: "int32" }))
    : toIndex("indexSelect", index);
  if (places.ndim !== 1) {
    throw new ShapeError(`indexSelect: the index must have one axis, not shape ${formatShape(places.shape)}`);
  }
  return gatheredSlices("indexSelect", given, places, { axis: along, isInside: listed });
}

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** A row that stands for padding and gets no gradient. Default: none. */
  readonly paddingIndex?: number;
}

const EMBEDDING = /* @__PURE__ */ declareOptions<EmbeddingOptions>({ paddingIndex: whole(0) });

/**
 * The row of a table for each index: `[rows, features] x [...] -> [..., features]`. The gradient of a row is the sum
 * of the gradients of all positions that took it. The row `paddingIndex` gets no gradient, as in PyTorch.
 *
 * @throws IndexError if an index or `paddingIndex` is not a row of the table; DTypeError unless the index is int32;
 * ShapeError unless the table has two axes.
 * @example
 * ```ts
 * const table = tensor([[0, 0], [1, 10], [2, 20]]);
 * embedding(table, tensor([2, 0, 2], { dtype: "int32" })); // [[2, 20], [0, 0], [2, 20]]
 * ```
 */
export function embedding(table: TensorLike, index: TensorLike, options?: EmbeddingOptions): Tensor {
  const { paddingIndex } = optionsOf("embedding", options, EMBEDDING);
  const places = toIndex("embedding", index);
  const taken = lending(table, (given) => rowsOf(given, places, paddingIndex));
  const rows = taken.reshape([...places.shape, taken.shape[1]]);
  if (paddingIndex === undefined) return rows;
  return places.eq(paddingIndex).unsqueeze(-1).where(rows.detach(), rows);
}

/** The rows of all indices, one below the other. The kernel looks at the indices. */
function rowsOf(table: TensorLike, index: Tensor, paddingIndex: number | undefined): Tensor {
  const given = toTensor("embedding", table);
  if (given.ndim !== 2) {
    throw new ShapeError(
      `embedding: the table must have shape [rows, features], not ${formatShape(given.shape)}`,
    );
  }
  if (paddingIndex !== undefined) checkPlaces("embedding", [paddingIndex], [], 0, given.shape[0]);
  try {
    return gatheredSlices("embedding", given, index.reshape([-1]), { axis: 0, isInside: false });
  } catch (error) {
    throw error instanceof IndexError
      ? outside("embedding", error.index, unravel(error.position[0], index.shape), 0, error.axisSize)
      : error;
  }
}

/**
 * A row of zeros with a single 1 for each label: `[...] -> [..., classes]`, float32.
 *
 * @param labels an int32 tensor of whole numbers from 0 to classes - 1.
 * @throws IndexError if a label is not from 0 to classes - 1; DTypeError unless the labels are int32; ShapeError
 * unless `classes` is a whole number >= 1.
 * @example oneHot(tensor([2, 0], { dtype: "int32" }), 3); // [[0, 0, 1], [1, 0, 0]]
 */
export function oneHot(labels: TensorLike, classes: number): Tensor {
  const given = toIndex("oneHot", labels);
  if (!Number.isInteger(classes) || classes < 1) {
    throw new ShapeError(`oneHot: the number of classes must be a whole number >= 1, not ${found(classes)}`);
  }
  try {
    // Not rows of an identity matrix, which would take the square of the classes.
    const rows = alongside(given, () => zeros([...given.shape, classes]));
    const places = given.unsqueeze(-1);
    const ones = toTensor("oneHot", 1, rows).expand(places.shape);
    return replaced("oneHot", rows, places, ones, { axis: given.ndim, isInside: false });
  } catch (error) {
    if (!(error instanceof IndexError)) throw inNameOf("oneHot", error);
    const at = given.eq(error.index).argmax().item();
    throw new IndexError(
      `oneHot: label ${error.index} (element ${at}) is not one of the ${classes} classes 0 to ${classes - 1}`,
      error.index,
      error.position,
      classes,
    );
  }
}

/** Options of {@link argmax} and {@link argmin}. */
export interface PlaceOptions {
  /** Whether to keep the folded axes, with size 1. Default: false. */
  readonly keepDims?: boolean;
}

const PLACE = /* @__PURE__ */ declareOptions<PlaceOptions>({ keepDims: aBoolean });

/**
 * The index of the largest element along an axis, as int32. Without an axis, it is the index in row-major order among
 * all elements. If several elements are equal, the first one counts; NaN counts as the largest. There is no gradient.
 *
 * @throws ShapeError if there are no elements, or the axis does not exist.
 * @example argmax(tensor([[1, 5, 2], [7, 0, 3]]), 1); // [1, 0]
 */
export function argmax(x: TensorLike, axis?: number, options?: PlaceOptions): Tensor {
  return extremePlace("argmax", x, axis, options, (rows, along) => rows.max(along, { keepDims: true }));
}

/**
 * The index of the smallest element along an axis, as int32. Without an axis, it is the index in row-major order
 * among all elements. If several elements are equal, the first one counts; NaN counts as the smallest. There is no
 * gradient.
 *
 * @throws ShapeError if there are no elements, or the axis does not exist.
 * @example argmin(tensor([[1, 5, 2], [7, 0, 3]]), 1); // [0, 1]
 */
export function argmin(x: TensorLike, axis?: number, options?: PlaceOptions): Tensor {
  return extremePlace("argmin", x, axis, options, (rows, along) => rows.min(along, { keepDims: true }));
}

/** Where the first NaN stands, or the first element that equals an extreme. */
function extremePlace(
  op: string,
  x: TensorLike,
  axis: number | undefined,
  options: PlaceOptions | undefined,
  extreme: (x: Tensor, axis: number) => Tensor,
): Tensor {
  const kept = optionsOf(op, options, PLACE);
  const given = toTensor(op, x).detach();
  if (axis === undefined) {
    const flat = extremePlace(op, given.reshape([-1]), 0, {}, extreme);
    return kept.keepDims ? flat.reshape(given.shape.map(() => 1)) : flat;
  }
  const along = normalizeAxis(op, axis, given.ndim);
  checkElements(op, given, along);
  const size = given.shape[along];
  const attained = given.isNaN().or(given.eq(extreme(given, along)));
  const places = alongside(given, () => arange(size)).reshape(
    given.shape.map((_, i) => (i === along ? size : 1)),
  );
  return attained.where(places, size).min(along, kept);
}
