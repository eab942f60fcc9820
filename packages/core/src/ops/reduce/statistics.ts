import { alongside, ones } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import type { Reduce, ReduceOptions } from "../../primitives/fold.ts";
import { type Axes, formatShape, normalizeAxes, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkElements, countOver, flattenAxes, restoreAxes } from "../internal/axes.ts";
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

/**
 * The variance over axes, or over all of them if no axes are given: Σ (x - mean)² / (n - correction). It is computed
 * in two passes, so that a large mean costs no digits. It is NaN if there are no elements, or one element with a
 * correction of 1. Integers give float32.
 *
 * `var` is a reserved word in JavaScript, so an import must rename it: `import { var as variance }`.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 */
function variance(x: TensorLike, axes?: Axes, options: VarianceOptions = {}): Tensor {
  return varianceOf("var", x, axes, options);
}

export { variance as var };

function varianceOf(
  op: string,
  x: TensorLike,
  axes: Axes | undefined,
  { correction = 1, keepDims = false }: VarianceOptions,
): Tensor {
  const given = toFloating(op, x);
  const degrees = Math.max(0, countOver(op, given, axes) - correction);
  const centred = given.sub(given.mean(axes, { keepDims: true }));
  return centred.square().sum(axes, { keepDims }).div(degrees);
}

/**
 * The standard deviation over axes, which is the square root of the variance: see `var`. Where it is 0, its
 * derivative is 0, as in PyTorch. Integers give float32.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 */
export function std(x: TensorLike, axes?: Axes, options: VarianceOptions = {}): Tensor {
  return apartFromZero(varianceOf("std", x, axes, options), (variance) => variance.sqrt());
}

/** Applies a function with f(0) = 0 whose derivative at 0 is infinite. The derivative at 0 becomes 0. */
function apartFromZero(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const zero = x.eq(0);
  return zero.where(0, f(zero.where(1, x)));
}

/**
 * The norm of order p of the vectors along axes, (Σ |x|ᵖ)^(1/p), or of all elements if no axes are given. Order
 * Infinity gives the largest |x|, order -Infinity the smallest |x|, and order 0 the number of elements that are not
 * 0. Large elements do not overflow, and small ones do not underflow. Integers give float32.
 *
 * The derivative is 0 where the norm is 0. For orders other than 2, the derivative by an element that is 0 is 0 too.
 * Both are as in PyTorch.
 *
 * @param order Default: 2, the Euclidean norm.
 * @throws ShapeError if the order is ±Infinity and there are no elements, or if an axis does not exist or is named
 * twice; RangeError if the order is NaN.
 */
export function norm(x: TensorLike, order = 2, axes?: Axes, options: ReduceOptions = {}): Tensor {
  const given = toFloating("norm", x);
  const folded = normalizeAxes("norm", axes, given.ndim);
  if (Number.isNaN(order)) throw new RangeError("norm: the order must be a number or ±Infinity, not NaN");
  const size = given.abs();
  if (order === Number.POSITIVE_INFINITY || order === Number.NEGATIVE_INFINITY) {
    if (countOver("norm", given, folded) === 0) {
      throw new ShapeError(
        `norm: order ${order} needs elements along axes [${folded.join(", ")}] of shape ${formatShape(given.shape)}`,
      );
    }
    return order > 0 ? size.max(folded, options) : size.min(folded, options);
  }
  if (order === 0) return given.ne(0).cast(given.dtype).sum(folded, options);
  if (order === 1) return size.sum(folded, options);
  const result = order > 0 ? normOf(given, order, folded) : inverseNormOf(given, order, folded);
  return options.keepDims ? result : result.squeeze(folded);
}

/** The norm of an order > 0, with its axes kept. */
function normOf(x: Tensor, order: number, axes: readonly number[]): Tensor {
  // A norm is homogeneous: dividing by a scale, and multiplying the norm by it, changes nothing. So the scale may be
  // any number, and needs no gradient.
  const scale = scaleOf(x, (size) => size.max(axes, { keepDims: true }));
  const scaled = x.div(scale);
  const powers = order === 2 ? scaled.square() : apartFromZero(scaled, (part) => part.abs().pow(order));
  const total = powers.sum(axes, { keepDims: true });
  return apartFromZero(total, (power) => (order === 2 ? power.sqrt() : power.pow(1 / order))).mul(scale);
}

/** The norm of an order < 0, with its axes kept. It is 0 if an element is 0, because this one outweighs all others. */
function inverseNormOf(x: Tensor, order: number, axes: readonly number[]): Tensor {
  const vanishing = x.eq(0).any(axes, { keepDims: true });
  const rest = vanishing.where(1, x);
  const scale = scaleOf(rest, (size) => size.min(axes, { keepDims: true }));
  const total = rest.div(scale).abs().pow(order).sum(axes, { keepDims: true });
  return vanishing.where(0, total.pow(1 / order).mul(scale));
}

/**
 * An extreme of |x| as a constant that is safe to divide by. It is replaced by 1 if it is 0, infinite or NaN, or if
 * there are no elements.
 */
function scaleOf(x: Tensor, extreme: (size: Tensor) => Tensor): Tensor {
  if (x.size === 0) return alongside(x, () => ones([], { dtype: x.dtype }));
  const found = extreme(x.detach().abs());
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
 */
export const median: Reduce = (x, axes, { keepDims = false } = {}) => {
  const { axes: folded, sorted } = ordered("median", toTensor("median", x), axes);
  const middle = (sorted.shape[sorted.ndim - 1] - 1) >> 1;
  return restoreAxes(sorted.narrow(-1, middle, 1).squeeze(-1), folded, keepDims);
};

/**
 * The q-quantile over axes, or over all of them if no axes are given. It is the value at position q (n - 1) in
 * ascending order, with linear interpolation between neighbours. It is NaN if an element is NaN. Integers give
 * float32.
 *
 * @param q a number from 0 to 1, or a list of such numbers. A list adds a new first axis to the result.
 * @throws ShapeError if there are no elements, the list is empty, or an axis does not exist or is named twice;
 * RangeError if q is not from 0 to 1.
 */
export function quantile(
  x: TensorLike,
  q: number | readonly number[],
  axes?: Axes,
  { keepDims = false }: ReduceOptions = {},
): Tensor {
  const { axes: folded, sorted } = ordered("quantile", toFloating("quantile", x), axes);
  const size = sorted.shape[sorted.ndim - 1];
  const at = (place: number) => sorted.narrow(-1, place, 1);
  const asked = typeof q === "number" ? [q] : q;
  if (asked.length === 0)
    throw new ShapeError("quantile: q must be a number or a list of at least one number, not an empty list");
  const parts = asked.map((part) => {
    if (!(part >= 0 && part <= 1)) throw new RangeError(`quantile: q must be from 0 to 1, not ${part}`);
    const place = part * (size - 1);
    const low = Math.floor(place);
    const value = place === low ? at(low) : interpolated(at(low), at(low + 1), place - low);
    return restoreAxes(value.squeeze(-1), folded, keepDims);
  });
  return typeof q === "number" ? parts[0] : stack(parts);
}

/**
 * The value between two neighbours, at a fraction of the way. Their difference may be infinite, or NaN if both are
 * infinite.
 */
function interpolated(low: Tensor, high: Tensor, share: number): Tensor {
  const isNear = high.sub(low).isFinite();
  const weighted = low.mul(1 - share).add(high.mul(share));
  return isNear.where(low.lerp(high, share), weighted);
}
