import type { DType } from "../../dtype.ts";
import { type Code, FunctionBuilder, f32, f64, memory, simd, v128 } from "./assembler.ts";
import { isSupported } from "./engine.ts";

/* The vectors of each dtype behind one interface. */

export type Instruction = (...operands: Code[]) => Code;

/** Bytes of a vector. */
export const VECTOR = 16;

/** Vectors of numbers of any kind: the operations that integers share with floating-point numbers. */
export interface Vectors {
  readonly dtype: DType;
  /** Elements in a vector. */
  readonly count: number;
  /** Bytes of an element. */
  readonly bytes: number;
  /** The same number in every lane. Integers take the nearest number that they can represent. */
  splat(value: number): Code;
  /** One element of memory in every lane. */
  loadSplat(address: Code, offset?: number): Code;
  /** All lanes as float64, two in each vector. `x` is evaluated more than once. */
  widen(x: Code): readonly Code[];
  /** One element of memory as a float64. */
  loadScalar(address: Code): Code;
  /** Integers wrap. */
  readonly abs: Instruction;
  readonly neg: Instruction;
  readonly add: Instruction;
  readonly sub: Instruction;
  readonly mul: Instruction;
  /** NaN if either operand is NaN. Slow in V8 for floating point: where NaN cannot occur, use pmin and pmax. */
  readonly min: Instruction;
  readonly max: Instruction;
  readonly eq: Instruction;
  readonly ne: Instruction;
  readonly lt: Instruction;
  readonly gt: Instruction;
  readonly le: Instruction;
  readonly ge: Instruction;
}

/** The vectors of a floating dtype: four float32 or two float64. Kernels are written once over both. */
export interface Lanes extends Vectors {
  readonly dtype: "float32" | "float64";
  /** The same integer bits in every lane. */
  splatBits(value: bigint): Code;
  /** Together, these rotations bring each lane to all others, so a fold over them ends with the result in every lane. */
  readonly rotations: readonly ((x: Code) => Code)[];
  /** Undoes `widen`, rounding. */
  narrow(parts: readonly Code[]): Code;
  /** Copies one element of memory. */
  copyScalar(to: Code, from: Code, offset: number): Code;
  /** Adds one element of memory to another. */
  addScalar(to: Code, from: Code): Code;
  /** a · b + c, rounded once if the engine has the fused instruction (`fused`). */
  readonly multiplyAdd: Instruction;
  readonly fused: boolean;
  readonly sqrt: Instruction;
  readonly div: Instruction;
  readonly floor: Instruction;
  readonly ceil: Instruction;
  readonly trunc: Instruction;
  /** Rounds to the nearest integer, and halves to the even one. */
  readonly nearest: Instruction;
  /** The second operand if it is smaller, otherwise the first, so NaN in the first stays. */
  readonly pmin: Instruction;
  readonly pmax: Instruction;
  /** Operations on the lanes as integers. */
  readonly addBits: Instruction;
  readonly subBits: Instruction;
  shiftLeft(x: Code, bits: number): Code;
  shiftRight(x: Code, bits: number): Code;
}

/** A shift of lanes by the same number of bits. */
export function shift(opcode: number): (x: Code, bits: number) => Code {
  return (x, bits) => [...x, 0x41, bits, ...simd(opcode)()];
}

/** Relaxed SIMD's fused instruction, where the engine accepts it. */
function multiplyAdd(
  opcode: number,
  mul: Instruction,
  add: Instruction,
): Pick<Lanes, "multiplyAdd" | "fused"> {
  const f = new FunctionBuilder();
  const local = f.local("v128");
  const instruction = simd(opcode);
  const fused = isSupported(f.body(local.set(instruction(local.get, local.get, local.get))));
  return { fused, multiplyAdd: fused ? instruction : (a, b, c) => add(mul(a, b), c) };
}

