import { isFloat } from "../dtype.ts";
import type { Reduce } from "../op.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { type Axes, normalizeAxes } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/* Plain functions over ops: their gradients, of every order, come with them. */

/** Integers are made float32 before they are summed or subtracted, so that nothing wraps around. */
function toFloating(op: string, x: TensorLike): Tensor {
  const given = toTensor(op, x);
  return isFloat(given.dtype) ? given : given.cast("float32");
}

/** The mean over axes, all of them unless some are named; NaN for no elements. In floating point for integers. */
export const mean: Reduce = (x, axes, options) => {
  const given = toFloating("mean", x);
  const count = normalizeAxes("mean", axes, given.ndim).reduce(
    (product, axis) => product * given.shape[axis],
    1,
  );
  return given.sum(axes, options).div(count);
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
  const shift = shiftOf(given, axes);
  const result = given.sub(shift).exp().sum(axes, { keepDims: true }).log().add(shift);
  return keepDims ? result : result.squeeze(normalizeAxes("logSumExp", axes, given.ndim));
};

/** x where positive, `slope` · x elsewhere. The derivative at 0 is `slope`. */
export function leakyRelu(x: TensorLike, slope = 0.01): Tensor {
  const given = toTensor("leakyRelu", x);
  return given.gt(0).where(given, given.mul(slope));
}

/** x, but at least `min` and at most `max`. At the bounds the derivative is 1; beyond, 0. */
export function clip(x: TensorLike, min: number, max: number): Tensor {
  const given = toTensor("clip", x);
  return given.lt(min).where(min, given.gt(max).where(max, given));
}
