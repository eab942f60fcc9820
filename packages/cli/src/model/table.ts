import { stack, type Tensor, tensor } from "@gradiente/core";
import { readRegularFile } from "@gradiente/files";
import { decodeCsv, FormatError } from "@gradiente/formats";
import { loadParquet } from "@gradiente/formats/files";
import { printable } from "../show/text.ts";

/** A table of numbers: text with a heading or without, or Parquet. */
export interface NumberTable {
  /** `[rows, columns]`, float64. */
  readonly values: Tensor;
  /** The names of its columns; undefined without a heading. */
  readonly names: readonly string[] | undefined;
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
  const { columns } = await loadParquet(file);
  const numbers = [...columns].map(([name, column]) => {
    if (column.kind === "numeric") return tensor(column.values);
    throw new FormatError(
      file,
      `column '${printable(name)}' holds texts, no numbers; encode them, or leave it out`,
    );
  });
  if (numbers.length === 0) throw new FormatError(file, "it has no columns");
  return { values: stack(numbers, 1), names: [...columns.keys()] };
}

/** A table as text. The first line is a heading if any field of it is a word; remarks with `#` and empty lines are passed over. */
export async function readText(file: string): Promise<NumberTable> {
  const bytes = await readRegularFile(file, { limit: MOST_BYTES });
  const { names, lines } = headingOf(Buffer.from(bytes.subarray(0, 2 ** 20)).toString("utf8"));
  const values = decodeCsv(bytes, file, { skipRows: lines });
  const matrix = values.ndim === 1 ? values.reshape([values.size, 1]) : values;
  const [, width] = matrix.shape;
  if (names !== undefined && names.length !== width)
    throw new FormatError(file, `line ${lines} has ${names.length} names, and the lines below have ${width} numbers`); // biome-ignore format: a line
  return { values: matrix, names };
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