/** The instructions of float32 (0) and of float64 (1) have numbers at the same distance, kind by kind. */
function floating(dtype: 0 | 1) {
  const arithmetic = (number: number) => simd(number + 12 * dtype);
  const comparison = (number: number) => simd(number + 6 * dtype);
  const integer = 32 * dtype;
  return {
    abs: arithmetic(224),
    neg: arithmetic(225),
    sqrt: arithmetic(227),
    add: arithmetic(228),
    sub: arithmetic(229),
    mul: arithmetic(230),
    div: arithmetic(231),
    min: arithmetic(232),
    max: arithmetic(233),
    pmin: arithmetic(234),
    pmax: arithmetic(235),
    eq: comparison(65),
    ne: comparison(66),
    lt: comparison(67),
    gt: comparison(68),
    le: comparison(69),
    ge: comparison(70),
    addBits: simd(174 + integer),
    subBits: simd(177 + integer),
    shiftLeft: shift(171 + integer),
    shiftRight: shift(172 + integer),
  };
}

/** Rotates a vector by some bytes. The vector is evaluated twice. */
function rotation(bytes: number): (x: Code) => Code {
  const order = Array.from({ length: 16 }, (_, i) => (i + bytes) % 16);
  return (x) => v128.shuffle(x, x, order);
}

const promoteLow = simd(95);
const demote = simd(94);
const convertLow = simd(254);
/** The byte order that combines the first halves of two vectors. */
export const lowHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
export const upperHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

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
  narrow: ([low, high]) => v128.shuffle(demote(low), demote(high), lowHalves),
  loadScalar: (address) => f64.promote(memory.loadF32([address])),
  copyScalar: (to, from, offset) => memory.storeF32([to, memory.loadF32([from])], offset),
  addScalar: (to, from) => memory.storeF32([to, f32.add(memory.loadF32([to]), memory.loadF32([from]))]),
  ...multiplyAdd(261, simd(230), simd(228)),
  ...floating(0),
  ceil: simd(103),
  floor: simd(104),
  trunc: simd(105),
  nearest: simd(106),
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
  narrow: ([x]) => x,
  loadScalar: (address) => memory.loadF64([address]),
  copyScalar: (to, from, offset) => memory.storeF64([to, memory.loadF64([from])], offset),
  addScalar: (to, from) => memory.storeF64([to, f64.add(memory.loadF64([to]), memory.loadF64([from]))]),
  ...multiplyAdd(263, simd(242), simd(240)),
  ...floating(1),
  ceil: simd(116),
  floor: simd(117),
  trunc: simd(122),
  nearest: simd(148),
};

export const i32x4: Vectors = {
  dtype: "int32",
  count: 4,
  bytes: 4,
  splat: (value) => {
    const integer = Math.max(-(2 ** 31), Math.min(value, 2 ** 31 - 1));
    return v128.const(new Uint8Array(new Int32Array(4).fill(integer).buffer));
  },
  loadSplat: (address, offset) => memory.load32Splat([address], offset),
  widen: (x) => [convertLow(x), convertLow(v128.shuffle(x, x, upperHalf))],
  loadScalar: (address) => f64.fromI32(memory.loadI32([address])),
  abs: simd(160),
  neg: simd(161),
  add: simd(174),
  sub: simd(177),
  mul: simd(181),
  min: simd(182),
  max: simd(184),
  eq: simd(55),
  ne: simd(56),
  lt: simd(57),
  gt: simd(59),
  le: simd(61),
  ge: simd(63),
};

/** The vectors of a floating dtype; undefined for others. */
export function lanesOf(dtype: DType): Lanes | undefined {
  if (dtype === "float32") return f32x4;
  return dtype === "float64" ? f64x2 : undefined;
}

/** The vectors of a dtype of numbers; undefined for booleans. */
export function vectorsOf(dtype: DType): Vectors | undefined {
  return dtype === "int32" ? i32x4 : lanesOf(dtype);
}
