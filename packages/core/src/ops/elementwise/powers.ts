import { type TensorLike, toTensor } from "../../operand.ts";
import { binary, unary } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";

/** x². Integers stay integers; booleans count as int32. */
export const square = unary("square", (x) => (dy) => dy.mul(x.mul(2)), { result: "numeric" });

/** √x. It is NaN below 0. The derivative at 0 is infinite. Integers give float32. */
export const sqrt = unary("sqrt", (_x, y) => (dy) => dy.div(y.mul(2)));

/** ∛x, also for negative x. The derivative at 0 is infinite. Integers give float32. */
export const cbrt = unary("cbrt", (_x, y) => (dy) => dy.div(y.square().mul(3)));

/** 1 / x. It is infinite at 0. Integers give float32. */
export function reciprocal(x: TensorLike): Tensor {
  return toTensor("reciprocal", 1, x).div(toTensor("reciprocal", x));
}

/** 1 / √x. It is Infinity at 0, and NaN below. Integers give float32. */
export function rsqrt(x: TensorLike): Tensor {
  return toTensor("rsqrt", x).sqrt().reciprocal();
}

/**
 * aᵇ. It is NaN for a negative base with a fractional exponent. Shapes broadcast. Integers give float32.
 *
 * The derivative by the exponent is NaN for negative bases. Where the base is 0 and the exponent is not negative, it
 * is 0, which is the limit for positive exponents.
 *
 * @throws ShapeError if the shapes do not broadcast.
 */
export const pow = binary(
  "pow",
  (a, b) => (dy) => {
    // For exponent 0, base 1 instead of a keeps 0 · a⁻¹ finite at every order. If the exponent has gradients, the
    // base is replaced only at 0⁰, because aᵇ⁻¹ counts in ∂²/∂a∂b.
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

/** a / y, and a where y is 0. */
function over(a: Tensor, y: Tensor): Tensor {
  return a.div(y.eq(0).where(1, y));
}

/**
 * √(a² + b²), without overflow or underflow in intermediate results. The derivatives at the origin are 0. Shapes
 * broadcast. Integers give float32.
 *
 * @throws ShapeError if the shapes do not broadcast.
 */
export const hypot = binary(
  "hypot",
  (a, _b, y) => (dy) => dy.mul(over(a, y)),
  (_a, b, y) => (dy) => dy.mul(over(b, y)),
);
