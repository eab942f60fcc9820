import { toFloating } from "../../primitives/elementwise.ts";
import type { Reduce } from "../../primitives/fold.ts";
import { type Axes, normalizeAxes } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkElements, countOver } from "../internal/axes.ts";

/* Plain functions over ops: their gradients, of every order, come with them. */

/** The mean over axes, all of them unless some are named; NaN for no elements. In floating point for integers. */
export const mean: Reduce = (x, axes, options) => {
  const given = toFloating("mean", x);
  return given.sum(axes, options).div(countOver("mean", given, axes));
};

/** The largest element over axes as a constant that is safe to subtract: 0 where it is infinite. */
function shiftOf(x: Tensor, axes?: Axes): Tensor {
  const largest = x.detach().max(axes, { keepDims: true });
  return largest.abs().eq(Number.POSITIVE_INFINITY).where(0, largest);
}

/**
 * log Σ eˣ over axes, all of them unless some are named, without overflow.
 *
 * @throws ShapeError if there are no elements.
 */
export const logSumExp: Reduce = (x, axes, { keepDims = false } = {}) => {
  const given = toFloating("logSumExp", x);
  checkElements("logSumExp", given, axes);
  const shift = shiftOf(given, axes);
  const result = given.sub(shift).exp().sum(axes, { keepDims: true }).log().add(shift);
  return keepDims ? result : result.squeeze(normalizeAxes("logSumExp", axes, given.ndim));
};
