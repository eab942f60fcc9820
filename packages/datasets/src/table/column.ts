/** Numbers, NaN where a value is missing. */
export interface NumericColumn {
  readonly kind: "numeric";
  readonly values: Float64Array;
}

/** Words, null where one is missing: of a few kinds that repeat ("categorical"), or free ("text"). */
export interface WordColumn {
  readonly kind: "categorical" | "text";
  readonly values: readonly (string | null)[];
}

/** One typed column of a table. */
export type Column = NumericColumn | WordColumn;

/** What the values of a column are. */
export type ColumnKind = Column["kind"];

/** A cell: a number, a word, or null where the value is missing. */
export type Cell = number | string | null;

/** A column of numbers; NaN, null and undefined are missing values. */
export function numericColumn(values: ArrayLike<number | null | undefined>): NumericColumn {
  return { kind: "numeric", values: Float64Array.from(values, (value) => value ?? Number.NaN) };
}

/** A column of words that repeat, such as "male" and "female"; null is a missing value. */
export function categoricalColumn(values: Iterable<string | null>): WordColumn {
  return { kind: "categorical", values: [...values] };
}

/** A column of free text, such as names; null is a missing value. */
export function textColumn(values: Iterable<string | null>): WordColumn {
  return { kind: "text", values: [...values] };
}

/** The cell in one row. */
export function cellAt(column: Column, row: number): Cell {
  const value = column.values[row];
  return typeof value === "number" && Number.isNaN(value) ? null : value;
}

/** The same column with other rows. */
export function takeRows(column: Column, rows: Int32Array): Column {
  if (column.kind === "numeric")
    return { kind: "numeric", values: Float64Array.from(rows, (row) => column.values[row]) };
  return { kind: column.kind, values: Array.from(rows, (row) => column.values[row]) };
}

/** How many values are missing. */
export function countMissing(column: Column): number {
  let missing = 0;
  for (let row = 0; row < column.values.length; row++) if (cellAt(column, row) === null) missing++;
  return missing;
}

/** The different values that occur, in ascending order (words by code unit); missing ones are not among them. */
export function distinctValues(column: Column): (number | string)[] {
  if (column.kind === "numeric") {
    return [...new Set(column.values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  }
  return [...new Set(column.values)].filter((value) => value !== null).sort();
}
