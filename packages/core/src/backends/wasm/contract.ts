import type { Layout } from "../../layout.ts";
import type { View } from "../view.ts";
import { type Chunks, chunksOf } from "./chunks.ts";
import { Operand } from "./factor.ts";
import { compiled } from "./kernels.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import { hasRoomFor, reserve, resetScratch } from "./scratch.ts";
import { ofArrays, type Stages } from "./staging.ts";
import { targetOf } from "./target.ts";
import { chooseThreads, type Part, runParts, tasksOf } from "./threads.ts";
import { multiplyKernel, roundUp, tileOf } from "./tiles.ts";

/*
 * Products of matrices with any strides. Tables say where each row and each column begins, so transposed operands and
 * overlapping windows cost no more than plain matrices. The product is computed in blocks. For each block, both operands
 * are packed into panels in the order in which the kernel reads them, piece by piece along the summed axis.
 */

export const blockLimits = {
  /** The summed axis is cut into pieces of this depth, or into longer ones if there are few rows and columns. */
  depth: 384,
  largestDepth: 2048,
  /** Elements of the panels and of the product of a block, chosen so that they stay in the cache. */
  cached: 2 ** 17,
  /** The smallest number of rows and columns of a block: packing one side pays only if the other has this many. */
  smallest: 1024,
  /** The smallest number of rows of a block if the columns stay packed. */
  smallestStrip: 48,
};

/**
 * The numbers of multiplications from which it pays to wake other threads: in total, between two synchronisations of the
 * threads, and for each element that is copied in or out, because copies through shared memory are slower.
 */
const SMALLEST_SPLIT = 16_777_216;
const SMALLEST_PART = 2 ** 20;
const SMALLEST_SHARE = 16;

/**
 * Fills `out`. False if there is no kernel for it.
 *
 * @param stages where the three are worked on. Default: they are arrays.
 */
export function contractOn(
  a: View,
  b: View,
  out: View,
  batch: number,
  inner: number,
  stages: Stages = ofArrays,
): boolean {
  const lanes = lanesOf(out.dtype);
  if (lanes === undefined || a.layout.size === 0 || b.layout.size === 0) return false;
  const rowAxes = a.layout.shape.length - batch - inner;
  if (!liesAcross(out.layout, batch, rowAxes)) {
    return multiplyOn(lanes, chunksOf(a, b, out, batch, inner), stages);
  }
  // The columns are contiguous, as rows should be: compute the transpose, as the product of the transposes.
  const [left, right] = [turned(b, batch, inner), turned(a, batch, rowAxes)];
  return multiplyOn(lanes, chunksOf(left, right, turned(out, batch, rowAxes), batch, inner), stages);
}

