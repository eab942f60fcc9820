import type { Fail } from "../../format-error.ts";
import { BitReader } from "../bits.ts";
import { highestBit } from "./backward-bits.ts";

/*
 * Finite state entropy (RFC 8878, section 4.1): a state tells a symbol, and how many bits lead to the next state.
 */

/** What each state tells. */
export interface StateTable {
  /** The width of the first state. */
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly widths: Uint8Array;
  readonly bases: Uint16Array;
}

/** The table of a symbol that is the only one. */
export function singleState(symbol: number): StateTable {
  return { log: 0, symbols: Uint8Array.of(symbol), widths: new Uint8Array(1), bases: new Uint16Array(1) };
}

/** What a table may have at most. */
export interface TableBounds {
  readonly log: number;
  readonly symbol: number;
}

/** The table that is described from a byte on, and where its description ends. @throws what `fail` makes, if it is damaged. */
export function readStateTable(
  bytes: Uint8Array,
  from: number,
  most: TableBounds,
  fail: Fail,
): { table: StateTable; end: number } {
  const reader = new BitReader(bytes, fail, from);
  const damaged = () => fail("a table of Zstandard is none; the file is damaged");
  const log = reader.bits(4) + 5;
  if (log > most.log) throw damaged();
  const counts: number[] = [];
  for (let left = 1 << log; left > 0; ) {
    const count = readCount(reader, left);
    counts.push(count);
    left -= Math.abs(count);
    let zeros = count === 0 ? 3 : 0;
    while (zeros === 3) {
      zeros = reader.bits(2);
      for (let n = 0; n < zeros; n++) counts.push(0);
    }
    if (counts.length > most.symbol + 1) throw damaged();
  }
  return { table: stateTable(counts, log), end: reader.nextByte };
}

/** How many states of the `left` ones the next symbol has: -1 for one that is rarer than one of them would be. */
function readCount(reader: BitReader, left: number): number {
  const width = highestBit(left + 1);
  const short = 2 ** (width + 1) - 2 - left;
  const low = reader.bits(width);
  if (low < short) return low - 1;
  const value = low + (reader.bits(1) << width);
  return (value >= 1 << width ? value - short : value) - 1;
}

/** The table of 2^log states where each symbol has so many of them. */
export function stateTable(counts: readonly number[], log: number): StateTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const next = counts.map((count) => Math.abs(count));
  let last = size;
  counts.forEach((count, symbol) => {
    if (count === -1) symbols[--last] = symbol;
  });
  let at = 0;
  const step = (size >> 1) + (size >> 3) + 3;
  counts.forEach((count, symbol) => {
    for (let n = 0; n < count; n++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= last);
    }
  });
  const [widths, bases] = [new Uint8Array(size), new Uint16Array(size)];
  symbols.forEach((symbol, state) => {
    const place = next[symbol]++;
    widths[state] = log - highestBit(place);
    bases[state] = (place << widths[state]) - size;
  });
  return { log, symbols, widths, bases };
}
