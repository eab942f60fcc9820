import { check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aFileName, someBytes } from "@gradiente/core/elements";
import { type Fail, failing, shortened, within } from "../format-error.ts";
import { aLimit, DEFAULT_LIMIT, type UnpackOptions } from "../limit.ts";
import { Budget } from "./budget.ts";
import { type Column, readChunk } from "./chunk.ts";
import { type Meaning, meaningOf } from "./meaning.ts";
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

/** A table, by columns. */
export interface ParquetTable {
  /** The number of rows. */
  readonly size: number;
  /** The columns by name, in the order of the file. */
  readonly columns: Map<string, ParquetColumn>;
}

/** Options of {@link decodeParquet}. */
export interface ParquetReadOptions extends UnpackOptions {
  /** The names of the columns that are read; the others are not looked at. Default: all. */
  readonly columns?: readonly string[];
}

const someNames = /* @__PURE__ */ check<readonly string[]>(
  "a list of names of columns",
  (value) => Array.isArray(value) && Array.from(value).every((name) => typeof name === "string"),
);

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
 * @param file the name of the file, for errors. Default: "parquet".
 * @throws FormatError that names what is wrong and with which column: it is damaged or encrypted; it has lists, or bytes that
 * are no text; a whole number is beyond what float64 holds; it is packed by another method; there is no column of a name; or
 * it takes more bytes than the limit, with 8 for each value, before they are allocated.
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
  const fail = failing(file);
  const metadata = readMetadata(bytes, fail);
  const leaves = leavesOf(metadata.schema, fail);
  const budget = new Budget(limit, fail);
  const columns = new Map<string, ParquetColumn>();
  for (const at of chosen(leaves, asked, fail)) {
    const leaf = leaves[at];
    const failColumn = within(fail, `column '${shortened(leaf.name)}'`);
    if (columns.has(leaf.name)) throw failColumn("it is there twice; the file is damaged");
    columns.set(leaf.name, readColumn(bytes, { leaf, at, metadata }, budget, failColumn));
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
const MOST_TEXTS = 2 ** 26;

function readColumn(
  file: Uint8Array,
  { leaf, at, metadata }: { leaf: Leaf; at: number; metadata: Metadata },
  budget: Budget,
  fail: Fail,
): ParquetColumn {
  if (leaf.isRepeated) throw fail("it holds lists; choose the other columns, { columns: [...] }");
  const meaning = meaningOf(leaf.element, fail);
  for (const { rows, chunks } of metadata.groups) {
    const { type, values } = chunks[at] ?? {};
    if (type !== leaf.element.type || values !== rows) {
      throw fail(`its pages have ${values} values of type ${type}, for ${rows} rows; the file is damaged`);
    }
  }
  budget.take(8 * metadata.rows);
  if (meaning.kind === "text" && metadata.rows > MOST_TEXTS)
    throw fail(`it has more than ${MOST_TEXTS} texts`);
  const column: Column = meaning.kind === "numeric" ? new Float64Array(metadata.rows) : [];
  let row = 0;
  for (const { rows, chunks } of metadata.groups) {
    readChunk({ file, leaf, meaning, budget, fail }, chunks[at], column, row);
    row += rows;
  }
  if (column instanceof Float64Array)
    return { kind: "numeric", dtype: dtypeOf(column, meaning), values: column };
  return { kind: "text", values: column };
}

/** What holds all numbers: whole ones are int32 if they fit, and NaN is no whole number. */
function dtypeOf(values: Float64Array, { dtype }: Meaning): ParquetNumbers["dtype"] {
  if (dtype === "float32" || dtype === "float64") return dtype;
  return values.every((value) => value === (value | 0)) ? dtype : "float64";
}
