import { check, checkArgument, declareOptions, found, numeric, optionsOf } from "@gradiente/core/arguments";
import { someBytes } from "@gradiente/core/elements";
import { type CsvError, type Info, parse } from "csv-parse/sync";
import { aText, someTexts } from "../checks.ts";
import { DatasetFormatError } from "../errors.ts";
import {
  type Column,
  type ColumnKind,
  categoricalColumn,
  numericColumn,
  textColumn,
} from "../table/column.ts";
import { isMoved, type Named, namedEntries } from "../table/named.ts";
import { quote } from "../table/quote.ts";
import { Table } from "../table/table.ts";
import { decodeText, lineAt } from "./decode-text.ts";

/** The expected format of a file for {@link parseCsv}. */
export interface CsvFormat {
  /**
   * The kind of each column by name, in the order of the file: a list of pairs, a Map or an object. Names are exactly
   * those of the header line. In an object, names that are whole numbers, such as 2015, may be anywhere in the file.
   */
  readonly columns: Named<ColumnKind>;
  /** The separator of fields: one character or several, without quotes and line breaks. Default: ",". */
  readonly delimiter?: string;
  /**
   * The texts that stand for a missing value, such as `["NA", "?"]`, besides the empty field. A field is missing if it is
   * exactly one of them, quoted or not; blanks around it count in columns of words only. Default: none.
   */
  readonly missing?: readonly string[];
  /** The number of rows. If it is given, a file that was cut short is an error, even one cut inside its last field. */
  readonly rows?: number;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: Info;
}

/** What is known of a file while it is parsed. */
interface Source {
  readonly file: string;
  readonly text: string;
  readonly delimiter: string;
}

/**
 * Parses a table of separated values (RFC 4180, with any separator). Quoted fields may contain separators, line breaks
 * and doubled quotes. A line ends in LF, CRLF or CR, each line in its own way; line breaks in quoted fields are kept as
 * they are. A UTF-8 byte order mark and blank lines at the end are ignored. An empty field is a missing value, and so is
 * one of the texts of `missing`. Blanks around a number are allowed.
 *
 * @param bytes - The whole file.
 * @param file - Its name for error messages.
 * @throws DatasetFormatError if the file is empty or not UTF-8, if the header or the number of rows is not the expected
 * one, if a row has more or fewer fields than the header, if a field of a numeric column is not a decimal number, if a
 * quote is out of place, or if there is a NUL character. The message names line and column.
 * @throws TypeError or RangeError for a format that no file can have.
 * @example
 * ```ts
 * import { parseCsv } from "@gradiente/datasets";
 *
 * const bytes = new TextEncoder().encode("name,age\nAda,36\nAlan,NA\n");
 * const table = parseCsv(bytes, "people.csv", {
 *   columns: [["name", "text"], ["age", "numeric"]],
 *   missing: ["NA"],
 * });
 * table.numbers("age"); // [36, NaN]
 * ```
 */
export function parseCsv(bytes: Uint8Array, file: string, format: CsvFormat): Table {
  checkArgument("parseCsv", "the bytes", bytes, someBytes);
  checkArgument("parseCsv", "the file", file, aText);
  checkFormat(format);
  const { delimiter = ",", rows, missing = [] } = format;
  const source = { file, text: decodeText(bytes, file), delimiter };
  const [header, ...records] = withoutBlankEnd(parseRecords(source));
  if (header === undefined)
    throw new DatasetFormatError(file, "the file holds no line", { line: 1, column: 1 });
  const columns = columnsOf(format.columns, header.record);
  checkHeader(header.record, columns, source);
  const width = columns.length;
  /** The first line of a row: the line after the last line of the record before it. */
  const lineOf = (row: number) => lineAt(source.text, (records[row - 1] ?? header).info.bytes);
  for (const [row, { record }] of records.entries()) {
    if (record.length === width) continue;
    const last = row === records.length - 1 && record.length < width && !hasEnd(source.text);
    const problem =
      `the row has ${record.length} ${record.length === 1 ? "field" : "fields"}, not ${width}` +
      (last ? "; the file ends here, is it truncated?" : wrongSeparator(record, delimiter));
    const column = Math.min(record.length, width) + 1;
    throw new DatasetFormatError(file, problem, { line: lineOf(row), column });
  }
  if (rows !== undefined) checkWhole(source, rows, records.length, lineOf(records.length));
  const isMissing = new Set(["", ...missing]);
  const parsed = columns.map(([name, kind], at): [string, Column] => {
    const cells = records.map(({ record }) => record[at]);
    const fail = (row: number): never => {
      const value = cells[row];
      const problem = `${quote(shorten(value))} in the column ${quote(name)} is not a number${DECIMAL.test(value.trim()) ? " that float64 can hold" : ""}`;
      throw new DatasetFormatError(file, problem, { line: lineOf(row), column: at + 1 });
    };
    return [name, parseColumn(kind, cells, isMissing, fail)];
  });
  return new Table(parsed, records.length);
}

const KINDS: readonly ColumnKind[] = ["numeric", "categorical", "text"];

