import {
  artanh,
  CENTRE_FROM,
  centre,
  far,
  MIDDLE_END,
  MIDDLE_FROM,
  middle,
  type Ratio,
} from "../normal-quantile.ts";
import {
  add,
  addBits,
  and,
  div,
  type Expression,
  formulaOf,
  gt,
  lt,
  mul,
  neg,
  or,
  select,
  shared,
  shiftRight,
  sqrt,
  sub,
  subBits,
  xor,
} from "./expression.ts";
import { formats } from "./formats.ts";
import { polynomial } from "./pieces.ts";

/*
 * The quantile function of the normal distribution in parts, step by step as the plain loops compute it, so that the
 * bits are the same. Kernels choose between the parts, since the outer ones are rare.
 */

type Float64 = Expression<"float64">;

function ratio({ top, bottom }: Ratio, given: Float64): Float64 {
  const x = shared(given);
  return div(polynomial(x, top), polynomial(x, bottom));
}

/** log x of a positive number that is not subnormal. */
function log(given: Float64): Float64 {
  const { magic, magicBits, mantissaBits, bias } = formats.float64;
  const x = shared(given);
  const exponent = sub(addBits(subBits(shiftRight(x, mantissaBits), bias), magicBits), magic);
  const mantissa = shared(or(and(x, 0x000fffffffffffffn), 0x3ff0000000000000n));
  const half = shared(mul(mantissa, 0.5));
  const isLarge = shared(gt(half, Math.SQRT1_2));
  const m = shared(select(half, mantissa, isLarge));
  const e = add(exponent, and(isLarge, 1));
  const s = shared(div(sub(m, 1), add(m, 1)));
  return add(mul(e, Math.LN2), mul(mul(2, s), polynomial(shared(mul(s, s)), artanh)));
}

/** The x of q = p - ½, near the middle. */
export const centreQuantile = /* @__PURE__ */ formulaOf(
  (given: Float64) => {
    const q = shared(given);
    return mul(q, ratio(centre, sub(CENTRE_FROM, mul(q, q))));
  },
  "float64",
  1,
);

/** √-log of the smaller of p and 1 - p. */
export const tailDistance = /* @__PURE__ */ formulaOf(
  (given: Float64) => {
    const p = shared(given);
    return sqrt(neg(log(select(p, sub(1, p), lt(sub(p, 0.5), 0)))));
  },
  "float64",
  1,
);

/** |x|, of that. */
export const middleQuantile = /* @__PURE__ */ formulaOf(
  (r: Float64) => ratio(middle, sub(r, MIDDLE_FROM)),
  "float64",
  1,
);
export const farQuantile = /* @__PURE__ */ formulaOf(
  (r: Float64) => ratio(far, sub(r, MIDDLE_END)),
  "float64",
  1,
);

/** |x| with the sign of q. */
export const signedQuantile = /* @__PURE__ */ formulaOf(
  (x: Float64, q: Float64) => xor(x, and(q, -0)),
  "float64",
  2,
);
