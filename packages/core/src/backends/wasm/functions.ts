import { type Code, v128 } from "./assembler.ts";
import type { Block } from "./block.ts";
import type { Lanes } from "./lanes.ts";

/*
 * What elementwise functions compute, four float32 or two float64 at a time. Names are those of the function
 * records; a function that is not here runs on the reference backend. Polynomials are those of Cephes (Moshier)
 * and fdlibm (Sun Microsystems, 1993), from their documentation.
 */

export type UnaryEmitter = (lanes: Lanes, block: Block, x: Code) => Code;
export type CompareEmitter = (lanes: Lanes, a: Code, b: Code) => Code;
export type BinaryEmitter = (lanes: Lanes, block: Block, a: Code, b: Code) => Code;

/** c[0] xⁿ + c[1] xⁿ⁻¹ + ... */
function polynomial(lanes: Lanes, x: Code, coefficients: readonly number[]): Code {
  return coefficients
    .map((coefficient) => lanes.splat(coefficient))
    .reduce((sum, coefficient) => lanes.add(lanes.mul(sum, x), coefficient));
}

interface Format {
  /** 1.5 · 2^(bits of mantissa): adding it rounds to an integer, which then stands in the low bits. */
  readonly magic: number;
  readonly magicBits: bigint;
  readonly mantissaBits: number;
  readonly bias: bigint;
  readonly smallestNormal: number;
  /** The bits of √½. */
  readonly sqrtHalfBits: bigint;
  readonly exp: {
    /** Beyond these bounds the result is infinite or 0, and no integer overflows on the way. */
    readonly lowest: number;
    readonly highest: number;
    readonly ln2High: number;
    readonly ln2Low: number;
    /** (eʳ - 1 - r) / r² for |r| <= ln(2)/2. */
    readonly coefficients: readonly number[];
  };
  readonly log: {
    readonly ln2High: number;
    readonly ln2Low: number;
    readonly coefficients: readonly number[];
  };
}

const formats: Record<Lanes["dtype"], Format> = {
  float32: {
    magic: 1.5 * 2 ** 23,
    magicBits: 0x4b400000n,
    mantissaBits: 23,
    bias: 127n,
    smallestNormal: 2 ** -126,
    sqrtHalfBits: 0x3f3504f3n,
    exp: {
      lowest: -104.5,
      highest: 89.5,
      ln2High: 0.693359375,
      ln2Low: -2.1219444e-4,
      coefficients: [1.98756915e-4, 1.39819995e-3, 8.33345191e-3, 4.1665796e-2, 0.16666667, 0.5],
    },
    log: {
      ln2High: 6.9313812256e-1,
      ln2Low: 9.0580006145e-6,
      coefficients: [0.24279078841, 0.28498786688, 0.40000972152, 0.66666662693],
    },
  },
  float64: {
    magic: 1.5 * 2 ** 52,
    magicBits: 0x4338000000000000n,
    mantissaBits: 52,
    bias: 1023n,
    smallestNormal: 2 ** -1022,
    sqrtHalfBits: 0x3fe6a09e667f3bcdn,
    exp: {
      lowest: -746,
      highest: 710.5,
      ln2High: 0.693145751953125,
      ln2Low: 1.4286068203094172e-6,
      coefficients: Array.from({ length: 12 }, (_, i) => 1 / factorial(13 - i)),
    },
    log: {
      ln2High: 6.93147180369123816e-1,
      ln2Low: 1.9082149292705877e-10,
      coefficients: [
        0.1479819860511658591, 0.1531383769920937332, 0.1818357216161805012, 0.2222219843214978396,
        0.2857142874366239149, 0.3999999999940941908, 0.666666666666673513,
      ],
    },
  },
};

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** eˣ = 2ⁿ eʳ with |r| <= ln(2)/2; 2ⁿ in two factors, so that subnormal and infinite results come out right. */
export const exp: UnaryEmitter = (lanes, block, x) => {
  const { magic, magicBits, mantissaBits, bias, exp: format } = formats[lanes.dtype];
  const { add, sub, mul, addBits, subBits, splat, splatBits } = lanes;
  const bounded = block.let(lanes.pmax(lanes.pmin(x, splat(format.highest)), splat(format.lowest)));
  const shifted = block.let(add(mul(bounded, splat(Math.LOG2E)), splat(magic)));
  const n = block.let(sub(shifted, splat(magic)));
  const r = block.let(sub(sub(bounded, mul(n, splat(format.ln2High))), mul(n, splat(format.ln2Low))));
  const power = add(splat(1), add(r, mul(mul(r, r), polynomial(lanes, r, format.coefficients))));
  const exponent = block.let(subBits(shifted, splatBits(magicBits)));
  const half = block.let(lanes.shiftRight(exponent, 1));
  const twoTo = (k: Code) => lanes.shiftLeft(addBits(k, splatBits(bias)), mantissaBits);
  return mul(mul(power, twoTo(half)), twoTo(subBits(exponent, half)));
};

