import { type Code, v128 } from "../assembler.ts";
import type { Block } from "../block.ts";
import { f64x2, type Lanes, type Vectors } from "../lanes.ts";
import { formats } from "./formats.ts";

/* What functions are made of. */

/** Emits a function of four float32 or two float64. */
export type UnaryEmitter = (lanes: Lanes, block: Block, x: Code) => Code;
export type BinaryEmitter = (lanes: Lanes, block: Block, a: Code, b: Code) => Code;

/** Emits a function of vectors of any numbers. */
export type PlainUnaryEmitter = (vectors: Vectors, block: Block, x: Code) => Code;
export type PlainBinaryEmitter = (vectors: Vectors, block: Block, a: Code, b: Code) => Code;

/** Comparisons give masks: all bits of a lane, or none. */
export type CompareEmitter = (vectors: Vectors, a: Code, b: Code) => Code;

/** c[0] xⁿ + c[1] xⁿ⁻¹ + ... */
export function polynomial(lanes: Lanes, x: Code, coefficients: readonly number[]): Code {
  return coefficients
    .map((coefficient) => lanes.splat(coefficient))
    .reduce((sum, coefficient) => lanes.add(lanes.mul(sum, x), coefficient));
}

/** 2ⁿ, of the bits of an integer n, as two factors: their product may lie beyond the largest or smallest number. */
export function twoTo(lanes: Lanes, block: Block, bits: Code): readonly [Code, Code] {
  const { mantissaBits, bias } = formats[lanes.dtype];
  const exponent = block.let(bits);
  const half = block.let(lanes.shiftRight(exponent, 1));
  const power = (k: Code) =>
    block.let(lanes.shiftLeft(lanes.addBits(k, lanes.splatBits(bias)), mantissaBits));
  return [power(half), power(lanes.subBits(exponent, half))];
}

/** Computes in float64 and rounds once: float32 by float64 is exact to the last bit almost always. */
export function inDouble(
  lanes: Lanes,
  block: Block,
  operands: readonly Code[],
  compute: (lanes: Lanes, ...operands: Code[]) => Code,
): Code {
  const parts = operands.map((x) => lanes.widen(block.let(x)).map((part) => block.let(part)));
  const results = parts[0].map((_, i) => block.let(compute(f64x2, ...parts.map((part) => part[i]))));
  return lanes.narrow(results);
}

/** The signs of `signs` on what has none. */
export function withSign(lanes: Lanes, size: Code, signs: Code): Code {
  return v128.or(size, v128.and(signs, lanes.splat(-0)));
}