const CSV = declareOptions<CsvFormat>(
  {
    columns: check(
      "the kind of each column by name: a list of pairs, a Map or an object",
      (value) => typeof value === "object" && value !== null,
    ),
    delimiter: check(
      "one character or several, without quotes and line breaks",
      (value) => typeof value === "string" && value !== "" && !/["\r\n]/.test(value),
    ),
    missing: check('a list of texts, such as ["NA", "?"]', someTexts.accepts),
    rows: numeric("a whole number, 0 or more", (value) => Number.isSafeInteger(value) && value >= 0),
  },
  "columns",
);

function checkFormat(format: CsvFormat): void {
  const { columns } = optionsOf("parseCsv", format, CSV);
  for (const [name, kind] of namedEntries("parseCsv: columns", columns).entries) {
    if (KINDS.includes(kind)) continue;
    throw new TypeError(
      `parseCsv: the kind of column ${quote(name)} is ${found(kind)}; use ${KINDS.join(", ")}`,
    );
  }
}

/**
 * The columns in the order of the file. An object does not tell where its whole numbers were written, so each of those
 * is where the header has it.
 */
function columnsOf(
  named: Named<ColumnKind>,
  header: readonly string[],
): readonly (readonly [string, ColumnKind])[] {
  const { entries, isOrdered } = namedEntries("parseCsv: columns", named);
  if (isOrdered) return entries;
  const kept = entries.filter(([name]) => !isMoved(name));
  const moved = new Map(entries.filter(([name]) => isMoved(name)));
  const found: (readonly [string, ColumnKind])[] = [];
  for (const name of header) {
    const kind = moved.get(name);
    const next = kind === undefined ? kept.shift() : ([name, kind] as const);
    if (next !== undefined) found.push(next);
    moved.delete(name);
  }
  return [...found, ...kept, ...moved];
}

/** All ways to end a line, the longest first. Without them, the parser takes the first one that it meets for all lines. */
const LINE_ENDS = ["\r\n", "\n", "\r"];

function hasEnd(text: string): boolean {
  return /[\r\n]$/.test(text);
}

function parseRecords({ text, file, delimiter }: Source): CsvRecord[] {
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    // The parser would take one after a quote for the end of the file.
    const line = lineAt(text.slice(0, nul), Number.POSITIVE_INFINITY);
    const problem = "there is a NUL character, which no text has; save the table as UTF-8 (is it UTF-16?)";
    throw new DatasetFormatError(file, problem, { line });
  }
  try {
    // Fields are counted later and not by the parser, so that the error can name the position.
    return parse(text, {
      delimiter,
      info: true,
      record_delimiter: LINE_ENDS,
      relax_column_count: true,
    }) as unknown as CsvRecord[];
  } catch (cause) {
    const { code, column, bytes } = cause as CsvError & { column?: number; bytes?: number };
    if (code === undefined) throw cause;
    const unclosed = code === "CSV_QUOTE_NOT_CLOSED";
    const problem = unclosed
      ? "a quoted field begins here and has no end; is the file truncated?"
      : `a quote is out of place (${(cause as Error).message.replace(/ at line \d+/, "")})${wrongSeparator([firstLineOf(text)], delimiter)}`;
    // The parser names the last line of the file. The field may begin many lines before it.
    const line = bytes === undefined ? undefined : lineAt(text, bytes);
    throw new DatasetFormatError(file, problem, {
      line,
      column: typeof column === "number" ? column + 1 : undefined,
      cause,
    });
  }
}

function firstLineOf(text: string): string {
  return text.split(/[\r\n]/, 1)[0];
}

/** The records without blank lines at the end. */
function withoutBlankEnd(records: CsvRecord[]): CsvRecord[] {
  let end = records.length;
  while (end > 0 && records[end - 1].record.length === 1 && records[end - 1].record[0].trim() === "") end--;
  return records.slice(0, end);
}

function checkHeader(
  header: readonly string[],
  columns: readonly (readonly [string, ColumnKind])[],
  { file, delimiter }: Source,
): void {
  for (let at = 0; at < Math.max(header.length, columns.length); at++) {
    const name = columns[at]?.[0];
    if (header[at] === name) continue;
    const found = header[at] === undefined ? "ends" : `is ${quote(shorten(header[at]))}`;
    const expected = name === undefined ? `ends after ${columns.length} names` : `is ${quote(name)}`;
    const problem = `the header ${found}, but that of this data set ${expected}${wrongSeparator(header, delimiter)}`;
    throw new DatasetFormatError(file, problem, { line: 1, column: at + 1 });
  }
}

/** @param end - The line after the last row. */
function checkWhole({ text, file }: Source, expected: number, rows: number, end: number): void {
  if (rows !== expected) {
    const problem = `the file holds ${rows} rows, not ${expected}${rows < expected ? "; is it truncated?" : ""}`;
    throw new DatasetFormatError(file, problem, { line: hasEnd(text) ? end : end + 1, column: 1 });
  }
  if (hasEnd(text)) return;
  const problem = "the last line has no end; is the file truncated? If it is whole, add a line break";
  throw new DatasetFormatError(file, problem, { line: end });
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

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parseColumn(
  kind: ColumnKind,
  cells: readonly string[],
  isMissing: ReadonlySet<string>,
  fail: (row: number) => never,
): Column {
  if (kind !== "numeric") {
    const words = cells.map((cell) => (isMissing.has(cell) ? null : cell));
    return kind === "text" ? textColumn(words) : categoricalColumn(words);
  }
  const numbers = cells.map((cell, row) => {
    const digits = cell.trim();
    if (isMissing.has(digits) || isMissing.has(cell)) return null;
    const number = DECIMAL.test(digits) ? Number(digits) : Number.NaN;
    return Number.isFinite(number) ? number : fail(row);
  });
  return numericColumn(numbers);
}
