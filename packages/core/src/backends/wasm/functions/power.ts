import { type Code, v128 } from "../assembler.ts";
import type { Block } from "../block.ts";
import { f64x2, type Lanes } from "../lanes.ts";
import { type BinaryEmitter, inDouble, polynomial, twoTo } from "./emitters.ts";
import { exp, log } from "./exponential.ts";
import { formats } from "./formats.ts";

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
function upper(x: Code): Code {
  return v128.and(x, f64x2.splatBits(0xffffffff00000000n));
}

interface Sum {
  readonly high: Code;
  readonly low: Code;
}

/** log₂ of a positive number to some 70 bits. */
function preciseLog2(block: Block, x: Code): Sum {
  const { add, sub, mul, div, splat, splatBits, addBits, subBits, shiftLeft, shiftRight, ge, lt } = f64x2;
  const { magic, magicBits, mantissaBits, smallestNormal } = formats.float64;
  const subnormal = block.let(lt(x, splat(smallestNormal)));
  const normal = block.let(v128.select(mul(x, splat(2 ** mantissaBits)), x, subnormal));
  const k = block.let(shiftRight(subBits(normal, splatBits(SQRT3_HALF_BITS)), mantissaBits));
  const whole = sub(addBits(k, splatBits(magicBits)), splat(magic));
  const n = block.let(sub(whole, v128.and(subnormal, splat(mantissaBits))));
  // m in [√3/2, √3), taken from 1 or from 3/2.
  const m = block.let(subBits(normal, shiftLeft(k, mantissaBits)));
  const upperHalf = block.let(ge(m, splat(Math.sqrt(1.5))));
  const base = block.let(v128.select(splat(1.5), splat(1), upperHalf));
  const either = ({ high, low }: { high: number; low: number }) => ({
    high: v128.and(upperHalf, splat(high)),
    low: v128.and(upperHalf, splat(low)),
  });
  const f = block.let(sub(m, base));
  const inverse = block.let(div(splat(1), add(m, base)));
  const s = block.let(mul(f, inverse));
  const sHigh = block.let(upper(s));
  const sumHigh = block.let(upper(add(m, base)));
  const sumLow = sub(m, sub(sumHigh, base));
  const sLow = block.let(mul(inverse, sub(sub(f, mul(sHigh, sumHigh)), mul(sHigh, sumLow))));
  const z = block.let(mul(s, s));
  const rest = block.let(add(mul(mul(z, z), polynomial(f64x2, z, series)), mul(sLow, add(sHigh, s))));
  const zHigh = block.let(mul(sHigh, sHigh));
  const tHigh = block.let(upper(add(add(splat(3), zHigh), rest)));
  const tLow = block.let(sub(rest, sub(sub(tHigh, splat(3)), zHigh)));
  const u = block.let(mul(sHigh, tHigh));
  const v = block.let(add(mul(sLow, tHigh), mul(tLow, s)));
  const pHigh = block.let(upper(add(u, v)));
  const pLow = sub(v, sub(pHigh, u));
  const offset = either(log2Of3Halves);
  const high = block.let(mul(splat(scale.high), pHigh));
  const low = block.let(add(add(mul(splat(scale.low), pHigh), mul(pLow, splat(scale.value))), offset.low));
  const total = block.let(upper(add(add(add(high, low), offset.high), n)));
  return { high: total, low: block.let(sub(low, sub(sub(sub(total, n), offset.high), high))) };
}

/** 2 to the power of a sum; the low part is small beside the high one. */
function preciseExp2(block: Block, given: Sum): Code {
  const { add, sub, mul, div, splat, splatBits, subBits, pmin, pmax } = f64x2;
  const { magic, magicBits } = formats.float64;
  const estimate = block.let(add(given.high, given.low));
  const bounded = block.let(pmax(pmin(estimate, splat(1030)), splat(-1080)));
  const inside = block.let(f64x2.eq(estimate, bounded));
  const high = block.let(v128.select(given.high, bounded, inside));
  const low = block.let(v128.and(given.low, inside));
  const shifted = block.let(add(bounded, splat(magic)));
  const fraction = block.let(sub(high, sub(shifted, splat(magic))));
  const t = block.let(upper(add(low, fraction)));
  const u = block.let(mul(t, splat(ln2.high)));
  const v = block.let(add(mul(sub(low, sub(t, fraction)), splat(ln2.value)), mul(t, splat(ln2.low))));
  const r = block.let(add(u, v));
  const w = block.let(sub(v, sub(r, u)));
  const z = block.let(mul(r, r));
  const c = block.let(sub(r, mul(z, polynomial(f64x2, z, exponential))));
  const rest = sub(div(mul(r, c), sub(c, splat(2))), add(w, mul(r, w)));
  const factors = twoTo(f64x2, block, subBits(shifted, splatBits(magicBits)));
  return mul(mul(sub(splat(1), sub(rest, r)), factors[0]), factors[1]);
}

/** sizeᵇ of positive finite sizes and finite exponents. */
function precisePower(block: Block, size: Code, b: Code): Code {
  const { add, sub, mul } = f64x2;
  const logarithm = preciseLog2(block, size);
  const bHigh = block.let(upper(b));
  const low = add(mul(sub(b, bHigh), logarithm.high), mul(b, logarithm.low));
  return preciseExp2(block, { high: block.let(mul(bHigh, logarithm.high)), low: block.let(low) });
}

export const pow: BinaryEmitter = (given: Lanes, block, a, b) =>
  inDouble(given, block, [a, b], (lanes, x, y) => {
    const { mul, eq, lt, gt, ne, trunc, pmin, pmax, splat } = lanes;
    const size = block.let(lanes.abs(x));
    const exponent = block.let(pmax(pmin(y, splat(HUGE)), splat(-HUGE)));
    const usual = block.let(
      given.dtype === "float32"
        ? exp(lanes, block, mul(exponent, log(lanes, block, size)))
        : precisePower(block, size, exponent),
    );
    const fractional = ne(trunc(y), y);
    const real = v128.select(splat(Number.NaN), usual, v128.and(lt(x, splat(0)), fractional));
    // 0 and Infinity give each other, by the sign of the exponent.
    const isZero = block.let(eq(size, splat(0)));
    const isEdge = v128.or(isZero, eq(size, splat(Number.POSITIVE_INFINITY)));
    const edge = v128.and(splat(Number.POSITIVE_INFINITY), v128.xor(isZero, gt(y, splat(0))));
    const result = v128.select(edge, real, isEdge);
    const half = block.let(mul(y, splat(0.5)));
    const odd = v128.andNot(ne(trunc(half), half), ne(trunc(y), y));
    const signed = v128.or(result, v128.and(v128.and(x, splat(-0)), odd));
    const known = v128.and(eq(x, x), eq(y, y));
    const numeric = v128.select(signed, splat(Number.NaN), known);
    return v128.select(splat(1), numeric, v128.or(eq(y, splat(0)), eq(x, splat(1))));
  });
