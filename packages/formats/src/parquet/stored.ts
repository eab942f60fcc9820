import type { Fail } from "../format-error.ts";
import type { Budget } from "./budget.ts";
import { readDeltas } from "./delta.ts";
import { readHybrid } from "./hybrid.ts";
import type { SchemaElement } from "./metadata.ts";

/** Texts, or other values of several bytes: where each begins and ends. */
export interface Slices {
  readonly bytes: Uint8Array;
  readonly begins: Uint32Array;
  readonly ends: Uint32Array;
}

/** Values as they are stored. */
export type StoredValues = Uint8Array | Int32Array | BigInt64Array | Float32Array | Float64Array | Slices;

/** What the values of a page are read by. */
export interface PageValues {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly element: SchemaElement;
  readonly budget: Budget;
  readonly fail: Fail;
}

/** How values are encoded, except by a dictionary. The numbers are those in the file. */
const ENCODINGS: Readonly<Record<number, (page: PageValues) => StoredValues>> = {
  0: readPlain,
  3: readRuns,
  5: readDifferences,
  6: readLengths,
  7: readPrefixes,
  9: readStreams,
};

/** @throws what `fail` makes, if the encoding is not known or not for the type, or the values are damaged. */
export function readStored(page: PageValues, encoding: number): StoredValues {
  const read = ENCODINGS[encoding];
  if (read !== undefined) return read(page);
  throw page.fail(`its values are in encoding ${encoding}, which is not read; write it with another version`);
}

const SIZES: Readonly<Record<string, number>> = { INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8 };

/** The bytes of one value, for types of a fixed size. */
function sizeOf({ element, fail }: PageValues): number {
  const size = SIZES[element.type as string] ?? element.typeLength;
  if (!(size > 0)) throw fail("its values have no size; the file is damaged");
  return size;
}

function readPlain(page: PageValues): StoredValues {
  const { bytes, count, element } = page;
  if (element.type === "BYTE_ARRAY") return readTexts(page);
  if (element.type === "BOOLEAN") {
    needs(page, count / 8);
    return Uint8Array.from({ length: count }, (_, n) => (bytes[n >> 3] >> (n & 7)) & 1);
  }
  const size = sizeOf(page);
  needs(page, count * size);
  // A copy, since elements of several bytes must begin at a multiple of their size.
  const { buffer } = new Uint8Array(bytes.subarray(0, count * size));
  switch (element.type) {
    case "INT32":
      return new Int32Array(buffer);
    case "INT64":
      return new BigInt64Array(buffer);
    case "FLOAT":
      return new Float32Array(buffer);
    case "DOUBLE":
      return new Float64Array(buffer);
    default:
      return {
        bytes: new Uint8Array(buffer),
        begins: Uint32Array.from({ length: count }, (_, n) => n * size),
        ends: Uint32Array.from({ length: count }, (_, n) => (n + 1) * size),
      };
  }
}

/** Each with its length in front. */
function readTexts(page: PageValues): Slices {
  const { bytes, count } = page;
  needs(page, 4 * count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [begins, ends] = [new Uint32Array(count), new Uint32Array(count)];
  let at = 0;
  for (let n = 0; n < count; n++) {
    needs(page, at + 4);
    begins[n] = at + 4;
    at += 4 + view.getUint32(at, true);
    needs(page, at);
    ends[n] = at;
  }
  return { bytes, begins, ends };
}

/** Booleans in runs, with the number of bytes in front. */
function readRuns(page: PageValues): StoredValues {
  const { bytes, count, element, fail } = page;
  if (element.type !== "BOOLEAN") throw misplaced(page);
  if (count === 0) return new Uint8Array();
  needs(page, 4);
  return Uint8Array.from(readHybrid(bytes.subarray(4), 1, count, fail));
}

function readDifferences(page: PageValues): StoredValues {
  const { bytes, count, element, fail } = page;
  if (element.type !== "INT32" && element.type !== "INT64") throw misplaced(page);
  const bits = element.type === "INT32" ? 32 : 64;
  const { values } = readDeltas(bytes, 0, { bits, count }, fail);
  return bits === 64 ? values : Int32Array.from(values, Number);
}

/** All lengths, then all bytes. */
function readLengths(page: PageValues, from = 0): Slices {
  const { bytes, count, element, fail } = page;
  if (element.type !== "BYTE_ARRAY" && from === 0) throw misplaced(page);
  const { values: lengths, end } = readDeltas(bytes, from, { bits: 32, count }, fail);
  const [begins, ends] = [new Uint32Array(count), new Uint32Array(count)];
  let at = end;
  for (let n = 0; n < count; n++) {
    const length = Number(lengths[n]);
    needs(page, length < 0 ? Number.POSITIVE_INFINITY : at + length);
    begins[n] = at;
    at += length;
    ends[n] = at;
  }
  return { bytes, begins, ends };
}

/** How many bytes each shares with the one before, then the rest of each. */
function readPrefixes(page: PageValues): Slices {
  const { bytes, count, element, budget, fail } = page;
  if (element.type !== "BYTE_ARRAY" && element.type !== "FIXED_LEN_BYTE_ARRAY") throw misplaced(page);
  const { values: prefixes, end } = readDeltas(bytes, 0, { bits: 32, count }, fail);
  const rests = readLengths(page, end);
  const [begins, ends] = [new Uint32Array(count), new Uint32Array(count)];
  let [total, before] = [0, 0];
  for (let n = 0; n < count; n++) {
    const shared = Number(prefixes[n]);
    if (shared < 0 || shared > before) throw fail("a text shares more than there is; the file is damaged");
    before = shared + rests.ends[n] - rests.begins[n];
    begins[n] = total;
    // What is shared is not there twice in the file: a few bytes may make very many.
    budget.take(before);
    total += before;
    ends[n] = total;
  }
  if (total > 0xffffffff) throw fail("a page has more than 4 GiB of text; write it in smaller pages");
  const whole = new Uint8Array(total);
  for (let n = 0; n < count; n++) {
    const shared = Number(prefixes[n]);
    if (shared > 0) whole.copyWithin(begins[n], begins[n - 1], begins[n - 1] + shared);
    whole.set(bytes.subarray(rests.begins[n], rests.ends[n]), begins[n] + shared);
  }
  return { bytes: whole, begins, ends };
}

/** The first bytes of all values, then the second ones, and so on. */
function readStreams(page: PageValues): StoredValues {
  const { bytes, count, element } = page;
  if (element.type === "BOOLEAN" || element.type === "BYTE_ARRAY") throw misplaced(page);
  const size = sizeOf(page);
  needs(page, count * size);
  const joined = new Uint8Array(count * size);
  for (let n = 0; n < count; n++) {
    for (let byte = 0; byte < size; byte++) joined[n * size + byte] = bytes[byte * count + n];
  }
  return readPlain({ ...page, bytes: joined });
}

function needs({ bytes, fail }: PageValues, length: number): void {
  if (length > bytes.length) throw fail("the values of a page are cut off; the file is damaged");
}

function misplaced({ element, fail }: PageValues): Error {
  return fail(`its values of type ${element.type} are in an encoding for others; the file is damaged`);
}
