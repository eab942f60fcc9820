import { Tensor, type TypedArray } from "@gradiente/core";
import { checkArgument, severalOf } from "@gradiente/core/arguments";
import { encodeText } from "@gradiente/core/elements";
import { type Fail, failing, shortened, within } from "../format-error.ts";
import { joined } from "../pieces.ts";
import type { ParquetNumbers } from "./decode.ts";
import { aColumn, type ParquetInput } from "./input.ts";
import { assembled, fourBytes, type WrittenColumn } from "./layout.ts";
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
 * is a number.
 * @throws FormatError if a name occurs twice, columns differ in length, a tensor has not one axis, a value does not fit the
 * dtype of its column, or a column takes more than 2 GiB.
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
    if (next.rows !== rows) throw failColumn(`it has ${next.rows} values, and those before have ${rows}`);
    if (next.page.length > LARGEST_PAGE) throw failColumn("it takes more than 2 GiB; write fewer rows");
    written.push(next);
  }
  return assembled(written);
}

function writtenColumn(name: string, column: ParquetInput, fail: Fail): WrittenColumn {
  if (column instanceof Tensor) {
    if (column.ndim !== 1) {
      throw fail(`a tensor of shape [${column.shape.join(", ")}] is no column; it must have one axis`);
    }
    const values = column.toTypedArray();
    return { name, ...numberPage(values, column.dtype, fail), rows: values.length, isText: false };
  }
  if (column.kind !== "numeric")
    return { name, ...textPage(column.values), rows: column.values.length, isText: true };
  const values = Float64Array.from(column.values);
  const present = values.filter((value) => !Number.isNaN(value));
  const isOptional = present.length < values.length;
  const { type, page } = numberPage(present, column.dtype ?? "float64", fail);
  const levels = isOptional ? levelsOf(values, (value) => !Number.isNaN(value)) : [];
  return { name, type, isOptional, page: joined([...levels, page]), rows: values.length, isText: false };
}

function numberPage(
  values: TypedArray,
  dtype: ParquetNumbers["dtype"],
  fail: Fail,
): { type: StoredType; isOptional: boolean; page: Uint8Array } {
  const page = (type: StoredType, bytes: ArrayBufferView) => ({
    type,
    isOptional: false,
    page: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  });
  switch (dtype) {
    case "bool":
      refuse(values, (value) => value === 0 || value === 1, dtype, fail);
      return page(
        "BOOLEAN",
        packedBits(values, (value) => value === 1),
      );
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

function textPage(values: ArrayLike<string | null>): {
  type: StoredType;
  isOptional: boolean;
  page: Uint8Array;
} {
  const isOptional = Array.prototype.includes.call(values, null);
  const parts: Uint8Array[] = isOptional ? levelsOf(values, (value) => value !== null) : [];
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    if (value === null) continue;
    const bytes = encodeText("encodeParquet", value);
    parts.push(fourBytes(bytes.length), bytes);
  }
  return { type: "BYTE_ARRAY", isOptional, page: joined(parts) };
}

/** Which values are there: their number of bytes, then one run of bits. */
function levelsOf<T>(values: ArrayLike<T>, isThere: (value: T) => boolean): Uint8Array[] {
  const bits = packedBits(values, isThere);
  const head: number[] = [];
  for (let rest = bits.length * 2 + 1; ; rest = Math.floor(rest / 128)) {
    head.push(rest > 127 ? (rest % 128) | 128 : rest);
    if (rest <= 127) break;
  }
  return [fourBytes(head.length + bits.length), Uint8Array.from(head), bits];
}

/** A bit for each value, the lowest bit first. */
function packedBits<T>(values: ArrayLike<T>, isSet: (value: T) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let n = 0; n < values.length; n++) if (isSet(values[n])) bits[n >> 3] |= 1 << (n & 7);
  return bits;
}
