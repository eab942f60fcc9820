import type { Backend, BinaryFunction, UnaryFunction, View } from "../../backend.ts";
import { allocateArray, bytesPerElement, type DType } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { reference } from "../reference.ts";
import { forEachBlock, type Lie, mergeAxes } from "../strided.ts";
import { FunctionBuilder, simd, v128 } from "./assembler.ts";
import { dense } from "./dense.ts";
import { binaryKernel, compareKernel, type Run, unaryKernel, whereKernel } from "./elementwise.ts";
import { binaryFunctions, comparisons, unaryFunctions } from "./functions.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import { matmulOn } from "./matmul.ts";
import { accumulateOn, copyOn } from "./move.ts";
import { normalizeOn } from "./normalize.ts";
import { programOn } from "./program.ts";
import { reduceOn } from "./reduce.ts";
import { canCompile, copyIn, copyOut, type Kernel, kernel, reserve, resetScratch } from "./scratch.ts";

/**
 * Kernels with 128-bit vectors, emitted when they are first used. Tensors stay in ordinary arrays: a kernel
 * copies its operands into a scratch memory, and the result out of it. What has no kernel here, and what is too
 * small to be worth the way, runs on the reference backend, on the same arrays.
 */
export const wasm: Backend = {
  ...reference,
  name: "wasm",
  unary,
  binary,
  where,
  reduce: (f, x, out) => {
    if (x.layout.size < limits.smallest || !reduceOn(f, x, out)) reference.reduce(f, x, out);
  },
  elementwise: (program, inputs, outputs) => {
    if (!programOn(program, inputs, outputs)) reference.elementwise(program, inputs, outputs);
  },
  normalize: (kind, x, out) => {
    if (x.layout.size < limits.smallest || !normalizeOn(kind, x, out)) reference.normalize(kind, x, out);
  },
  copy,
  accumulate: (x, out) => {
    if (x.layout.size < limits.smallest || !accumulateOn(x, out)) reference.accumulate(x, out);
  },
  matmul: (a, b, out) => {
    if (!matmulOn(a, b, out, limits.smallestProduct)) reference.matmul(a, b, out);
  },
};

/** Whether the engine has what the kernels need, and the page allows it. */
export function hasSimd(): boolean {
  const f = new FunctionBuilder();
  const local = f.local("v128");
  return canCompile(f.body(local.set(simd(228)(v128.const(new Uint8Array(16)), local.get))));
}

/** From which size on a kernel pays, measured (benchmarks): below, the way into the scratch memory costs more. */
export const limits = {
  /** Elements of an elementwise op or a reduction. */
  smallest: 64,
  /** Multiplications of a matrix product. */
  smallestProduct: 1024,
};

/** Elements that are worked on at a time: small enough for operands and result to stay in the fastest cache. */
const CHUNK = 4096;

function floatLanes(dtype: DType): Lanes | undefined {
  return dtype === "float32" || dtype === "float64" ? lanesOf[dtype] : undefined;
}

function unary(f: UnaryFunction, x: View, out: View): void {
  const lanes = floatLanes(x.dtype);
  const emit = unaryFunctions[f.name];
  const { size } = x.layout;
  if (size < limits.smallest || lanes === undefined || emit === undefined || out.dtype !== x.dtype) {
    reference.unary(f, x, out);
    return;
  }
  const run = kernel(`${f.name} ${x.dtype}`, () => unaryKernel(lanes, emit));
  const { buffer, layout, dtype } = dense(x);
  resetScratch();
  const from = reserve(CHUNK * lanes.bytes);
  const to = reserve(CHUNK * lanes.bytes);
  for (let at = 0; at < size; at += CHUNK) {
    const count = Math.min(CHUNK, size - at);
    copyIn(from, dtype, buffer, layout.offset + at, count);
    run(from, to, count * lanes.bytes);
    copyOut(to, dtype, out.buffer, out.layout.offset + at, count);
  }
}

function binary(f: BinaryFunction, a: View, b: View, out: View): void {
  const lanes = floatLanes(a.dtype);
  const emit = binaryFunctions[f.name];
  const compare = comparisons[f.name];
  if (a.layout.size < limits.smallest || lanes === undefined || (emit ?? compare) === undefined) {
    reference.binary(f, a, b, out);
    return;
  }
  byRows([a, b], out, (runs) => {
    const pair: [Run, Run] = [runs[0], runs[1]];
    return kernel(`${f.name} ${a.dtype} ${pair}`, () =>
      emit === undefined ? compareKernel(lanes, compare, pair) : binaryKernel(lanes, emit, pair),
    );
  });
}

