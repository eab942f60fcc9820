import type { DType } from "../../dtype.ts";
import { type Code, FunctionBuilder, f64, memory, simd, v128 } from "./assembler.ts";
import { isSupported } from "./scratch.ts";

/* The vectors of a floating dtype: four float32 or two float64. Kernels are written once over both. */

type Operation = (...operands: Code[]) => Code;

/** Bytes of a vector. */
export const VECTOR = 16;

export interface Lanes {
  readonly dtype: "float32" | "float64";
  /** Elements in a vector. */
  readonly count: number;
  /** Bytes of an element. */
  readonly bytes: number;
  /** The same number in every lane. */
  splat(value: number): Code;
  /** The same integer bits in every lane. */
  splatBits(value: bigint): Code;
  /** One element of memory in every lane. */
  loadSplat(address: Code, offset?: number): Code;
  /** Lanes moved round by each of these meet all others: what is folded over them ends in every lane. */
  readonly rotations: readonly ((x: Code) => Code)[];
  /** All lanes as float64, two to a vector; x is evaluated more than once. */
  widen(x: Code): readonly Code[];
  /** One element of memory as a float64. */
  loadScalar(address: Code): Code;
  /** Copies one element of memory. */
  copyScalar(to: Code, from: Code, offset: number): Code;
  /** a · b + c, rounded once if the engine has that. */
  readonly multiplyAdd: Operation;
  readonly abs: Operation;
  readonly neg: Operation;
  readonly sqrt: Operation;
  readonly add: Operation;
  readonly sub: Operation;
  readonly mul: Operation;
  readonly div: Operation;
  /** NaN if either is. Slow in V8; where NaN cannot come, use pmin and pmax. */
  readonly min: Operation;
  readonly max: Operation;
  /** The second if it is smaller, else the first: NaN in the first stays. */
  readonly pmin: Operation;
  readonly pmax: Operation;
  readonly eq: Operation;
  readonly ne: Operation;
  readonly lt: Operation;
  readonly gt: Operation;
  readonly le: Operation;
  readonly ge: Operation;
  /** On lanes as integers. */
  readonly addBits: Operation;
  readonly subBits: Operation;
  shiftLeft(x: Code, bits: number): Code;
  shiftRight(x: Code, bits: number): Code;
}

function shift(opcode: number): (x: Code, bits: number) => Code {
  return (x, bits) => [...x, 0x41, bits, ...simd(opcode)()];
}

/** Relaxed SIMD's fused instruction, where the engine accepts it. */
function multiplyAdd(opcode: number, mul: Operation, add: Operation): Operation {
  const f = new FunctionBuilder();
  const local = f.local("v128");
  const fused = simd(opcode);
  const hasFused = isSupported(f.body(local.set(fused(local.get, local.get, local.get))));
  return hasFused ? fused : (a, b, c) => add(mul(a, b), c);
}

/** A vector moved round by some bytes; it is evaluated twice. */
function rotation(bytes: number): (x: Code) => Code {
  const order = Array.from({ length: 16 }, (_, i) => (i + bytes) % 16);
  return (x) => v128.shuffle(x, x, order);
}

const promoteLow = simd(95);
const upperHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

export const f32x4: Lanes = {
  dtype: "float32",
  count: 4,
  bytes: 4,
  splat: (value) => v128.const(new Uint8Array(Float32Array.of(value, value, value, value).buffer)),
  splatBits: (value) =>
    v128.const(new Uint8Array(Int32Array.from({ length: 4 }, () => Number(value)).buffer)),
  loadSplat: (address, offset) => memory.load32Splat([address], offset),
  rotations: [rotation(8), rotation(4)],
  widen: (x) => [promoteLow(x), promoteLow(v128.shuffle(x, x, upperHalf))],
  loadScalar: (address) => f64.promote(memory.loadF32([address])),
  copyScalar: (to, from, offset) => memory.storeF32([to, memory.loadF32([from])], offset),
  multiplyAdd: multiplyAdd(261, simd(230), simd(228)),
  abs: simd(224),
  neg: simd(225),
  sqrt: simd(227),
  add: simd(228),
  sub: simd(229),
  mul: simd(230),
  div: simd(231),
  min: simd(232),
  max: simd(233),
  pmin: simd(234),
  pmax: simd(235),
  eq: simd(65),
  ne: simd(66),
  lt: simd(67),
  gt: simd(68),
  le: simd(69),
  ge: simd(70),
  addBits: simd(174),
  subBits: simd(177),
  shiftLeft: shift(171),
  shiftRight: shift(172),
};

export const f64x2: Lanes = {
  dtype: "float64",
  count: 2,
  bytes: 8,
  splat: (value) => v128.const(new Uint8Array(Float64Array.of(value, value).buffer)),
  splatBits: (value) => v128.const(new Uint8Array(BigInt64Array.of(value, value).buffer)),
  loadSplat: (address, offset) => memory.load64Splat([address], offset),
  rotations: [rotation(8)],
  widen: (x) => [x],
  loadScalar: (address) => memory.loadF64([address]),
  copyScalar: (to, from, offset) => memory.storeF64([to, memory.loadF64([from])], offset),
  multiplyAdd: multiplyAdd(263, simd(242), simd(240)),
  abs: simd(236),
  neg: simd(237),
  sqrt: simd(239),
  add: simd(240),
  sub: simd(241),
  mul: simd(242),
  div: simd(243),
  min: simd(244),
  max: simd(245),
  pmin: simd(246),
  pmax: simd(247),
  eq: simd(71),
  ne: simd(72),
  lt: simd(73),
  gt: simd(74),
  le: simd(75),
  ge: simd(76),
  addBits: simd(206),
  subBits: simd(209),
  shiftLeft: shift(203),
  shiftRight: shift(204),
};

/** The vectors of a dtype; undefined for those without. */
export function lanesOf(dtype: DType): Lanes | undefined {
  if (dtype === "float32") return f32x4;
  return dtype === "float64" ? f64x2 : undefined;
}
