import { optionsOf } from "../../arguments/options.ts";
import { inShape } from "../../primitives/broadcast.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { REDUCTION, type Reduce } from "../../primitives/fold.ts";
import { type Gradient, record } from "../../primitives/launch.ts";
import { reshaped } from "../../primitives/reshape.ts";
import { type Axes, normalizeAxes } from "../../shape.ts";
import { noGrad } from "../../tape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkElements, countOver } from "../internal/axes.ts";
import { derived } from "../internal/derived.ts";

/* Functions over ops. Their gradients, of every order, come with them, or are written in ops. */

/**
 * The mean over axes, or over all of them if no axes are given. It is NaN for no elements. Integers and booleans give
 * float32.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 * @example
 * ```ts
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * mean(x); // 3.5
 * mean(x, 0); // [2.5, 3.5, 4.5]
 * mean(x, 1, { keepDims: true }); // [[2], [5]]
 * ```
 */
export const mean: Reduce = (x, axes, options) => {
  const given = toFloating("mean", x);
  const kept = optionsOf("mean", options, REDUCTION);
  const count = countOver("mean", given, axes);
  const y = noGrad(() => given.sum(axes, kept).div(count));
  record(averaging, "mean", [given], y, { axes, count });
  return y;
};

/** Each element has its share in the gradient of the mean. */
const averaging: {
  readonly gradients: readonly Gradient<{ readonly axes?: Axes; readonly count: number }>[];
} = {
  gradients: [
    ([{ layout }], _y, { axes, count }) =>
      (dy) => {
        const folded = normalizeAxes("mean", axes, layout.shape.length);
        const kept = layout.shape.map((size, axis) => (folded.includes(axis) ? 1 : size));
        return inShape(reshaped(dy.div(count), kept), layout.shape);
      },
  ],
};

/** The largest element over axes, as a constant that is safe to subtract: 0 where it is infinite. */
function shiftOf(x: Tensor, axes?: Axes): Tensor {
  const largest = x.max(axes, { keepDims: true });
  return largest.abs().eq(Number.POSITIVE_INFINITY).where(0, largest);
}

/** eˣ / Σ eˣ, and 0 where all of a sum is 0. */
function shares(x: Tensor, logSum: Tensor, axes: readonly number[]): Tensor {
  const none = logSum.eq(Number.NEGATIVE_INFINITY);
  return none.where(0, none.where(0, x).softmax(axes));
}

/** Keeps its axes. */
function logSum(x: Tensor, axes: readonly number[]): Tensor {
  const run = derived(
    "logSumExp",
    (given: Tensor) => {
      const shift = shiftOf(given, axes);
      return given.sub(shift).exp().sum(axes, { keepDims: true }).log().add(shift);
    },
    (y, given) => (dy) => dy.mul(shares(given, y, axes)),
  );
  return run(x);
}

/**
 * log Σ eˣ over axes, without overflow. Where all elements are -Infinity, so is the result, and its derivatives are 0.
 *
 * @param axes Default: all axes.
 * @throws ShapeError if there are no elements, or an axis does not exist or is named twice.
 * @example logSumExp(tensor([1000, 1000])); // 1000.6932
 */
export const logSumExp: Reduce = (x, axes, options) => {
  const { keepDims = false } = optionsOf("logSumExp", options, REDUCTION);
  const given = toFloating("logSumExp", x);
  checkElements("logSumExp", given, axes);
  const folded = normalizeAxes("logSumExp", axes, given.ndim);
  const result = logSum(given, folded);
  return keepDims ? result : result.squeeze(folded);
};