function multiplyOn(lanes: Lanes, { a, b, out, batch, inner, passes }: Chunks, stages: Stages): boolean {
  // Cutting into chunks has made an operand dense, and a stand-in has nothing to copy.
  if (stages.standIn !== null && ![a, b, out].some(({ buffer }) => buffer === stages.standIn)) return false;
  const { bytes } = lanes;
  const tile = tileOf(lanes);
  const rowAxes = a.layout.shape.length - batch - inner;
  const left = new Operand(a, batch, rowAxes, passes, "rows");
  const right = new Operand(b, batch, inner, passes, "columns");
  const [rows, depth, columns] = [left.items.size, left.steps.size, right.items.size];
  const { cached, smallest, smallestStrip } = blockLimits;
  const fitting = Math.min(blockLimits.largestDepth, Math.floor(cached / (4 * (rows + columns))));
  const piece = Math.min(depth, Math.max(blockLimits.depth, fitting));
  const staysPacked = piece === depth && left.passes === 1;
  const width = blockSize(columns, tile.columns, Math.max(smallest, cached / piece));
  const least = staysPacked ? smallestStrip : smallest;
  const height = blockSize(rows, tile.rows, Math.max(least, cached / (piece + width)));
  const target = targetOf(out, batch, rowAxes, width, stages);
  if (target === null) return false;
  const tables = 2 * (rows + columns + depth);
  const packed = height * width + (height + width) * piece;
  if (!hasRoomFor((left.extent + right.extent + target.extent + tables + packed) * bytes)) return false;
  const loops = left.offsets.length;
  const work = loops * left.passes * rows * depth * columns;
  const copied = loops * (left.passes * (left.extent + right.extent) + rows * columns);
  const large = height * width * piece >= SMALLEST_PART;
  const { threads, scope } = chooseThreads(
    large ? work : 0,
    Math.max(SMALLEST_SPLIT, SMALLEST_SHARE * copied),
  );

  resetScratch(scope);
  left.reserve(lanes, tile.rows, height * piece, threads, scope, stages);
  right.reserve(lanes, tile.columns, width * piece, threads, scope, stages);
  target.reserve(lanes, threads, scope, stages);
  const product = reserve(height * width * bytes);
  const multiply = compiled(["multiply", lanes.dtype], () => multiplyKernel(lanes), scope);
  const tasks = tasksOf(multiply, threads);
  const [rowParts, columnParts, pieces] = [cut(rows, height), cut(columns, width), cut(depth, piece)];

  /** Computes the product of a block. It is added to the earlier pieces, unless it is the first. */
  const multiplyBlock = (row: Part, column: Part, part: Part, pitch: number, add: number): void => {
    left.pack(row, part);
    right.pack(column, part);
    const m = roundUp(row[1] - row[0], tile.rows);
    const n = roundUp(column[1] - column[0], tile.columns);
    const steps = part[1] - part[0];
    const panel = steps * bytes;
    for (const task of tasks) {
      task.a = left.panels;
      task.b = right.panels;
      task.depth = steps;
      task.out = product;
      task.rows = m;
      task.columnBytes = n * bytes;
      task.pitch = pitch;
      task.add = add;
    }
    // Threads share the side with more tiles.
    if (m / tile.rows >= n / tile.columns) {
      runParts(multiply, tasks, m, tile.rows, (task, top, bottom) => {
        task.a = left.panels + top * panel;
        task.out = product + top * pitch;
        task.rows = bottom - top;
      });
    } else {
      runParts(multiply, tasks, n, tile.columns, (task, start, end) => {
        task.b = right.panels + start * panel;
        task.out = product + start * bytes;
        task.columnBytes = (end - start) * bytes;
      });
    }
  };

  for (let i = 0; i < loops; i++) {
    target.begin(i);
    for (const column of columnParts) {
      const pitch = roundUp(column[1] - column[0], tile.columns) * bytes;
      for (const row of rowParts) {
        for (let pass = 0; pass < left.passes; pass++) {
          left.load(i, pass);
          right.load(i, pass);
          for (const part of pieces) multiplyBlock(row, column, part, pitch, pass + part[0] === 0 ? 0 : 1);
        }
        target.write(i, product, pitch, row, column);
      }
    }
    target.end(i);
  }
  target.finish();
  return true;
}

/** Whether the last axis of rows is contiguous in memory, and that of columns is not. */
function liesAcross({ shape, strides }: Layout, batch: number, rowAxes: number): boolean {
  const nearest = (from: number, to: number) => {
    for (let axis = to - 1; axis >= from; axis--) if (shape[axis] > 1) return strides[axis];
    return 0;
  };
  return nearest(batch, batch + rowAxes) === 1 && nearest(batch + rowAxes, shape.length) > 1;
}

/** Exchanges rows and columns. */
function turned(x: View, batch: number, rowAxes: number): View {
  const axes = x.layout.shape.map((_, axis) => axis);
  const order = [
    ...axes.slice(0, batch),
    ...axes.slice(batch + rowAxes),
    ...axes.slice(batch, batch + rowAxes),
  ];
  return { buffer: x.buffer, layout: x.layout.permute(order), dtype: x.dtype };
}

/** The number of rows or columns of a block: about `most`, in whole tiles, so that blocks have equal sizes. */
function blockSize(size: number, tile: number, most: number): number {
  return roundUp(Math.ceil(size / Math.ceil(size / most)), tile);
}

/** Cuts a size into parts of at most `most`. */
function cut(size: number, most: number): Part[] {
  if (size <= most) return [[0, size]];
  return Array.from({ length: Math.ceil(size / most) }, (_, i) => [i * most, Math.min(size, (i + 1) * most)]);
}
