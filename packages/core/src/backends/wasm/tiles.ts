import {
  advance,
  type Code,
  countTo,
  i32,
  ifElse,
  type Local,
  memory,
  v128,
  whileLoop,
} from "./assembler.ts";
import { Block } from "./block.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { type Lanes, VECTOR } from "./lanes.ts";
import { TABLE_ENTRY } from "./scratch.ts";

/*
 * The kernels of products. Operands are packed into panels in the order in which they are read; a tile of some rows and
 * some vectors of the product is kept in registers. Packing, and writing the product to its target, follow tables of
 * places, counted in elements.
 */

/** Vectors in a row of a tile. */
const VECTORS = 2;

/** Rows of a tile: as many as leave registers for the operands. Without fused multiply-add, the product needs one too. */
export function tileOf({ fused, count }: Lanes): { readonly rows: number; readonly columns: number } {
  return { rows: fused ? 6 : 4, columns: VECTORS * count };
}

export function roundUp(size: number, unit: number): number {
  return Math.ceil(size / unit) * unit;
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step }, (_, i) => from + i * step);
}

/** The entry of a table at `index`, in bytes. */
function placeAt(table: Local, index: Code, { bytes }: Lanes): Code {
  const entry = memory.loadI32([i32.add(table.get, i32.mul(index, i32.const(TABLE_ENTRY)))]);
  return i32.mul(entry, i32.const(bytes));
}

/** Transposes a square of vectors: as many as a vector has lanes. */
export function transposed(block: Block, rows: readonly Code[]): readonly Code[] {
  const halves = rows.length / 2;
  const low = range(0, 16, 1).map((i) => (i < 8 ? i : i + 8));
  const high = low.map((i) => i + 8);
  const mixed = (a: Code, b: Code, lanes: readonly number[]) => block.let(v128.shuffle(a, b, lanes));
  if (halves === 1) return [mixed(rows[0], rows[1], low), mixed(rows[0], rows[1], high)];
  const alternate = (first: number) =>
    range(0, 4, 1).flatMap((i) => range(0, 4, 1).map((byte) => byte + 4 * (first + (i >> 1)) + 16 * (i & 1)));
  const pairs = [0, 2].map((first) => [0, 2].map((i) => mixed(rows[i], rows[i + 1], alternate(first))));
  return pairs.flatMap(([left, right]) => [mixed(left, right, low), mixed(left, right, high)]);
}

/** Whether there are `count` items from `at` on, all of them in this run. */
function areTogether(at: Local, end: Local, left: Local, count: number): Code {
  const isThere = i32.ltU(i32.add(at.get, i32.const(count - 1)), end.get);
  return i32.and(isThere, i32.geU(left.get, i32.const(count)));
}

/** Takes `count` items from the rest of a run, and continues with the next runs if these are not enough. */
function take(left: Local, count: number, run: Local): Code {
  return [
    ...left.set(i32.sub(left.get, i32.const(count))),
    ...whileLoop(i32.leS(left.get, i32.const(0)), advance(left, run.get)),
  ];
}

const packing = {
  x: "address",
  itemTable: "address",
  items: "i32",
  itemRun: "i32",
  itemsBefore: "i32",
  stepTable: "address",
  steps: "i32",
  stepRun: "i32",
  stepsBefore: "i32",
  out: "address",
} as const;
export type PackSignature = typeof packing;

/**
 * Packs panels of `width` items. In a panel, each step has one element of each item. The last panel repeats the last item
 * where it has too few. Runs of `itemRun` items are contiguous, and `itemsBefore` items of the first run come before the
 * first item. The same holds for steps.
 */
