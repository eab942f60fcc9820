import type {
  Backend,
  BinaryFunction,
  Distribution,
  Normalization,
  Program,
  ReduceFunction,
  UnaryFunction,
  View,
} from "../backend.ts";
import { allocateArray, type DType, isFloat, type TypedArray } from "../dtype.ts";
import { Layout } from "../layout.ts";
import { normalQuantile, philox4x32 } from "../philox.ts";
import { argsort } from "./argsort.ts";
import { gather, scatter, scatterAdd } from "./indexed.ts";
import { matrices } from "./matrices/index.ts";
import { scan } from "./scan.ts";
import { forEachBlock, forEachRun, offsetsOf, pick } from "./strided.ts";

/**
 * Plain loops: what every kernel means. It runs any function record, in double precision, rounding once when it
 * stores; other backends are checked against it.
 */
export const reference: Backend = {
  name: "reference",
  depth: 0,
  allocate: allocateArray,
  upload: (values) => values,
  download,
  unary,
  binary,
  elementwise,
  where,
  reduce,
  scan,
  argsort,
  normalize,
  matmul,
  matrices,
  gather,
  scatterAdd,
  scatter,
  copy,
  accumulate,
  random,
};

function download(x: View): TypedArray {
  const { buffer, layout, dtype } = x;
  if (layout.contiguous) return buffer.slice(layout.offset, layout.offset + layout.size);
  const values = allocateArray(dtype, layout.size);
  copy(x, { buffer: values, layout: layout.dense, dtype });
  return values;
}

function unary(f: UnaryFunction, x: View, out: View): void {
  const source = x.buffer;
  const target = out.buffer;
  const of = f.of;
  forEachRun([x.layout, out.layout], (count, starts, steps) => {
    const xAt = starts[0];
    const outAt = starts[1];
    const xStep = steps[0];
    const outStep = steps[1];
    for (let i = 0; i < count; i++) target[outAt + i * outStep] = of(source[xAt + i * xStep]);
  });
}

function binary(f: BinaryFunction, a: View, b: View, out: View): void {
  const left = a.buffer;
  const right = b.buffer;
  const target = out.buffer;
  const of = f.of;
  forEachRun([a.layout, b.layout, out.layout], (count, starts, steps) => {
    const aAt = starts[0];
    const bAt = starts[1];
    const outAt = starts[2];
    const aStep = steps[0];
    const bStep = steps[1];
    const outStep = steps[2];
    for (let i = 0; i < count; i++)
      target[outAt + i * outStep] = of(left[aAt + i * aStep], right[bAt + i * bStep]);
  });
}

function elementwise(
  { steps, outputs: wanted }: Program,
  inputs: readonly View[],
  outputs: readonly View[],
): boolean {
  const { size } = outputs[0].layout;
  const round = outputs[0].dtype === "float32" ? Math.fround : (value: number) => value;
  const registers = new Float64Array(inputs.length + steps.length);
  const sources = inputs.map(({ buffer, layout }) => ({
    buffer,
    at: layout.offset,
    step: layout.size === 1 ? 0 : 1,
  }));
  for (let i = 0; i < size; i++) {
    sources.forEach(({ buffer, at, step }, input) => {
      registers[input] = buffer[at + i * step];
    });
    steps.forEach(({ f, operands }, step) => {
      registers[inputs.length + step] = round(f.of(registers[operands[0]], registers[operands[1]]));
    });
    outputs.forEach(({ buffer, layout }, output) => {
      buffer[layout.offset + i] = registers[wanted[output]];
    });
  }
  return true;
}

function where(condition: View, a: View, b: View, out: View): void {
  const choice = condition.buffer;
  const left = a.buffer;
  const right = b.buffer;
  const target = out.buffer;
  forEachRun([condition.layout, a.layout, b.layout, out.layout], (count, starts, steps) => {
    const cAt = starts[0];
    const aAt = starts[1];
    const bAt = starts[2];
    const outAt = starts[3];
    const cStep = steps[0];
    const aStep = steps[1];
    const bStep = steps[2];
    const outStep = steps[3];
    for (let i = 0; i < count; i++) {
      target[outAt + i * outStep] =
        choice[cAt + i * cStep] !== 0 ? left[aAt + i * aStep] : right[bAt + i * bStep];
    }
  });
}

