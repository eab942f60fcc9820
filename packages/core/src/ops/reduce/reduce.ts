import { toTensor } from "../../operand.ts";
import * as broadcast from "../../primitives/broadcast.ts";
import { type Reduce, reduce } from "../../primitives/fold.ts";
import { otherAxes } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { flattenAxes } from "../internal/axes.ts";
import { exclusiveProduct } from "../internal/recurrence.ts";

/** The sum over axes, pairwise; 0 for no elements. Booleans are counted. */
export const sum: Reduce = broadcast.sum;

/**
 * The product over axes; 1 for no elements. Booleans count as int32. The gradient of an element is the product of the
 * others, those before it times those after it, so that zeros do no harm at any order.
 */
export const prod = reduce(
  "prod",
  { empty: true, result: "numeric" },
  (x, _y, axes) => (dy) => dy.mul(productOfOthers(x, axes)),
);

/** For each element the product of all others over the axes. */
function productOfOthers(x: Tensor, axes: readonly number[]): Tensor {
  const order = [...otherAxes(axes, x.ndim), ...axes];
  const rows = flattenAxes(x, axes);
  const others = exclusiveProduct(rows).mul(exclusiveProduct(rows.flip(-1)).flip(-1));
  return others
    .reshape(order.map((axis) => x.shape[axis]))
    .permute(order.map((_, axis) => order.indexOf(axis)));
}

/** Spreads the gradient of an extreme evenly over the elements that attain it. */
function toExtremes(x: Tensor, y: Tensor, axes: readonly number[]) {
  return (dy: Tensor) => {
    const attained = x.eq(y).cast(dy.dtype);
    return dy.mul(attained.div(attained.sum(axes, { keepDims: true })));
  };
}

/**
 * The largest element over axes; NaN if one is. Ties share the gradient evenly, as PyTorch's `amax`.
 *
 * @throws ShapeError if there are no elements.
 */
export const max = reduce("max", { empty: false, result: "same" }, toExtremes);

/**
 * The smallest element over axes; NaN if one is. Ties share the gradient evenly, as PyTorch's `amin`.
 *
 * @throws ShapeError if there are no elements.
 */
export const min = reduce("min", { empty: false, result: "same" }, toExtremes);

const disjunction = reduce("any", { empty: true, result: "same" }, null);
const conjunction = reduce("all", { empty: true, result: "same" }, null);

/** Whether any element over the axes is other than 0 (NaN is): bool; false for no elements. */
export const any: Reduce = (x, axes, options) => disjunction(toTensor("any", x).cast("bool"), axes, options);

/** Whether all elements over the axes are other than 0 (NaN is): bool; true for no elements. */
export const all: Reduce = (x, axes, options) => conjunction(toTensor("all", x).cast("bool"), axes, options);

/** How many elements over the axes are other than 0 (NaN is): int32. */
export const countNonzero: Reduce = (x, axes, options) =>
  toTensor("countNonzero", x).cast("bool").sum(axes, options);
