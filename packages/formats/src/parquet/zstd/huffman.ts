import type { Fail } from "../../format-error.ts";
import { BackwardBits, highestBit } from "./backward-bits.ts";
import { readStateTable } from "./state-table.ts";

/* Huffman codes (RFC 8878, section 4.2). */

/** For each number of `width` bits: the symbol that it begins with, times 16, and how many bits that takes. */
export interface HuffmanTable {
  readonly width: number;
  readonly entries: Uint16Array;
}

/** How long codes may be. */
const LONGEST = 11;

const damaged = (fail: Fail) => fail("a Huffman table of Zstandard is none; the file is damaged");

/** The table that is described at the beginning, and where its description ends. @throws what `fail` makes, if it is damaged. */
export function readHuffmanTable(bytes: Uint8Array, fail: Fail): { table: HuffmanTable; end: number } {
  if (bytes.length === 0) throw damaged(fail);
  const head = bytes[0];
  const end = 1 + (head < 128 ? head : (head - 126) >> 1);
  if (end > bytes.length) throw damaged(fail);
  const described = bytes.subarray(1, end);
  const weights =
    head < 128
      ? unpackedWeights(described, fail)
      : Array.from({ length: head - 127 }, (_, n) =>
          n % 2 === 0 ? described[n >> 1] >> 4 : described[n >> 1] & 15,
        );
  return { table: tableOf(weights, fail), end };
}

/** Weights from two states that take turns, until the bits of one are used up: up to 255, of the 256 symbols less the last. */
function unpackedWeights(bytes: Uint8Array, fail: Fail): number[] {
  const { table, end } = readStateTable(bytes, 0, { log: 6, symbol: LONGEST + 1 }, fail);
  const bits = new BackwardBits(bytes.subarray(end), fail);
  const states = [bits.read(table.log), bits.read(table.log)];
  if (bits.left < 0) throw damaged(fail);
  const weights: number[] = [];
  for (let turn = 0; ; turn = 1 - turn) {
    weights.push(table.symbols[states[turn]]);
    const width = table.widths[states[turn]];
    states[turn] = table.bases[states[turn]] + bits.read(width);
    if (bits.left < 0) return [...weights, table.symbols[states[1 - turn]]];
    if (weights.length > 253) throw damaged(fail);
  }
}

/** The weight of the last symbol is not told: it makes the sum a power of two. */
function tableOf(told: readonly number[], fail: Fail): HuffmanTable {
  const sum = told.reduce((all, weight) => all + (weight > 0 ? 2 ** (weight - 1) : 0), 0);
  const width = sum === 0 ? 0 : highestBit(sum) + 1;
  const rest = 2 ** width - sum;
  const weights = [...told, highestBit(rest) + 1];
  const isWhole = (rest & (rest - 1)) === 0 && weights.filter((weight) => weight === 1).length > 1;
  if (width === 0 || width > LONGEST || !isWhole) throw damaged(fail);
  const entries = new Uint16Array(1 << width);
  let at = 0;
  for (let weight = 1; weight <= width; weight++) {
    weights.forEach((each, symbol) => {
      if (each !== weight) return;
      const end = at + (1 << (weight - 1));
      entries.fill(symbol * 16 + width + 1 - weight, at, end);
      at = end;
    });
  }
  return { width, entries };
}

/** Fills `into` with the symbols of a stream. @throws what `fail` makes, if it has more or fewer. */
export function readHuffman(
  bytes: Uint8Array,
  { width, entries }: HuffmanTable,
  into: Uint8Array,
  fail: Fail,
): void {
  const bits = new BackwardBits(bytes, fail);
  for (let n = 0; n < into.length && bits.left > 0; n++) {
    const entry = entries[bits.peek(width)];
    into[n] = entry >> 4;
    bits.left -= entry & 15;
    if (n === into.length - 1 && bits.left === 0) return;
  }
  throw fail("the literals of Zstandard are more or fewer than are told; the file is damaged");
}