/** log x = k ln 2 + log m with m in [√½, √2); log(1 + f) by fdlibm's polynomial in s = f / (2 + f). */
export const log: UnaryEmitter = (lanes, block, x) => {
  const { magic, magicBits, mantissaBits, smallestNormal, sqrtHalfBits, log: format } = formats[lanes.dtype];
  const { add, sub, mul, div, splat, splatBits, addBits, subBits } = lanes;
  const value = block.let(x);
  const subnormal = block.let(lanes.lt(value, splat(smallestNormal)));
  const normal = block.let(v128.select(mul(value, splat(2 ** mantissaBits)), value, subnormal));
  const k = block.let(lanes.shiftRight(subBits(normal, splatBits(sqrtHalfBits)), mantissaBits));
  const f = block.let(sub(subBits(normal, lanes.shiftLeft(k, mantissaBits)), splat(1)));
  const whole = sub(addBits(k, splatBits(magicBits)), splat(magic));
  const e = block.let(sub(whole, v128.and(subnormal, splat(mantissaBits))));
  const s = block.let(div(f, add(f, splat(2))));
  const z = block.let(mul(s, s));
  const halfSquare = block.let(mul(mul(f, f), splat(0.5)));
  const rest = mul(s, add(halfSquare, mul(z, polynomial(lanes, z, format.coefficients))));
  const low = add(rest, mul(e, splat(format.ln2Low)));
  const finite = block.let(sub(mul(e, splat(format.ln2High)), sub(sub(halfSquare, low), f)));
  const atZero = v128.select(splat(Number.NEGATIVE_INFINITY), finite, lanes.eq(value, splat(0)));
  const below = v128.select(splat(Number.NaN), atZero, lanes.lt(value, splat(0)));
  return v128.select(below, value, lanes.lt(value, splat(Number.POSITIVE_INFINITY)));
};

const sigmoid: UnaryEmitter = (lanes, block, x) =>
  lanes.div(lanes.splat(1), lanes.add(lanes.splat(1), exp(lanes, block, lanes.neg(x))));

/** Near 0 a rational function (Cephes), elsewhere 1 - 2 / (e^2|x| + 1) with the sign of x. */
const tanh: UnaryEmitter = (lanes, block, x) => {
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
const softplus: UnaryEmitter = (lanes, block, x) => {
  const { add, sub, mul, div, splat } = lanes;
  const value = block.let(x);
  const u = block.let(exp(lanes, block, lanes.neg(lanes.abs(value))));
  const w = block.let(add(u, splat(1)));
  const corrected = mul(log(lanes, block, w), div(u, sub(w, splat(1))));
  const small = v128.select(u, corrected, lanes.eq(w, splat(1)));
  return add(lanes.pmax(value, splat(0)), small);
};

const sign: UnaryEmitter = (lanes, block, x) => {
  const value = block.let(x);
  const one = lanes.splat(1);
  const zero = lanes.splat(0);
  const parts = lanes.sub(v128.and(lanes.gt(value, zero), one), v128.and(lanes.lt(value, zero), one));
  // Zeros keep their sign, and NaN is neither.
  return v128.select(parts, value, v128.or(lanes.gt(value, zero), lanes.lt(value, zero)));
};

export const unaryFunctions: ReadonlyMap<string, UnaryEmitter> = new Map(
  Object.entries<UnaryEmitter>({
    neg: (lanes, _block, x) => lanes.neg(x),
    abs: (lanes, _block, x) => lanes.abs(x),
    sqrt: (lanes, _block, x) => lanes.sqrt(x),
    square: (lanes, block, x) => {
      const value = block.let(x);
      return lanes.mul(value, value);
    },
    relu: (lanes, block, x) => {
      const value = block.let(x);
      return v128.andNot(value, lanes.le(value, lanes.splat(0)));
    },
    sign,
    exp,
    log,
    sigmoid,
    tanh,
    softplus,
  }),
);

export const binaryFunctions: ReadonlyMap<string, BinaryEmitter> = new Map(
  Object.entries<BinaryEmitter>({
    add: (lanes, _block, a, b) => lanes.add(a, b),
    sub: (lanes, _block, a, b) => lanes.sub(a, b),
    mul: (lanes, _block, a, b) => lanes.mul(a, b),
    div: (lanes, _block, a, b) => lanes.div(a, b),
    maximum: (lanes, _block, a, b) => lanes.max(a, b),
    minimum: (lanes, _block, a, b) => lanes.min(a, b),
  }),
);

/** Comparisons give masks: all bits of a lane, or none. */
export const comparisons: ReadonlyMap<string, CompareEmitter> = new Map(
  Object.entries<CompareEmitter>({
    eq: (lanes, a, b) => lanes.eq(a, b),
    ne: (lanes, a, b) => lanes.ne(a, b),
    gt: (lanes, a, b) => lanes.gt(a, b),
    ge: (lanes, a, b) => lanes.ge(a, b),
    lt: (lanes, a, b) => lanes.lt(a, b),
    le: (lanes, a, b) => lanes.le(a, b),
  }),
);
