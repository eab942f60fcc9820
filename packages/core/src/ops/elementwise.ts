import type { DType } from "../dtype.ts";
import { DTypeError, isDType } from "../dtype.ts";
import { binary, conversion, unary } from "../op.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import type { Tensor } from "../tensor.ts";

/*
 * Each op is one record: name, meaning, gradient. A gradient is `(x, y) => (dy) => dx`: see op.ts.
 * Shapes broadcast, dtypes are promoted; ties and edges of the domain follow PyTorch.
 */

/** -x. Integers stay integers. */
export const neg = unary(
  "neg",
  (x) => -x,
  () => (dy) => dy.neg(),
  { result: "numeric" },
);

/** |x|. The derivative at 0 is 0. Integers stay integers. */
export const abs = unary("abs", Math.abs, (x) => (dy) => dy.mul(x.sign()), { result: "numeric" });

/** -1, 0 or 1, as x is negative, zero or positive. The derivative is 0. Integers stay integers. */
export const sign = unary("sign", Math.sign, null, { result: "numeric" });

/** x². Integers stay integers. */
export const square = unary(
  "square",
  (x) => x * x,
  (x) => (dy) => dy.mul(x.mul(2)),
  { result: "numeric" },
);

/** √x; NaN below 0. The derivative at 0 is infinite. */
export const sqrt = unary("sqrt", Math.sqrt, (_x, y) => (dy) => dy.div(y.mul(2)));

/** eˣ. */
export const exp = unary("exp", Math.exp, (_x, y) => (dy) => dy.mul(y));

/** The natural logarithm; -Infinity at 0, NaN below. */
export const log = unary("log", Math.log, (x) => (dy) => dy.div(x));

/** The hyperbolic tangent. */
export const tanh = unary("tanh", Math.tanh, (_x, y) => (dy) => dy.mul(y.square().neg().add(1)));

/** 1 / (1 + e⁻ˣ), without overflow at any x. */
export const sigmoid = unary(
  "sigmoid",
  (x) => 1 / (1 + Math.exp(-x)),
  (_x, y) => (dy) => dy.mul(y).mul(y.neg().add(1)),
);

/** max(x, 0). The derivative at 0 is 0. Integers stay integers. */
export const relu = unary(
  "relu",
  (x) => (x <= 0 ? 0 : x),
  (_x, y) => (dy) => y.le(0).where(0, dy),
  {
    result: "numeric",
  },
);

/** log(1 + eˣ), without overflow at any x: a smooth relu. */
export const softplus = unary(
  "softplus",
  (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  (x) => (dy) => dy.mul(x.sigmoid()),
);

/** a + b. */
export const add = binary(
  "add",
  (a, b) => a + b,
  () => (dy) => dy,
  () => (dy) => dy,
  { result: "numeric" },
);

/** a - b. */
export const sub = binary(
  "sub",
  (a, b) => a - b,
  () => (dy) => dy,
  () => (dy) => dy.neg(),
  { result: "numeric" },
);

/** a · b, element by element; `matmul` multiplies matrices. */
export const mul = binary(
  "mul",
  (a, b) => a * b,
  (_a, b) => (dy) => dy.mul(b),
  (a) => (dy) => dy.mul(a),
  {
    result: "numeric",
  },
);

/** a / b, in floating point for integers too. */
export const div = binary(
  "div",
  (a, b) => a / b,
  (_a, b) => (dy) => dy.div(b),
  (_a, b, y) => (dy) => dy.mul(y).div(b).neg(),
);

/**
 * aᵇ, in floating point for integers too; NaN for a negative base and a fractional exponent. The derivative by
 * the exponent is 0 where the base is 0, its limit for positive exponents.
 */
export const pow = binary(
  "pow",
  (a, b) => (a === 1 ? 1 : a ** b),
  (a, b) => (dy) => {
    // At 0⁰ a base of 1 keeps 0 · 0⁻¹ finite, at every order; it stands there alone, since aᵇ⁻¹ counts in ∂²/∂a∂b.
    const base = b.eq(0).where(a.eq(0), false).where(1, a);
    return dy.mul(b.mul(base.pow(b.sub(1))));
  },
  (a, b) => (dy) => {
    const zero = a.eq(0);
    const base = zero.where(1, a);
    return dy.mul(zero.where(0, base.pow(b).mul(base.log())));
  },
);

/** The part of the gradient that goes to `a`: none where `b` beats it, half at a tie; all beside a NaN. */
function share(a: Tensor, b: Tensor): Tensor {
  return a.lt(b).where(0, a.eq(b).where(0.5, 1)).cast(a.dtype);
}

/** The larger of a and b; NaN if either is. At a tie each gets half of the gradient. */
export const maximum = binary(
  "maximum",
  Math.max,
  (a, b) => (dy) => dy.mul(share(a, b)),
  (a, b) => (dy) => dy.mul(share(b, a)),
  { result: "numeric" },
);

/** The smaller of a and b; NaN if either is. At a tie each gets half of the gradient. */
export const minimum = binary(
  "minimum",
  Math.min,
  (a, b) => (dy) => dy.mul(share(b, a)),
  (a, b) => (dy) => dy.mul(share(a, b)),
  { result: "numeric" },
);

const convert = conversion("cast", (from) => (dy) => dy.cast(from));

/**
 * The same values as another dtype. To `int32`, fractions are cut off; to `bool`, all but 0 is true. Gradients
 * pass between floating dtypes.
 *
 * @throws RangeError where a value has no int32 (NaN, infinite, too large); DTypeError for an unknown dtype.
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  if (!isDType(dtype)) {
    throw new DTypeError(
      `cast: ${JSON.stringify(dtype)} is no dtype; there are float32, float64, int32 and bool`,
    );
  }
  const given = toTensor("cast", x);
  return given.dtype === dtype ? given : convert(given, dtype);
}
