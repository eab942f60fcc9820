import { type Code, v128 } from "../assembler.ts";
import type { Block } from "../block.ts";
import type { Lanes } from "../lanes.ts";
import { inDouble, polynomial, twoTo, type UnaryEmitter } from "./emitters.ts";
import { formats } from "./formats.ts";

/*
 * Exponentials, logarithms and what is made of them. Polynomials are those of Cephes (Moshier) and fdlibm (Sun
 * Microsystems, 1993), from their documentation.
 */

/** x = n ln 2 + r with |r| <= ln(2)/2; 2ⁿ in two factors, so that subnormal and infinite results come out right. */
function reduceExponent(lanes: Lanes, block: Block, x: Code) {
  const { magic, magicBits, exp: format } = formats[lanes.dtype];
  const { add, sub, mul, subBits, splat, splatBits } = lanes;
  const bounded = block.let(lanes.pmax(lanes.pmin(x, splat(format.highest)), splat(format.lowest)));
  const shifted = block.let(add(mul(bounded, splat(Math.LOG2E)), splat(magic)));
  const n = block.let(sub(shifted, splat(magic)));
  const r = block.let(sub(sub(bounded, mul(n, splat(format.ln2High))), mul(n, splat(format.ln2Low))));
  return { n, r, factors: twoTo(lanes, block, subBits(shifted, splatBits(magicBits))) };
}

/**
 * (eʳ - 1 - r), the polynomial as one of even and one of odd powers: they do not wait for each other, which takes a
 * chain of half the length.
 */
function beyondLinear(lanes: Lanes, block: Block, r: Code): Code {
  const { add, mul } = lanes;
  const { coefficients } = formats[lanes.dtype].exp;
  const square = block.let(mul(r, r));
  const last = coefficients.length - 1;
  const [even, odd] = [0, 1].map((rest) =>
    polynomial(
      lanes,
      square,
      coefficients.filter((_, i) => (last - i) % 2 === rest),
    ),
  );
  return mul(square, add(even, mul(r, odd)));
}

/** eˣ = 2ⁿ eʳ */
export const exp: UnaryEmitter = (lanes, block, x) => {
  const { r, factors } = reduceExponent(lanes, block, x);
  const power = lanes.add(lanes.splat(1), lanes.add(r, beyondLinear(lanes, block, r)));
  return lanes.mul(lanes.mul(power, factors[0]), factors[1]);
};

/** eˣ / 2, which is finite where eˣ just is not. */
const halfExp: UnaryEmitter = (lanes, block, x) => {
  const { r, factors } = reduceExponent(lanes, block, x);
  const power = lanes.add(lanes.splat(1), lanes.add(r, beyondLinear(lanes, block, r)));
  return lanes.mul(lanes.mul(lanes.mul(power, lanes.splat(0.5)), factors[0]), factors[1]);
};

/** eˣ - 1 = 2ⁿ (eʳ - 1) + (2ⁿ - 1); where 2ⁿ may overflow, the 1 counts for nothing. */
export const expm1: UnaryEmitter = (lanes, block, x) => {
  const { add, sub, mul, splat } = lanes;
  const value = block.let(x);
  const { n, r, factors } = reduceExponent(lanes, block, value);
  const rest = block.let(add(r, beyondLinear(lanes, block, r)));
  const scale = (y: Code) => mul(mul(y, factors[0]), factors[1]);
  const near = add(scale(rest), sub(scale(splat(1)), splat(1)));
  const far = scale(add(rest, splat(1)));
  const either = v128.select(far, near, lanes.gt(n, splat(2 * formats[lanes.dtype].mantissaBits)));
  return v128.select(value, either, lanes.eq(value, splat(0)));
};

/** x = m 2ᵏ with m in [√½, √2), k as a number. */
function splitLogarithm(lanes: Lanes, block: Block, value: Code) {
  const { magic, magicBits, mantissaBits, smallestNormal, sqrtHalfBits, log: format } = formats[lanes.dtype];
  const { add, sub, mul, div, splat, splatBits, addBits, subBits } = lanes;
  const subnormal = block.let(lanes.lt(value, splat(smallestNormal)));
  const normal = block.let(v128.select(mul(value, splat(2 ** mantissaBits)), value, subnormal));
  const k = block.let(lanes.shiftRight(subBits(normal, splatBits(sqrtHalfBits)), mantissaBits));
  const f = block.let(sub(subBits(normal, lanes.shiftLeft(k, mantissaBits)), splat(1)));
  const whole = sub(addBits(k, splatBits(magicBits)), splat(magic));
  const e = block.let(sub(whole, v128.and(subnormal, splat(mantissaBits))));
  // log(1 + f) = f - (f²/2 - rest), by fdlibm's polynomial in s = f / (2 + f).
  const s = block.let(div(f, add(f, splat(2))));
  const z = block.let(mul(s, s));
  const halfSquare = block.let(mul(mul(f, f), splat(0.5)));
  const rest = mul(s, add(halfSquare, mul(z, polynomial(lanes, z, format.coefficients))));
  return { e, f, halfSquare, rest };
}

