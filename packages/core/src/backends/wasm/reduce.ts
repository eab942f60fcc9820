import { viewIn } from "../../backend.ts";
import { type ReduceFunction, reduceMeaning } from "../../functions.ts";
import { Layout } from "../../layout.ts";
import { allocateStorage } from "../storage.ts";
import { mergeAxes } from "../strided.ts";
import type { View } from "../view.ts";
import {
  advance,
  type Code,
  countTo,
  type FunctionBuilder,
  f64,
  i32,
  type Local,
  memory,
  whileLoop,
} from "./assembler.ts";
import { dense } from "./dense.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { f64x2, VECTOR, type Vectors, vectorsOf } from "./lanes.ts";
import { copyOn } from "./move.ts";
import { copyOut, readAt, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";

/** Vectors that are folded side by side. */
const WIDTH = 4;

/** Consecutive additions in the elements' own precision. Their results are folded in float64. */
const ROUNDS = 8;

export interface Fold {
  readonly initial: number;
  vector(vectors: Vectors): (a: Code, b: Code) => Code;
  readonly scalar: (a: Code, b: Code) => Code;
}

export const folds: Readonly<Record<string, Fold>> = {
  sum: { initial: 0, vector: (vectors) => vectors.add, scalar: f64.add },
  max: { initial: Number.NEGATIVE_INFINITY, vector: (vectors) => vectors.max, scalar: f64.max },
  min: { initial: Number.POSITIVE_INFINITY, vector: (vectors) => vectors.min, scalar: f64.min },
};

/** Elements that are copied in at a time. Within them, blocks are summed one after the other. */
const CHUNK = 4096;

/** Fills `out`, whose folded axes have stride 0. False if there is no kernel for it. */
export function reduceOn(f: ReduceFunction, x: View, out: View): boolean {
  const fold = folds[f.name];
  const vectors = vectorsOf(x.dtype);
  if (fold === undefined || vectors === undefined) return false;
  const source = dense(x);
  const [from, to] = mergeAxes([source.layout, out.layout]);
  const folded = to.strides.map((stride) => stride === 0);
  const last = folded.length - 1;
  if (!folded.includes(true)) return copyOn(source, out);
  if (folded.filter(Boolean).length > 1) return foldTwice(f, source, from, to, folded.lastIndexOf(true), out);
  if (folded[last] && last <= 1) foldRows(f, fold, vectors, source, from, out);
  else if (!folded[last] && folded[last - 1] && last <= 2) foldColumns(f, fold, vectors, source, from, out);
  else return false;
  return true;
}

/** Folds the last of several folded axes, and then the others. */
function foldTwice(f: ReduceFunction, x: View, from: Layout, to: Layout, axis: number, out: View): boolean {
  const shape = from.shape.map((size, i) => (i === axis ? 1 : size));
  const layout = Layout.dense(shape);
  const between = { buffer: allocateStorage(x.dtype, layout.size), layout, dtype: x.dtype };
  if (!reduceOn(f, viewIn(x, from), viewIn(between, layout.expand(from.shape)))) return false;
  const kept = new Layout(shape, to.strides, to.offset);
  return reduceOn(f, between, viewIn(out, kept));
}

/** `[rows, columns] -> [rows]` */
function foldRows(
  f: ReduceFunction,
  fold: Fold,
  vectors: Vectors,
  x: View,
  { shape, offset }: Layout,
  out: View,
): void {
  const columns = shape[shape.length - 1];
  const rows = shape.length === 2 ? shape[0] : 1;
  const found = compiled([f.name, vectors.dtype, "rows"], () => rowsKernel(vectors, fold));
  const width = Math.min(columns, CHUNK);
  const height = Math.max(1, Math.floor(CHUNK / columns));
  resetScratch();
  const source = new Staging(x, height * width, offset);
  const target = reserve(height * RESULT_BYTES);
  const given = found.arguments({});
  for (let row = 0; row < rows; row += height) {
    const count = Math.min(height, rows - row);
    // A row that is longer than a chunk is processed alone, and its parts are folded pairwise in float64.
    const total = pairwise(f, 0, columns, width, (column, end) => {
      const extent = end - column;
      source.load(row * columns + column, extent * count);
      given.x = source.address;
      given.out = target;
      given.rowBytes = extent * vectors.bytes;
      given.rows = count;
      found.run(given);
      return readAt(target, "float64");
    });
    const at = out.layout.offset + row;
    out.buffer[at] = total;
    for (let i = 1; i < count; i++) out.buffer[at + i] = readAt(target + i * RESULT_BYTES, "float64");
  }
}

/** Folds a range in pieces of at most `length`, and folds these pieces by halves. */
function pairwise(
  f: ReduceFunction,
  from: number,
  to: number,
  length: number,
  piece: (from: number, to: number) => number,
): number {
  if (to - from <= length) return piece(from, to);
  const middle = from + Math.ceil((to - from) / length / 2) * length;
  return reduceMeaning(f).of(
    pairwise(f, from, middle, length, piece),
    pairwise(f, middle, to, length, piece),
  );
}

/** Results of rows are float64 for every dtype of the elements. */
const RESULT_BYTES = 8;

const folding = { x: "address", rowBytes: "i32", rows: "i32", out: "address" } as const;

/** Folds each row, and writes its result as a float64. */
function rowsKernel(vectors: Vectors, fold: Fold): KernelSource<typeof folding> {
  return kernel(folding, ({ x, rowBytes, rows, out }, f) => {
    const row = f.local("i32");
    const oneRow = [...rowFolded(f, vectors, fold, x, rowBytes, out), ...advance(out, RESULT_BYTES)];
    return countTo(row, rows.get, 1, oneRow);
  });
}

/** Folds the row at `x`, which moves to its end, and writes the result as a float64. */
export function rowFolded(
  f: FunctionBuilder,
  vectors: Vectors,
  fold: Fold,
  x: Local,
  rowBytes: Local,
  out: Local,
): Code {
  const end = f.local("i32");
  const blockEnd = f.local("i32");
  const wideEnd = f.local("i32");
  const total = f.local("f64");
  const wideTotal = f.local("v128");
  const parts = Array.from({ length: WIDTH }, () => f.local("v128"));
  const combine = fold.vector(vectors);
  const combineWide = fold.vector(f64x2);
  const roundDown = (bytes: number) =>
    i32.sub(end.get, i32.and(i32.sub(end.get, x.get), i32.const(bytes - 1)));

  const reset = parts.flatMap((part) => part.set(vectors.splat(fold.initial)));
  const take = (count: number) =>
    parts
      .slice(0, count)
      .flatMap((part, i) => part.set(combine(part.get, memory.loadV128([x.get], i * VECTOR))));
  const flush = [
    ...parts[0].set(combine(combine(parts[0].get, parts[1].get), combine(parts[2].get, parts[3].get))),
    ...vectors.widen(parts[0].get).flatMap((half) => wideTotal.set(combineWide(wideTotal.get, half))),
  ];
  return [
    ...wideTotal.set(f64x2.splat(fold.initial)),
    ...end.set(i32.add(x.get, rowBytes.get)),
    ...wideEnd.set(roundDown(WIDTH * VECTOR)),
    ...whileLoop(i32.ltU(x.get, wideEnd.get), [
      ...reset,
      ...blockEnd.set(i32.min(i32.add(x.get, i32.const(ROUNDS * WIDTH * VECTOR)), wideEnd.get)),
      ...whileLoop(i32.ltU(x.get, blockEnd.get), [...take(WIDTH), ...advance(x, WIDTH * VECTOR)]),
      ...flush,
    ]),
    ...reset,
    ...wideEnd.set(roundDown(VECTOR)),
    ...whileLoop(i32.ltU(x.get, wideEnd.get), [...take(1), ...advance(x, VECTOR)]),
    ...flush,
    ...total.set(fold.scalar(f64.extract(wideTotal.get, 0), f64.extract(wideTotal.get, 1))),
    ...whileLoop(i32.ltU(x.get, end.get), [
      ...total.set(fold.scalar(total.get, vectors.loadScalar(x.get))),
      ...advance(x, vectors.bytes),
    ]),
    ...memory.storeF64([out.get, total.get]),
  ];
}

/** Like {@link ROUNDS}, along a column. */
const COLUMN_ROUNDS = 16;

/** Columns that are folded at a time. */
const COLUMNS = 1024;

/** `[outer, rows, columns] -> [outer, columns]` */
function foldColumns(
  f: ReduceFunction,
  fold: Fold,
  vectors: Vectors,
  x: View,
  { shape, offset }: Layout,
  out: View,
): void {
  const columns = shape[shape.length - 1];
  const rows = shape[shape.length - 2];
  const outer = shape.length === 3 ? shape[0] : 1;
  const found = compiled([f.name, vectors.dtype, "columns"], () => columnsKernel(vectors, fold));
  const width = Math.min(columns, COLUMNS);
  const height = Math.min(rows, COLUMN_ROUNDS);
  resetScratch();
  const source = new Staging(x, height * width, offset);
  const target = reserve(width * vectors.bytes);
  const given = found.arguments({});
  // Sums of parts, in float64: a row of them for each level of halving.
  const levels = Math.ceil(Math.log2(Math.ceil(rows / height))) + 1;
  const sums = new Float64Array(levels * width);
  const foldPart = (start: number, extent: number, count: number, to: number): void => {
    if (extent === columns) source.load(start, count * extent);
    else for (let row = 0; row < count; row++) source.load(start + row * columns, extent, row * extent);
    given.x = source.address;
    given.out = target;
    given.rowBytes = extent * vectors.bytes;
    given.rows = count;
    found.run(given);
    copyOut(target, x.dtype, sums, to, extent);
  };
  const { of } = reduceMeaning(f);
  // Fold by halves, because sums must be pairwise.
  const foldRange = (start: number, extent: number, count: number, to: number): void => {
    if (count <= height) {
      foldPart(start, extent, count, to);
      return;
    }
    const first = Math.ceil(count / height / 2) * height;
    foldRange(start, extent, first, to);
    foldRange(start + first * columns, extent, count - first, to + width);
    for (let j = to; j < to + extent; j++) sums[j] = of(sums[j], sums[j + width]);
  };
  for (let i = 0; i < outer; i++) {
    for (let column = 0; column < columns; column += width) {
      const extent = Math.min(width, columns - column);
      foldRange(i * rows * columns + column, extent, rows, 0);
      out.buffer.set(sums.subarray(0, extent), out.layout.offset + i * columns + column);
    }
  }
}

/** Folds the columns of dense rows. */
function columnsKernel(vectors: Vectors, fold: Fold): KernelSource<typeof folding> {
  return kernel(folding, ({ x, rowBytes, rows, out }, f) => {
    const column = f.local("i32");
    const row = f.local("i32");
    const at = f.local("i32");
    const parts = Array.from({ length: WIDTH }, () => f.local("v128"));
    const combine = fold.vector(vectors);
    const oneStrip = [
      ...parts.flatMap((part) => part.set(vectors.splat(fold.initial))),
      ...at.set(i32.add(x.get, column.get)),
      ...row.set(i32.const(0)),
      ...countTo(row, rows.get, 1, [
        ...parts.flatMap((part, i) => part.set(combine(part.get, memory.loadV128([at.get], i * VECTOR)))),
        ...advance(at, rowBytes.get),
      ]),
      ...parts.flatMap((part, i) => memory.storeV128([i32.add(out.get, column.get), part.get], i * VECTOR)),
    ];
    return countTo(column, rowBytes.get, WIDTH * VECTOR, oneStrip);
  });
}
