import {
  abs,
  add,
  addBits,
  and,
  andNot,
  div,
  type Expression,
  eq,
  type FloatType,
  gt,
  inDouble,
  lt,
  mul,
  neg,
  or,
  pmax,
  pmin,
  select,
  shared,
  shiftLeft,
  shiftRight,
  sub,
  subBits,
} from "./expression.ts";
import { formats } from "./formats.ts";
import { type BinaryDefinition, polynomial, polynomialInTwo, twoTo, type UnaryDefinition } from "./pieces.ts";

/*
 * Exponentials, logarithms and what is made of them. Polynomials are those of Cephes (Moshier) and fdlibm (Sun
 * Microsystems, 1993), from their documentation.
 */

/** x = n ln 2 + r with |r| <= ln(2)/2; 2ⁿ in two factors, so that subnormal and infinite results come out right. */
function reduceExponent<T extends FloatType>(x: Expression<T>) {
  const { magic, magicBits, exp: format } = formats[x.dtype];
  const bounded = shared(pmax(pmin(x, format.highest), format.lowest));
  const shifted = shared(add(mul(bounded, Math.LOG2E), magic));
  const n = shared(sub(shifted, magic));
  const r = shared(sub(sub(bounded, mul(n, format.ln2High)), mul(n, format.ln2Low)));
  return { n, r, factors: twoTo(subBits(shifted, magicBits)) };
}

/** eʳ - 1 - r. */
function beyondLinear<T extends FloatType>(r: Expression<T>): Expression<T> {
  const square = shared(mul(r, r));
  return mul(square, polynomialInTwo(r, square, formats[r.dtype].exp.coefficients));
}

/** eˣ = 2ⁿ eʳ */
export const exp: UnaryDefinition = (x) => {
  const { r, factors } = reduceExponent(x);
  const power = add(1, add(r, beyondLinear(r)));
  return mul(mul(power, factors[0]), factors[1]);
};

/**
 * c e^(high + low) for moderate exponents: eʳ - 1, c and the powers of 2 apart, so that a result that is subnormal is
 * rounded once. `high` has few enough digits for all of its difference from n ln 2 to be kept, and `low` is small.
 */
export function expOfSum<T extends FloatType>(high: Expression<T>, low: Expression<T>) {
  const { magic, magicBits, exp: format } = formats[high.dtype];
  const shifted = shared(add(mul(high, Math.LOG2E), magic));
  const n = shared(sub(shifted, magic));
  const r = shared(add(sub(high, mul(n, format.ln2High)), sub(low, mul(n, format.ln2Low))));
  return { rest: shared(add(r, beyondLinear(r))), factors: twoTo(subBits(shifted, magicBits)) };
}

/** eˣ / 2, which is finite where eˣ just is not. */
const halfExp: UnaryDefinition = (x) => {
  const { r, factors } = reduceExponent(x);
  const power = add(1, add(r, beyondLinear(r)));
  return mul(mul(mul(power, 0.5), factors[0]), factors[1]);
};

/** eˣ - 1 = 2ⁿ (eʳ - 1) + (2ⁿ - 1); where 2ⁿ may overflow, the 1 counts for nothing. */
export const expm1: UnaryDefinition = (x) => {
  const value = shared(x);
  const { n, r, factors } = reduceExponent(value);
  const rest = shared(add(r, beyondLinear(r)));
  const scale = (y: Expression<typeof x.dtype> | number) => mul(mul(y, factors[0]), factors[1]);
  const near = add(scale(rest), sub(scale(1), 1));
  const far = scale(add(rest, 1));
  const either = select(far, near, gt(n, 2 * formats[x.dtype].mantissaBits));
  return select(value, either, eq(value, 0));
};

/** x = m 2ᵏ with m in [√½, √2), k as a number. */
function splitLogarithm<T extends FloatType>(value: Expression<T>) {
  const { magic, magicBits, mantissaBits, smallestNormal, sqrtHalfBits, log: format } = formats[value.dtype];
  const subnormal = shared(lt(value, smallestNormal));
  const normal = shared(select(mul(value, 2 ** mantissaBits), value, subnormal));
  const k = shared(shiftRight(subBits(normal, sqrtHalfBits), mantissaBits));
  const f = shared(sub(subBits(normal, shiftLeft(k, mantissaBits)), 1));
  const whole = sub(addBits(k, magicBits), magic);
  const e = shared(sub(whole, and(subnormal, mantissaBits)));
  // log(1 + f) = f - (f²/2 - rest), by fdlibm's polynomial in s = f / (2 + f).
  const s = shared(div(f, add(f, 2)));
  const z = shared(mul(s, s));
  const halfSquare = shared(mul(mul(f, f), 0.5));
  const rest = mul(s, add(halfSquare, mul(z, polynomial(z, format.coefficients))));
  return { e, f, halfSquare, rest };
}

