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
 * One kernel puts the places of elements in order; everything else here gathers by them. Sorting is stable: of equals
 * the one that stands first comes first, in both directions. NaN counts as the largest, as in PyTorch and NumPy.
 */

export interface SortOptions {
  /** From the largest down; false unless said otherwise. */
  readonly descending?: boolean;
}

export interface TopKOptions {
  /** Whether the largest are wanted, or the smallest; true unless said otherwise. */
  readonly largest?: boolean;
}

export interface Sorted {
  readonly values: Tensor;
  /** Where the values stood along the axis: int32. */
  readonly indices: Tensor;
}

const ascending = ordering("argsort");

/**
 * Where the elements stand along an axis, the last unless another is named, in order: int32. `x.gather(x.argsort(), -1)`
 * is sorted. Stable in both directions; NaN counts as the largest. No gradient.
 *
 * @throws ShapeError if there is no such axis.
 */
export function argsort(x: TensorLike, axis = -1, { descending = false }: SortOptions = {}): Tensor {
  return alongLast("argsort", toTensor("argsort", x), axis, (rows) => ascending(rows, descending));
}

/**
 * The elements in order along an axis, the last unless another is named, and where they stood. Stable in both directions;
 * NaN counts as the largest. Each gradient goes to the place its element came from.
 *
 * @throws ShapeError if there is no such axis.
 */
export function sort(x: TensorLike, axis = -1, options?: SortOptions): Sorted {
  return sorted("sort", toTensor("sort", x), axis, options);
}

function sorted(op: string, x: Tensor, axis: number, options?: SortOptions): Sorted {
  const along = normalizeAxis(op, axis, x.ndim);
  const indices = x.argsort(along, options);
  return { values: gathered(op, x, indices, { axis: along, isInside: true }), indices };
}

/**
 * The k largest elements along an axis, from the largest down, and where they stand; or the k smallest, from the smallest
 * up. Of equals the ones that stand first are taken (PyTorch leaves that open); NaN counts as the largest. Gradients go
 * to the elements taken.
 *
 * @throws ShapeError if there is no such axis, or k is more than it has.
 */
export function topk(x: TensorLike, k: number, axis = -1, { largest = true }: TopKOptions = {}): Sorted {
  const given = toTensor("topk", x);
  const along = normalizeAxis("topk", axis, given.ndim);
  if (!Number.isInteger(k) || k < 0 || k > given.shape[along]) {
    throw new ShapeError(
      `topk: k must be a whole number from 0 to the ${given.shape[along]} elements along axis ${along} of shape ` +
        `${formatShape(given.shape)}, not ${k}`,
    );
  }
  const indices = given.argsort(along, { descending: largest }).narrow(along, 0, k);
  return { values: gathered("topk", given, indices, { axis: along, isInside: true }), indices };
}

export interface SearchOptions {
  /** `left`: before elements that are equal; `right`: after them. `left` unless said otherwise. */
  readonly side?: "left" | "right";
}

/**
 * Where values would have to be put in to keep rows sorted, int32: for each the number of elements of its row that are
 * smaller (`left`), or not larger (`right`). Rows, ascending, lie along the last axis; `values` has the same leading axes,
 * or any shape beside one row. NaN counts as the largest. No gradient. That rows are sorted is not checked.
 *
 * @throws ShapeError if leading axes differ, or the rows are a scalar.
 */
export function searchSorted(
  rows: TensorLike,
  values: TensorLike,
  { side = "left" }: SearchOptions = {},
): Tensor {
  const given = toTensor("searchSorted", rows);
  const wanted = toComparable("searchSorted", values, given);
  placeOf("searchSorted", [given, wanted]);
  if (given.ndim === 0)
    throw new ShapeError("searchSorted: a scalar is no row of elements; use x.reshape([1])");
  if (given.ndim === 1) return searchRows(given, wanted.reshape([-1]), side).reshape(wanted.shape);
  if (!sameShape(given.shape.slice(0, -1), wanted.shape.slice(0, -1)) || wanted.ndim === 0) {
    throw new ShapeError(
      `searchSorted: rows ${formatShape(given.shape)} and values ${formatShape(wanted.shape)} must have the same ` +
        "leading axes, or the rows be one",
    );
  }
  return searchRows(given, wanted, side);
}

/** Both are sorted together: what is sought stands after as many elements as are smaller. */
function searchRows(rows: Tensor, values: Tensor, side: "left" | "right"): Tensor {
  const dtype = comparedIn(rows.dtype, values.dtype);
  const both = [rows.detach(), values.detach()].map((x) => inDType(x, dtype));
  // Sorting is stable, so that the order here decides between equals.
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

export interface Unique {
  /** Each value once, ascending: one axis. */
  readonly values: Tensor;
  /** For each element of x the place of its value in `values`: int32, of the shape of x. */
  readonly inverse: Tensor;
  /** How often each value occurs: int32. */
  readonly counts: Tensor;
}

/**
 * The values that x has, each once and in ascending order, and how to have x back: `values.slice([inverse])`. How many
 * there are depends on the values. A NaN equals none, as in PyTorch, so each is a value of its own. The gradient of a
 * value goes to the first element that has it.
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
