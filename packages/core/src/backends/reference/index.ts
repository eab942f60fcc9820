import type {
  BinaryFunction,
  Distribution,
  Normalization,
  Program,
  ReduceFunction,
  UnaryFunction,
} from "../../backend.ts";
import type { TypedArray } from "../../dtype.ts";
import { normalQuantile, philox4x32 } from "../philox.ts";
import { allocateStorage } from "../storage.ts";
import { forEachRun, mergeAxes, offsetsOf, pick } from "../strided.ts";
import type { ArrayBackend, View } from "../view.ts";
import { argsort } from "./argsort.ts";
import { contract } from "./contract.ts";
import { accumulate, copy, download } from "./copy.ts";
import { gather, scatter, scatterAdd } from "./indexed.ts";
import { matrices } from "./matrices/index.ts";
import { scan } from "./scan.ts";

/**
 * Plain loops: what every kernel means. It runs any function record, in double precision, rounding once when it
 * stores; other backends are checked against it.
 */
export const reference: ArrayBackend = {
  name: "reference",
  depth: 0,
  allocate: allocateStorage,
  constant: (value, dtype) => allocateStorage(dtype, 1).fill(value),
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
  contract,
  matrices,
  gather,
  scatterAdd,
  scatter,
  copy,
  accumulate,
  random,
};

/*
 * What lies evenly goes straight into the loop: by way of forEachRun, with its closures and lists, a step of XOR, whose
 * tensors have some 20 elements, took 19 microseconds instead of 16.
 */

function unary({ of }: UnaryFunction, x: View, out: View): void {
  const step = x.layout.step;
  if (step !== null && out.layout.contiguous) {
    unaryRun(of, out.layout.size, x.buffer, x.layout.offset, step, out.buffer, out.layout.offset, 1);
    return;
  }
  forEachRun([x.layout, out.layout], (count, at, steps) => {
    unaryRun(of, count, x.buffer, at[0], steps[0], out.buffer, at[1], steps[1]);
  });
}

function unaryRun(
  of: UnaryFunction["of"],
  count: number,
  x: TypedArray,
  xAt: number,
  xStep: number,
  out: TypedArray,
  outAt: number,
  outStep: number,
): void {
  for (let i = 0; i < count; i++) out[outAt + i * outStep] = of(x[xAt + i * xStep]);
}

function binary({ of }: BinaryFunction, a: View, b: View, out: View): void {
  const aStep = a.layout.step;
  const bStep = b.layout.step;
  if (aStep !== null && bStep !== null && out.layout.contiguous) {
    const { offset, size } = out.layout;
    binaryRun(
      of,
      size,
      a.buffer,
      a.layout.offset,
      aStep,
      b.buffer,
      b.layout.offset,
      bStep,
      out.buffer,
      offset,
      1,
    );
    return;
  }
  forEachRun([a.layout, b.layout, out.layout], (count, at, steps) => {
    binaryRun(of, count, a.buffer, at[0], steps[0], b.buffer, at[1], steps[1], out.buffer, at[2], steps[2]);
  });
}

function binaryRun(
  of: BinaryFunction["of"],
  count: number,
  a: TypedArray,
  aAt: number,
  aStep: number,
  b: TypedArray,
  bAt: number,
  bStep: number,
  out: TypedArray,
  outAt: number,
  outStep: number,
): void {
  for (let i = 0; i < count; i++) out[outAt + i * outStep] = of(a[aAt + i * aStep], b[bAt + i * bStep]);
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

/** Folds elements that lie `step` apart. */
function fold(f: ReduceFunction, values: TypedArray, at: number, step: number, count: number): number {
  if (count === 0) return f.initial;
  if (count > PAIRWISE_BASE) {
    const half = count >>> 1;
    return f.of(fold(f, values, at, step, half), fold(f, values, at + half * step, step, count - half));
  }
  let result = values[at];
  for (let i = 1; i < count; i++) result = f.of(result, values[at + i * step]);
  return result;
}

function reduce(f: ReduceFunction, x: View, out: View): void {
  if (x.layout.contiguous && out.layout.step === 0) {
    out.buffer[out.layout.offset] = fold(f, x.buffer, x.layout.offset, 1, x.layout.size);
    return;
  }
  const [from, to] = mergeAxes([x.layout, out.layout]);
  const folded: number[] = [];
  const kept: number[] = [];
  for (let axis = 0; axis < to.shape.length; axis++) (to.strides[axis] === 0 ? folded : kept).push(axis);
  const outer = pick(from, kept, from.offset);
  const target = pick(to, kept, to.offset);
  const { buffer } = x;
  if (folded.length === 1) {
    const [axis] = folded;
    forEachRun([outer, target], (runs, at, steps) => {
      for (let i = 0; i < runs; i++) {
        const first = at[0] + i * steps[0];
        out.buffer[at[1] + i * steps[1]] = fold(f, buffer, first, from.strides[axis], from.shape[axis]);
      }
    });
    return;
  }
  // What does not lie evenly is gathered first.
  const places = offsetsOf(pick(from, folded, 0));
  const row = new Float64Array(places.length);
  forEachRun([outer, target], (runs, at, steps) => {
    for (let i = 0; i < runs; i++) {
      const first = at[0] + i * steps[0];
      for (let place = 0; place < row.length; place++) row[place] = buffer[first + places[place]];
      out.buffer[at[1] + i * steps[1]] = fold(f, row, 0, 1, row.length);
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
