import { type CsvError, type Info, parse } from "csv-parse/sync";
import { DatasetFormatError } from "../errors.ts";
import {
  type Column,
  type ColumnKind,
  categoricalColumn,
  numericColumn,
  textColumn,
} from "../table/column.ts";
import { quote, Table } from "../table/table.ts";
import { decodeText } from "./decode-text.ts";

/** The expected format of a file for {@link parseCsv}. */
export interface CsvFormat {
  /** The kind of each column by name, in the order of the file. Names are exactly those of the header line. */
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** The separator of fields. Default: ",". */
  readonly delimiter?: string;
  /** The number of rows. If it is given, a file that was cut short is an error, even one cut inside its last field. */
  readonly rows?: number;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: Info;
}

/**
 * Parses a table of separated values (RFC 4180, with any separator). Quoted fields may contain separators, line breaks
 * and doubled quotes. Lines end in LF or CRLF. A UTF-8 byte order mark and blank lines at the end are ignored. An empty
 * field is a missing value. Blanks around a number are allowed.
 *
 * @param bytes - The whole file.
 * @param file - Its name for error messages.
 * @throws DatasetFormatError if the file is empty or not UTF-8, if the header or the number of rows is not the expected
 * one, if a row has more or fewer fields than the header, if a field of a numeric column is not a decimal number, or if a
 * quote is out of place. The message names line and column.
 * @example
 * ```ts
 * import { parseCsv } from "@gradiente/datasets";
 *
 * const bytes = new TextEncoder().encode("name,age\nAda,36\nAlan,\n");
 * const table = parseCsv(bytes, "people.csv", { columns: { name: "text", age: "numeric" } });
 * table.numbers("age"); // [36, NaN]
 * ```
 */
export function parseCsv(bytes: Uint8Array, file: string, format: CsvFormat): Table {
  const { delimiter = ",", rows } = format;
  const names = Object.keys(format.columns);
  const text = decodeText(bytes, file);
  const [header, ...records] = withoutBlankEnd(parseRecords(text, file, delimiter));
  if (header === undefined)
    throw new DatasetFormatError(file, "the file holds no line", { line: 1, column: 1 });
  checkHeader(header.record, names, file, delimiter);
  for (const [at, { record }] of records.entries()) {
    if (record.length === names.length) continue;
    const line = firstLine([header, ...records], at + 1);
    const last = at === records.length - 1 && record.length < names.length && !text.endsWith("\n");
    const problem =
      `the row has ${record.length} ${record.length === 1 ? "field" : "fields"}, not ${names.length}` +
      (last ? "; the file ends here, is it truncated?" : wrongSeparator(record, delimiter));
    throw new DatasetFormatError(file, problem, { line, column: Math.min(record.length, names.length) + 1 });
  }
  if (rows !== undefined) checkWhole(text, file, rows, records.length, (records.at(-1) ?? header).info.lines);
  const columns = new Map<string, Column>();
  for (const [at, name] of names.entries()) {
    const cells = records.map(({ record }) => record[at]);
    columns.set(
      name,
      parseColumn(format.columns[name], cells, (row, value) => {
        const problem = `${quote(value)} in the column ${quote(name)} is not a number${DECIMAL.test(value.trim()) ? " that float64 can hold" : ""}`;
        const line = firstLine([header, ...records], row + 1);
        throw new DatasetFormatError(file, problem, { line, column: at + 1 });
      }),
    );
  }
  return new Table(columns, records.length);
}

function parseRecords(text: string, file: string, delimiter: string): CsvRecord[] {
  try {
    // Fields are counted later and not by the parser, so that the error can name the position.
    return parse(text, { delimiter, info: true, relax_column_count: true }) as unknown as CsvRecord[];
  } catch (cause) {
    const { code, column, bytes, lines } = cause as CsvError & {
      column?: number;
      bytes?: number;
      lines?: number;
    };
    if (code === undefined) throw cause;
    const unclosed = code === "CSV_QUOTE_NOT_CLOSED";
    const problem = unclosed
      ? "a quoted field begins here and has no end; is the file truncated?"
      : `a quote is out of place (${(cause as Error).message})${wrongSeparator(text.split("\n", 1), delimiter)}`;
    // The parser names the last line of the file. The quote may be many lines before it.
    const line = unclosed && bytes !== undefined ? lineOfByte(text, bytes) : lines;
    throw new DatasetFormatError(file, problem, {
      line,
      column: typeof column === "number" ? column + 1 : undefined,
      cause,
    });
  }
}

function lineOfByte(text: string, bytes: number): number {
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes)).split("\n").length;
}

/** The records without blank lines at the end. */
function withoutBlankEnd(records: CsvRecord[]): CsvRecord[] {
  let end = records.length;
  while (end > 0 && records[end - 1].record.length === 1 && records[end - 1].record[0].trim() === "") end--;
  return records.slice(0, end);
}

function checkHeader(
  header: readonly string[],
  names: readonly string[],
  file: string,
  delimiter: string,
): void {
  for (let at = 0; at < Math.max(header.length, names.length); at++) {
    if (header[at] === names[at]) continue;
    const found = header[at] === undefined ? "ends" : `is ${quote(shorten(header[at]))}`;
    const expected = names[at] === undefined ? `ends after ${names.length} names` : `is ${quote(names[at])}`;
    const problem = `the header ${found}, but that of this data set ${expected}${wrongSeparator(header, delimiter)}`;
    throw new DatasetFormatError(file, problem, { line: 1, column: at + 1 });
  }
}

function checkWhole(text: string, file: string, expected: number, rows: number, lines: number): void {
  if (rows !== expected) {
    const problem = `the file holds ${rows} rows, not ${expected}${rows < expected ? "; is it truncated?" : ""}`;
    throw new DatasetFormatError(file, problem, { line: lines + 1, column: 1 });
  }
  if (text.endsWith("\n")) return;
  const problem = "the last line has no end; is the file truncated? If it is whole, add a line break";
  throw new DatasetFormatError(file, problem, { line: lines });
}

/** A hint for a line that contains another separator than the expected one. */
function wrongSeparator(record: readonly string[], delimiter: string): string {
  if (record.length !== 1 || record[0].includes(delimiter)) return "";
  const other = [",", ";", "\t", "|"].find((mark) => mark !== delimiter && record[0].includes(mark));
  if (other === undefined) return "";
  return `; its fields seem to be separated by ${quote(other)}, not by ${quote(delimiter)}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The first line of a record: the line after the last line of the record before it. */
function firstLine(records: readonly CsvRecord[], at: number): number {
  return records[at - 1].info.lines + 1;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parseColumn(
  kind: ColumnKind,
  cells: readonly string[],
  fail: (row: number, value: string) => never,
): Column {
  if (kind !== "numeric") {
    const words = cells.map((cell) => (cell === "" ? null : cell));
    return kind === "text" ? textColumn(words) : categoricalColumn(words);
  }
  const numbers = cells.map((cell, row) => {
    const digits = cell.trim();
    if (digits === "") return null;
    const number = DECIMAL.test(digits) ? Number(digits) : Number.NaN;
    return Number.isFinite(number) ? number : fail(row, cell);
  });
  return numericColumn(numbers);
}
