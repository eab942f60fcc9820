import { checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aFileName, someBytes } from "@gradiente/core/elements";
import { someNames } from "../checks.ts";
import { type Fail, failing, shortened, within } from "../format-error.ts";
import { aLimit, DEFAULT_LIMIT, type UnpackOptions } from "../limit.ts";
import { Budget } from "./budget.ts";
import { type Filling, readChunk } from "./chunk.ts";
import { Lists } from "./lists.ts";
import { type Meaning, meaningOf, NoText } from "./meaning.ts";
import { type Metadata, readMetadata } from "./metadata.ts";
import { type Leaf, leavesOf } from "./schema.ts";

/** Numbers of a table. */
export interface ParquetNumbers {
  /** What the column holds: numbers. */
  readonly kind: "numeric";
  /** The dtype of a tensor that holds all of them: float64 for whole numbers if int32 cannot hold them, or if some are missing. */
  readonly dtype: "bool" | "int32" | "float32" | "float64";
  /** The values; NaN where one is missing. */
  readonly values: Float64Array;
}

/** Texts of a table. */
export interface ParquetTexts {
  /** What the column holds: texts. */
  readonly kind: "text";
  /** The texts; null where one is missing. */
  readonly values: readonly (string | null)[];
}

/** A column of a table. It is also one of `Table` of `@gradiente/datasets`. */
export type ParquetColumn = ParquetNumbers | ParquetTexts;

/** Bytes of a table, such as the files of images. */
export interface ParquetBytes {
  /** What the column holds: bytes. */
  readonly kind: "bytes";
  /** The bytes; null where they are missing. They are views, and equal ones may be the same: copy them before you write. */
  readonly values: readonly (Uint8Array | null)[];
}

/** Lists of a table: one in each row, which may differ in length. The lists of lists have lists as their elements. */
export interface ParquetLists {
  /** What the column holds: lists. */
  readonly kind: "list";
  /** Where each list begins in `elements`: list n has those from `offsets[n]` to, but not including, `offsets[n + 1]`. */
  readonly offsets: Uint32Array;
  /** The numbers of the lists that are missing rather than empty. Both have no elements. */
  readonly missing: readonly number[];
  /** The elements of all lists, one list after another. */
  readonly elements: ParquetColumn | ParquetBytes | ParquetLists;
}

/** A table, by columns. */
export interface ParquetTable {
  /** The number of rows. */
  readonly size: number;
  /** The columns of numbers and texts by name, in the order of the file. */
  readonly columns: Map<string, ParquetColumn>;
  /** The columns of bytes by name. */
  readonly bytes: Map<string, ParquetBytes>;
  /** The columns of lists by name. */
  readonly lists: Map<string, ParquetLists>;
}

/** Options of {@link decodeParquet}. */
export interface ParquetReadOptions extends UnpackOptions {
  /** The names of the columns that are read; the others are not looked at. Default: all. */
  readonly columns?: readonly string[];
}

export const PARQUET = /* @__PURE__ */ declareOptions<ParquetReadOptions>({
  limit: aLimit,
  columns: someNames,
});

/**
 * The table in the bytes of a Parquet file, as pandas, Polars, DuckDB and Spark write it.
 *
 * Numbers of all widths, decimal numbers and booleans become float64, which must hold them. Texts, dates, times (as ISO 8601
 * writes them) and UUIDs become texts. Pages may be plain or packed by snappy, gzip, zstd, LZ4 or, where there is Node,
 * brotli. They may be of version 1 or 2, with or without dictionaries, as differences or as streams of bytes; their checksums
 * are compared. Fields of groups have the name of the group in front: `place.street`.
 *
 * Bytes that nothing is said about are texts if all of the column are UTF-8, as old writers left them, and bytes otherwise:
 * images, for example. Lists of anything are in `lists`, with those in which a group or a map is: `messages.role`.
 *
 * @param file the name of the file, for errors. Default: "parquet".
 * @throws FormatError that names what is wrong and with which column: it is damaged or encrypted; a text is not UTF-8; a
 * whole number is beyond what float64 holds; it is packed by another method; there is no column of a name; or
 * it takes more bytes than the limit, with 8 for each number or text and 128 for each piece of bytes, before they are
 * allocated.
 * @example
 * const bytes = encodeParquet([["n", tensor([1, 2])], ["word", { kind: "text", values: ["a", null] }]]);
 * const { size, columns } = decodeParquet(bytes);
 * size; // 2
 * new Table(columns).words("word"); // ["a", null]
 */
export function decodeParquet(
  bytes: Uint8Array,
  file = "parquet",
  options?: ParquetReadOptions,
): ParquetTable {
  checkArgument("decodeParquet", "the bytes", bytes, someBytes);
  checkArgument("decodeParquet", "the file", file, aFileName);
  const { limit = DEFAULT_LIMIT, columns: asked } = optionsOf("decodeParquet", options, PARQUET);
  const { size, columns } = readColumns(bytes, { file, limit, asked });
  const table: ParquetTable = { size, columns: new Map(), bytes: new Map(), lists: new Map() };
  for (const [name, column] of columns) {
    if (column.kind === "list") table.lists.set(name, column);
    else if (column.kind === "bytes") table.bytes.set(name, column);
    else table.columns.set(name, column);
  }
  return table;
}

