import { alongside, ones } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import type { Reduce, ReduceOptions } from "../../primitives/fold.ts";
import { type Axes, formatShape, normalizeAxes, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkElements, countOver, flattenAxes, restoreAxes } from "../internal/axes.ts";
import { stack } from "../shape/join.ts";

/* Statistics over axes, all of them unless some are named; integers and booleans are made floating. */

export interface VarianceOptions extends ReduceOptions {
  /** What is taken from the number of elements n to divide by: 1 unless said otherwise; 0 for a whole population. */
  readonly correction?: number;
}

/**
 * The variance over axes, Σ (x - mean)² / (n - correction), in two passes: a large mean costs no digits. NaN where
 * there are no elements, or one element and a correction of 1. Imported, it wants another name, since `var` is a word
 * of the language: `import { var as variance }`.
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
 * The standard deviation over axes, √ of the variance: see `var`. The derivative is 0 where it is 0, as PyTorch's.
 */
export function std(x: TensorLike, axes?: Axes, options: VarianceOptions = {}): Tensor {
  return apartFromZero(varianceOf("std", x, axes, options), (variance) => variance.sqrt());
}

/** A function with f(0) = 0, and derivative 0 there in place of an infinite one. */
function apartFromZero(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const zero = x.eq(0);
  return zero.where(0, f(zero.where(1, x)));
}

/**
 * The norm of order p of the vectors along axes, (Σ |x|ᵖ)^(1/p): Euclidean unless another is named. Order Infinity is the
 * largest |x|, -Infinity the smallest, 0 counts what is not 0. Large and small elements do not overflow. The derivative
 * is 0 where the norm is 0, and by elements that are 0 (order 2 aside), as PyTorch's.
 *
 * @throws ShapeError for an order of ±Infinity if there are no elements; RangeError if the order is NaN.
 */
export function norm(x: TensorLike, order = 2, axes?: Axes, options: ReduceOptions = {}): Tensor {
  const given = toFloating("norm", x);
  const folded = normalizeAxes("norm", axes, given.ndim);
  if (Number.isNaN(order)) throw new RangeError("norm: the order is a number or ±Infinity, not NaN");
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
  // A norm is homogeneous: as long as the scale is the same on both sides it may be any, and is a constant.
  const scale = scaleOf(x, (size) => size.max(axes, { keepDims: true }));
  const scaled = x.div(scale);
  const powers = order === 2 ? scaled.square() : apartFromZero(scaled, (part) => part.abs().pow(order));
  const total = powers.sum(axes, { keepDims: true });
  return apartFromZero(total, (power) => (order === 2 ? power.sqrt() : power.pow(1 / order))).mul(scale);
}

/** The norm of an order < 0, with its axes kept: 0 beside a 0, which outweighs all others. */
function inverseNormOf(x: Tensor, order: number, axes: readonly number[]): Tensor {
  const vanishing = x.eq(0).any(axes, { keepDims: true });
  const rest = vanishing.where(1, x);
  const scale = scaleOf(rest, (size) => size.min(axes, { keepDims: true }));
  const total = rest.div(scale).abs().pow(order).sum(axes, { keepDims: true });
  return vanishing.where(0, total.pow(1 / order).mul(scale));
}

/** An extreme of |x| as a constant that is safe to divide by: 1 where it is 0, infinite or NaN, or there is none. */
function scaleOf(x: Tensor, extreme: (size: Tensor) => Tensor): Tensor {
  if (x.size === 0) return alongside(x, () => ones([], { dtype: x.dtype }));
  const found = extreme(x.detach().abs());
  return found.gt(0).and(found.isFinite()).where(found, 1);
}

/** The elements over axes in ascending order, along the last axis; NaN throughout where one is NaN. */
function ordered(op: string, x: Tensor, axes: Axes | undefined): { axes: readonly number[]; sorted: Tensor } {
  checkElements(op, x, axes);
  const folded = normalizeAxes(op, axes, x.ndim);
  const { values } = flattenAxes(x, folded).sort(-1);
  const last = values.narrow(-1, -1, 1);
  return { axes: folded, sorted: last.isNaN().where(last, values) };
}

/**
 * The median over axes: the middle element in order, the lower of the two for an even number, as PyTorch's; NaN if one
 * is. `quantile(x, 0.5)` is the mean of the two. Dtypes stay. The gradient goes to one of equals.
 *
 * @throws ShapeError if there are no elements.
 */
export const median: Reduce = (x, axes, { keepDims = false } = {}) => {
  const { axes: folded, sorted } = ordered("median", toTensor("median", x), axes);
  const middle = (sorted.shape[sorted.ndim - 1] - 1) >> 1;
  return restoreAxes(sorted.narrow(-1, middle, 1).squeeze(-1), folded, keepDims);
};

/**
 * The q-quantile over axes, q from 0 to 1, or a list of them, which makes a new first axis: the value at place
 * q (n - 1) in order, interpolated linearly between neighbours; NaN if an element is.
 *
 * @throws ShapeError if there are no elements; RangeError for q outside of 0 to 1.
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
  if (asked.length === 0) throw new ShapeError("quantile: expected a q, or a list of at least one");
  const parts = asked.map((part) => {
    if (!(part >= 0 && part <= 1)) throw new RangeError(`quantile: q must be from 0 to 1, not ${part}`);
    const place = part * (size - 1);
    const low = Math.floor(place);
    const value = place === low ? at(low) : interpolated(at(low), at(low + 1), place - low);
    return restoreAxes(value.squeeze(-1), folded, keepDims);
  });
  return typeof q === "number" ? parts[0] : stack(parts);
}

/** Between neighbours in order, by a share of the way; their difference may be infinite, or NaN of two infinities. */
function interpolated(low: Tensor, high: Tensor, share: number): Tensor {
  const isNear = high.sub(low).isFinite();
  const weighted = low.mul(1 - share).add(high.mul(share));
  return isNear.where(low.lerp(high, share), weighted);
}