/** Runs shorter than this are folded from left to right; longer ones are halved, so that errors grow as log n. */
const PAIRWISE_BASE = 32;

function reduce(f: ReduceFunction, x: View, out: View): void {
  const axes = x.layout.shape.map((_, axis) => axis);
  const folded = axes.filter((axis) => out.layout.strides[axis] === 0);
  const kept = axes.filter((axis) => out.layout.strides[axis] !== 0);
  const inner = pick(x.layout, folded, 0);
  const outer = pick(x.layout, kept, x.layout.offset);
  const target = pick(out.layout, kept, out.layout.offset);

  const values = x.buffer;
  const of = f.of;
  const offsets = offsetsOf(inner);
  const fold = (base: number, from: number, to: number): number => {
    if (to - from > PAIRWISE_BASE) {
      const middle = (from + to) >>> 1;
      return of(fold(base, from, middle), fold(base, middle, to));
    }
    let result = values[base + offsets[from]];
    for (let i = from + 1; i < to; i++) result = of(result, values[base + offsets[i]]);
    return result;
  };

  forEachRun([outer, target], (count, starts, steps) => {
    const xAt = starts[0];
    const outAt = starts[1];
    const xStep = steps[0];
    const outStep = steps[1];
    for (let i = 0; i < count; i++) {
      out.buffer[outAt + i * outStep] =
        offsets.length === 0 ? f.initial : fold(xAt + i * xStep, 0, offsets.length);
    }
  });
}

function normalize(kind: Normalization, x: View, out: View): void {
  const { shape } = x.layout;
  const columns = shape[shape.length - 1];
  const rows = columns === 0 ? 0 : x.layout.size / columns;
  const values = download(x);
  const powers = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    const to = out.layout.offset + from;
    let shift = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < columns; i++) shift = Math.max(shift, values[from + i]);
    if (Math.abs(shift) === Number.POSITIVE_INFINITY) shift = 0;
    let total = 0;
    for (let i = 0; i < columns; i++) {
      powers[i] = Math.exp(values[from + i] - shift);
      total += powers[i];
    }
    const logTotal = Math.log(total);
    for (let i = 0; i < columns; i++) {
      out.buffer[to + i] = kind === "softmax" ? powers[i] / total : values[from + i] - shift - logTotal;
    }
  }
}

function matmul(a: View, b: View, out: View): void {
  if (out.layout.shape.length === 2) {
    product(a, a.layout.offset, b, b.layout.offset, out, out.layout.offset);
    return;
  }
  const batch = out.layout.shape.map((_, axis) => axis).slice(0, -2);
  const offsetsA = offsetsOf(pick(a.layout, batch, a.layout.offset));
  const offsetsB = offsetsOf(pick(b.layout, batch, b.layout.offset));
  const offsetsOut = offsetsOf(pick(out.layout, batch, out.layout.offset));
  for (let i = 0; i < offsetsOut.length; i++) product(a, offsetsA[i], b, offsetsB[i], out, offsetsOut[i]);
}

/** One matrix product: rows of `b` scaled and summed into a row of doubles, four at a time. */
function product(a: View, aAt: number, b: View, bAt: number, out: View, outAt: number): void {
  const [m, n] = out.layout.shape.slice(-2);
  const k = a.layout.shape[a.layout.shape.length - 1];
  const [aRow, aColumn] = a.layout.strides.slice(-2);
  const [outRow, outColumn] = out.layout.strides.slice(-2);
  const left = a.buffer;
  const target = out.buffer;
  const right = denseMatrix(b, bAt, k, n);
  const row = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    row.fill(0);
    const from = aAt + i * aRow;
    let p = 0;
    for (; p + 4 <= k; p += 4) {
      const a0 = left[from + p * aColumn];
      const a1 = left[from + (p + 1) * aColumn];
      const a2 = left[from + (p + 2) * aColumn];
      const a3 = left[from + (p + 3) * aColumn];
      const b0 = p * n;
      const b1 = b0 + n;
      const b2 = b1 + n;
      const b3 = b2 + n;
      for (let j = 0; j < n; j++) {
        row[j] += a0 * right[b0 + j] + a1 * right[b1 + j] + a2 * right[b2 + j] + a3 * right[b3 + j];
      }
    }
    for (; p < k; p++) {
      const a0 = left[from + p * aColumn];
      const b0 = p * n;
      for (let j = 0; j < n; j++) row[j] += a0 * right[b0 + j];
    }
    const to = outAt + i * outRow;
    for (let j = 0; j < n; j++) target[to + j * outColumn] = row[j];
  }
}