/** A column of any kind. */
export type AnyColumn = ParquetColumn | ParquetBytes | ParquetLists;

/** All columns in the order of the file, or those that are asked for. @throws what `decodeParquet` throws. */
export function readColumns(
  bytes: Uint8Array,
  { file, limit, asked }: { file: string; limit: number; asked?: readonly string[] | undefined },
): { size: number; columns: Map<string, AnyColumn> } {
  const fail = failing(file);
  const metadata = readMetadata(bytes, fail);
  const leaves = leavesOf(metadata.schema, fail);
  const budget = new Budget(limit, fail);
  const columns = new Map<string, AnyColumn>();
  for (const at of chosen(leaves, asked, fail)) {
    const leaf = leaves[at];
    const failColumn = within(fail, `column '${shortened(leaf.name)}'`);
    if (columns.has(leaf.name)) throw failColumn("it is there twice; the file is damaged");
    columns.set(leaf.name, readColumn({ file: bytes, leaf, at, metadata, budget, fail: failColumn }));
  }
  return { size: metadata.rows, columns };
}

/** The places of the columns that are to be read, in the order of the file. */
function chosen(leaves: readonly Leaf[], asked: readonly string[] | undefined, fail: Fail): number[] {
  const places = leaves.map((_, at) => at);
  if (asked === undefined) return places;
  const missing = asked.find((name) => !leaves.some((leaf) => leaf.name === name));
  if (missing !== undefined) {
    const there = leaves.slice(0, 20).map(({ name }) => `'${shortened(name)}'`);
    throw fail(`it has no column '${shortened(missing)}'; there are ${there.join(", ")}`);
  }
  return places.filter((at) => asked.includes(leaves[at].name));
}

/** Engines have a bound on the elements of a list. */
const MOST_OBJECTS = 2 ** 26;

/** What a value takes: a number or the place of a text, or an array of bytes without what it holds. */
const BYTES_FOR = { numeric: 8, text: 8, bytes: 128 };

/** What a column is read from. */
interface ColumnSource {
  readonly file: Uint8Array;
  readonly leaf: Leaf;
  readonly at: number;
  readonly metadata: Metadata;
  readonly budget: Budget;
  readonly fail: Fail;
}

function readColumn(source: ColumnSource): AnyColumn {
  const { leaf, budget, fail } = source;
  const meaning = meaningOf(leaf.element, fail);
  const { left } = budget;
  try {
    return readAs(meaning, source);
  } catch (error) {
    if (!(error instanceof NoText) || meaning.otherwise === undefined) throw error;
    budget.giveBack(left);
    return readAs(meaning.otherwise, source);
  }
}

function readAs(meaning: Meaning, { file, leaf, at, metadata, budget, fail }: ColumnSource): AnyColumn {
  const hasLists = leaf.lists.length > 0;
  const most = mostValues(leaf, at, metadata, fail);
  budget.take((BYTES_FOR[meaning.kind] + Lists.bytesFor(leaf)) * most);
  if (meaning.kind !== "numeric" && most > MOST_OBJECTS)
    throw fail(`it has more than ${MOST_OBJECTS} texts or pieces of bytes`);
  const filling: Filling = {
    column: meaning.kind === "numeric" ? new Float64Array(most) : [],
    lists: hasLists ? new Lists(leaf, metadata.rows, most, fail) : undefined,
    count: 0,
  };
  let end = 0;
  for (const { rows, chunks } of metadata.groups) {
    readChunk({ file, leaf, meaning, budget, fail }, chunks[at], filling);
    end += rows;
    filling.lists?.endGroup(end);
  }
  const bounds = filling.lists?.take() ?? [];
  return bounds.reduceRight<AnyColumn>(
    (elements, { offsets, missing }) => ({ kind: "list", offsets, missing, elements }),
    flatColumn(filling, meaning),
  );
}

/** How many values a column has. An empty or missing list takes one, too. */
function mostValues({ lists, element }: Leaf, at: number, { groups }: Metadata, fail: Fail): number {
  let most = 0;
  for (const { rows, chunks } of groups) {
    const { type, values } = chunks[at] ?? {};
    const isRight = values === rows || (lists.length > 0 && values !== undefined && values > rows);
    if (type !== element.type || !isRight) {
      throw fail(`its pages have ${values} values of type ${type}, for ${rows} rows; the file is damaged`);
    }
    most += values;
  }
  return most;
}

function flatColumn({ column, count }: Filling, meaning: Meaning): ParquetColumn | ParquetBytes {
  if (column instanceof Float64Array) {
    const values = count < column.length ? column.slice(0, count) : column;
    return { kind: "numeric", dtype: dtypeOf(values, meaning), values };
  }
  return meaning.kind === "text"
    ? { kind: "text", values: column as (string | null)[] }
    : { kind: "bytes", values: column as (Uint8Array | null)[] };
}

/** What holds all numbers: whole ones are int32 if they fit, and NaN is no whole number. */
function dtypeOf(values: Float64Array, { dtype }: Meaning): ParquetNumbers["dtype"] {
  if (dtype === "float32" || dtype === "float64") return dtype;
  return values.every((value) => value === (value | 0)) ? dtype : "float64";
}