/** A logarithm of all numbers, of what is right for positive finite ones. */
function everywhere(lanes: Lanes, value: Code, finite: Code): Code {
  const { splat } = lanes;
  const atZero = v128.select(splat(Number.NEGATIVE_INFINITY), finite, lanes.eq(value, splat(0)));
  const below = v128.select(splat(Number.NaN), atZero, lanes.lt(value, splat(0)));
  return v128.select(below, value, lanes.lt(value, splat(Number.POSITIVE_INFINITY)));
}

/** log x = k ln 2 + log m. */
export const log: UnaryEmitter = (lanes, block, x) => {
  const { add, sub, mul, splat } = lanes;
  const { ln2High, ln2Low } = formats[lanes.dtype].log;
  const value = block.let(x);
  const { e, f, halfSquare, rest } = splitLogarithm(lanes, block, value);
  const low = add(rest, mul(e, splat(ln2Low)));
  const finite = block.let(sub(mul(e, splat(ln2High)), sub(sub(halfSquare, low), f)));
  return everywhere(lanes, value, finite);
};

/** log₂ x = k + log m / ln 2, so that powers of 2 come out whole. */
export const log2: UnaryEmitter = (given, block, x) =>
  inDouble(given, block, [x], (lanes, value) => {
    const { e, f, halfSquare, rest } = splitLogarithm(lanes, block, value);
    const natural = lanes.sub(f, lanes.sub(halfSquare, rest));
    const finite = block.let(lanes.add(e, lanes.mul(natural, lanes.splat(Math.LOG2E))));
    return everywhere(lanes, value, finite);
  });

export const log10: UnaryEmitter = (given, block, x) =>
  inDouble(given, block, [x], (lanes, value) =>
    lanes.mul(log(lanes, block, value), lanes.splat(Math.LOG10E)),
  );

/** log(1 + x) = log u + (x - (u - 1)) / u with u = 1 + x as rounded. */
export const log1p: UnaryEmitter = (lanes, block, x) => {
  const { add, sub, div, splat } = lanes;
  const value = block.let(x);
  const u = block.let(add(value, splat(1)));
  const logarithm = block.let(log(lanes, block, u));
  const corrected = add(logarithm, div(sub(value, sub(u, splat(1))), u));
  const finite = v128.and(lanes.gt(u, splat(0)), lanes.lt(u, splat(Number.POSITIVE_INFINITY)));
  const result = v128.select(corrected, logarithm, finite);
  return v128.select(value, result, lanes.eq(value, splat(0)));
};

export const sigmoid: UnaryEmitter = (lanes, block, x) =>
  lanes.div(lanes.splat(1), lanes.add(lanes.splat(1), exp(lanes, block, lanes.neg(x))));

/** Near 0 a rational function (Cephes), elsewhere 1 - 2 / (e^2|x| + 1) with the sign of x. */
export const tanh: UnaryEmitter = (lanes, block, x) => {
  const { add, sub, mul, div, splat } = lanes;
  const value = block.let(x);
  const size = block.let(lanes.abs(value));
  const z = block.let(mul(value, value));
  const top = polynomial(
    lanes,
    z,
    [-0.964399179425052238628, -99.2877231001918586564, -1614.68768441708447952],
  );
  const bottom = polynomial(
    lanes,
    z,
    [1, 112.811678491632931402, 2235.48839060100448583, 4844.06305325125486048],
  );
  const near = add(value, mul(mul(value, z), div(top, bottom)));
  const power = exp(lanes, block, mul(size, splat(2)));
  const far = block.let(sub(splat(1), div(splat(2), add(power, splat(1)))));
  const either = v128.select(near, far, lanes.lt(size, splat(0.625)));
  return v128.or(either, v128.and(value, splat(-0)));
};

/** max(x, 0) + log(1 + u) with u = e^-|x|; log(1 + u) keeps the digits of a small u by what rounding 1 + u lost. */
export const softplus: UnaryEmitter = (lanes, block, x) => {
  const { add, sub, mul, div, splat } = lanes;
  const value = block.let(x);
  const u = block.let(exp(lanes, block, lanes.neg(lanes.abs(value))));
  const w = block.let(add(u, splat(1)));
  const corrected = mul(log(lanes, block, w), div(u, sub(w, splat(1))));
  const small = v128.select(u, corrected, lanes.eq(w, splat(1)));
  return add(lanes.pmax(value, splat(0)), small);
};

/** (e^|x| - 1 + 1 - e^-|x|) / 2 with the sign of x. */
export const sinh: UnaryEmitter = (lanes, block, x) => {
  const { add, mul, div, splat } = lanes;
  const value = block.let(x);
  const size = block.let(lanes.abs(value));
  const power = block.let(expm1(lanes, block, size));
  const near = mul(splat(0.5), add(power, div(power, add(power, splat(1)))));
  const either = v128.select(halfExp(lanes, block, size), near, lanes.gt(size, splat(MINUS_IS_NOTHING)));
  return v128.or(either, v128.and(value, splat(-0)));
};

/** e^|x|/2 + e^-|x|/2. */
export const cosh: UnaryEmitter = (lanes, block, x) => {
  const half = block.let(halfExp(lanes, block, lanes.abs(x)));
  return lanes.add(half, lanes.div(lanes.splat(0.25), half));
};

/** From here on, e^-x adds nothing to eˣ in either precision. */
const MINUS_IS_NOTHING = 22;
