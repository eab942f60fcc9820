import { exp, log } from "./exponential.ts";
import {
  abs,
  add,
  addBits,
  and,
  andNot,
  div,
  type Expression,
  eq,
  ge,
  gt,
  inDouble,
  lt,
  mul,
  ne,
  or,
  pmax,
  pmin,
  select,
  shared,
  shiftLeft,
  shiftRight,
  sub,
  subBits,
  trunc,
  xor,
} from "./expression.ts";
import { formats } from "./formats.ts";
import { type BinaryDefinition, polynomial, twoTo } from "./pieces.ts";

/*
 * aᵇ, computed in float64 for both dtypes: |a|ᵇ as 2 to the power of b log₂ |a|, and then what is special. For float64
 * the logarithm is a sum of two numbers, as in fdlibm (Sun Microsystems, 1993), whose constants these are.
 */

/** Larger exponents give what this one gives. */
const HUGE = 2 ** 100;

/** log₂ (1 + f) = (2 / (3 ln 2)) (3 s + s³ (1 + ...)), with s = f / (2 + f). */
const series = [
  2.06975017800338417784e-1, 2.30660745775561754067e-1, 2.72728123808534006489e-1, 3.33333329818377432918e-1,
  4.28571428578550184252e-1, 5.99999999999994648725e-1,
];
const scale = {
  value: 9.61796693925975554329e-1,
  high: 9.61796700954437255859e-1,
  low: -7.02846165095275826516e-9,
};
/** log₂ 1.5 */
const log2Of3Halves = { high: 5.84962487220764160156e-1, low: 1.35003920212974897128e-8 };
const ln2 = {
  value: 6.93147180559945286227e-1,
  high: 6.93147182464599609375e-1,
  low: -1.90465429995776804525e-9,
};
/** r - r (eʳ + 1) / (eʳ - 1) + 2, of r². */
const exponential = [
  4.13813679705723846039e-8, -1.6533902205465251539e-6, 6.61375632143793436117e-5, -2.77777777770155933842e-3,
  1.66666666666666019037e-1,
];

/** The bits of √3 / 2. */
const SQRT3_HALF_BITS = 0x3febb67ae8584caan;

/** The upper half of the bits: what it is multiplied with by another such is exact. */
function upper(x: Expression<"float64">): Expression<"float64"> {
  return and(x, 0xffffffff00000000n);
}

interface Sum {
  readonly high: Expression<"float64">;
  readonly low: Expression<"float64">;
}

/** log₂ of a positive number to some 70 bits. */
function preciseLog2(x: Expression<"float64">): Sum {
  const { magic, magicBits, mantissaBits, smallestNormal } = formats.float64;
  const subnormal = shared(lt(x, smallestNormal));
  const normal = shared(select(mul(x, 2 ** mantissaBits), x, subnormal));
  const k = shared(shiftRight(subBits(normal, SQRT3_HALF_BITS), mantissaBits));
  const whole = sub(addBits(k, magicBits), magic);
  const n = shared(sub(whole, and(subnormal, mantissaBits)));
  // m in [√3/2, √3), taken from 1 or from 3/2.
  const m = shared(subBits(normal, shiftLeft(k, mantissaBits)));
  const upperHalf = shared(ge(m, Math.sqrt(1.5)));
  const base = shared(select(1.5, 1, upperHalf));
  const either = ({ high, low }: { high: number; low: number }) => ({
    high: and(upperHalf, high),
    low: and(upperHalf, low),
  });
  const f = shared(sub(m, base));
  const inverse = shared(div(1, add(m, base)));
  const s = shared(mul(f, inverse));
  const sHigh = shared(upper(s));
  const sumHigh = shared(upper(add(m, base)));
  const sumLow = sub(m, sub(sumHigh, base));
  const sLow = shared(mul(inverse, sub(sub(f, mul(sHigh, sumHigh)), mul(sHigh, sumLow))));
  const z = shared(mul(s, s));
  const rest = shared(add(mul(mul(z, z), polynomial(z, series)), mul(sLow, add(sHigh, s))));
  const zHigh = shared(mul(sHigh, sHigh));
  const tHigh = shared(upper(add(add(3, zHigh), rest)));
  const tLow = shared(sub(rest, sub(sub(tHigh, 3), zHigh)));
  const u = shared(mul(sHigh, tHigh));
  const v = shared(add(mul(sLow, tHigh), mul(tLow, s)));
  const pHigh = shared(upper(add(u, v)));
  const pLow = sub(v, sub(pHigh, u));
  const offset = either(log2Of3Halves);
  const high = shared(mul(scale.high, pHigh));
  const low = shared(add(add(mul(scale.low, pHigh), mul(pLow, scale.value)), offset.low));
  const total = shared(upper(add(add(add(high, low), offset.high), n)));
  return { high: total, low: shared(sub(low, sub(sub(sub(total, n), offset.high), high))) };
}