/** The elements of a matrix, row after row: a window on its buffer, or a copy where its strides are others. */
function denseMatrix(x: View, at: number, rows: number, columns: number): TypedArray {
  const strides = x.layout.strides.slice(-2);
  const layout = new Layout([rows, columns], strides, at);
  if (layout.contiguous) return x.buffer.subarray(at, at + rows * columns);
  return download({ buffer: x.buffer, layout, dtype: x.dtype });
}

function copy(x: View, out: View): void {
  const source = x.buffer;
  const target = out.buffer;
  const convert = converter(x, out.dtype);
  forEachBlock([x.layout, out.layout], (rows, columns, [from, to]) => {
    for (let row = 0; row < rows; row++) {
      const xAt = from.start + row * from.row;
      const outAt = to.start + row * to.row;
      if (convert === null) {
        for (let i = 0; i < columns; i++) target[outAt + i * to.step] = source[xAt + i * from.step];
      } else {
        for (let i = 0; i < columns; i++) target[outAt + i * to.step] = convert(source[xAt + i * from.step]);
      }
    }
  });
}

function accumulate(x: View, out: View): void {
  const source = x.buffer;
  const target = out.buffer;
  forEachBlock([x.layout, out.layout], (rows, columns, [from, to]) => {
    for (let row = 0; row < rows; row++) {
      const xAt = from.start + row * from.row;
      const outAt = to.start + row * to.row;
      for (let i = 0; i < columns; i++) target[outAt + i * to.step] += source[xAt + i * from.step];
    }
  });
}

/** What a conversion does beyond storing; null where storing is all. */
function converter(x: View, to: DType): ((value: number) => number) | null {
  if (to === "bool" && x.dtype !== "bool") return (value) => (value === 0 ? 0 : 1);
  if (to === "int32" && isFloat(x.dtype)) return toInteger;
  return null;
}

/** A fraction is cut off, as in C; what has no 32-bit integer is an error rather than another number. */
function toInteger(value: number): number {
  const integer = Math.trunc(value);
  if (integer >= -2147483648 && integer <= 2147483647) return integer;
  throw new RangeError(`cast: ${value} has no int32 value; int32 holds -2147483648 to 2147483647`);
}

/**
 * Block n of a draw is the Philox block of counter (n, draw low, draw high, 0). A float32 takes one word, a
 * float64 two: 24 or 53 random bits for `uniform`; for `normal`, the quantile at the middle of one of 2^32 or
 * 2^52 equal steps.
 */
function random(kind: Distribution, key: View, out: View): void {
  const [key0, key1, draw0, draw1] = download(key);
  const words = new Uint32Array(4);
  const target = out.buffer;
  const { offset, size } = out.layout;
  const perElement = out.dtype === "float64" ? 2 : 1;
  const perBlock = 4 / perElement;
  for (let i = 0; i < size; i++) {
    const slot = i % perBlock;
    if (slot === 0) philox4x32(i / perBlock, draw0, draw1, 0, key0, key1, words);
    const word = words[slot * perElement];
    const second = words[slot * perElement + 1];
    if (kind === "uniform") {
      target[offset + i] =
        perElement === 1 ? (word >>> 8) * 2 ** -24 : ((word >>> 6) * 2 ** 27 + (second >>> 5)) * 2 ** -53;
    } else {
      target[offset + i] = normalQuantile(
        perElement === 1
          ? (word + 0.5) * 2 ** -32
          : ((word >>> 6) * 2 ** 26 + (second >>> 6) + 0.5) * 2 ** -52,
      );
    }
  }
}