export function packKernel(lanes: Lanes, width: number): KernelSource<typeof packing> {
  return kernel(
    packing,
    ({ x, itemTable, items, itemRun, itemsBefore, stepTable, steps, stepRun, stepsBefore, out }, f) => {
      /** Items and steps that are left in the current run. */
      const itemsLeft = f.local("i32");
      const stepsLeft = f.local("i32");
      const item = f.local("i32");
      const step = f.local("i32");
      const at = f.local("i32");
      const here = f.local("i32");
      const pointers = Array.from({ length: width }, () => f.local("i32"));
      const panelBytes = width * lanes.bytes;
      const onward = (steps: number) => [...advance(out, steps * panelBytes), ...advance(step, steps)];
      const vectors = range(0, Math.floor(width / lanes.count) * lanes.count, lanes.count);
      const others = range(vectors.length * lanes.count, width, 1);
      const stepBytes = placeAt(stepTable, step.get, lanes);

      // Contiguous items: a vector has one step of several items.
      const copyVectors = [
        ...at.set(i32.add(x.get, placeAt(itemTable, item.get, lanes))),
        ...whileLoop(i32.ltU(step.get, steps.get), [
          ...here.set(i32.add(at.get, stepBytes)),
          ...vectors.flatMap((first) => {
            const offset = first * lanes.bytes;
            return memory.storeV128([out.get, memory.loadV128([here.get], offset)], offset);
          }),
          ...others.flatMap((i) => {
            const offset = i32.const(i * lanes.bytes);
            return lanes.copyScalar(i32.add(out.get, offset), i32.add(here.get, offset), 0);
          }),
          ...onward(1),
        ]),
      ];

      // Contiguous steps: a vector has several steps of one item.
      const block = new Block(f);
      block.do(here.set(stepBytes));
      for (const first of vectors) {
        const rows = pointers.slice(first, first + lanes.count);
        const columns = transposed(
          block,
          rows.map((pointer) => block.let(memory.loadV128([i32.add(pointer.get, here.get)]))),
        );
        columns.forEach((column, i) => {
          block.do(memory.storeV128([out.get, column], i * panelBytes + first * lanes.bytes));
        });
      }
      for (const i of others) {
        for (const after of range(0, lanes.count, 1)) {
          const from = i32.add(i32.add(pointers[i].get, here.get), i32.const(after * lanes.bytes));
          block.do(lanes.copyScalar(out.get, from, after * panelBytes + i * lanes.bytes));
        }
      }
      const copyElements = [
        ...here.set(stepBytes),
        ...pointers.flatMap((pointer, i) =>
          lanes.copyScalar(out.get, i32.add(pointer.get, here.get), i * lanes.bytes),
        ),
      ];
      const copyRows = [
        ...pointers.flatMap((pointer, i) => {
          const index = i32.min(i32.add(item.get, i32.const(i)), i32.sub(items.get, i32.const(1)));
          return pointer.set(i32.add(x.get, placeAt(itemTable, index, lanes)));
        }),
        ...stepsLeft.set(i32.sub(stepRun.get, stepsBefore.get)),
        ...whileLoop(
          i32.ltU(step.get, steps.get),
          ifElse(
            areTogether(step, steps, stepsLeft, lanes.count),
            [...block.code, ...onward(lanes.count), ...take(stepsLeft, lanes.count, stepRun)],
            [...copyElements, ...onward(1), ...take(stepsLeft, 1, stepRun)],
          ),
        ),
      ];
      return [
        ...itemsLeft.set(i32.sub(itemRun.get, itemsBefore.get)),
        ...countTo(item, items.get, width, [
          ...step.set(i32.const(0)),
          ...ifElse(areTogether(item, items, itemsLeft, width), copyVectors, copyRows),
          ...take(itemsLeft, width, itemRun),
        ]),
      ];
    },
  );
}

const placing = {
  x: "address",
  pitch: "i32",
  rowTable: "address",
  rows: "i32",
  columnTable: "address",
  columns: "i32",
  run: "i32",
  before: "i32",
  out: "address",
} as const;
export type PlaceSignature = typeof placing;

/**
 * Writes each element of a block, whose rows are `pitch` bytes apart, to its place, or adds it there. The place is the sum
 * of the table entries of its row and its column. Runs of `run` columns are contiguous, and the first column is `before`
 * columns after the beginning of its run.
 */
