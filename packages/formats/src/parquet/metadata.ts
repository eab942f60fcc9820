import { decodeText } from "@gradiente/core/elements";
import { type Fail, shortened } from "../format-error.ts";
import { type Fields, Thrift } from "./thrift.ts";

/*
 * The metadata at the end of a Parquet file (Apache Parquet, parquet.thrift of version 2.11), as far as they are needed: the
 * columns, and where the pages of each are.
 */

/** How values are stored. The order is that of the numbers in the file. */
export const STORED = [
  "BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY",
] as const; // biome-ignore format: a table

export type StoredType = (typeof STORED)[number];

/** One element of the schema: a column, or a group of others. */
export interface SchemaElement {
  readonly name: string;
  readonly type: StoredType | undefined;
  readonly typeLength: number;
  readonly repetition: number;
  readonly children: number;
  /** What the values mean, in the notation of old files. */
  readonly converted: number | undefined;
  readonly scale: number;
  readonly logical: LogicalType | undefined;
}

/** The numbers of the meanings that are told apart here. */
export const LOGICAL = {
  string: 1,
  map: 2,
  list: 3,
  enum: 4,
  decimal: 5,
  date: 6,
  time: 7,
  timestamp: 8,
  integer: 10,
  nothing: 11,
  json: 12,
  uuid: 14,
  float16: 15,
};

/** Those of groups in the notation of old files. */
export const CONVERTED = { map: 1, mapKeyValue: 2, list: 3 };

/** How many meanings there may be: later versions have more than those above, which are refused by their number. */
const MEANINGS = 63;

/** What the values of a column mean: the number of the meaning, and its parameters. */
export interface LogicalType {
  readonly kind: number;
  readonly scale: number;
  readonly isUtc: boolean;
  /** Milliseconds, microseconds or nanoseconds: 1, 2 or 3. */
  readonly unit: number;
  readonly bits: number;
  readonly isSigned: boolean;
}

/** The pages of one column in one group of rows. */
export interface Chunk {
  readonly type: StoredType | undefined;
  readonly codec: number;
  readonly values: number;
  readonly begin: number;
  readonly end: number;
}

/** Some rows, with the pages of each column in the order of the schema. */
export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly Chunk[];
}

export interface Metadata {
  readonly schema: readonly SchemaElement[];
  readonly rows: number;
  readonly groups: readonly RowGroup[];
}

const MAGIC = 0x31524150;
const ENCRYPTED = 0x45524150;

/** @throws what `fail` makes, if the file is no Parquet file, encrypted, or its metadata are damaged. */
export function readMetadata(bytes: Uint8Array, fail: Fail): Metadata {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = (at: number) => (bytes.length >= 12 ? view.getUint32(at, true) : 0);
  const last = mark(bytes.length - 4);
  if (last === ENCRYPTED) throw encrypted(fail);
  if (mark(0) !== MAGIC || last !== MAGIC) {
    throw fail("it does not begin and end as a Parquet file does; it is cut off, or of another format");
  }
  const length = view.getUint32(bytes.length - 8, true);
  const end = bytes.length - 8;
  if (length > end - 4) throw fail("its metadata are longer than the file; it is damaged");
  return readFileMetadata(new Thrift(bytes, end - length, end, fail), end - length, fail);
}

function encrypted(fail: Fail): Error {
  return fail("it is encrypted, and encrypted files are not read; write it without encryption");
}

function readFileMetadata(thrift: Thrift, mostEnd: number, fail: Fail): Metadata {
  const schema: SchemaElement[] = [];
  const groups: RowGroup[] = [];
  let rows = -1;
  thrift.struct({
    2: () => thrift.list(() => schema.push(readElement(thrift, fail))),
    3: () => {
      rows = thrift.whole();
    },
    4: () => thrift.list(() => groups.push(readGroup(thrift, mostEnd, fail))),
    8: () => {
      throw encrypted(fail);
    },
  });
  const found = groups.reduce((sum, group) => sum + group.rows, 0);
  if (rows !== found) throw fail(`its metadata have ${rows} rows, and its parts ${found}; it is damaged`);
  return { schema, rows, groups };
}

