import type { Fail } from "../../format-error.ts";
import { BackwardBits } from "./backward-bits.ts";
import { readStateTable, type StateTable, singleState, stateTable } from "./state-table.ts";

/* What of the literals of a block, and of what stands before, makes its bytes (RFC 8878, section 3.1.1.3.2). */

/** The tables of the numbers of a sequence: how many literals, how far back, how many bytes from there. */
export interface SequenceTables {
  readonly literals: StateTable;
  readonly offsets: StateTable;
  readonly matches: StateTable;
}

/** The bytes that are made, and what later blocks of a frame need of those before. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  /** Where the frame began, and where its next byte goes. */
  readonly from: number;
  to: number;
  /** The last three offsets. */
  readonly offsets: [number, number, number];
  tables: SequenceTables | undefined;
}

/** Codes as numbers: the first numbers stand for themselves, and each of the others begins a range of 2^width. */
function rangesOf(least: number, plain: number, widths: readonly number[]) {
  const all = [...new Array<number>(plain).fill(0), ...widths];
  let next = least;
  const bases = all.map((width) => {
    const base = next;
    next += 2 ** width;
    return base;
  });
  return { widths: Uint8Array.from(all), bases: Uint32Array.from(bases) };
}

const LITERALS = /* @__PURE__ */ rangesOf(
  0,
  16,
  [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);
const MATCHES = /* @__PURE__ */ rangesOf(
  3,
  32,
  [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);

/** A table that every decoder knows: counts of symbols, each with how many symbols have it. */
function known(log: number, counts: readonly (readonly [count: number, symbols: number])[]): StateTable {
  return stateTable(
    counts.flatMap(([count, symbols]) => new Array<number>(symbols).fill(count)),
    log,
  );
}

/** In the order in which the block names their modes: what is known of each without the file, and what it may have at most. */
const KINDS = [
  {
    name: "literals",
    bounds: { log: 9, symbol: 35 },
    table: /* @__PURE__ */ known(6, [[4, 1], [3, 1], [2, 11], [1, 3], [2, 9], [3, 1], [2, 1], [1, 5], [-1, 4]]),
  },
  { name: "offsets", bounds: { log: 8, symbol: 31 }, table: /* @__PURE__ */ known(5, [[1, 6], [2, 3], [1, 15], [-1, 5]]) },
  {
    name: "matches",
    bounds: { log: 9, symbol: 52 },
    table: /* @__PURE__ */ known(6, [[1, 1], [4, 1], [3, 1], [2, 6], [1, 37], [-1, 7]]),
  },
] as const; // biome-ignore format: tables

const damaged = (fail: Fail) => fail("the sequences of Zstandard are damaged; the file is damaged");

/**
 * Appends what a block makes: its literals, with copies among them.
 *
 * @param section the rest of the block, from behind its literals.
 * @param end where the bytes of the block must end at the latest.
 * @throws what `fail` makes, if they are damaged.
 */
export function readSequences(
  section: Uint8Array,
  literals: Uint8Array,
  unpacked: Unpacked,
  end: number,
  fail: Fail,
): void {
  const { count, at } = countOf(section, fail);
  let taken = 0;
  if (count > 0) {
    const { tables, at: begin } = readTables(section, at, unpacked.tables, fail);
    unpacked.tables = tables;
    taken = copyAll(new BackwardBits(section.subarray(begin), fail), count, literals, unpacked, end, fail);
  } else if (at !== section.length) throw damaged(fail);
  const rest = literals.subarray(taken);
  if (unpacked.to + rest.length > end) throw damaged(fail);
  unpacked.bytes.set(rest, unpacked.to);
  unpacked.to += rest.length;
}

/** How many sequences there are, and where what follows begins. */
function countOf(section: Uint8Array, fail: Fail): { count: number; at: number } {
  const [first, second, third] = section;
  const at = first < 128 ? 1 : first < 255 ? 2 : 3;
  if (!(at <= section.length)) throw damaged(fail);
  if (at === 1) return { count: first, at };
  return { count: at === 2 ? (first - 128) * 256 + second : second + third * 256 + 0x7f00, at };
}

function readTables(
  section: Uint8Array,
  from: number,
  before: SequenceTables | undefined,
  fail: Fail,
): { tables: SequenceTables; at: number } {
  const modes = section[from];
  if (from >= section.length || (modes & 3) !== 0) throw damaged(fail);
  let at = from + 1;
  const [literals, offsets, matches] = KINDS.map(({ name, bounds, table }, n) => {
    const mode = (modes >> (6 - 2 * n)) & 3;
    if (mode === 0) return table;
    if (mode === 1) {
      const symbol = section[at++];
      if (!(symbol <= bounds.symbol)) throw damaged(fail);
      return singleState(symbol);
    }
    if (mode === 3) {
      if (before === undefined) throw damaged(fail);
      return before[name];
    }
    const read = readStateTable(section, at, bounds, fail);
    at = read.end;
    return read.table;
  });
  return { tables: { literals, offsets, matches }, at };
}

/** Carries out all sequences, and says how many literals they took. */
function copyAll(
  bits: BackwardBits,
  count: number,
  literals: Uint8Array,
  unpacked: Unpacked,
  end: number,
  fail: Fail,
): number {
  const { bytes, from, offsets: recent, tables } = unpacked;
  const { literals: ll, offsets: of, matches: ml } = tables as SequenceTables;
  let [taken, to] = [0, unpacked.to];
  let [atLiterals, atOffset, atMatch] = [bits.read(ll.log), bits.read(of.log), bits.read(ml.log)];
  for (let left = count; left > 0; left--) {
    const far = of.symbols[atOffset];
    const value = 2 ** far + bits.read(far);
    const match = ml.symbols[atMatch];
    const copied = MATCHES.bases[match] + bits.read(MATCHES.widths[match]);
    const code = ll.symbols[atLiterals];
    const run = LITERALS.bases[code] + bits.read(LITERALS.widths[code]);
    if (left > 1) {
      atLiterals = ll.bases[atLiterals] + bits.read(ll.widths[atLiterals]);
      atMatch = ml.bases[atMatch] + bits.read(ml.widths[atMatch]);
      atOffset = of.bases[atOffset] + bits.read(of.widths[atOffset]);
    }
    const back = offsetOf(value, run, recent);
    const isThere = taken + run <= literals.length && to + run + copied <= end && to + run - from >= back;
    if (!isThere || back < 1 || bits.left < 0) throw damaged(fail);
    copyWithin(literals, taken, bytes, to, run);
    taken += run;
    to += run;
    if (back >= copied && copied > 16) bytes.copyWithin(to, to - back, to - back + copied);
    // Byte by byte: what is copied may reach into what it makes.
    else for (let n = to; n < to + copied; n++) bytes[n] = bytes[n - back];
    to += copied;
  }
  if (bits.left !== 0) throw damaged(fail);
  unpacked.to = to;
  return taken;
}

function copyWithin(source: Uint8Array, at: number, into: Uint8Array, to: number, length: number): void {
  if (length > 16) into.set(source.subarray(at, at + length), to);
  else for (let n = 0; n < length; n++) into[to + n] = source[at + n];
}

/** How far back a copy begins: values up to 3 name one of the last offsets, which move up. */
function offsetOf(value: number, run: number, recent: [number, number, number]): number {
  const [first, second, third] = recent;
  const place = run === 0 ? value + 1 : value;
  if (value > 3) {
    recent[2] = second;
    recent[1] = first;
    recent[0] = value - 3;
  } else if (place > 1) {
    if (place > 2) recent[2] = second;
    recent[1] = first;
    recent[0] = place === 2 ? second : place === 3 ? third : first - 1;
  }
  return recent[0];
}
