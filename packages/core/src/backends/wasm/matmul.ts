import type { View } from "../../backend.ts";
import { Layout } from "../../layout.ts";
import { offsetsOf } from "../strided.ts";
import {
  type Code,
  countTo,
  FunctionBuilder,
  i32,
  ifElse,
  type Local,
  memory,
  whileLoop,
} from "./assembler.ts";
import { dense } from "./dense.ts";
import { compiled } from "./kernels.ts";
import { type Lanes, lanesOf, VECTOR } from "./lanes.ts";
import { copyIn, copyOut, hasRoomFor, reserve, resetScratch, type Scope } from "./scratch.ts";
import { crew, type Part, runAll, split } from "./threads.ts";

/*
 * Both operands are packed into panels in the order in which the kernel reads them; packing follows strides, so a
 * transposed operand costs no more than a plain one. The kernel keeps a tile of some rows and 2 vectors of the result
 * in registers.
 */

/** Rows of a tile: as many as leave registers for the operands. A product that is added by itself needs one too. */
function rowsOf({ fused }: Lanes): number {
  return fused ? 6 : 4;
}

/** Vectors in a row of a tile. */
const VECTORS = 2;

/** Inner products are cut into pieces of this depth, whose panels stay in the cache. */
const DEPTH = 384;

/**
 * Multiplications from which on it pays to wake other threads, in all and for each element that is copied in or out: a
 * convolution with few channels has not enough of them to make up for the slower way through shared memory.
 */
const SMALLEST_SPLIT = 2 ** 24;
const SMALLEST_SHARE = 16;

/** A matrix in the scratch memory: where it begins, and bytes from row to row and from column to column. */
interface Matrix {
  readonly address: number;
  readonly row: number;
  readonly column: number;
}

/** Fills `out`; false where there is no kernel for it. */
export function matmulOn(a: View, b: View, out: View): boolean {
  const [m, n] = out.layout.shape.slice(-2);
  const k = a.layout.shape[a.layout.shape.length - 1];
  const lanes = lanesOf(out.dtype);
  if (lanes === undefined) return false;
  const tileColumns = VECTORS * lanes.count;
  const width = roundUp(n, tileColumns);
  const tileRows = rowsOf(lanes);
  const height = roundUp(m, tileRows);
  const sources = [a, b].map((x) => new Batch(x));
  const [batchesA, batchesB] = sources.map((source) => source.offsets);
  const batchesOut = new Batch(out).offsets;
  const operands = sources[0].extent + sources[1].extent + height * width;
  if (!hasRoomFor((operands + (height + width) * DEPTH) * lanes.bytes)) return false;
  const copied = m * k + k * n + m * n;
  const { threads, scope } = crew(m * n * k, Math.max(SMALLEST_SPLIT, SMALLEST_SHARE * copied));
  resetScratch(scope);
  const [addressA, addressB] = sources.map((source) => reserve(source.extent * lanes.bytes));
  const depth = Math.min(k, DEPTH);
  const rowParts = split(height, tileRows, threads);
  const columnParts = split(width, tileColumns, threads);
  const packedA = reserve(height * depth * lanes.bytes);
  const packedB = reserve(width * depth * lanes.bytes);
  const result = reserve(height * width * lanes.bytes);
  for (let i = 0; i < batchesOut.length; i++) {
    if (i === 0 || batchesA[i] !== batchesA[i - 1]) sources[0].copyTo(addressA, batchesA[i]);
    if (i === 0 || batchesB[i] !== batchesB[i - 1]) sources[1].copyTo(addressB, batchesB[i]);
    const left = sources[0].matrix(addressA, lanes.bytes);
    const right = sources[1].matrix(addressB, lanes.bytes);
    for (let at = 0; at < k; at += depth) {
      const slice = Math.min(depth, k - at);
      const [firstA, firstB] = [left.address + at * left.column, right.address + at * right.row];
      pack(lanes, tileRows, rowParts, m, [firstA, left.row, left.column], slice, packedA, scope);
      pack(lanes, tileColumns, columnParts, n, [firstB, right.column, right.row], slice, packedB, scope);
      runAll(
        compiled(`matmul ${lanes.dtype}`, () => multiplyKernel(lanes), scope),
        rowParts.map(([from, to]) => {
          const [panel, rows] = [packedA + from * slice * lanes.bytes, result + from * width * lanes.bytes];
          return [panel, packedB, slice, rows, to - from, width * lanes.bytes, at === 0 ? 0 : 1];
        }),
      );
    }
    copyResult(result, width, out, batchesOut[i], m, n, lanes.bytes);
  }
  return true;
}

