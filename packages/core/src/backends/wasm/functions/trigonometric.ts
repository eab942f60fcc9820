import { type Code, v128 } from "../assembler.ts";
import type { Block } from "../block.ts";
import { f64x2, type Lanes } from "../lanes.ts";
import { inDouble, polynomial, type UnaryEmitter } from "./emitters.ts";
import { formats } from "./formats.ts";

/*
 * Sine, cosine and tangent, computed in float64 for both dtypes. The argument is reduced by π/2 in three parts, with
 * an error of at most 2⁻¹⁰⁴ (Cody and Waite 1980); polynomials on [-π/4, π/4] as in fdlibm (Sun Microsystems, 1993) and
 * its descendants.
 */

/** The largest argument: beyond, multiples of π/2 are no longer exact. */
export const WITHIN = 1e5;

/** π/2: 33 bits, 33 more, and the rest. */
const HALF_PI = [1.57079632673412561417, 6.0771005063039659766e-11, 2.02226624879595063154e-21] as const;

interface Polynomials {
  /** (sin r - r) / r³ and (cos r - 1 + r²/2) / r⁴, of r². */
  readonly sin: readonly number[];
  readonly cos: readonly number[];
}

const polynomials: Record<Lanes["dtype"], Polynomials> = {
  float32: {
    sin: [2.718311493989822e-6, -0.00019839334836096632, 0.008333329385889463, -0.16666666641626524],
    cos: [0.0000243904487962774090654, -0.00138867637746099294692, 0.0416666233237390631894],
  },
  float64: {
    sin: [
      1.58969099521155010221e-10, -2.50507602534068634195e-8, 2.75573137070700676789e-6,
      -1.98412698298579493134e-4, 8.33333333332248946124e-3, -1.66666666666666324348e-1,
    ],
    cos: [
      -1.13596475577881948265e-11, 2.0875723212981748279e-9, -2.75573143513906633035e-7,
      2.48015872894767294178e-5, -1.38888888888741095749e-3, 4.16666666666666019037e-2,
    ],
  },
};

/** Sine and cosine of r, x = n π/2 + r, and the bits of the integer n. */
function reduced(block: Block, x: Code, { sin, cos }: Polynomials) {
  const { add, sub, mul, splat, splatBits, subBits } = f64x2;
  const { magic, magicBits } = formats.float64;
  const shifted = block.let(add(mul(x, splat(2 / Math.PI)), splat(magic)));
  const n = block.let(sub(shifted, splat(magic)));
  // x - n π/2 as a sum of two numbers: the first part is exact, the error of the second is found (Knuth's TwoSum).
  const first = block.let(sub(x, mul(n, splat(HALF_PI[0]))));
  const second = block.let(mul(n, splat(HALF_PI[1])));
  const high = block.let(sub(first, second));
  const back = block.let(sub(high, first));
  const lost = sub(sub(first, sub(high, back)), add(second, back));
  const third = block.let(sub(mul(n, splat(HALF_PI[2])), lost));
  const r = block.let(sub(high, third));
  const tail = block.let(sub(sub(high, r), third));

  const z = block.let(mul(r, r));
  const cube = block.let(mul(z, r));
  const inner = polynomial(f64x2, z, sin.slice(0, -1));
  const correction = sub(mul(z, sub(mul(tail, splat(0.5)), mul(cube, inner))), tail);
  const sine = block.let(sub(r, sub(correction, mul(cube, splat(sin[sin.length - 1])))));
  const half = block.let(mul(z, splat(0.5)));
  const whole = block.let(sub(splat(1), half));
  const small = sub(mul(mul(z, z), polynomial(f64x2, z, cos)), mul(r, tail));
  const cosine = block.let(add(whole, add(sub(sub(splat(1), whole), half), small)));
  return { sine, cosine, quarter: block.let(subBits(shifted, splatBits(magicBits))) };
}

/** The mask of the lanes whose integer is odd. */
function odd(integers: Code): Code {
  const { splatBits, subBits } = f64x2;
  return subBits(splatBits(0n), v128.and(integers, splatBits(1n)));
}

/** sin(x + turns π/2) */
function wave(turns: bigint): UnaryEmitter {
  return (given, block, x) =>
    inDouble(given, block, [x], ({ addBits, shiftLeft, splatBits }, value) => {
      const { sine, cosine, quarter } = reduced(block, value, polynomials[given.dtype]);
      const turned = block.let(addBits(quarter, splatBits(turns)));
      const size = v128.select(cosine, sine, odd(turned));
      return v128.xor(size, shiftLeft(v128.and(turned, splatBits(2n)), 62));
    });
}

const sineOf = wave(0n);

export const sin: UnaryEmitter = (lanes, block, x) => {
  const value = block.let(x);
  return v128.select(value, sineOf(lanes, block, value), lanes.eq(value, lanes.splat(0)));
};

export const cos = wave(1n);

/** sin r / cos r, or -cos r / sin r a quarter further. */
export const tan: UnaryEmitter = (given, block, x) => {
  const kept = block.let(x);
  const result = inDouble(given, block, [kept], ({ div, neg }, value) => {
    const { sine, cosine, quarter } = reduced(block, value, polynomials[given.dtype]);
    const swapped = block.let(odd(quarter));
    return div(v128.select(neg(cosine), sine, swapped), v128.select(sine, cosine, swapped));
  });
  return v128.select(kept, result, given.eq(kept, given.splat(0)));
};