/** 2 to the power of a sum; the low part is small beside the high one. */
function preciseExp2(given: Sum): Expression<"float64"> {
  const { magic, magicBits } = formats.float64;
  const estimate = shared(add(given.high, given.low));
  const bounded = shared(pmax(pmin(estimate, 1030), -1080));
  const inside = shared(eq(estimate, bounded));
  const high = shared(select(given.high, bounded, inside));
  const low = shared(and(given.low, inside));
  const shifted = shared(add(bounded, magic));
  const fraction = shared(sub(high, sub(shifted, magic)));
  const t = shared(upper(add(low, fraction)));
  const u = shared(mul(t, ln2.high));
  const v = shared(add(mul(sub(low, sub(t, fraction)), ln2.value), mul(t, ln2.low)));
  const r = shared(add(u, v));
  const w = shared(sub(v, sub(r, u)));
  const z = shared(mul(r, r));
  const c = shared(sub(r, mul(z, polynomial(z, exponential))));
  const rest = sub(div(mul(r, c), sub(c, 2)), add(w, mul(r, w)));
  const factors = twoTo(subBits(shifted, magicBits));
  return mul(mul(sub(1, sub(rest, r)), factors[0]), factors[1]);
}

/** sizeᵇ of positive finite sizes and finite exponents. */
function precisePower(size: Expression<"float64">, b: Expression<"float64">): Expression<"float64"> {
  const logarithm = preciseLog2(size);
  const bHigh = shared(upper(b));
  const low = add(mul(sub(b, bHigh), logarithm.high), mul(b, logarithm.low));
  return preciseExp2({ high: shared(mul(bHigh, logarithm.high)), low: shared(low) });
}

export const pow: BinaryDefinition = (a, b) =>
  inDouble([a, b], (x, y) => {
    const size = shared(abs(x));
    const exponent = shared(pmax(pmin(y, HUGE), -HUGE));
    const usual = shared(
      a.dtype === "float32" ? exp(mul(exponent, log(size))) : precisePower(size, exponent),
    );
    const fractional = ne(trunc(y), y);
    const real = select(Number.NaN, usual, and(lt(x, 0), fractional));
    // 0 and Infinity give each other, by the sign of the exponent.
    const isZero = shared(eq(size, 0));
    const isEdge = or(isZero, eq(size, Number.POSITIVE_INFINITY));
    const edge = and(Number.POSITIVE_INFINITY, xor(isZero, gt(y, 0)));
    const result = select(edge, real, isEdge);
    const half = shared(mul(y, 0.5));
    const odd = andNot(ne(trunc(half), half), ne(trunc(y), y));
    const signed = or(result, and(and(x, -0), odd));
    const known = and(eq(x, x), eq(y, y));
    const numeric = select(signed, Number.NaN, known);
    return select(1, numeric, or(eq(y, 0), eq(x, 1)));
  });
