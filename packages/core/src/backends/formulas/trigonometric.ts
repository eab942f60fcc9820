import {
  add,
  addBits,
  and,
  div,
  type Expression,
  eq,
  type FloatType,
  inDouble,
  mul,
  neg,
  select,
  shared,
  shiftLeft,
  sub,
  subBits,
  xor,
} from "./expression.ts";
import { formats } from "./formats.ts";
import { polynomial, type UnaryDefinition } from "./pieces.ts";

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

const polynomials: Record<FloatType, Polynomials> = {
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
function reduced(x: Expression<"float64">, { sin, cos }: Polynomials) {
  const { magic, magicBits } = formats.float64;
  const shifted = shared(add(mul(x, 2 / Math.PI), magic));
  const n = shared(sub(shifted, magic));
  // x - n π/2 as a sum of two numbers: the first part is exact, the error of the second is found (Knuth's TwoSum).
  const first = shared(sub(x, mul(n, HALF_PI[0])));
  const second = shared(mul(n, HALF_PI[1]));
  const high = shared(sub(first, second));
  const back = shared(sub(high, first));
  const lost = sub(sub(first, sub(high, back)), add(second, back));
  const third = shared(sub(mul(n, HALF_PI[2]), lost));
  const r = shared(sub(high, third));
  const tail = shared(sub(sub(high, r), third));

  const z = shared(mul(r, r));
  const cube = shared(mul(z, r));
  const inner = polynomial(z, sin.slice(0, -1));
  const correction = sub(mul(z, sub(mul(tail, 0.5), mul(cube, inner))), tail);
  const sine = shared(sub(r, sub(correction, mul(cube, sin[sin.length - 1]))));
  const half = shared(mul(z, 0.5));
  const whole = shared(sub(1, half));
  const small = sub(mul(mul(z, z), polynomial(z, cos)), mul(r, tail));
  const cosine = shared(add(whole, add(sub(sub(1, whole), half), small)));
  return { sine, cosine, quarter: shared(subBits(shifted, magicBits)) };
}

/** The mask of the lanes whose integer is odd. */
function odd(integers: Expression<"float64">): Expression<"float64"> {
  return subBits(0n, and(integers, 1n));
}

/** sin(x + turns π/2) */
function wave(turns: bigint): UnaryDefinition {
  return (x) =>
    inDouble([x], (value) => {
      const { sine, cosine, quarter } = reduced(value, polynomials[x.dtype]);
      const turned = shared(addBits(quarter, turns));
      const size = select(cosine, sine, odd(turned));
      return xor(size, shiftLeft(and(turned, 2n), 62));
    });
}

const sineOf = wave(0n);

export const sin: UnaryDefinition = (x) => {
  const value = shared(x);
  return select(value, sineOf(value), eq(value, 0));
};

export const cos = wave(1n);

/** sin r / cos r, or -cos r / sin r a quarter further. */
export const tan: UnaryDefinition = (x) => {
  const kept = shared(x);
  const result = inDouble([kept], (value) => {
    const { sine, cosine, quarter } = reduced(value, polynomials[x.dtype]);
    const swapped = shared(odd(quarter));
    return div(select(neg(cosine), sine, swapped), select(sine, cosine, swapped));
  });
  return select(kept, result, eq(kept, 0));
};
