import { concat, indexSelect, type Tensor } from "@gradiente/core";
import { readRegularFile } from "@gradiente/files";
import { decodeCsv, FormatError } from "@gradiente/formats";
import { loadTensors } from "@gradiente/formats/files";
import type { ReadValue } from "../read.ts";
import { printable } from "../show/text.ts";

/** A table: text with a heading or without, or Parquet. */
export interface NumberTable {
  /** The names of its columns; undefined without a heading. */
  readonly names: readonly string[] | undefined;
  /** The number of its columns. */
  readonly width: number;
  /** Whether a column may be called by its number. */
  readonly isNumbered: boolean;
  /**
   * Some of its columns side by side, `[rows, columns]` in float64. A column of lists of n numbers counts as n; alone, lists
   * of lists keep their axes.
   *
   * @throws FormatError that names a column which cannot be taken.
   */
  columns(places: readonly number[]): Tensor;
}

const MOST_BYTES = 2 ** 31;

/** The endings of names of tables that are text. */
export const TEXTS = [".csv", ".tsv", ".txt"];

/** The endings of names of tables. */
export const TABLES = [...TEXTS, ".parquet"];

/** Reads a table, by the ending of its name. */
export function readTable(file: string): Promise<NumberTable> {
  return file.toLowerCase().endsWith(".parquet") ? readParquet(file) : readText(file);
}

async function readParquet(file: string): Promise<NumberTable> {
  const { tensors, values } = await loadTensors(file, { format: "parquet" });
  const names = [...tensors.keys(), ...values.keys()];
  if (names.length === 0) throw new FormatError(file, "it has no columns");
  const columnAt = (place: number): Tensor => {
    const x = tensors.get(names[place])?.cast("float64");
    if (x !== undefined) return x.ndim === 1 ? x.reshape([x.size, 1]) : x;
    throw cannot(names[place], `${whatIs(values.get(names[place]))}; encode them, or leave it out`);
  };
  const cannot = (name: string, why: string) => new FormatError(file, `column '${printable(name)}' ${why}`);
  const columns = (places: readonly number[]): Tensor => {
    const parts = places.map(columnAt);
    if (parts.length === 1) return parts[0];
    const deep = places.find((_, n) => parts[n].ndim > 2);
    if (deep === undefined) return concat(parts, 1);
    throw cannot(names[deep], "has lists of lists, which stand beside no other column; take it alone");
  };
  // Those that hold no numbers stand last here, wherever they are in the file.
  return { names, width: names.length, isNumbered: values.size === 0, columns };
}

function whatIs(value: ReadValue | undefined): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "holds texts, no numbers";
  return "kind" in value && value.kind === "bytes"
    ? "holds bytes, no numbers"
    : "holds lists that differ in length, or hold no numbers";
}

/** A table as text. The first line is a heading if any field of it is a word; remarks with `#` and empty lines are passed over. */
export async function readText(file: string): Promise<NumberTable> {
  const bytes = await readRegularFile(file, { limit: MOST_BYTES });
  const { names, lines } = headingOf(Buffer.from(bytes.subarray(0, 2 ** 20)).toString("utf8"));
  const read = decodeCsv(bytes, file, { skipRows: lines });
  const values = read.ndim === 1 ? read.reshape([read.size, 1]) : read;
  const [, width] = values.shape;
  if (names !== undefined && names.length !== width)
    throw new FormatError(file, `line ${lines} has ${names.length} names, and the lines below have ${width} numbers`); // biome-ignore format: a line
  return { names, width, isNumbered: true, columns: (places) => indexSelect(values, places, 1) };
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$|^[+-]?(?:nan|inf|infinity)$|^$/i;

/** The heading, if there is one, and how many lines come before the first numbers. */
function headingOf(text: string): { names: readonly string[] | undefined; lines: number } {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  const at = lines.findIndex((line) => line.split("#", 1)[0].trim() !== "");
  if (at < 0) return { names: undefined, lines: 0 };
  const line = lines[at].split("#", 1)[0].trim();
  const separator = /[,;\t]/.exec(line)?.[0];
  const fields = (separator === undefined ? line.split(/\s+/) : line.split(separator)).map((field) =>
    field.trim().replace(/^"(.*)"$/, "$1"),
  );
  return fields.every((field) => NUMBER.test(field))
    ? { names: undefined, lines: 0 }
    : { names: fields, lines: at + 1 };
}
