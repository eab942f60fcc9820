import type { StandardizeParameters } from "../../routines/standardize.ts";
import type { View } from "../view.ts";
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
import { Block } from "./block.ts";
import { f64x2, type Lanes, lanesOf, VECTOR } from "./lanes.ts";
import { fill, reserve } from "./scratch.ts";
import { Staging } from "./staging.ts";

/*
 * Standardises with vectors. The elements of a group are copied into one row of the scratch memory, and everything is
 * computed in float64. This file is loaded with the ops that use it, so that bundles of other programs are smaller.
 */

/** Elements that are processed at a time, unless a row is longer. */
const CHUNK = 8192;

/** Where rows come in pieces, one copy brings in several rows: the elements that are worth a copy, and the most in all. */
const PIECE = 2048;
const LARGE = 131_072;

/** Longer rows are left to the plain loops, because a scratch memory never shrinks. */
const LONGEST = 2_097_152;

/** Vectors of a row that are taken in one turn of a loop: sums that do not wait for each other. */
const UNROLLED = 2;

/** The size of a float64 in bytes. */
export const WIDE = 8;

/** How groups become rows of the scratch memory. Rows begin at whole vectors. */
export interface Rows {
  readonly lanes: Lanes;
  /** The number of elements of a group, and the length of its row. */
  readonly count: number;
  readonly width: number;
  /** Rows at a time. */
  readonly height: number;
  /** The number of separate parts of a row. Each begins `height` times its length after the one before. */
  readonly pieces: number;
  /** Calls `piece` for each contiguous part of some groups: its place in the array, its size, its place in the rows. */
  move(row: number, rows: number, piece: (at: number, size: number, place: number) => void): void;
}

export function rowsOf(x: View, { outer, groups, inner }: StandardizeParameters): Rows | null {
  const lanes = lanesOf(x.dtype);
  const count = outer * inner;
  if (lanes === undefined || count > LONGEST) return null;
  const width = Math.ceil(count / lanes.count) * lanes.count;
  const height = Math.max(1, Math.floor(CHUNK / width));
  if (outer > 1 && inner % lanes.count === 0) {
    const more = Math.min(groups, Math.ceil(PIECE / inner), Math.floor(LARGE / width));
    const most = Math.max(height, more);
    return {
      lanes,
      count,
      width,
      height: most,
      pieces: outer,
      move: (row, rows, piece) => {
        for (let o = 0; o < outer; o++) piece((o * groups + row) * inner, rows * inner, o * most * inner);
      },
    };
  }
  return {
    lanes,
    count,
    width,
    height,
    pieces: 1,
    move: (row, rows, piece) => {
      if (outer === 1 && width === count) {
        piece(row * inner, rows * inner, 0);
        return;
      }
      for (let i = 0; i < rows; i++) {
        for (let o = 0; o < outer; o++) piece((o * groups + row + i) * inner, inner, i * width + o * inner);
      }
    },
  };
}

/** Copies in the weight or bias, or the number that replaces it. */
export function operand(
  view: View | null,
  { dtype, bytes }: Lanes,
  places: number,
  otherwise: number,
): number {
  if (view === null) {
    const address = reserve(places * bytes);
    fill(address, dtype, otherwise, places);
    return address;
  }
  const staged = new Staging(view, places, view.layout.offset);
  if (places > view.layout.size) fill(staged.address, dtype, 0, places);
  staged.load(0, view.layout.size);
  return staged.address;
}

/** The number of elements, and epsilon. */
export function constantsOf({ count }: Rows, { epsilon }: StandardizeParameters): number {
  const address = reserve(2 * WIDE);
  fill(address, "float64", count, 1);
  fill(address + WIDE, "float64", epsilon, 1);
  return address;
}

/** The sum of all lanes of float64 vectors, in both lanes. */
export function folded(block: Block, parts: readonly Local[]): Code {
  const all = block.let(parts.map(({ get }) => get).reduce((a, b) => f64x2.add(a, b)));
  return block.let(f64x2.add(all, f64x2.rotations[0](all)));
}

/** Sums in float64: of each vector of a turn, of each part of it. */
export function accumulators(f: FunctionBuilder, lanes: Lanes): readonly (readonly Local[])[] {
  const parts = VECTOR / lanes.bytes / 2;
  return Array.from({ length: UNROLLED }, () => Array.from({ length: parts }, () => f.local("v128")));
}

/** Adds to a sum. */
export function add(block: Block, sum: Local, value: Code): void {
  block.do(sum.set(f64x2.add(sum.get, value)));
}

/** A vector as vectors of float64. */
export function wide(block: Block, lanes: Lanes, value: Code): readonly Code[] {
  return lanes.widen(block.let(value)).map((part) => block.let(part));
}

/**
 * Makes loops over a row, piece after piece, without the last `left` bytes of each. The body is made for each vector of a
 * turn; `vectorOf` reads that vector of an operand.
 */
export function sweeps(
  f: FunctionBuilder,
  { pieces, pieceBytes, pieceStep }: Readonly<Record<"pieces" | "pieceBytes" | "pieceStep", Local>>,
) {
  const [at, piece, start, end] = Array.from({ length: 4 }, () => f.local("i32"));
  const bodies = (body: (block: Block, vector: number) => void, count: number): Code => {
    const block = new Block(f);
    for (let vector = 0; vector < count; vector++) body(block, vector);
    return block.code;
  };
  return {
    at,
    vectorOf: (base: Local, vector: number): Code =>
      memory.loadV128([i32.add(base.get, at.get)], vector * VECTOR),
    sweep: (body: (block: Block, vector: number) => void, left = 0): Code => [
      ...start.set(i32.const(0)),
      ...piece.set(i32.const(0)),
      ...countTo(piece, pieces.get, 1, [
        ...at.set(start.get),
        ...end.set(i32.add(at.get, i32.sub(pieceBytes.get, i32.const(left)))),
        ...whileLoop(i32.ltU(i32.add(at.get, i32.const((UNROLLED - 1) * VECTOR)), end.get), [
          ...bodies(body, UNROLLED),
          ...advance(at, UNROLLED * VECTOR),
        ]),
        ...countTo(at, end.get, VECTOR, bodies(body, 1)),
        ...advance(start, pieceStep.get),
      ]),
    ],
  };
}
