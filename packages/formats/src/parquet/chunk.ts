import type { Fail } from "../format-error.ts";
import { crc32 } from "../zip/crc32.ts";
import type { Budget } from "./budget.ts";
import { readHybrid } from "./hybrid.ts";
import type { Lists } from "./lists.ts";
import type { Meaning, Values } from "./meaning.ts";
import type { Chunk } from "./metadata.ts";
import type { Leaf } from "./schema.ts";
import { readStored } from "./stored.ts";
import { Thrift } from "./thrift.ts";
import { checkCodec, unpack } from "./unpack.ts";

/* The pages of a column in a group of rows: perhaps one with a dictionary, then pages of values, which may be missing. */

/** What a column is read by. */
export interface ColumnReader {
  readonly file: Uint8Array;
  readonly leaf: Leaf;
  readonly meaning: Meaning;
  readonly budget: Budget;
  readonly fail: Fail;
}

const [DATA_PAGE, DICTIONARY_PAGE, DATA_PAGE_2] = [0, 2, 3];
const [PLAIN_DICTIONARY, RUNS, RLE_DICTIONARY] = [2, 3, 8];

/** What is filled: numbers, NaN where one is missing, or texts or bytes one after another, null where one is missing. */
export type Column = Float64Array | (string | null)[] | (Uint8Array | null)[];

/** A column, as far as it is filled. */
export interface Filling {
  readonly column: Column;
  /** The lists that the values are in; undefined for those of a column without lists. */
  readonly lists: Lists | undefined;
  /** How many values it has. */
  count: number;
}

interface PageHeader {
  readonly type: number;
  /** The bytes of the page, unpacked and packed. */
  readonly size: number;
  readonly packed: number;
  readonly crc: number | undefined;
  readonly count: number;
  readonly encoding: number;
  readonly levelEncoding: number;
  readonly repetitionEncoding: number;
  /** The bytes of the levels, which are in front and not packed: in pages of version 2. */
  readonly levels: number;
  readonly repetitions: number;
  readonly isPacked: boolean;
}

/** Adds the values of a chunk to a column. @throws what `fail` makes, if the pages are damaged. */
export function readChunk(reader: ColumnReader, chunk: Chunk, filling: Filling): void {
  const { file, fail } = reader;
  checkCodec(chunk.codec, fail);
  let dictionary: Values | undefined;
  let done = 0;
  for (let at = chunk.begin; done < chunk.values; ) {
    const thrift = new Thrift(file, at, chunk.end, fail);
    const header = readHeader(thrift, fail);
    at = thrift.at + header.packed;
    if (at > chunk.end) throw fail("a page reaches beyond its column; the file is damaged");
    const bytes = file.subarray(thrift.at, at);
    if (header.crc !== undefined && crc32(bytes) !== header.crc >>> 0) {
      throw fail("a page is not as it was written, for its checksum is another; take another copy");
    }
    if (header.type === DICTIONARY_PAGE) {
      if (dictionary !== undefined) throw fail("it has two dictionaries; the file is damaged");
      dictionary = readDictionary(reader, header, unpackPage(reader, chunk, header, bytes));
    } else if (header.type === DATA_PAGE || header.type === DATA_PAGE_2) {
      if (header.count > chunk.values - done) {
        throw fail(`its pages have more than its ${chunk.values} values; the file is damaged`);
      }
      const page = unpackPage(reader, chunk, header, bytes);
      const { repetitions, levels, rest } = readLevels(reader, header, page);
      const present = levels === undefined ? header.count : countOf(levels, reader.leaf.level);
      const values = readValues(reader, header, rest, present, dictionary);
      if (levels !== undefined && repetitions !== undefined) filling.lists?.add(repetitions, levels);
      put(values, levels, reader.leaf, filling);
      done += header.count;
    }
  }
}

function readHeader(thrift: Thrift, fail: Fail): PageHeader {
  let [type, size, packed, count, encoding] = [-1, -1, -1, -1, -1];
  let [levelEncoding, repetitionEncoding, levels, repetitions] = [RUNS, RUNS, 0, 0];
  let [crc, isPacked]: [number | undefined, boolean] = [undefined, true];
  const counted = {
    1: () => {
      count = thrift.whole();
    },
    2: () => {
      encoding = thrift.whole();
    },
  };
  thrift.struct({
    1: () => {
      type = thrift.whole();
    },
    2: () => {
      size = thrift.whole();
    },
    3: () => {
      packed = thrift.whole();
    },
    4: () => {
      crc = thrift.whole();
    },
    5: () =>
      thrift.struct({
        ...counted,
        3: () => {
          levelEncoding = thrift.whole();
        },
        4: () => {
          repetitionEncoding = thrift.whole();
        },
      }),
    7: () => thrift.struct(counted),
    8: () =>
      thrift.struct({
        1: counted[1],
        4: counted[2],
        5: () => {
          levels = thrift.whole();
        },
        6: () => {
          repetitions = thrift.whole();
        },
        7: () => {
          isPacked = thrift.boolean();
        },
      }),
  });
  const isKnown = type === DATA_PAGE || type === DICTIONARY_PAGE || type === DATA_PAGE_2;
  if (size < 0 || packed < 0 || (isKnown && count < 0) || levels < 0 || repetitions < 0) {
    throw fail("a page has no size, or none that can be; the file is damaged");
  }
  return {
    ...{ type, size, packed, crc, count, encoding },
    ...{ levelEncoding, repetitionEncoding, levels, repetitions, isPacked },
  };
}