/**
 * Packs items (rows of the left operand, columns of the right) into panels of `width`, each part by a thread.
 *
 * @param lie where the first item begins, and bytes from item to item and from step to step within one.
 */
function pack(
  lanes: Lanes,
  width: number,
  parts: readonly Part[],
  items: number,
  [first, itemBytes, stepBytes]: readonly [number, number, number],
  steps: number,
  out: number,
  scope: Scope,
): void {
  const tasks = parts.map(([from, to]) => [
    first + from * itemBytes,
    itemBytes,
    Math.min(to, items) - from,
    stepBytes,
    steps,
    out + from * steps * lanes.bytes,
  ]);
  runAll(
    compiled(`pack ${width} ${lanes.dtype}`, () => packKernel(lanes, width), scope),
    tasks,
  );
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step }, (_, i) => from + i * step);
}

function roundUp(size: number, unit: number): number {
  return Math.ceil(size / unit) * unit;
}

/** The matrices of an operand that lie along its leading axes. */
class Batch {
  readonly #x: View;
  readonly #rowStride: number;
  readonly #columnStride: number;
  /** Where each matrix begins. */
  readonly offsets: Int32Array;
  /** Elements from the first to the last of a matrix. */
  readonly extent: number;

  constructor(x: View) {
    const ndim = x.layout.shape.length;
    const [rows, columns] = x.layout.shape.slice(-2);
    const [rowStride, columnStride] = x.layout.strides.slice(-2);
    const extent = (rows - 1) * rowStride + (columns - 1) * columnStride + 1;
    const compact = rowStride >= 0 && columnStride >= 0 && extent <= 2 * rows * columns;
    if (!compact) {
      // Backwards, or with more gaps than elements.
      const copy = dense(x);
      this.#x = copy;
      [this.#rowStride, this.#columnStride] = copy.layout.strides.slice(-2);
      this.extent = rows * columns;
    } else {
      this.#x = x;
      this.#rowStride = rowStride;
      this.#columnStride = columnStride;
      this.extent = extent;
    }
    const { layout } = this.#x;
    const lead = new Layout(
      layout.shape.slice(0, ndim - 2),
      layout.strides.slice(0, ndim - 2),
      layout.offset,
    );
    this.offsets = offsetsOf(lead);
  }

  copyTo(address: number, offset: number): void {
    copyIn(address, this.#x.dtype, this.#x.buffer, offset, this.extent);
  }

  matrix(address: number, bytes: number): Matrix {
    return { address, row: this.#rowStride * bytes, column: this.#columnStride * bytes };
  }
}

/** The result is padded to whole tiles. */
function copyResult(
  from: number,
  width: number,
  out: View,
  at: number,
  m: number,
  n: number,
  bytes: number,
): void {
  if (width === n) {
    copyOut(from, out.dtype, out.buffer, at, m * n);
    return;
  }
  for (let row = 0; row < m; row++) {
    copyOut(from + row * width * bytes, out.dtype, out.buffer, at + row * n, n);
  }
}

/**
 * `(x, itemBytes, items, stepBytes, steps, out)`: panels of `width` items; in a panel, step after step, one element
 * of each item. The last panel repeats the last item where it has too few.
 */
function packKernel(lanes: Lanes, width: number): FunctionBuilder {
  const f = new FunctionBuilder();
  const x = f.parameter("i32");
  const itemBytes = f.parameter("i32");
  const items = f.parameter("i32");
  const stepBytes = f.parameter("i32");
  const steps = f.parameter("i32");
  const out = f.parameter("i32");
  const item = f.local("i32");
  const step = f.local("i32");
  const at = f.local("i32");
  const pointers = Array.from({ length: width }, () => f.local("i32"));
  const panelBytes = width * lanes.bytes;
  const nextPanel = out.set(i32.add(out.get, i32.const(panelBytes)));

  // Neighbouring items lie side by side: whole vectors, and what is left.
  const wholeBytes = Math.floor(panelBytes / VECTOR) * VECTOR;
  const copyVectors = [
    ...at.set(i32.add(x.get, i32.mul(item.get, itemBytes.get))),
    ...countTo(step, steps.get, 1, [
      ...range(0, wholeBytes, VECTOR).flatMap((offset) =>
        memory.storeV128([out.get, memory.loadV128([at.get], offset)], offset),
      ),
      ...range(wholeBytes, panelBytes, lanes.bytes).flatMap((offset) =>
        lanes.copyScalar(i32.add(out.get, i32.const(offset)), i32.add(at.get, i32.const(offset)), 0),
      ),
      ...at.set(i32.add(at.get, stepBytes.get)),
      ...nextPanel,
    ]),
  ];
  const copyElements = [
    ...pointers.flatMap((pointer, i) => {
      const index = i32.min(i32.add(item.get, i32.const(i)), i32.sub(items.get, i32.const(1)));
      return pointer.set(i32.add(x.get, i32.mul(index, itemBytes.get)));
    }),
    ...countTo(step, steps.get, 1, [
      ...pointers.flatMap((pointer, i) => [
        ...lanes.copyScalar(out.get, pointer.get, i * lanes.bytes),
        ...pointer.set(i32.add(pointer.get, stepBytes.get)),
      ]),
      ...nextPanel,
    ]),
  ];
  const sideBySide = i32.eqz(i32.sub(itemBytes.get, i32.const(lanes.bytes)));
  const whole = i32.ltU(i32.add(item.get, i32.const(width - 1)), items.get);
  return f.body(
    countTo(item, items.get, width, [
      ...step.set(i32.const(0)),
      ...ifElse(i32.and(sideBySide, whole), copyVectors, copyElements),
    ]),
  );
}

/** `(a, b, depth, out, rows, outRowBytes, add)`: the product of packed panels, tile by tile, added to `out` if asked. */
function multiplyKernel(lanes: Lanes): FunctionBuilder {
  const f = new FunctionBuilder();
  const a = f.parameter("i32");
  const b = f.parameter("i32");
  const depth = f.parameter("i32");
  const out = f.parameter("i32");
  const rows = f.parameter("i32");
  const outRowBytes = f.parameter("i32");
  const add = f.parameter("i32");
  const row = f.local("i32");
  const tile = f.local("i32");
  const at = f.local("i32");
  const end = f.local("i32");
  const atA = f.local("i32");
  const atB = f.local("i32");
  const panelA = f.local("i32");
  const columns = Array.from({ length: VECTORS }, () => f.local("v128"));
  const factor = f.local("v128");
  const tileRows = rowsOf(lanes);
  const sums = Array.from({ length: tileRows }, () => Array.from({ length: VECTORS }, () => f.local("v128")));
  const stepA = tileRows * lanes.bytes;
  const stepB = VECTORS * VECTOR;

  const eachSum = (visit: (sum: Local, address: Code, offset: number) => Code): Code =>
    sums.flatMap((vectors, i) => {
      const address = i32.add(at.get, i32.mul(outRowBytes.get, i32.const(i)));
      return vectors.flatMap((sum, j) => visit(sum, address, j * VECTOR));
    });
  const round = [
    ...columns.flatMap((column, j) => column.set(memory.loadV128([atB.get], j * VECTOR))),
    ...sums.flatMap((vectors, i) => [
      ...factor.set(lanes.loadSplat(atA.get, i * lanes.bytes)),
      ...vectors.flatMap((sum, j) => sum.set(lanes.multiplyAdd(factor.get, columns[j].get, sum.get))),
    ]),
    ...atA.set(i32.add(atA.get, i32.const(stepA))),
    ...atB.set(i32.add(atB.get, i32.const(stepB))),
  ];
  const oneTile = [
    ...at.set(i32.add(out.get, tile.get)),
    ...ifElse(
      add.get,
      eachSum((sum, address, offset) => sum.set(memory.loadV128([address], offset))),
      eachSum((sum) => sum.set(lanes.splat(0))),
    ),
    ...atA.set(panelA.get),
    ...end.set(i32.add(panelA.get, i32.mul(depth.get, i32.const(stepA)))),
    ...whileLoop(i32.ltU(atA.get, end.get), round),
    ...eachSum((sum, address, offset) => memory.storeV128([address, sum.get], offset)),
  ];
  const onePanel = [
    ...atB.set(b.get),
    ...tile.set(i32.const(0)),
    ...countTo(tile, outRowBytes.get, stepB, oneTile),
    ...panelA.set(end.get),
    ...out.set(i32.add(out.get, i32.mul(outRowBytes.get, i32.const(tileRows)))),
  ];
  return f.body(panelA.set(a.get), countTo(row, rows.get, tileRows, onePanel));
}
