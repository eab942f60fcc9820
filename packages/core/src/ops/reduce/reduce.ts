import { toTensor } from "../../operand.ts";
import * as broadcast from "../../primitives/broadcast.ts";
import { type Reduce, reduce } from "../../primitives/fold.ts";
import { otherAxes } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { flattenAxes } from "../internal/axes.ts";
import { exclusive, multiplied } from "../internal/recurrence.ts";

/**
 * The sum over axes, or over all of them if no axes are given; 0 for no elements. Floating elements are added
 * pairwise, so that rounding errors stay small. Integers stay integers; booleans are counted as int32.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 * @example
 * ```ts
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * sum(x); // 21
 * sum(x, 0); // [5, 7, 9]
 * sum(x, 1, { keepDims: true }); // [[6], [15]]
 * ```
 */
export const sum: Reduce = broadcast.sum;

/**
 * The product over axes, or over all of them if no axes are given; 1 for no elements. Integers stay integers;
 * booleans count as int32. The gradient of an element is the product of all elements before it times the product of
 * all elements after it. So it is correct at every order even if elements are 0.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 * @example prod(tensor([2, 3, 4])); // 24
 */
export const prod = reduce(
  "prod",
  { empty: true, result: "numeric" },
  (x, _y, axes) => (dy) => dy.mul(productOfOthers(x, axes)),
);

/** For each element, the product of all others over the axes. */
function productOfOthers(x: Tensor, axes: readonly number[]): Tensor {
  const order = [...otherAxes(axes, x.ndim), ...axes];
  const rows = flattenAxes(x, axes);
  const before = (xs: Tensor) => exclusive(multiplied, xs, 1);
  const others = before(rows).mul(before(rows.flip(-1)).flip(-1));
  return others
    .reshape(order.map((axis) => x.shape[axis]))
    .permute(order.map((_, axis) => order.indexOf(axis)));
}

/** Distributes the gradient of an extreme evenly over the elements that are equal to it. */
function toExtremes(x: Tensor, y: Tensor, axes: readonly number[]) {
  return (dy: Tensor) => {
    const attained = x.eq(y).cast(dy.dtype);
    return attained.mul(dy.div(attained.sum(axes, { keepDims: true })));
  };
}

/**
 * The largest element over axes, or over all of them if no axes are given; NaN if an element is NaN. Equal elements
 * share the gradient evenly, as in PyTorch's `amax`. Dtypes stay the same.
 *
 * @throws ShapeError if there are no elements, or an axis does not exist or is named twice.
 * @example
 * ```ts
 * const x = tensor([[1, 5, 2], [7, 0, 3]]);
 * max(x); // 7
 * max(x, 1); // [5, 7]
 * ```
 */
export const max = reduce("max", { empty: false, result: "same" }, toExtremes);

/**
 * The smallest element over axes, or over all of them if no axes are given; NaN if an element is NaN. Equal elements
 * share the gradient evenly, as in PyTorch's `amin`. Dtypes stay the same.
 *
 * @throws ShapeError if there are no elements, or an axis does not exist or is named twice.
 * @example
 * ```ts
 * const x = tensor([[1, 5, 2], [7, 0, 3]]);
 * min(x); // 0
 * min(x, 1); // [1, 0]
 * ```
 */
export const min = reduce("min", { empty: false, result: "same" }, toExtremes);

const disjunction = reduce("any", { empty: true, result: "same" }, null);
const count = reduce("sum", { empty: true, result: "numeric" }, null, "countNonzero");
const conjunction = reduce("all", { empty: true, result: "same" }, null);

/**
 * Whether any element over the axes is not 0, as bool; false for no elements. Without axes, all of them. NaN is not
 * 0.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 * @example
 * ```ts
 * const x = tensor([[false, true], [false, false]]);
 * any(x); // true
 * any(x, 1); // [true, false]
 * ```
 */
export const any: Reduce = (x, axes, options) => disjunction(toTensor("any", x).cast("bool"), axes, options);

/**
 * Whether no element over the axes is 0, as bool; true for no elements. Without axes, all of them. NaN is not 0.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 * @example
 * ```ts
 * const x = tensor([[true, true], [true, false]]);
 * all(x); // false
 * all(x, 1); // [true, false]
 * ```
 */
export const all: Reduce = (x, axes, options) => conjunction(toTensor("all", x).cast("bool"), axes, options);

/**
 * The number of elements over the axes that are not 0, as int32. Without axes, all of them. NaN is not 0.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 * @example
 * ```ts
 * countNonzero(tensor([[0, 3], [0, 0]])); // 1
 * countNonzero(tensor([[0, 3], [0, 0]]), 1); // [1, 0]
 * ```
 */
export const countNonzero: Reduce = (x, axes, options) =>
  count(toTensor("countNonzero", x).cast("bool"), axes, options);
