import {
  add,
  addBits,
  and,
  constant,
  type Expression,
  type FloatType,
  mul,
  or,
  shared,
  shiftLeft,
  shiftRight,
  subBits,
} from "./expression.ts";
import { formats } from "./formats.ts";

/* What several formulas are made of. */

/** Functions of floating-point numbers. */
export type UnaryDefinition = <T extends FloatType>(x: Expression<T>) => Expression<T>;
export type BinaryDefinition = <T extends FloatType>(a: Expression<T>, b: Expression<T>) => Expression<T>;

/** c[0] xⁿ + c[1] xⁿ⁻¹ + ... */
export function polynomial<T extends FloatType>(
  x: Expression<T>,
  coefficients: readonly number[],
): Expression<T> {
  return coefficients
    .map((coefficient) => constant(coefficient, x.dtype))
    .reduce((sum, coefficient) => add(mul(sum, x), coefficient));
}

/**
 * The same as two polynomials of x², one of the even and one of the odd powers: they do not wait for each other, which
 * takes a chain of half the length.
 */
export function polynomialInTwo<T extends FloatType>(
  x: Expression<T>,
  square: Expression<T>,
  coefficients: readonly number[],
): Expression<T> {
  const last = coefficients.length - 1;
  const [even, odd] = [0, 1].map((rest) =>
    polynomial(
      square,
      coefficients.filter((_, i) => (last - i) % 2 === rest),
    ),
  );
  return add(even, mul(x, odd));
}

/** 2ⁿ, of the bits of an integer n, as two factors: their product may lie beyond the largest or smallest number. */
export function twoTo<T extends FloatType>(bits: Expression<T>): readonly [Expression<T>, Expression<T>] {
  const { mantissaBits, bias } = formats[bits.dtype];
  const exponent = shared(bits);
  const half = shared(shiftRight(exponent, 1));
  const power = (k: Expression<T>) => shared(shiftLeft(addBits(k, bias), mantissaBits));
  return [power(half), power(subBits(exponent, half))];
}

/** The signs of `signs` on what has none. */
export function withSign<T extends FloatType>(size: Expression<T>, signs: Expression<T>): Expression<T> {
  return or(size, and(signs, -0));
}
