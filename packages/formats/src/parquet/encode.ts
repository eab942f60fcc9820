import { Tensor, type TypedArray } from "@gradiente/core";
import { checkArgument, severalOf } from "@gradiente/core/arguments";
import { encodeText } from "@gradiente/core/elements";
import { type Fail, failing, shortened, within } from "../format-error.ts";
import { joined } from "../pieces.ts";
import type { ParquetNumbers } from "./decode.ts";
import { aColumn, type ParquetInput } from "./input.ts";
import { assembled, type WrittenColumn } from "./layout.ts";
import { fourBytes, levelsOf, packedBits } from "./levels.ts";
import type { Bounds } from "./lists.ts";
import type { StoredType } from "./metadata.ts";

const someColumns = /* @__PURE__ */ severalOf<readonly [string, ParquetInput]>(
  "pairs of a name and a column, such as a Map",
);

/** The most bytes of a page, whose size is a number of 32 bits. */
const LARGEST_PAGE = 2 ** 31 - 1;

/**
 * The bytes of a Parquet file, which pandas, Polars and DuckDB read: a table in one part, each column in one page, neither
 * packed nor in a dictionary, with a checksum. The same columns give the same bytes.
 *
 * @param columns pairs of a name and a column. In numbers of `{ kind: "numeric" }`, NaN is a missing value; in a tensor, NaN
 * is a number. A tensor `[rows, n]` becomes lists of n numbers, as embeddings are written; each further axis becomes lists in
 * these. Bytes are read again as texts if all of a column are UTF-8: no Parquet file says that bytes are none.
 * @throws FormatError if a name occurs twice, columns differ in length, a tensor has no axis, the offsets of lists are not
 * those of their elements, a value does not fit the dtype of its column, or a column takes more than 2 GiB.
 * @throws Error if the backend of a tensor cannot be read synchronously.
 * @example
 * const bytes = encodeParquet([["n", tensor([1, 2])], ["word", { kind: "text", values: ["a", null] }]]);
 * decodeParquet(bytes).columns.get("word")?.values; // ["a", null]
 */
export function encodeParquet(columns: Iterable<readonly [string, ParquetInput]>): Uint8Array {
  checkArgument("encodeParquet", "the columns", columns, someColumns);
  const fail = failing("encodeParquet");
  const written: WrittenColumn[] = [];
  const names = new Set<string>();
  for (const pair of columns) {
    checkArgument("encodeParquet", "each of the columns", pair, aColumn);
    const [name, column] = pair;
    const failColumn = within(fail, `column '${shortened(name)}'`);
    if (names.has(name)) throw failColumn("the name is already taken; use another one");
    names.add(name);
    const next = writtenColumn(name, column, failColumn);
    const rows = written[0]?.rows ?? next.rows;
    if (next.rows !== rows) throw failColumn(`it has ${next.rows} rows, and those before have ${rows}`);
    if (next.page.length > LARGEST_PAGE) throw failColumn("it takes more than 2 GiB; write fewer rows");
    written.push(next);
  }
  return assembled(written);
}

function writtenColumn(name: string, column: ParquetInput, fail: Fail): WrittenColumn {
  const { lists, values } = unnested(column, fail);
  const { type, size, isThere, isText, page } = valuePage(values, fail);
  checkBounds(lists, size, fail);
  const { count, parts } = levelsOf(lists, size, isThere);
  return {
    name,
    type,
    isText,
    isOptional: isThere !== undefined,
    lists: lists.map(({ missing }) => missing.length > 0),
    rows: lists.length > 0 ? lists[0].offsets.length - 1 : size,
    count,
    page: joined([...parts, page]),
  };
}

/** What is in no list. */
type Flat = Exclude<ParquetInput, { readonly kind: "list" }>;

/** The values of a column, and the lists that they are in, the outermost first. */
function unnested(column: ParquetInput, fail: Fail): { lists: Bounds[]; values: Flat } {
  const lists: Bounds[] = [];
  let values = column;
  while (!(values instanceof Tensor) && values.kind === "list") {
    const { offsets, missing = [], elements } = values;
    lists.push({ offsets: Uint32Array.from(offsets), missing });
    values = elements;
  }
  if (values instanceof Tensor) lists.push(...boundsOf(values.shape, fail));
  return { lists, values };
}

