import { binary, unary } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * eˣ. Integers give float32.
 *
 * @example exp(tensor([-1, 0, 1])); // [0.3679, 1, 2.7183]
 */
export const exp = unary("exp", (_x, y) => (dy) => dy.mul(y));

/**
 * eˣ - 1, without cancellation near 0. Integers give float32.
 *
 * @example expm1(tensor([-1, 0, 1])); // [-0.6321, 0, 1.7183]
 */
export const expm1 = unary("expm1", (x) => (dy) => dy.mul(x.exp()));

/**
 * The natural logarithm. It is -Infinity at 0, and NaN below. Integers give float32.
 *
 * @example log(tensor([1, 10])); // [0, 2.3026]
 */
export const log = unary("log", (x) => (dy) => dy.div(x));

/**
 * log(1 + x), without cancellation near 0. It is -Infinity at -1, and NaN below. Integers give float32.
 *
 * @example log1p(tensor([0, 1])); // [0, 0.6931]
 */
export const log1p = unary("log1p", (x) => (dy) => dy.div(x.add(1)));

/**
 * The logarithm to base 2. It is -Infinity at 0, and NaN below. Integers give float32.
 *
 * @example log2(tensor([1, 8])); // [0, 3]
 */
export const log2 = unary("log2", (x) => (dy) => dy.div(x.mul(Math.LN2)));

/**
 * The logarithm to base 10. It is -Infinity at 0, and NaN below. Integers give float32.
 *
 * @example log10(tensor([1, 1000])); // [0, 3]
 */
export const log10 = unary("log10", (x) => (dy) => dy.div(x.mul(Math.LN10)));

/** Where x = 0 beats the logarithm of y, which is infinite or none. */
function silenced(x: Tensor, y: Tensor): Tensor {
  return x.eq(0).and(y.le(0).or(y.eq(Number.POSITIVE_INFINITY)));
}

/**
 * x log y, and 0 where x is 0, whatever y is but NaN: what entropies and likelihoods are sums of. Where x is 0 and log y
 * is infinite or none, all derivatives are 0 too, as if the term were not there; elsewhere they are log y by x, and x / y
 * by y. In floating point for integers too. Shapes broadcast.
 *
 * @throws ShapeError if shapes do not broadcast.
 * @example xlogy(tensor([0, 2, 3]), tensor([0, 1, 2])); // [0, 0, 2.0794]
 */
export const xlogy = binary(
  "xlogy",
  (x, y) => (dy) => dy.weighted(silenced(x, y).where(1, y).log()),
  (x, y) => (dy) => {
    const silent = silenced(x, y);
    return silent.where(0, dy.mul(x.div(silent.where(1, y))));
  },
);
