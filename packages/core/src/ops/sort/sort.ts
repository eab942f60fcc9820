import { aBoolean, oneOf } from "../../arguments/check.ts";
import { found } from "../../arguments/found.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { comparedIn } from "../../dtype.ts";
import { placeOf, type TensorLike, toComparable, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { ordering } from "../../primitives/fold.ts";
import { formatShape, normalizeAxis, ShapeError, sameShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { alongLast } from "../internal/axes.ts";
import { addedUp, gathered } from "../internal/picking.ts";
import { selected } from "../internal/places.ts";
import { concat } from "../shape/join.ts";

/*
 * One kernel computes the positions of elements in sorted order; everything else here gathers by these positions.
 * Sorting is stable: equal elements keep their order, in both directions. NaN counts as the largest, as in PyTorch
 * and NumPy.
 */

/** Options of {@link sort} and {@link argsort}. */
export interface SortOptions {
  /** Whether to sort from the largest to the smallest. Default: false. */
  readonly descending?: boolean;
}

const SORT = /* @__PURE__ */ declareOptions<SortOptions>({ descending: aBoolean });

/** Options of {@link topk}. */
export interface TopKOptions {
  /** Whether to take the largest elements, or the smallest. Default: true. */
  readonly largest?: boolean;
}

const TOP_K = /* @__PURE__ */ declareOptions<TopKOptions>({ largest: aBoolean });

/** What {@link sort} and {@link topk} give. */
export interface Sorted {
  /** The elements in order, in the dtype of x. */
  readonly values: Tensor;
  /** The positions of these elements along the axis of x, as int32. */
  readonly indices: Tensor;
}

const ascending = ordering("argsort");

/**
 * The positions of the elements along an axis in sorted order, as int32: `x.gather(x.argsort(), -1)` is sorted. The
 * order is stable in both directions; NaN counts as the largest. There is no gradient.
 *
 * @param axis Default: -1, the last axis.
 * @throws ShapeError if the axis does not exist.
 * @example argsort(tensor([30, 10, 20])); // [1, 2, 0]
 */
export function argsort(x: TensorLike, axis = -1, options?: SortOptions): Tensor {
  const { descending = false } = optionsOf("argsort", options, SORT);
  return alongLast("argsort", toTensor("argsort", x), axis, (rows) => ascending(rows, descending));
}

/**
 * The elements in sorted order along an axis, and their positions in x. The order is stable in both directions; NaN
 * counts as the largest. Each gradient goes to the element that it belongs to.
 *
 * @param axis Default: -1, the last axis.
 * @throws ShapeError if the axis does not exist.
 * @example
 * ```ts
 * const { values, indices } = sort(tensor([30, 10, 20]));
 * values; // [10, 20, 30]
 * indices; // [1, 2, 0]
 * ```
 */
export function sort(x: TensorLike, axis = -1, options?: SortOptions): Sorted {
  return sorted("sort", toTensor("sort", x), axis, optionsOf("sort", options, SORT));
}

function sorted(op: string, x: Tensor, axis: number, options?: SortOptions): Sorted {
  const along = normalizeAxis(op, axis, x.ndim);
  const indices = x.argsort(along, options);
  return { values: gathered(op, x, indices, { axis: along, isInside: true }), indices };
}

/**
 * The k largest elements along an axis in descending order, and their positions; or the k smallest, in ascending
 * order. Of equal elements, the first ones are taken (PyTorch leaves that undefined). NaN counts as the largest.
 * Gradients go to the elements that are taken.
 *
 * @param axis Default: -1, the last axis.
 * @throws ShapeError if the axis does not exist, or k is not a whole number from 0 to its size.
 * @example
 * ```ts
 * const { values, indices } = topk(tensor([10, 40, 20, 30]), 2);
 * values; // [40, 30]
 * indices; // [1, 3]
 * ```
 */
export function topk(x: TensorLike, k: number, axis = -1, options?: TopKOptions): Sorted {
  const { largest = true } = optionsOf("topk", options, TOP_K);
  const given = toTensor("topk", x);
  const along = normalizeAxis("topk", axis, given.ndim);
  if (!Number.isInteger(k) || k < 0 || k > given.shape[along]) {
    throw new ShapeError(
      `topk: k must be a whole number from 0 to the ${given.shape[along]} elements along axis ${along} of shape ` +
        `${formatShape(given.shape)}, not ${found(k)}`,
    );
  }
  const indices = given.argsort(along, { descending: largest }).narrow(along, 0, k);
  return { values: gathered("topk", given, indices, { axis: along, isInside: true }), indices };
}

/** Options of {@link searchSorted}. */
export interface SearchOptions {
  /**
   * Where to insert a value if the row has equal elements: before them (`left`) or after them (`right`). Default:
   * `left`.
   */
  readonly side?: "left" | "right";
}

const SEARCH = /* @__PURE__ */ declareOptions<SearchOptions>({ side: oneOf("left", "right") });

/**
 * The positions at which values must be inserted to keep rows sorted, as int32, in the shape of `values`. For each
 * value it is the number of elements of its row that are smaller (`left`), or not larger (`right`). NaN counts as the
 * largest. There is no gradient.
 *
 * @param rows ascending rows along the last axis. It is not checked that they are sorted.
 * @param values have the same leading axes as the rows. For a single row `[n]`, they may have any shape.
 * @throws ShapeError if the leading axes differ, or the rows are a scalar.
 * @example
 * ```ts
 * searchSorted(tensor([1, 3, 5]), tensor([0, 3, 4])); // [0, 1, 2]
 * searchSorted(tensor([1, 3, 5]), tensor([0, 3, 4]), { side: "right" }); // [0, 2, 2]
 * ```
 */
export function searchSorted(rows: TensorLike, values: TensorLike, options?: SearchOptions): Tensor {
  const { side = "left" } = optionsOf("searchSorted", options, SEARCH);
  const given = toTensor("searchSorted", rows);
  const wanted = toComparable("searchSorted", values, given);
  placeOf("searchSorted", [given, wanted]);
  if (given.ndim === 0)
    throw new ShapeError(
      "searchSorted: the rows must have at least one axis, but this is a scalar; use x.reshape([1])",
    );
  if (given.ndim === 1) return searchRows(given, wanted.reshape([-1]), side).reshape(wanted.shape);
  if (!sameShape(given.shape.slice(0, -1), wanted.shape.slice(0, -1)) || wanted.ndim === 0) {
    throw new ShapeError(
      `searchSorted: rows ${formatShape(given.shape)} and values ${formatShape(wanted.shape)} must have the same ` +
        "leading axes, or there must be a single row",
    );
  }
  return searchRows(given, wanted, side);
}

/** Sorts rows and values together. A value comes after as many elements as are smaller. */
function searchRows(rows: Tensor, values: Tensor, side: "left" | "right"): Tensor {
  const dtype = comparedIn(rows.dtype, values.dtype);
  const both = [rows.detach(), values.detach()].map((x) => inDType(x, dtype));
  // Sorting is stable, so the order of concatenation decides between equal elements.
  const order = concat(side === "left" ? both.reverse() : both, -1).argsort();
  const count = values.shape[values.ndim - 1];
  const size = rows.shape[rows.ndim - 1];
  const isElement = side === "left" ? order.ge(count) : order.lt(size);
  // Back from the order to the places in the list.
  const counted = isElement.cumsum();
  const smaller = gathered("searchSorted", counted, order.argsort(), {
    axis: counted.ndim - 1,
    isInside: true,
  });
  return smaller.narrow(-1, side === "left" ? 0 : size, count);
}

/** What {@link unique} gives. */
export interface Unique {
  /** Each value once, in ascending order: `[count]`, in the dtype of x. */
  readonly values: Tensor;
  /** For each element of x, the position of its value in `values`: int32, in the shape of x. */
  readonly inverse: Tensor;
  /** The number of times each value occurs: int32 `[count]`. */
  readonly counts: Tensor;
}

/**
 * The distinct values of x in ascending order, how often each occurs, and the positions that restore x:
 * `values.slice([inverse])`. The number of values depends on x. A NaN does not equal any value, so each NaN counts as
 * a value of its own, as in PyTorch. The gradient of a value goes to the first element that has it.
 *
 * @example
 * ```ts
 * const { values, inverse, counts } = unique(tensor([3, 1, 3]));
 * values; // [1, 3]
 * inverse; // [1, 0, 1]
 * counts; // [1, 2]
 * ```
 */
export function unique(x: TensorLike): Unique {
  const given = toTensor("unique", x);
  const { values, indices } = sorted("unique", given.reshape([-1]), 0);
  const constant = values.detach();
  const differs = constant.narrow(0, 0, Math.max(0, given.size - 1)).ne(constant.slice([[1]]));
  const first = differs.pad([[Math.min(1, given.size), 0]], 1);
  const rank = first.cumsum().sub(1);
  const found = selected("unique", values, first);
  const picking = { axis: 0, isInside: true };
  const counts = addedUp("unique", rank.mul(0).add(1), rank, picking, found.size);
  const inverse = gathered("unique", rank, indices.argsort(), picking);
  return { values: found, inverse: inverse.reshape(given.shape), counts };
}