/** The axes of a tensor behind the first one, as lists. */
function boundsOf(shape: readonly number[], fail: Fail): Bounds[] {
  if (shape.length === 0) throw fail("a tensor of shape [] is no column; it must have an axis for the rows");
  let count = shape[0];
  return shape.slice(1).map((length) => {
    const offsets = Uint32Array.from({ length: count + 1 }, (_, n) => n * length);
    count *= length;
    return { offsets, missing: [] };
  });
}

/** @throws what `fail` makes, if lists do not begin where those before end, or missing ones have elements. */
function checkBounds(lists: readonly Bounds[], size: number, fail: Fail): void {
  lists.forEach(({ offsets, missing }, depth) => {
    const end = depth + 1 < lists.length ? lists[depth + 1].offsets.length - 1 : size;
    const isRight =
      offsets[0] === 0 &&
      offsets.at(-1) === end &&
      offsets.every((offset, n) => n === 0 || offset >= offsets[n - 1]);
    if (!isRight)
      throw fail(`the offsets of its lists must go up from 0 to ${end}, the number of their elements`);
    const wrong = missing.find((at) => !(at >= 0 && offsets[at] === offsets[at + 1]));
    if (wrong !== undefined)
      throw fail(`its list ${wrong} is called missing, and is not there or has elements`);
  });
}

/** Values as a page has them, behind the levels. */
interface ValuePage {
  readonly type: StoredType;
  readonly size: number;
  /** Whether a value is there; undefined if all are. */
  readonly isThere: ((at: number) => boolean) | undefined;
  readonly isText: boolean;
  readonly page: Uint8Array;
}

function valuePage(column: Flat, fail: Fail): ValuePage {
  if (column instanceof Tensor) {
    const values = column.toTypedArray();
    const stored = numberPage(values, column.dtype, fail);
    return { ...stored, size: values.length, isThere: undefined, isText: false };
  }
  if (column.kind !== "numeric") return slicePage(column.values, column.kind !== "bytes");
  const values = Float64Array.from(column.values);
  const present = values.filter((value) => !Number.isNaN(value));
  const isThere = present.length < values.length ? (at: number) => !Number.isNaN(values[at]) : undefined;
  const stored = numberPage(present, column.dtype ?? "float64", fail);
  return { ...stored, size: values.length, isThere, isText: false };
}

function numberPage(
  values: TypedArray,
  dtype: ParquetNumbers["dtype"],
  fail: Fail,
): { type: StoredType; page: Uint8Array } {
  const page = (type: StoredType, bytes: ArrayBufferView) => ({
    type,
    page: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  });
  switch (dtype) {
    case "bool":
      refuse(values, (value) => value === 0 || value === 1, dtype, fail);
      return page("BOOLEAN", packedBits(values, 1));
    case "int32":
      refuse(values, (value) => value === (value | 0), dtype, fail);
      return page("INT32", Int32Array.from(values));
    case "float32":
      refuse(values, (value) => Number.isNaN(value) || Math.fround(value) === value, dtype, fail);
      return page("FLOAT", Float32Array.from(values));
    case "float64":
      return page("DOUBLE", Float64Array.from(values));
  }
}

function refuse(values: TypedArray, fits: (value: number) => boolean, dtype: string, fail: Fail): void {
  const wrong = values.find((value) => !fits(value));
  if (wrong !== undefined) throw fail(`it has ${wrong}, which ${dtype} cannot hold; write it as float64`);
}

/** Texts or bytes, each with its length in front. */
function slicePage(values: ArrayLike<string | Uint8Array | null>, isText: boolean): ValuePage {
  const isOptional = Array.prototype.includes.call(values, null);
  const parts: Uint8Array[] = [];
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    if (value === null) continue;
    const bytes = typeof value === "string" ? encodeText("encodeParquet", value) : value;
    parts.push(fourBytes(bytes.length), bytes);
  }
  const isThere = isOptional ? (at: number) => values[at] !== null : undefined;
  return { type: "BYTE_ARRAY", size: values.length, isThere, isText, page: joined(parts) };
}
