import { cellAt } from "./column.ts";
import { formatCells, significant } from "./format-table.ts";
import { quote } from "./quote.ts";
import type { Table } from "./table.ts";

/** The most characters of a word that are printed. */
const WIDEST = 40;

/** A table as text for people: aligned columns under their names, rows with their numbers from 0, and the size. */
export function printTable(table: Table): string {
  const { names, size } = table;
  const columns = names.map((name) => table.column(name));
  const rows = Array.from({ length: size }, (_, row) => String(row));
  const text = formatCells({ rows, columns: names.map(printWord) }, (row, column) => {
    const value = cellAt(columns[column], row);
    if (value === null) return "-";
    return typeof value === "number" ? significant(value) : printWord(value);
  });
  return `${text}\n\n${size} rows, ${names.length} columns`;
}

/** A word on one line, cut if it is long. */
function printWord(word: string): string {
  const letters = [...word.replaceAll(/\s+/g, " ")];
  return letters.length <= WIDEST ? letters.join("") : `${letters.slice(0, WIDEST - 3).join("")}...`;
}

/** A table as a file that `parseCsv` reads: a header, then a line for each row, all ended by LF. */
export function writeCsv(table: Table): string {
  const { names, size } = table;
  const columns = names.map((name) => table.column(name));
  const lines = Array.from({ length: size }, (_, row) =>
    columns.map((column, at) => {
      const value = cellAt(column, row);
      return value === null ? "" : field(value, names[at], row);
    }),
  );
  const all = [names.map(quoted), ...lines];
  if (isBlank(all[size])) {
    throw new RangeError(
      "Table.toCSV: the file would end in a blank line, which is no row; give the table another column",
    );
  }
  return all.map((fields) => `${fields.join(",")}\n`).join("");
}

/** Whether a line is not told from a blank one. */
function isBlank(fields: readonly string[]): boolean {
  return fields.length === 0 || (fields.length === 1 && fields[0].replaceAll('"', "").trim() === "");
}

function field(value: number | string, name: string, row: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string" && value !== "" && !value.includes("\0")) return quoted(value);
  const held = value === "" ? "an empty text, which would be read as missing" : quote(String(value));
  throw new RangeError(`Table.toCSV: column ${quote(name)} holds ${held}, in row ${row}`);
}

/** A text as a field: in quotes where it would be read as something else without. */
function quoted(text: string): string {
  return /^\s|\s$|[",\r\n]/.test(text) || text === "" ? `"${text.replaceAll('"', '""')}"` : text;
}
