import { toFloating } from "../../primitives/elementwise.ts";
import type { Reduce } from "../../primitives/fold.ts";
import { type Axes, normalizeAxes } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkElements, countOver } from "../internal/axes.ts";

/* Plain functions over ops. So they have gradients of every order. */

/**
 * The mean over axes, or over all of them if no axes are given. It is NaN for no elements. Integers and booleans give
 * float32.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 */
export const mean: Reduce = (x, axes, options) => {
  const given = toFloating("mean", x);
  return given.sum(axes, options).div(countOver("mean", given, axes));
};

/** The largest element over axes, as a constant that is safe to subtract: 0 where it is infinite. */
function shiftOf(x: Tensor, axes?: Axes): Tensor {
  const largest = x.detach().max(axes, { keepDims: true });
  return largest.abs().eq(Number.POSITIVE_INFINITY).where(0, largest);
}

/**
 * log Σ eˣ over axes, or over all of them if no axes are given, without overflow. Integers and booleans give float32.
 *
 * @throws ShapeError if there are no elements, or an axis does not exist or is named twice.
 */
export const logSumExp: Reduce = (x, axes, { keepDims = false } = {}) => {
  const given = toFloating("logSumExp", x);
  checkElements("logSumExp", given, axes);
  const shift = shiftOf(given, axes);
  const result = given.sub(shift).exp().sum(axes, { keepDims: true }).log().add(shift);
  return keepDims ? result : result.squeeze(normalizeAxes("logSumExp", axes, given.ndim));
};