function where(condition: View, a: View, b: View, out: View): void {
  const lanes = floatLanes(out.dtype);
  if (out.layout.size < limits.smallest || lanes === undefined) {
    reference.where(condition, a, b, out);
    return;
  }
  byRows([a, b, dense(condition)], out, ([runA, runB]) =>
    kernel(`where ${a.dtype} ${runA} ${runB}`, () => whereKernel(lanes, [runA, runB])),
  );
}

function copy(x: View, out: View): void {
  if (x.layout.size < limits.smallest) reference.copy(x, out);
  else if (x.dtype === "bool" && out.layout.contiguous) asChoice(x, out);
  else if (!copyOn(x, out)) reference.copy(x, out);
}

/** Booleans become numbers as a choice between 1 and 0. */
function asChoice(x: View, out: View): void {
  where(x, constant(1, out), constant(0, out), out);
}

function constant(value: number, like: View): View {
  const buffer = allocateArray(like.dtype, 1).fill(value);
  return { buffer, layout: Layout.dense([]).expand(like.layout.shape), dtype: like.dtype };
}

/** Elements of the last two axes from which on it pays to go through the others one by one. */
const BLOCK = 512;

/** Whether rows can be copied with what lies between them, at moderate waste. */
function fits({ strides }: Layout, columns: number): boolean {
  const [row, step] = [0, 0, ...strides].slice(-2);
  return row >= 0 && ((step === 1 && row <= 2 * columns) || (step === 0 && row <= 2));
}

/** Runs a kernel of rows over the operands, block by block; operands that have no such rows are made dense. */
function byRows(operands: readonly View[], out: View, kernelFor: (runs: readonly Run[]) => Kernel): void {
  const merged = mergeAxes([...operands.map((x) => x.layout), out.layout]).slice(0, -1);
  const { shape } = merged[0];
  const [rows, columns] = [1, 1, ...shape].slice(-2);
  const scattered = shape.length > 2 && rows * columns < BLOCK;
  if (scattered || !merged.every((layout) => fits(layout, columns))) {
    const views = operands.map((x, i) => (scattered || !fits(merged[i], columns) ? dense(x) : x));
    byRows(views, out, kernelFor);
    return;
  }
  const runs = merged.map(({ strides }): Run => (strides[strides.length - 1] === 1 ? "each" : "same"));
  const run = kernelFor(runs);
  let at = out.layout.offset;
  forEachBlock(merged, (rows, columns, lies) => {
    runBlock(operands, lies, rows, columns, out, at, run);
    at += rows * columns;
  });
}

/** One block, in chunks of rows, or of one row. */
function runBlock(
  operands: readonly View[],
  lies: readonly Lie[],
  rows: number,
  columns: number,
  out: View,
  outAt: number,
  run: Kernel,
): void {
  const rowsAtOnce = Math.max(1, Math.min(rows, Math.floor(CHUNK / columns)));
  const columnsAtOnce = Math.min(columns, CHUNK);
  const outBytes = bytesPerElement(out.dtype);

  resetScratch();
  const target = reserve(rowsAtOnce * columnsAtOnce * outBytes);
  const sources = lies.map(({ row, step }, i) => {
    const extent = step === 1 ? columnsAtOnce : 1;
    return reserve(((rowsAtOnce - 1) * row + extent) * bytesPerElement(operands[i].dtype));
  });
  const parameters = new Array<number>(3 + 2 * operands.length);
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const height = Math.min(rowsAtOnce, rows - row);
    for (let column = 0; column < columns; column += columnsAtOnce) {
      const width = Math.min(columnsAtOnce, columns - column);
      parameters[0] = height;
      parameters[1] = width * outBytes;
      parameters[2] = target;
      for (let i = 0; i < operands.length; i++) {
        const { buffer, dtype } = operands[i];
        const lie = lies[i];
        const extent = (height - 1) * lie.row + (lie.step === 1 ? width : 1);
        copyIn(sources[i], dtype, buffer, lie.start + row * lie.row + column * lie.step, extent);
        parameters[3 + 2 * i] = sources[i];
        parameters[4 + 2 * i] = lie.row * bytesPerElement(dtype);
      }
      run(...parameters);
      copyOut(target, out.dtype, out.buffer, outAt + row * columns + column, height * width);
    }
  }
}