function readElement(thrift: Thrift, fail: Fail): SchemaElement {
  let name: string | undefined;
  let [type, typeLength, repetition, children, scale] = [-1, 0, 0, 0, 0];
  let [converted, logical]: [number | undefined, LogicalType | undefined] = [undefined, undefined];
  thrift.struct({
    1: () => {
      type = thrift.whole();
    },
    2: () => {
      typeLength = thrift.whole();
    },
    3: () => {
      repetition = thrift.whole();
    },
    4: () => {
      name = decodeText("decodeParquet", thrift.bytes());
    },
    5: () => {
      children = thrift.whole();
    },
    6: () => {
      converted = thrift.whole();
    },
    7: () => {
      scale = thrift.whole();
    },
    10: () => {
      logical = readLogical(thrift);
    },
  });
  if (name === undefined) throw fail("a column has no name in UTF-8; it is damaged");
  if (typeLength < 0 || children < 0) throw fail(`'${shortened(name)}' has a negative size; it is damaged`);
  return { name, type: STORED[type], typeLength, repetition, children, converted, scale, logical };
}

/** A union: a structure with one field, whose number says which meaning it is. */
function readLogical(thrift: Thrift): LogicalType {
  const found = { kind: 0, scale: 0, isUtc: false, unit: 0, bits: 0, isSigned: true };
  const unit = (number: number) => () => {
    found.unit = number;
    thrift.struct({});
  };
  const kind = (number: number, fields: Fields) => () => {
    found.kind = number;
    thrift.struct(fields);
  };
  const decimal: Fields = {
    1: () => {
      found.scale = thrift.whole();
    },
  };
  const time: Fields = {
    1: () => {
      found.isUtc = thrift.boolean();
    },
    2: () => thrift.struct({ 1: unit(1), 2: unit(2), 3: unit(3) }),
  };
  const integer: Fields = {
    1: () => {
      found.bits = thrift.whole();
    },
    2: () => {
      found.isSigned = thrift.boolean();
    },
  };
  const others = Object.fromEntries(Array.from({ length: MEANINGS }, (_, n) => [n + 1, kind(n + 1, {})]));
  thrift.struct({
    ...others,
    [LOGICAL.decimal]: kind(LOGICAL.decimal, decimal),
    [LOGICAL.time]: kind(LOGICAL.time, time),
    [LOGICAL.timestamp]: kind(LOGICAL.timestamp, time),
    [LOGICAL.integer]: kind(LOGICAL.integer, integer),
  });
  return found;
}

function readGroup(thrift: Thrift, mostEnd: number, fail: Fail): RowGroup {
  const chunks: Chunk[] = [];
  let rows = -1;
  thrift.struct({
    1: () => thrift.list(() => chunks.push(readChunk(thrift, mostEnd, fail))),
    3: () => {
      rows = thrift.whole();
    },
  });
  if (rows < 0) throw fail("a part of it has no number of rows; it is damaged");
  return { rows, chunks };
}

function readChunk(thrift: Thrift, mostEnd: number, fail: Fail): Chunk {
  let [type, codec, values, size, data, dictionary] = [-1, -1, -1, -1, -1, 0];
  thrift.struct({
    1: () => {
      thrift.bytes();
      throw fail("a column of it is in another file; write the table in one file");
    },
    3: () =>
      thrift.struct({
        1: () => {
          type = thrift.whole();
        },
        4: () => {
          codec = thrift.whole();
        },
        5: () => {
          values = thrift.whole();
        },
        7: () => {
          size = thrift.whole();
        },
        9: () => {
          data = thrift.whole();
        },
        11: () => {
          dictionary = thrift.whole();
        },
      }),
    8: () => {
      throw encrypted(fail);
    },
  });
  // A column without rows has no pages, and so no place.
  if (values === 0) return { type: STORED[type], codec, values, begin: 0, end: 0 };
  // Some writers put 0 where there is no dictionary.
  const begin = dictionary > 0 && dictionary < data ? dictionary : data;
  const end = begin + size;
  if (values < 0 || size < 0 || begin < 4 || end > mostEnd) {
    throw fail("a column of it is not within the file; it is damaged");
  }
  return { type: STORED[type], codec, values, begin, end };
}
