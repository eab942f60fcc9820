import { type TensorLike, toTensor } from "../../operand.ts";
import { binary, unary } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";

/** x². Integers stay integers, booleans count as int32. */
export const square = unary("square", (x) => (dy) => dy.mul(x.mul(2)), { result: "numeric" });

/** √x, in floating point for integers too; NaN below 0. The derivative at 0 is infinite. */
export const sqrt = unary("sqrt", (_x, y) => (dy) => dy.div(y.mul(2)));

/** ∛x, of negative numbers too, in floating point for integers. The derivative at 0 is infinite. */
export const cbrt = unary("cbrt", (_x, y) => (dy) => dy.div(y.square().mul(3)));

/** 1 / x, in floating point for integers too; infinite at 0. */
export function reciprocal(x: TensorLike): Tensor {
  return toTensor("reciprocal", 1, x).div(toTensor("reciprocal", x));
}

/** 1 / √x, in floating point for integers too; Infinity at 0, NaN below. */
export function rsqrt(x: TensorLike): Tensor {
  return toTensor("rsqrt", x).sqrt().reciprocal();
}

/**
 * aᵇ, in floating point for integers too; NaN for a negative base and a fractional exponent. The derivative by
 * the exponent is 0 where the base is 0 and the exponent is not negative, the limit for positive exponents; NaN for
 * negative bases. Shapes broadcast.
 *
 * @throws ShapeError if shapes do not broadcast.
 */
export const pow = binary(
  "pow",
  (a, b) => (dy) => {
    // At an exponent of 0 a base of 1 keeps 0 · a⁻¹ finite, at every order. If the exponent has gradients, it stands at
    // 0⁰ alone, since aᵇ⁻¹ counts in ∂²/∂a∂b.
    const flat = b.node === null ? b.eq(0) : a.eq(0).and(b.eq(0));
    const base = flat.where(1, a);
    return dy.mul(b.mul(base.pow(b.sub(1))));
  },
  (a, b) => (dy) => {
    const flat = a.eq(0).and(b.ge(0));
    const base = flat.where(1, a);
    return dy.mul(flat.where(0, base.pow(b).mul(base.log())));
  },
);

/** a / y where y is not 0. */
function over(a: Tensor, y: Tensor): Tensor {
  return a.div(y.eq(0).where(1, y));
}

/**
 * √(a² + b²), without overflow or underflow on the way, in floating point for integers too. The derivatives at the
 * origin are 0.
 *
 * @throws ShapeError if shapes do not broadcast.
 */
export const hypot = binary(
  "hypot",
  (a, _b, y) => (dy) => dy.mul(over(a, y)),
  (_a, b, y) => (dy) => dy.mul(over(b, y)),
);
