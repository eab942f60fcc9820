import { type TensorLike, toTensor } from "../../operand.ts";
import { binary, unary } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";
import { derived } from "../internal/derived.ts";

/**
 * x². Integers stay integers; booleans count as int32.
 *
 * @example square(tensor([-2, 3])); // [4, 9]
 */
export const square = unary("square", (x) => (dy) => dy.mul(x.mul(2)), { result: "numeric" });

/**
 * √x, in floating point for integers too; NaN below 0. The derivatives at 0 are infinite.
 *
 * @example sqrt(tensor([0, 4, 9])); // [0, 2, 3]
 */
export const sqrt = unary("sqrt", (_x, y) => (dy) => dy.div(y.mul(2)));

/**
 * ∛x, of negative numbers too, in floating point for integers. The derivative at 0 is infinite, the second NaN.
 *
 * @example cbrt(tensor([-8, 0, 27])); // [-2, 0, 3]
 */
export const cbrt = unary("cbrt", (_x, y) => (dy) => dy.div(y.square().mul(3)));

/**
 * 1 / x. It is infinite at 0. Integers give float32.
 *
 * @example reciprocal(tensor([1, 2, 4])); // [1, 0.5, 0.25]
 */
export function reciprocal(x: TensorLike): Tensor {
  return toTensor("reciprocal", 1, x).div(toTensor("reciprocal", x));
}

/**
 * 1 / √x. It is Infinity at 0, and NaN below. Integers give float32.
 *
 * @example rsqrt(tensor([1, 4, 16])); // [1, 0.5, 0.25]
 */
export function rsqrt(x: TensorLike): Tensor {
  return toTensor("rsqrt", x).sqrt().reciprocal();
}

/** b aᵇ⁻¹, the derivative by the base: 0 where the exponent is 0, since a base of 1 keeps 0 · a⁻¹ finite. */
const byBase: (a: Tensor, b: Tensor) => Tensor = derived(
  "pow",
  (a: Tensor, b: Tensor) => b.mul(b.eq(0).where(1, a).pow(b.sub(1))),
  (_y, a, b) => (dy) => dy.mul(twiceByBase(a, b)),
  (_y, a, b) => (dy) => dy.mul(mixed(a, b)),
);

/** b (b - 1) aᵇ⁻², the second derivative by the base. */
function twiceByBase(a: Tensor, b: Tensor): Tensor {
  const once = (base: Tensor) => b.mul(byBase(base, b.sub(1)));
  if (b.node !== null) return once(a);
  // Where the exponent is 0, a base of 1 keeps 0 · a⁻² finite, at every order.
  const flat = b.eq(0);
  return flat.where(0, once(flat.where(1, a)));
}

/** aᵇ log a, the derivative by the exponent: 0 where the base is 0 and the exponent is not negative. */
const byExponent = derived(
  "pow",
  (a: Tensor, b: Tensor) =>
    a
      .eq(0)
      .and(b.eq(0))
      .where(0, a.log().weighted(a.pow(b))),
  (_y, a, b) => (dy) => dy.mul(mixed(a, b)),
  (_y, a, b) => (dy) => dy.mul(a.log().square().weighted(a.pow(b))),
);

/** aᵇ⁻¹ (1 + b log a), the derivative by both. */
function mixed(a: Tensor, b: Tensor): Tensor {
  return a
    .log()
    .mul(b)
    .add(1)
    .weighted(a.pow(b.sub(1)));
}

/**
 * aᵇ, in floating point for integers too; NaN for a negative base and a fractional exponent. The derivative by
 * the exponent is 0 where the base is 0 and the exponent is not negative, the limit for positive exponents; NaN for
 * negative bases. At a base of 0, derivatives that are not finite are infinite, or NaN where there is no limit. Shapes
 * broadcast.
 *
 * The derivative by the exponent is NaN for negative bases. Where the base is 0 and the exponent is not negative, it
 * is 0, which is the limit for positive exponents.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example pow(tensor([1, 2, 3]), 2); // [1, 4, 9]
 */
export const pow = binary(
  "pow",
  (a, b) => (dy) => dy.mul(byBase(a, b)),
  (a, b) => (dy) => dy.mul(byExponent(a, b)),
);

/** a over y = √(a² + b²), and 0 at the origin, where it has no derivatives: NaN. */
const over: (a: Tensor, b: Tensor, y: Tensor) => Tensor = derived(
  "hypot",
  (a: Tensor, _b: Tensor, y: Tensor) => a.div(y.eq(0).where(1, y)),
  // Not 1 - (a / y)², which cancels.
  (_share, a, b, y) => (dy) => dy.mul(over(b, a, y).square().div(y.eq(0).where(Number.NaN, y))),
  (share, a, b, y) => (dy) => dy.mul(share.mul(over(b, a, y)).div(y.eq(0).where(Number.NaN, y))).neg(),
);

/**
 * √(a² + b²), without overflow or underflow on the way, in floating point for integers too. The derivatives at the
 * origin are 0. The second ones do not exist there, nor do those of what is made of it, such as its square: NaN.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example hypot(tensor([3, 5]), tensor([4, 12])); // [5, 13]
 */
export const hypot = binary(
  "hypot",
  (a, b, y) => (dy) => dy.mul(over(a, b, y)),
  (a, b, y) => (dy) => dy.mul(over(b, a, y)),
);
