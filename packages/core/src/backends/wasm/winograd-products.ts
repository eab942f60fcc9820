import {
  advance,
  type Code,
  countTo,
  type FunctionBuilder,
  i32,
  type Local,
  memory,
  whileLoop,
} from "./assembler.ts";
import { type Lanes, VECTOR } from "./lanes.ts";
import { tileOf } from "./tiles.ts";
import { MATRICES, type Matrices } from "./winograd-tiles.ts";

/* Products of the sixteen matrices of Winograd's form. */

/** Vectors in a row of a tile of the product. */
const VECTORS = 2;

/** A tile of a product, kept in registers: the same for both kinds of products. */
class Sums {
  readonly #sums: readonly (readonly Local[])[];
  readonly #columns: readonly Local[];
  readonly #factor: Local;
  readonly #lanes: Lanes;

  constructor(f: FunctionBuilder, lanes: Lanes) {
    const vectors = () => Array.from({ length: VECTORS }, () => f.local("v128"));
    this.#lanes = lanes;
    this.#sums = Array.from({ length: tileOf(lanes).rows }, vectors);
    this.#columns = vectors();
    this.#factor = f.local("v128");
  }

  get clear(): Code {
    return this.#sums.flat().flatMap((sum) => sum.set(this.#lanes.splat(0)));
  }

  /** Adds a step: the elements of a column of the left times those of a row of the right. */
  step(right: Local, left: (row: number) => Code): Code {
    const { multiplyAdd } = this.#lanes;
    const [columns, factor] = [this.#columns, this.#factor];
    return [
      ...columns.flatMap((column, j) => column.set(memory.loadV128([right.get], j * VECTOR))),
      ...this.#sums.flatMap((row, i) => [
        ...factor.set(left(i)),
        ...row.flatMap((sum, j) => sum.set(multiplyAdd(factor.get, columns[j].get, sum.get))),
      ]),
    ];
  }

  /** Writes the tile, row by row, or adds it to what is there. */
  write(at: Local, pitch: Local, how: "put" | "add"): Code {
    return this.#sums.flatMap((row) => [
      ...row.flatMap((sum, j) => {
        const there = () => this.#lanes.add(memory.loadV128([at.get], j * VECTOR), sum.get);
        return memory.storeV128([at.get, how === "put" ? sum.get : there()], j * VECTOR);
      }),
      ...advance(at, pitch.get),
    ]);
  }
}

/** Visits the sixteen matrices of several lists. */
function eachMatrix(
  f: FunctionBuilder,
  lists: readonly Matrices[],
  visit: (at: readonly Local[]) => Code,
): Code {
  const matrix = f.local("i32");
  const at = lists.map(() => f.local("i32"));
  return [
    ...matrix.set(i32.const(0)),
    ...lists.flatMap((list, i) => at[i].set(list.at.get)),
    ...countTo(matrix, i32.const(MATRICES), 1, [
      ...visit(at),
      ...lists.flatMap((list, i) => advance(at[i], list.matrixBytes.get)),
    ]),
  ];
}

/** Tiles times filters, which are packed in panels of eight columns, row after row. */
export function tilesTimesFilters(
  f: FunctionBuilder,
  lanes: Lanes,
  left: Matrices,
  filters: Matrices,
  out: Matrices,
  tiles: Local,
): Code {
  const { rows } = tileOf(lanes);
  const panelRow = VECTORS * VECTOR;
  const sums = new Sums(f, lanes);
  const [tile, column, right, first, at, end] = Array.from({ length: 6 }, () => f.local("i32"));
  const pointers = Array.from({ length: rows }, () => f.local("i32"));
  return eachMatrix(f, [left, filters, out], ([leftAt, filtersAt, outAt]) => [
    ...tile.set(i32.const(0)),
    ...first.set(leftAt.get),
    ...countTo(tile, tiles.get, rows, [
      ...right.set(filtersAt.get),
      ...column.set(i32.const(0)),
      ...countTo(column, out.rowBytes.get, panelRow, [
        ...pointers.flatMap((pointer, i) =>
          pointer.set(i === 0 ? first.get : i32.add(pointers[i - 1].get, left.rowBytes.get)),
        ),
        ...end.set(pointers[1].get),
        ...sums.clear,
        ...whileLoop(i32.ltU(pointers[0].get, end.get), [
          // One step: of several, engines would load all factors first, and run out of registers.
          ...sums.step(right, (i) => lanes.loadSplat(pointers[i].get)),
          ...pointers.flatMap((pointer) => advance(pointer, lanes.bytes)),
          ...advance(right, panelRow),
        ]),
        ...at.set(i32.add(i32.add(outAt.get, i32.mul(tile.get, out.rowBytes.get)), column.get)),
        ...sums.write(at, out.rowBytes, "put"),
      ]),
      ...advance(first, i32.mul(left.rowBytes.get, i32.const(rows))),
    ]),
  ]);
}

/** The transpose of one list of tiles times another, added to a list of products. */
export function tilesTimesTiles(
  f: FunctionBuilder,
  lanes: Lanes,
  left: Matrices,
  right: Matrices,
  out: Matrices,
  tiles: Local,
): Code {
  const { rows } = tileOf(lanes);
  const sums = new Sums(f, lanes);
  const [row, column, from, to, at, end, line] = Array.from({ length: 7 }, () => f.local("i32"));
  return eachMatrix(f, [left, right, out], ([leftAt, rightAt, outAt]) => [
    ...row.set(i32.const(0)),
    ...line.set(outAt.get),
    ...countTo(row, left.rowBytes.get, rows * lanes.bytes, [
      ...column.set(i32.const(0)),
      ...countTo(column, out.rowBytes.get, VECTORS * VECTOR, [
        ...from.set(i32.add(leftAt.get, row.get)),
        ...to.set(i32.add(rightAt.get, column.get)),
        ...end.set(i32.add(from.get, i32.mul(tiles.get, left.rowBytes.get))),
        ...sums.clear,
        ...whileLoop(i32.ltU(from.get, end.get), [
          ...sums.step(to, (i) => lanes.loadSplat(from.get, i * lanes.bytes)),
          ...advance(from, left.rowBytes.get),
          ...advance(to, right.rowBytes.get),
        ]),
        ...at.set(i32.add(line.get, column.get)),
        ...sums.write(at, out.rowBytes, "add"),
      ]),
      ...advance(line, i32.mul(out.rowBytes.get, i32.const(rows))),
    ]),
  ]);
}
