import { checkArgument, optionsOf } from "@gradiente/core/arguments";
import { readRegularFile, writeFileAtomically } from "@gradiente/files";
import { DEFAULT_LIMIT } from "../limit.ts";
import { decodeParquet, PARQUET, type ParquetReadOptions, type ParquetTable } from "../parquet/decode.ts";
import { encodeParquet } from "../parquet/encode.ts";
import type { ParquetInput } from "../parquet/input.ts";
import { aPath } from "./paths.ts";

/**
 * Reads the table of a Parquet file: see `decodeParquet`.
 *
 * @throws FileError of `@gradiente/files` if it cannot be read, or has more bytes than the limit; FormatError that names what
 * is wrong and with which column.
 * @example
 * await saveParquet("out/people.parquet", [["age", tensor([36, 41])], ["name", { kind: "text", values: ["Ada", "Alan"] }]]);
 * const { columns } = await loadParquet("out/people.parquet", { columns: ["age"] });
 * new Table(columns).numbers("age"); // [36, 41]
 */
export async function loadParquet(path: string, options?: ParquetReadOptions): Promise<ParquetTable> {
  checkArgument("loadParquet", "the path", path, aPath);
  const { limit = DEFAULT_LIMIT } = optionsOf("loadParquet", options, PARQUET);
  return decodeParquet(await readRegularFile(path, { limit }), path, options);
}

/**
 * Writes a Parquet file whole, or not at all: see `encodeParquet`.
 *
 * @param columns pairs of a name and a column, such as a tensor of one axis, or a column of `Table` of `@gradiente/datasets`.
 * @throws FileError of `@gradiente/files` if it cannot be written; FormatError for columns that no table has.
 * @example
 * const table = new Table([["n", numericColumn([1, 2])], ["word", categoricalColumn(["a", null])]]);
 * await saveParquet("out/table.parquet", table.names.map((name) => [name, table.column(name)] as const));
 */
export async function saveParquet(
  path: string,
  columns: Iterable<readonly [string, ParquetInput]>,
): Promise<void> {
  checkArgument("saveParquet", "the path", path, aPath);
  await writeFileAtomically(path, encodeParquet(columns));
}