/** The bytes of a page unpacked: levels of version 2, which are not packed, are in front. */
function unpackPage(
  { budget, fail }: ColumnReader,
  { codec }: Chunk,
  header: PageHeader,
  bytes: Uint8Array,
): Uint8Array {
  const { size, levels, repetitions, isPacked, type } = header;
  budget.take(size);
  const front = type === DATA_PAGE_2 ? repetitions + levels : 0;
  if (front > bytes.length || front > size)
    throw fail("the levels of a page are cut off; the file is damaged");
  const packed = bytes.subarray(front);
  // A page of missing values alone has nothing that could be unpacked.
  const isPlain = !isPacked || (packed.length === 0 && size === front);
  const values = unpack(isPlain ? 0 : codec, packed, size - front, fail);
  if (front === 0) return values;
  const page = new Uint8Array(size);
  page.set(bytes.subarray(0, front));
  page.set(values, front);
  return page;
}

function readDictionary(reader: ColumnReader, header: PageHeader, bytes: Uint8Array): Values {
  const { leaf, meaning, budget, fail } = reader;
  const { count, encoding } = header;
  if (encoding !== 0 && encoding !== PLAIN_DICTIONARY) {
    throw fail(
      `its dictionary is in encoding ${encoding}, and only plain ones are read; the file is damaged`,
    );
  }
  return meaning.decode(readStored({ bytes, count, element: leaf.element, budget, fail }, 0), fail);
}

/** The levels of the values of a page, and the bytes behind them. */
interface Levels {
  /** The depth of the list that each continues, if there are lists. */
  readonly repetitions: Uint32Array | undefined;
  /** How much of each is there, if one may be missing. */
  readonly levels: Uint32Array | undefined;
  readonly rest: Uint8Array;
}

function readLevels({ leaf, fail }: ColumnReader, header: PageHeader, bytes: Uint8Array): Levels {
  const { type, count, levels: length, repetitions: before } = header;
  const numbers = (part: Uint8Array, most: number) =>
    most > 0 ? readHybrid(part, bitsOf(most), count, fail) : undefined;
  const depth = leaf.lists.length;
  if (type === DATA_PAGE_2) {
    const end = before + length;
    // Without lists, the levels of lists that some writers put in front say nothing.
    return {
      repetitions: numbers(bytes.subarray(0, before), depth),
      levels: numbers(bytes.subarray(before, end), leaf.level),
      rest: bytes.subarray(end),
    };
  }
  const lists = depth > 0 ? levelBytes(bytes, header.repetitionEncoding, fail) : bytes.subarray(0, 0);
  const missing =
    leaf.level > 0
      ? levelBytes(bytes.subarray(lists.length), header.levelEncoding, fail)
      : bytes.subarray(0, 0);
  return {
    repetitions: numbers(lists.subarray(4), depth),
    levels: numbers(missing.subarray(4), leaf.level),
    rest: bytes.subarray(lists.length + missing.length),
  };
}

/** The levels at the beginning of what is left of a page of version 1, with the four bytes of their length. */
function levelBytes(bytes: Uint8Array, encoding: number, fail: Fail): Uint8Array {
  if (encoding !== RUNS) throw fail(`its levels are in encoding ${encoding}, which is no longer used`);
  const told =
    bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true);
  if (told < 0 || 4 + told > bytes.length)
    throw fail("the levels of a page are cut off; the file is damaged");
  return bytes.subarray(0, 4 + told);
}

function bitsOf(most: number): number {
  return 32 - Math.clz32(most);
}

function countOf(levels: Uint32Array, level: number): number {
  let count = 0;
  for (const each of levels) if (each === level) count++;
  return count;
}

function readValues(
  { leaf, meaning, budget, fail }: ColumnReader,
  { encoding }: PageHeader,
  bytes: Uint8Array,
  count: number,
  dictionary: Values | undefined,
): Values {
  if (encoding !== PLAIN_DICTIONARY && encoding !== RLE_DICTIONARY) {
    return meaning.decode(readStored({ bytes, count, element: leaf.element, budget, fail }, encoding), fail);
  }
  if (count === 0) return [];
  if (dictionary === undefined) throw fail("its dictionary is not there; the file is damaged");
  if (bytes.length === 0) throw fail("the values of a page are cut off; the file is damaged");
  const places = readHybrid(bytes.subarray(1), bytes[0], count, fail);
  const last = dictionary.length - 1;
  const wrong = places.find((place) => place > last);
  if (wrong !== undefined)
    throw fail(`it asks for word ${wrong} of ${last + 1} in its dictionary; the file is damaged`);
  if (dictionary instanceof Float64Array) return Float64Array.from(places, (place) => dictionary[place]);
  return Array.from(places, (place) => dictionary[place]) as Values;
}

/** Puts the values, and what stands for missing ones, behind those of the pages before. Lists without elements have none. */
function put(values: Values, levels: Uint32Array | undefined, leaf: Leaf, filling: Filling): void {
  const { column } = filling;
  const least = leaf.lists.at(-1) ?? 0;
  const count = levels?.length ?? values.length;
  let next = 0;
  for (let n = 0; n < count; n++) {
    const level = levels === undefined ? leaf.level : levels[n];
    if (level < least) continue;
    const isThere = level === leaf.level;
    if (column instanceof Float64Array)
      column[filling.count] = isThere ? (values[next++] as number) : Number.NaN;
    else (column as unknown[]).push(isThere ? values[next++] : null);
    filling.count++;
  }
}
