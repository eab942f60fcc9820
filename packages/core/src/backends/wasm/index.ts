import type { Backend, BinaryFunction, UnaryFunction, View } from "../../backend.ts";
import { bytesPerElement, type DType } from "../../dtype.ts";
import { reference } from "../reference.ts";
import { FunctionBuilder, simd, v128 } from "./assembler.ts";
import { binaryKernel, compareKernel, type Run, unaryKernel, whereKernel } from "./elementwise.ts";
import { binaryFunctions, comparisons, unaryFunctions } from "./functions.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import { matmulOn } from "./matmul.ts";
import { dense, type Plan, planRows } from "./plan.ts";
import { reduceOn } from "./reduce.ts";
import { copyIn, copyOut, isSupported, type Kernel, kernel, reserve, resetScratch } from "./scratch.ts";

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
  matmul: (a, b, out) => {
    if (!matmulOn(a, b, out, limits.smallestProduct)) reference.matmul(a, b, out);
  },
};

/** Whether the engine has what the kernels need. */
export function hasSimd(): boolean {
  const f = new FunctionBuilder();
  const local = f.local("v128");
  return isSupported(f.body(local.set(simd(228)(v128.const(new Uint8Array(16)), local.get))));
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

/** The operands as rows that a kernel can run through, those made dense that cannot be. */
function rowsOf(operands: readonly View[]): { views: readonly View[]; plan: Plan } {
  const plan = planRows(operands.map((x) => x.layout));
  if (plan?.operands.every((operand) => fits(operand, plan))) return { views: operands, plan };
  return rowsOf(operands.map((x, i) => (plan !== null && fits(plan.operands[i], plan) ? x : dense(x))));
}

/** Whether rows can be copied with what lies between them, at moderate waste. */
function fits({ row, column }: Plan["operands"][number], { columns }: Plan): boolean {
  return row >= 0 && ((column === 1 && row <= 2 * columns) || (column === 0 && row <= 2));
}

/** Runs a kernel of rows over the operands, in chunks of rows, or of one row. */
function byRows(operands: readonly View[], out: View, kernelFor: (runs: readonly Run[]) => Kernel): void {
  const { views, plan } = rowsOf(operands);
  const runs = plan.operands.map(({ column }): Run => (column === 1 ? "each" : "same"));
  const run = kernelFor(runs);
  const { rows, columns } = plan;
  const rowsAtOnce = Math.max(1, Math.min(rows, Math.floor(CHUNK / columns)));
  const columnsAtOnce = Math.min(columns, CHUNK);
  const outBytes = bytesPerElement(out.dtype);

  resetScratch();
  const target = reserve(rowsAtOnce * columnsAtOnce * outBytes);
  const sources = plan.operands.map(({ row }, i) => {
    const extent = runs[i] === "each" ? columnsAtOnce : 1;
    return reserve(((rowsAtOnce - 1) * row + extent) * bytesPerElement(views[i].dtype));
  });
  const parameters = new Array<number>(3 + 2 * views.length);
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const height = Math.min(rowsAtOnce, rows - row);
    for (let column = 0; column < columns; column += columnsAtOnce) {
      const width = Math.min(columnsAtOnce, columns - column);
      parameters[0] = height;
      parameters[1] = width * outBytes;
      parameters[2] = target;
      views.forEach(({ buffer, dtype }, i) => {
        const { offset, row: step, column: each } = plan.operands[i];
        const extent = (height - 1) * step + (each === 1 ? width : 1);
        copyIn(sources[i], dtype, buffer, offset + row * step + column * each, extent);
        parameters[3 + 2 * i] = sources[i];
        parameters[4 + 2 * i] = step * bytesPerElement(dtype);
      });
      run(...parameters);
      copyOut(target, out.dtype, out.buffer, out.layout.offset + row * columns + column, height * width);
    }
  }
}
