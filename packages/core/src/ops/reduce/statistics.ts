import { aFinite, aNumber, checkArgument, listOf, numeric } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { alongside, ones } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { REDUCTION, type Reduce, type ReduceOptions } from "../../primitives/fold.ts";
import { type Axes, formatShape, normalizeAxes, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { across } from "../internal/across.ts";
import { checkElements, countOver, flattenAxes, restoreAxes } from "../internal/axes.ts";
import { derived } from "../internal/derived.ts";
import { stack } from "../shape/join.ts";

/* Statistics over axes, or over all of them if no axes are given. */

/** Options of `var` and `std`. */
export interface VarianceOptions extends ReduceOptions {
  /**
   * The sum of squares is divided by n - correction, where n is the number of elements. Use 0 for the variance of a
   * whole population. Default: 1.
   */
  readonly correction?: number;
}

const VARIANCE = /* @__PURE__ */ declareOptions<VarianceOptions>({
  ...REDUCTION.checks,
  correction: aFinite,
});

/**
 * The variance over axes, or over all of them if no axes are given: Σ (x - mean)² / (n - correction). It is computed
 * in two passes, so that a large mean costs no digits. It is NaN if there are no elements, or one element with a
 * correction of 1. Integers give float32.
 *
 * `var` is a reserved word in JavaScript, so an import must rename it: `import { var as variance }`.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 * @example
 * ```ts
 * import { tensor, var as variance } from "@gradiente/core";
 *
 * variance(tensor([1, 3])); // 2
 * variance(tensor([1, 3]), 0, { correction: 0 }); // 1
 * ```
 */
function variance(x: TensorLike, axes?: Axes, options?: VarianceOptions): Tensor {
  const { correction = 1, keepDims = false } = optionsOf("var", options, VARIANCE);
  const { centred, degrees } = centredOf("var", x, axes, correction);
  return centred.square().sum(axes, { keepDims }).div(degrees);
}

export { variance as var };

/** The distances from the mean, and what their squares are divided by. */
function centredOf(op: string, x: TensorLike, axes: Axes | undefined, correction: number) {
  const given = toFloating(op, x);
  const degrees = Math.max(0, countOver(op, given, axes) - correction);
  return { centred: given.sub(given.mean(axes, { keepDims: true })), degrees };
}

/**
 * The standard deviation over axes, √ of the variance: see `var`. Where it is 0, so is the derivative, as PyTorch's. The
 * second ones do not exist there, nor do those of what is made of it, such as its square: NaN; take `var` for that.
 *
 * @example
 * ```ts
 * std(tensor([1, 3])); // 1.4142
 * std(tensor([1, 3]), 0, { correction: 0 }); // 1
 * ```
 */
export function std(x: TensorLike, axes?: Axes, options?: VarianceOptions): Tensor {
  const { correction = 1, keepDims = false } = optionsOf("std", options, VARIANCE);
  const { centred, degrees } = centredOf("std", x, axes, correction);
  const folded = normalizeAxes("std", axes, centred.ndim);
  const deviation = derived(
    "std",
    // Squares of distances could overflow, or underflow, where their root is neither.
    (distances: Tensor) => normOf(distances, 2, folded).div(Math.sqrt(degrees)),
    (_y, distances) => (dy) => {
      const length = distances.norm(2, folded, { keepDims: true });
      return dy.mul(directionOf(distances, length, 2, folded).div(Math.sqrt(degrees)));
    },
  );
  const result = deviation(centred);
  return keepDims ? result : result.squeeze(folded);
}

/**
 * The norm of order p of the vectors along axes, (Σ |x|ᵖ)^(1/p). Order Infinity is the
 * largest |x|, -Infinity the smallest, 0 counts what is not 0. Large and small elements do not overflow. The derivative
 * is 0 where the norm is 0, and by elements that are 0 (order 2 aside), as PyTorch's. Where the norm is 0, second
 * derivatives do not exist, nor do those of what is made of it, such as its square: NaN; take `x.square().sum()` for that.
 * By elements that are 0 they are infinite for orders below 2. Orders 1 and ±Infinity are straight between their kinks:
 * their second derivatives are 0.
 *
 * @param order Default: 2, the Euclidean norm.
 * @throws ShapeError if the order is ±Infinity and there are no elements, or if an axis does not exist or is named
 * twice; RangeError if the order is NaN.
 * @example
 * ```ts
 * norm(tensor([3, -4])); // 5
 * norm(tensor([3, -4]), 1); // 7
 * norm(tensor([[3, -4], [6, 8]]), 2, 1); // [5, 10]
 * ```
 */
export function norm(x: TensorLike, order = 2, axes?: Axes, options?: ReduceOptions): Tensor {
  const kept = optionsOf("norm", options, REDUCTION);
  const given = toFloating("norm", x);
  checkArgument("norm", "the order", order, aNumber);
  const folded = normalizeAxes("norm", axes, given.ndim);
  if (Number.isNaN(order)) throw new RangeError("norm: the order must be a number or ±Infinity, not NaN");
  const size = given.abs();
  if (order === Number.POSITIVE_INFINITY || order === Number.NEGATIVE_INFINITY) {
    if (countOver("norm", given, folded) === 0) {
      throw new ShapeError(
        `norm: order ${order} needs elements along axes [${folded.join(", ")}] of shape ${formatShape(given.shape)}`,
      );
    }
    return order > 0 ? size.max(folded, kept) : size.min(folded, kept);
  }
  if (order === 0) return given.ne(0).cast(given.dtype).sum(folded, kept);
  if (order === 1) return size.sum(folded, kept);
  const result = lengthOf(given, order, folded);
  return kept.keepDims ? result : result.squeeze(folded);
}

/** The norm of an order that is finite and neither 0 nor 1, with its axes kept. */
function lengthOf(x: Tensor, order: number, axes: readonly number[]): Tensor {
  const length = derived(
    "norm",
    (given: Tensor) => (order > 0 ? normOf(given, order, axes) : inverseNormOf(given, order, axes)),
    (y, given) => (dy) => dy.mul(directionOf(given, y, order, axes)),
  );
  return length(x);
}

/** The gradient of the norm, sign(x) (|x| / n)^(p - 1), and 0 where the norm n is 0 or, p = 2 aside, an element is. */
function directionOf(x: Tensor, norm: Tensor, order: number, axes: readonly number[]): Tensor {
  const direction = derived(
    "norm",
    (given: Tensor, length: Tensor) => {
      const part = given.div(length.eq(0).where(1, length));
      if (order === 2) return part;
      const none = given.eq(0).or(length.eq(0));
      return none.where(0, part.sign().mul(none.where(1, part.abs()).pow(order - 1)));
    },
    (y, given, length) => (dy) => {
      // Where the norm is 0, it has no second derivatives.
      const there = length.eq(0).where(Number.NaN, length);
      const part = given.div(there);
      const change =
        order === 2
          ? dy
          : part
              .abs()
              .pow(order - 2)
              .weighted(dy);
      return across(change, y, part, axes)
        .mul(order - 1)
        .div(there);
    },
  );
  return direction(x, norm);
}

/** A norm is homogeneous: as long as the scale is the same on both sides it may be any. */
function normOf(x: Tensor, order: number, axes: readonly number[]): Tensor {
  const scale = scaleOf(x, (size) => size.max(axes, { keepDims: true }));
  const scaled = x.div(scale);
  const powers = order === 2 ? scaled.square() : scaled.abs().pow(order);
  const total = powers.sum(axes, { keepDims: true });
  return (order === 2 ? total.sqrt() : total.pow(1 / order)).mul(scale);
}

/** For an order < 0: 0 beside a 0, which outweighs all others. */
function inverseNormOf(x: Tensor, order: number, axes: readonly number[]): Tensor {
  const vanishing = x.eq(0).any(axes, { keepDims: true });
  const rest = vanishing.where(1, x);
  const scale = scaleOf(rest, (size) => size.min(axes, { keepDims: true }));
  const total = rest.div(scale).abs().pow(order).sum(axes, { keepDims: true });
  return vanishing.where(0, total.pow(1 / order).mul(scale));
}

/** An extreme of |x| that is safe to divide by: 1 where it is 0, infinite or NaN, or there is none. */
function scaleOf(x: Tensor, extreme: (size: Tensor) => Tensor): Tensor {
  if (x.size === 0) return alongside(x, () => ones([], { dtype: x.dtype }));
  const found = extreme(x.abs());
  return found.gt(0).and(found.isFinite()).where(found, 1);
}

/** The elements over axes in ascending order along the last axis. If an element is NaN, all are NaN. */
function ordered(op: string, x: Tensor, axes: Axes | undefined): { axes: readonly number[]; sorted: Tensor } {
  checkElements(op, x, axes);
  const folded = normalizeAxes(op, axes, x.ndim);
  const { values } = flattenAxes(x, folded).sort(-1);
  const last = values.narrow(-1, -1, 1);
  return { axes: folded, sorted: last.isNaN().where(last, values) };
}

/**
 * The median over axes, or over all of them if no axes are given: the middle element in ascending order. For an even
 * number of elements it is the lower of the two middle ones, as in PyTorch; `quantile(x, 0.5)` is the mean of these
 * two. It is NaN if an element is NaN. Dtypes stay the same. If elements are equal, one of them gets the gradient.
 *
 * @throws ShapeError if there are no elements, or an axis does not exist or is named twice.
 * @example median(tensor([5, 1, 2, 4])); // 2
 */
export const median: Reduce = (x, axes, options) => {
  const { keepDims = false } = optionsOf("median", options, REDUCTION);
  const { axes: folded, sorted } = ordered("median", toTensor("median", x), axes);
  const middle = (sorted.shape[sorted.ndim - 1] - 1) >> 1;
  return restoreAxes(sorted.narrow(-1, middle, 1).squeeze(-1), folded, keepDims);
};

const share = /* @__PURE__ */ numeric("from 0 to 1", (value) => value >= 0 && value <= 1);

/**
 * The q-quantile over axes, or over all of them if no axes are given. It is the value at position q (n - 1) in
 * ascending order, with linear interpolation between neighbours. It is NaN if an element is NaN. Integers give
 * float32.
 *
 * @param q a number from 0 to 1, or a list of such numbers. A list adds a new first axis to the result.
 * @throws ShapeError if there are no elements, the list is empty, or an axis does not exist or is named twice;
 * RangeError if q is not from 0 to 1.
 * @example
 * ```ts
 * quantile(tensor([1, 2, 3, 4, 5]), 0.5); // 3
 * quantile(tensor([1, 2, 3, 4, 5]), [0, 0.25, 1]); // [1, 2, 5]
 * ```
 */
export function quantile(
  x: TensorLike,
  q: number | readonly number[],
  axes?: Axes,
  options?: ReduceOptions,
): Tensor {
  const { keepDims = false } = optionsOf("quantile", options, REDUCTION);
  const { axes: folded, sorted } = ordered("quantile", toFloating("quantile", x), axes);
  const size = sorted.shape[sorted.ndim - 1];
  const at = (place: number) => sorted.narrow(-1, place, 1);
  const asked = typeof q === "number" ? [q] : q;
  checkArgument("quantile", "q", asked, listOf("numbers, or a number"));
  if (asked.length === 0)
    throw new ShapeError("quantile: q must be a number or a list of at least one number, not an empty list");
  const parts = Array.from(asked, (part) => {
    checkArgument("quantile", "q", part, share);
    const place = part * (size - 1);
    const low = Math.floor(place);
    const value = place === low ? at(low) : at(low).lerp(at(low + 1), place - low);
    return restoreAxes(value.squeeze(-1), folded, keepDims);
  });
  return typeof q === "number" ? parts[0] : stack(parts);
}
