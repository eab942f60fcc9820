import type { Layout } from "../../layout.ts";
import { forEachBlock, mergeAxes, type StridedBlock } from "../strided.ts";
import type { View } from "../view.ts";
import { dense } from "./dense.ts";
import type { RowSignature, Run } from "./elementwise.ts";
import type { Compiled } from "./kernels.ts";
import { resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";

/** Elements that are processed at a time: few enough for operands and result to stay in the first-level cache. */
export const CHUNK = 4096;

/** The number of elements of the last two axes from which it pays to loop over the other axes one index at a time. */
const BLOCK = 512;

/** Whether rows can be copied together with the elements between them, with moderate waste. */
function fits({ strides }: Layout, columns: number): boolean {
  const [row, step] = [0, 0, ...strides].slice(-2);
  return row >= 0 && ((step === 1 && row <= 2 * columns) || (step === 0 && row <= 2));
}

/** Runs a row kernel over the operands, block by block. Operands that have no such rows are made dense. */
export function byRows(
  operands: readonly View[],
  out: View,
  kernelFor: (runs: readonly Run[]) => Compiled<RowSignature>,
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
  const kernel = kernelFor(runs);
  let at = 0;
  let runBlock: ((at: number) => void) | undefined;
  forEachBlock(merged, (rows, columns, blocks) => {
    runBlock ??= blockRunner(operands, blocks, rows, columns, out, kernel);
    runBlock(at);
    at += rows * columns;
  });
}

/**
 * Runs the current block of the operands, in chunks of rows or of parts of one row. Its place in the result is given. All
 * blocks have the same shape, so memory for them is reserved once.
 */
function blockRunner(
  operands: readonly View[],
  blocks: readonly StridedBlock[],
  rows: number,
  columns: number,
  out: View,
  kernel: Compiled<RowSignature>,
): (at: number) => void {
  const rowsAtOnce = Math.max(1, Math.min(rows, Math.floor(CHUNK / columns)));
  const columnsAtOnce = Math.min(columns, CHUNK);
  resetScratch();
  const target = new Staging(out, rowsAtOnce * columnsAtOnce, out.layout.offset);
  const sources = blocks.map(({ row, step }, i) => {
    const extent = step === 1 ? columnsAtOnce : 1;
    return new Staging(operands[i], (rowsAtOnce - 1) * row + extent);
  });
  const given = kernel.arguments({
    operands: sources.map(({ address, bytes }, i) => ({ start: address, step: blocks[i].row * bytes })),
  });
  given.out = target.address;
  /** Where the last copied part begins: a row that is combined with all rows is copied only once. */
  const copied = new Array<number>(operands.length).fill(-1);
  return (at) => {
    for (let row = 0; row < rows; row += rowsAtOnce) {
      const height = Math.min(rowsAtOnce, rows - row);
      for (let column = 0; column < columns; column += columnsAtOnce) {
        const width = Math.min(columnsAtOnce, columns - column);
        for (let i = 0; i < operands.length; i++) {
          const block = blocks[i];
          const extent = (height - 1) * block.row + (block.step === 1 ? width : 1);
          const start = block.start + row * block.row + column * block.step;
          if (start !== copied[i]) sources[i].load(start, extent);
          copied[i] = start;
        }
        given.rows = height;
        given.rowBytes = width * target.bytes;
        kernel.run(given);
        target.store(at + row * columns + column, height * width);
      }
    }
  };
}