export function placeKernel(how: "put" | "add", lanes: Lanes): KernelSource<typeof placing> {
  return kernel(placing, ({ x, pitch, rowTable, rows, columnTable, columns, run, before, out }, f) => {
    const row = f.local("i32");
    const column = f.local("i32");
    const end = f.local("i32");
    const from = f.local("i32");
    const to = f.local("i32");
    const sum = (loaded: Code) => (how === "put" ? loaded : lanes.add(memory.loadV128([to.get]), loaded));
    const onward = (elements: number) => [
      ...advance(from, elements * lanes.bytes),
      ...advance(to, elements * lanes.bytes),
      ...advance(column, elements),
    ];
    const oneElement =
      how === "put" ? lanes.copyScalar(to.get, from.get, 0) : lanes.addScalar(to.get, from.get);
    const oneRun = [
      ...to.set(
        i32.add(i32.add(out.get, placeAt(rowTable, row.get, lanes)), placeAt(columnTable, column.get, lanes)),
      ),
      ...whileLoop(i32.ltU(i32.add(column.get, i32.const(lanes.count - 1)), end.get), [
        ...memory.storeV128([to.get, sum(memory.loadV128([from.get]))]),
        ...onward(lanes.count),
      ]),
      ...whileLoop(i32.ltU(column.get, end.get), [...oneElement, ...onward(1)]),
      ...end.set(i32.min(i32.add(column.get, run.get), columns.get)),
    ];
    const oneRow = [
      ...column.set(i32.const(0)),
      ...from.set(x.get),
      ...end.set(i32.min(i32.sub(run.get, before.get), columns.get)),
      ...whileLoop(i32.ltU(column.get, columns.get), oneRun),
      ...advance(x, pitch.get),
    ];
    return countTo(row, rows.get, 1, oneRow);
  });
}

const multiplying = {
  a: "address",
  b: "address",
  depth: "i32",
  out: "address",
  rows: "i32",
  columnBytes: "i32",
  pitch: "i32",
  add: "i32",
} as const;

/**
 * Computes the product of packed panels, tile by tile. It is added to `out` if `add` is not 0. Rows of `out` are `pitch`
 * bytes apart, and the product fills `columnBytes` of each.
 */
export function multiplyKernel(lanes: Lanes): KernelSource<typeof multiplying> {
  return kernel(multiplying, ({ a, b, depth, out, rows, columnBytes, pitch, add }, f) => {
    const row = f.local("i32");
    const tile = f.local("i32");
    const at = f.local("i32");
    const end = f.local("i32");
    const atA = f.local("i32");
    const atB = f.local("i32");
    const panelA = f.local("i32");
    const columns = Array.from({ length: VECTORS }, () => f.local("v128"));
    const factor = f.local("v128");
    const { rows: tileRows } = tileOf(lanes);
    const sums = Array.from({ length: tileRows }, () =>
      Array.from({ length: VECTORS }, () => f.local("v128")),
    );
    const stepA = tileRows * lanes.bytes;
    const stepB = VECTORS * VECTOR;

    const eachSum = (visit: (sum: Local, address: Code, offset: number) => Code): Code =>
      sums.flatMap((vectors, i) => {
        const address = i32.add(at.get, i32.mul(pitch.get, i32.const(i)));
        return vectors.flatMap((sum, j) => visit(sum, address, j * VECTOR));
      });
    const round = [
      ...columns.flatMap((column, j) => column.set(memory.loadV128([atB.get], j * VECTOR))),
      ...sums.flatMap((vectors, i) => [
        ...factor.set(lanes.loadSplat(atA.get, i * lanes.bytes)),
        ...vectors.flatMap((sum, j) => sum.set(lanes.multiplyAdd(factor.get, columns[j].get, sum.get))),
      ]),
      ...advance(atA, stepA),
      ...advance(atB, stepB),
    ];
    const oneTile = [
      ...at.set(i32.add(out.get, tile.get)),
      ...eachSum((sum) => sum.set(lanes.splat(0))),
      ...atA.set(panelA.get),
      ...end.set(i32.add(panelA.get, i32.mul(depth.get, i32.const(stepA)))),
      ...whileLoop(i32.ltU(atA.get, end.get), round),
      // Added only now: the error of a long sum grows with the number of pieces plus their length, not with their product.
      ...ifElse(
        add.get,
        eachSum((sum, address, offset) => sum.set(lanes.add(sum.get, memory.loadV128([address], offset)))),
      ),
      ...eachSum((sum, address, offset) => memory.storeV128([address, sum.get], offset)),
    ];
    const onePanel = [
      ...atB.set(b.get),
      ...tile.set(i32.const(0)),
      ...countTo(tile, columnBytes.get, stepB, oneTile),
      ...panelA.set(end.get),
      ...out.set(i32.add(out.get, i32.mul(pitch.get, i32.const(tileRows)))),
    ];
    return [...panelA.set(a.get), ...countTo(row, rows.get, tileRows, onePanel)];
  });
}