/** A logarithm of all numbers, of what is right for positive finite ones. */
function everywhere<T extends FloatType>(value: Expression<T>, finite: Expression<T>): Expression<T> {
  const atZero = select(Number.NEGATIVE_INFINITY, finite, eq(value, 0));
  const below = select(Number.NaN, atZero, lt(value, 0));
  return select(below, value, lt(value, Number.POSITIVE_INFINITY));
}

/** log x = k ln 2 + log m. */
export const log: UnaryDefinition = (x) => {
  const { ln2High, ln2Low } = formats[x.dtype].log;
  const value = shared(x);
  const { e, f, halfSquare, rest } = splitLogarithm(value);
  const low = add(rest, mul(e, ln2Low));
  const finite = shared(sub(mul(e, ln2High), sub(sub(halfSquare, low), f)));
  return everywhere(value, finite);
};

/** a log b, but 0 where a is 0, unless b is NaN. */
export const xlogy: BinaryDefinition = (a, b) => {
  const [x, y] = [shared(a), shared(b)];
  return andNot(mul(x, log(y)), and(eq(x, 0), eq(y, y)));
};

/** log₂ x = k + log m / ln 2, so that powers of 2 come out whole. */
export const log2: UnaryDefinition = (x) =>
  inDouble([x], (value) => {
    const { e, f, halfSquare, rest } = splitLogarithm(value);
    const natural = sub(f, sub(halfSquare, rest));
    const finite = shared(add(e, mul(natural, Math.LOG2E)));
    return everywhere(value, finite);
  });

export const log10: UnaryDefinition = (x) => inDouble([x], (value) => mul(log(value), Math.LOG10E));

/** log(1 + x) = log u + (x - (u - 1)) / u with u = 1 + x as rounded. */
export const log1p: UnaryDefinition = (x) => {
  const value = shared(x);
  const u = shared(add(value, 1));
  const logarithm = shared(log(u));
  const corrected = add(logarithm, div(sub(value, sub(u, 1)), u));
  const finite = and(gt(u, 0), lt(u, Number.POSITIVE_INFINITY));
  const result = select(corrected, logarithm, finite);
  return select(value, result, eq(value, 0));
};

/** 1 / (1 + u) or, for negative x, u / (1 + u) with u = e^-|x|: no power overflows, so small results stay. */
export const sigmoid: UnaryDefinition = (x) => {
  const value = shared(x);
  const u = shared(exp(neg(abs(value))));
  return div(select(u, 1, lt(value, 0)), add(1, u));
};

/** u / (1 + u)² with u = e^-|x|. */
export const sigmoidSlope: UnaryDefinition = (x) => {
  const u = shared(exp(neg(abs(x))));
  const sum = shared(add(1, u));
  return div(u, mul(sum, sum));
};

/** The derivative of tanh is 4 times that of sigmoid at 2 x. */
export const tanhSlope: UnaryDefinition = (x) => mul(4, sigmoidSlope(mul(2, x)));

/** Near 0 a rational function (Cephes), elsewhere 1 - 2 / (e^2|x| + 1) with the sign of x. */
export const tanh: UnaryDefinition = (x) => {
  const value = shared(x);
  const size = shared(abs(value));
  const z = shared(mul(value, value));
  const top = polynomial(z, [-0.964399179425052238628, -99.2877231001918586564, -1614.68768441708447952]);
  const bottom = polynomial(z, [1, 112.811678491632931402, 2235.48839060100448583, 4844.06305325125486048]);
  const near = add(value, mul(mul(value, z), div(top, bottom)));
  const power = exp(mul(size, 2));
  const far = shared(sub(1, div(2, add(power, 1))));
  const either = select(near, far, lt(size, 0.625));
  return or(either, and(value, -0));
};

/** max(x, 0) + log(1 + u) with u = e^-|x|; log(1 + u) keeps the digits of a small u by what rounding 1 + u lost. */
export const softplus: UnaryDefinition = (x) => {
  const value = shared(x);
  const u = shared(exp(neg(abs(value))));
  const w = shared(add(u, 1));
  const corrected = mul(log(w), div(u, sub(w, 1)));
  const small = select(u, corrected, eq(w, 1));
  return add(pmax(value, 0), small);
};

/** (e^|x| - 1 + 1 - e^-|x|) / 2 with the sign of x. */
export const sinh: UnaryDefinition = (x) => {
  const value = shared(x);
  const size = shared(abs(value));
  const power = shared(expm1(size));
  const near = mul(0.5, add(power, div(power, add(power, 1))));
  const either = select(halfExp(size), near, gt(size, MINUS_IS_NOTHING));
  return or(either, and(value, -0));
};

/** e^|x|/2 + e^-|x|/2. */
export const cosh: UnaryDefinition = (x) => {
  const half = shared(halfExp(abs(x)));
  return add(half, div(0.25, half));
};

/** From here on, e^-x adds nothing to eˣ in either precision. */
const MINUS_IS_NOTHING = 22;
