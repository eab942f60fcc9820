import { bytesPerElement } from "../../dtype.ts";
import type { Layout } from "../../layout.ts";
import { forEachBlock, type Lie, mergeAxes } from "../strided.ts";
import type { View } from "../view.ts";
import { dense } from "./dense.ts";
import type { Run } from "./elementwise.ts";
import type { Kernel } from "./engine.ts";
import { copyIn, copyOut, reserve, resetScratch } from "./scratch.ts";

/** Elements that are worked on at a time: small enough for operands and result to stay in the fastest cache. */
export const CHUNK = 4096;

/** Elements of the last two axes from which on it pays to go through the others one by one. */
const BLOCK = 512;

/** Whether rows can be copied with what lies between them, at moderate waste. */
function fits({ strides }: Layout, columns: number): boolean {
  const [row, step] = [0, 0, ...strides].slice(-2);
  return row >= 0 && ((step === 1 && row <= 2 * columns) || (step === 0 && row <= 2));
}

/** Runs a kernel of rows over the operands, block by block; operands that have no such rows are made dense. */
export function byRows(
  operands: readonly View[],
  out: View,
  kernelFor: (runs: readonly Run[]) => Kernel,
): void {
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
  /** Where what was copied last begins: a row that all rows are added to stays where it is. */
  const copied = new Array<number>(operands.length).fill(-1);
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
        const start = lie.start + row * lie.row + column * lie.step;
        if (start !== copied[i]) copyIn(sources[i], dtype, buffer, start, extent);
        copied[i] = start;
        parameters[3 + 2 * i] = sources[i];
        parameters[4 + 2 * i] = lie.row * bytesPerElement(dtype);
      }
      run(...parameters);
      copyOut(target, out.dtype, out.buffer, outAt + row * columns + column, height * width);
    }
  }
}
