import type { DType } from "../../../dtype.ts";
import { type Code, v128 } from "../assembler.ts";
import type { Block } from "../block.ts";
import { lanesOf, vectorsOf } from "../lanes.ts";
import type {
  BinaryEmitter,
  CompareEmitter,
  PlainBinaryEmitter,
  PlainUnaryEmitter,
  UnaryEmitter,
} from "./emitters.ts";
import { erf } from "./error-function.ts";
import { cosh, exp, expm1, log, log1p, log2, log10, sigmoid, sinh, softplus, tanh } from "./exponential.ts";
import { pow } from "./power.ts";
import { cos, sin, tan, WITHIN } from "./trigonometric.ts";

/*
 * What elementwise functions compute, a vector at a time. Names are those of the function records; a function that
 * is not here runs on the reference backend.
 */

const sign: PlainUnaryEmitter = (vectors, block, x) => {
  const value = block.let(x);
  const one = vectors.splat(1);
  const zero = vectors.splat(0);
  const parts = vectors.sub(v128.and(vectors.gt(value, zero), one), v128.and(vectors.lt(value, zero), one));
  // Zeros keep their sign, and NaN is neither.
  return v128.select(parts, value, v128.or(vectors.gt(value, zero), vectors.lt(value, zero)));
};

function emitters<Emitter>(table: Readonly<Record<string, Emitter>>): ReadonlyMap<string, Emitter> {
  return new Map(Object.entries(table));
}

/** Of numbers of any kind. */
const plainUnary = emitters<PlainUnaryEmitter>({
  neg: (vectors, _block, x) => vectors.neg(x),
  abs: (vectors, _block, x) => vectors.abs(x),
  relu: (vectors, block, x) => {
    const value = block.let(x);
    return v128.andNot(value, vectors.le(value, vectors.splat(0)));
  },
  sign,
});

/** Of floating-point numbers, beside those of any. */
export const unaryFunctions = emitters<UnaryEmitter>({
  ...Object.fromEntries(plainUnary),
  sqrt: (lanes, _block, x) => lanes.sqrt(x),
  square: (lanes, block, x) => {
    const value = block.let(x);
    return lanes.mul(value, value);
  },
  floor: (lanes, _block, x) => lanes.floor(x),
  ceil: (lanes, _block, x) => lanes.ceil(x),
  trunc: (lanes, _block, x) => lanes.trunc(x),
  round: (lanes, _block, x) => lanes.nearest(x),
  exp,
  expm1,
  log,
  log1p,
  log2,
  log10,
  sigmoid,
  tanh,
  softplus,
  sinh,
  cosh,
  sin,
  cos,
  tan,
  erf,
});

/** Functions that are right up to some size of the argument only; what is larger is left to the plain loops. */
export const within: ReadonlyMap<string, number> = new Map([
  ["sin", WITHIN],
  ["cos", WITHIN],
  ["tan", WITHIN],
]);

/** Of numbers of any kind. */
const plainBinary = emitters<PlainBinaryEmitter>({
  add: (vectors, _block, a, b) => vectors.add(a, b),
  sub: (vectors, _block, a, b) => vectors.sub(a, b),
  mul: (vectors, _block, a, b) => vectors.mul(a, b),
  maximum: (vectors, _block, a, b) => vectors.max(a, b),
  minimum: (vectors, _block, a, b) => vectors.min(a, b),
});

/** Of floating-point numbers, beside those of any. */
export const binaryFunctions = emitters<BinaryEmitter>({
  ...Object.fromEntries(plainBinary),
  div: (lanes, _block, a, b) => lanes.div(a, b),
  weighted: (lanes, block, a, b) => {
    const [x, weight] = [block.let(a), block.let(b)];
    const infinite = lanes.eq(lanes.abs(x), lanes.splat(Number.POSITIVE_INFINITY));
    return v128.andNot(lanes.mul(x, weight), v128.and(infinite, lanes.eq(weight, lanes.splat(0))));
  },
  xlogy: (lanes, block, a, b) => {
    const [x, y] = [block.let(a), block.let(b)];
    const product = block.let(lanes.mul(x, log(lanes, block, y)));
    return v128.andNot(product, v128.and(lanes.eq(x, lanes.splat(0)), lanes.eq(y, y)));
  },
  pow,
});

export const comparisons = emitters<CompareEmitter>({
  eq: (vectors, a, b) => vectors.eq(a, b),
  ne: (vectors, a, b) => vectors.ne(a, b),
  gt: (vectors, a, b) => vectors.gt(a, b),
  ge: (vectors, a, b) => vectors.ge(a, b),
  lt: (vectors, a, b) => vectors.lt(a, b),
  le: (vectors, a, b) => vectors.le(a, b),
});

/** A function of vectors of one dtype. */
export type Emitter = (block: Block, ...operands: Code[]) => Code;

/** The function of this name; undefined where there is none for the dtype. */
export function unaryEmitter(name: string, dtype: DType): Emitter | undefined {
  const lanes = lanesOf(dtype);
  const vectors = vectorsOf(dtype);
  const emit = unaryFunctions.get(name);
  const plain = plainUnary.get(name);
  if (lanes !== undefined && emit !== undefined) return (block, x) => emit(lanes, block, x);
  return vectors && plain && ((block, x) => plain(vectors, block, x));
}

/** As {@link unaryEmitter}, of two operands. */
export function binaryEmitter(name: string, dtype: DType): Emitter | undefined {
  const lanes = lanesOf(dtype);
  const vectors = vectorsOf(dtype);
  const emit = binaryFunctions.get(name);
  const plain = plainBinary.get(name);
  if (lanes !== undefined && emit !== undefined) return (block, a, b) => emit(lanes, block, a, b);
  return vectors && plain && ((block, a, b) => plain(vectors, block, a, b));
}
