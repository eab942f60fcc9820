import type { TensorLike } from "../../operand.ts";
import { unary } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";

/* Special functions in float64, for float32 rounded to it; special/ says how, and how exactly. */

/** 2/√π exp(-x²), the derivative of the error function. */
function slope(x: Tensor): Tensor {
  // Beyond 32 it is 0 in every dtype, and further out squares overflow: 0 · ∞ in the gradients.
  return x
    .maximum(-32)
    .minimum(32)
    .square()
    .neg()
    .exp()
    .mul(2 / Math.sqrt(Math.PI));
}

/** The error function 2/√π ∫₀ˣ exp(-t²) dt, within 2 units in the last place. In floating point for integers too. */
export const erf = unary("erf", (x) => (dy) => dy.mul(slope(x)));

/** 1 - erf x, without cancellation for large x: within 6 units in the last place. In floating point for integers too. */
export const erfc = unary("erfc", (x) => (dy) => dy.mul(slope(x)).neg());

/**
 * log |Γ(x)|, with log Γ(n + 1) = log n!; infinite at 0, -1, -2 ... Within 4 units in the last place for x > 0. In floating
 * point for integers too.
 */
export const lgamma = unary("lgamma", (x) => (dy) => dy.mul(x.digamma()));

/**
 * ψ(x), the derivative of `lgamma`. NaN at -1, -2 ..., -Infinity at 0 and Infinity at -0. Within 4 units in the last place
 * for x > 0. In floating point for integers too.
 */
export const digamma = unary("digamma", (x) => (dy) => dy.mul(x.polygamma(1)));

/**
 * ψ⁽ⁿ⁾(x), the n-th derivative of `digamma`: 0 gives digamma itself, 1 trigamma. At 0, -1, -2 ... it is infinite
 * for odd n, and NaN for even. From n = 171 on, n! is infinite, and so is the result. Within 6 units in the last place for
 * x > 0 and moderate n. In floating point for integers too.
 *
 * @throws RangeError unless n is a whole number >= 0.
 */
export function polygamma(x: TensorLike, n: number): Tensor {
  if (!Number.isInteger(n) || n < 0) {
    throw new RangeError(`polygamma: n counts derivatives, so it is a whole number >= 0, not ${n}`);
  }
  const op = unary("polygamma", (at) => (dy) => dy.mul(at.polygamma(n + 1)), { parameters: [n] });
  return op(x);
}
