import { aNumber, checkArgument, numeric } from "../../arguments/check.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";
import { derived } from "../internal/derived.ts";

/* Nonlinearities that send small values to 0, or to another value. NaN stays. */

/**
 * x where x > `threshold`, and `value` elsewhere. The derivative at the threshold is 0. Dtypes stay the same, but booleans
 * count as int32.
 *
 * @throws DTypeError if the dtype cannot hold the value.
 * @example threshold(tensor([-1, 0.5, 2]), 1, -9); // [-9, -9, 2]
 */
export function threshold(x: TensorLike, threshold: number, value: number): Tensor {
  checkArgument("threshold", "the threshold", threshold, aNumber);
  checkArgument("threshold", "the value", value, aNumber);
  const given = toTensor("threshold", x);
  return given.le(threshold).where(value, given);
}

const aWidth = /* @__PURE__ */ numeric("at least 0", (width) => width >= 0);

/**
 * x where |x| > `width`, and 0 elsewhere. The derivative at ±width is 0. Integers give float32.
 *
 * @param width Default: 0.5.
 * @throws RangeError if the width is negative or NaN.
 * @example hardShrink(tensor([-2, -0.3, 0.3, 2])); // [-2, 0, 0, 2]
 */
export function hardShrink(x: TensorLike, width = 0.5): Tensor {
  checkArgument("hardShrink", "the width", width, aWidth);
  const given = toFloating("hardShrink", x);
  return given.abs().le(width).where(0, given);
}

/**
 * x moved towards 0 by `width`, and 0 where |x| <= width: the proximal operator of the 1-norm. The derivative at ±width is
 * 0. Integers give float32.
 *
 * @param width Default: 0.5.
 * @throws RangeError if the width is negative or NaN.
 * @example softShrink(tensor([-2, -0.3, 0.3, 2])); // [-1.5, 0, 0, 1.5]
 */
export function softShrink(x: TensorLike, width = 0.5): Tensor {
  checkArgument("softShrink", "the width", width, aWidth);
  const given = toFloating("softShrink", x);
  return given
    .abs()
    .le(width)
    .where(0, given.sub(given.sign().mul(width)));
}

/** Levels of Lambert's continued fraction of tanh: enough for all digits of float64 below 1.5. */
const LEVELS = 9;

const tanhShrunk = /* @__PURE__ */ derived<[Tensor]>(
  "tanhShrink",
  (x) => {
    // tanh x = x / (1 + t) with t = x² / (3 + x² / (5 + ...)), so that x - tanh x = x t / (1 + t) without a difference.
    const squares = x.square();
    let t = squares.div(2 * LEVELS + 1);
    for (let level = LEVELS - 1; level > 0; level--) t = squares.div(t.add(2 * level + 1));
    return x
      .abs()
      .lt(1.5)
      .where(x.mul(t.div(t.add(1))), x.sub(x.tanh()));
  },
  (_y, x) => (dy) => dy.mul(x.tanh().square()),
);

/**
 * x - tanh x, exact near 0. Integers give float32.
 *
 * @example tanhShrink(tensor([-1, 0, 1])); // [-0.2384, 0, 0.2384]
 */
export function tanhShrink(x: TensorLike): Tensor {
  return tanhShrunk(toFloating("tanhShrink", x));
}
