import type { Fail } from "../../format-error.ts";
import { type HuffmanTable, readHuffman, readHuffmanTable } from "./huffman.ts";

/** The literals of a block (RFC 8878, section 3.1.1.3.1), and the table that they were read with. */
export interface Literals {
  readonly bytes: Uint8Array;
  /** Where their section ends. */
  readonly end: number;
  readonly table: HuffmanTable | undefined;
}

const [RAW, REPEATED, , WITH_TABLE_BEFORE] = [0, 1, 2, 3];

/** @throws what `fail` makes, if they are cut off, or more than `most`. */
export function readLiterals(
  block: Uint8Array,
  before: HuffmanTable | undefined,
  most: number,
  fail: Fail,
): Literals {
  const { kind, streams, size, packed, begin } = readSizes(block);
  const cutOff = () => fail("the literals of Zstandard are cut off; the file is damaged");
  const end = begin + (kind === RAW ? size : kind === REPEATED ? 1 : packed);
  if (!(size <= most) || !(end <= block.length)) throw cutOff();
  if (kind === RAW) return { bytes: block.subarray(begin, end), end, table: before };
  if (kind === REPEATED) return { bytes: new Uint8Array(size).fill(block[begin]), end, table: before };
  const section = block.subarray(begin, end);
  const { table, end: from } =
    kind === WITH_TABLE_BEFORE ? { table: before, end: 0 } : readHuffmanTable(section, fail);
  if (table === undefined) throw fail("literals of Zstandard have no table; the file is damaged");
  const bytes = new Uint8Array(size);
  const packedStreams = section.subarray(from);
  if (streams === 1) readHuffman(packedStreams, table, bytes, fail);
  else readFour(packedStreams, table, bytes, fail);
  return { bytes, end, table };
}

function readSizes(block: Uint8Array) {
  const [first, format] = [block[0], (block[0] >> 2) & 3];
  const kind = first & 3;
  if (kind === RAW || kind === REPEATED) {
    const length = format === 1 ? 2 : format === 3 ? 3 : 1;
    const size = length === 1 ? first >> 3 : numberOf(block, length) >>> 4;
    return { kind, streams: 1, size, packed: 0, begin: length };
  }
  const length = format < 2 ? 3 : format + 2;
  const width = [10, 10, 14, 18][format];
  const both = Math.floor(numberOf(block, length) / 16);
  return {
    kind,
    streams: format === 0 ? 1 : 4,
    size: both % 2 ** width,
    packed: Math.floor(both / 2 ** width),
    begin: length,
  };
}

/** A number of some bytes, the lowest first; NaN if they are cut off. */
function numberOf(block: Uint8Array, length: number): number {
  let value = 0;
  for (let n = 0; n < length; n++) value += block[n] * 256 ** n;
  return value;
}

/** Four streams, after the sizes of the first three. */
function readFour(bytes: Uint8Array, table: HuffmanTable, into: Uint8Array, fail: Fail): void {
  const quarter = (into.length + 3) >> 2;
  const sizes = [0, 2, 4].map((at) => bytes[at] + bytes[at + 1] * 256);
  const [first, second, third] = sizes;
  if (!(6 + first + second + third <= bytes.length)) {
    throw fail("the literals of Zstandard are cut off; the file is damaged");
  }
  let at = 6;
  [...sizes, bytes.length - 6 - first - second - third].forEach((size, n) => {
    const part = n === 3 ? into.subarray(3 * quarter) : into.subarray(n * quarter, (n + 1) * quarter);
    readHuffman(bytes.subarray(at, at + size), table, part, fail);
    at += size;
  });
}
