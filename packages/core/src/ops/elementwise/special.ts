import { checkArgument, whole } from "../../arguments/check.ts";
import type { TensorLike } from "../../operand.ts";
import { unary } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";
import { erfSlope } from "../internal/slopes.ts";

/*
 * Special functions. They are computed in float64, and rounded for float32. The folder special/ describes how they
 * are computed, and how exact they are.
 */

/**
 * The error function 2/√π ∫₀ˣ exp(-t²) dt, within 2 units in the last place. Integers give float32.
 *
 * @example erf(tensor([-1, 0, 1])); // [-0.8427, 0, 0.8427]
 */
export const erf = unary("erf", (x) => (dy) => dy.mul(erfSlope(x)));

/**
 * 1 - erf x, without cancellation for large x, within 6 units in the last place. Integers give float32.
 *
 * @example erfc(tensor([-1, 0, 1])); // [1.8427, 1, 0.1573]
 */
export const erfc = unary("erfc", (x) => (dy) => dy.mul(erfSlope(x)).neg());

/**
 * log |Γ(x)|, where log Γ(n + 1) = log n!. It is infinite at 0, -1, -2 ... For x > 0 it is within 4 units in the last
 * place. Integers give float32.
 *
 * @example lgamma(tensor([1, 4])); // [0, 1.7918]
 */
export const lgamma = unary("lgamma", (x) => (dy) => dy.mul(x.digamma()));

/**
 * ψ(x), the derivative of {@link lgamma}. It is NaN at -1, -2 ..., -Infinity at 0, and Infinity at -0. For x > 0 it
 * is within 4 units in the last place. Integers give float32.
 *
 * @example digamma(tensor([1, 2])); // [-0.5772, 0.4228]
 */
export const digamma = unary("digamma", (x) => (dy) => dy.mul(x.polygamma(1)));

/**
 * ψ⁽ⁿ⁾(x), the n-th derivative of {@link digamma}: order 0 is digamma itself, order 1 is the trigamma function. At 0,
 * -1, -2 ... it is infinite for odd n, and NaN for even n. From n = 171 on, n! is infinite, and so is the result. For
 * x > 0 and moderate n it is within 6 units in the last place. Integers give float32.
 *
 * @param n the order of the derivative.
 * @throws RangeError unless n is a whole number >= 0.
 * @example polygamma(tensor([1]), 1); // [1.6449]
 */
export function polygamma(x: TensorLike, n: number): Tensor {
  checkArgument("polygamma", "the order n", n, whole(0));
  const op = unary("polygamma", (at) => (dy) => dy.mul(at.polygamma(n + 1)), { parameters: [n] });
  return op(x);
}
