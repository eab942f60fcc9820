import { check, checkArgument, severalOf } from "@gradiente/core/arguments";
import { isList, isListOf, isObject } from "../checks.ts";
/** A column of numbers. */
export interface NumericColumn {
  /** What the column holds: numbers. */
  readonly kind: "numeric";
  /** The values; NaN where a value is missing. */
  readonly values: Float64Array;
}

/** A column of words. */
export interface WordColumn {
  /** "categorical" if a few words repeat, "text" for free text. */
  readonly kind: "categorical" | "text";
  /** The words; null where one is missing. */
  readonly values: readonly (string | null)[];
}

/** One typed column of a table. */
export type Column = NumericColumn | WordColumn;

/** The kind of values in a column. */
export type ColumnKind = Column["kind"];

/** The value of a cell: a number or a word; null if it is missing. */
export type Cell = number | string | null;

const isWord = (value: unknown) => value === null || typeof value === "string";

const someNumbers = check<ArrayLike<number | null | undefined>>(
  "a list of numbers, with null where one is missing",
  (value) =>
    isList(value) && Array.prototype.every.call(value, (each) => each == null || typeof each === "number"),
);

const someWords = check<readonly (string | null)[]>(
  "a list of texts, with null where one is missing",
  (value) => isListOf(value, isWord),
);

const aLoop = severalOf<string | null>(someWords.expected);

/** A column as the functions here make it. */
export const aColumn = check<Column>(
  "a column, such as numericColumn([1, 2])",
  (value) =>
    isObject(value) &&
    (value.kind === "numeric"
      ? ArrayBuffer.isView(value.values)
      : (value.kind === "categorical" || value.kind === "text") && Array.isArray(value.values)),
);

function wordColumn(owner: string, kind: WordColumn["kind"], given: Iterable<string | null>): WordColumn {
  checkArgument(owner, "the values", given, aLoop);
  const values = [...given];
  checkArgument(owner, "the values", values, someWords);
  return { kind, values };
}

/**
 * Makes a column of numbers, stored as float64. NaN, null and undefined are missing values.
 *
 * @example new Table([["age", numericColumn([31, null, 45])]]).size; // 3
 */
export function numericColumn(values: ArrayLike<number | null | undefined>): NumericColumn {
  checkArgument("numericColumn", "the values", values, someNumbers);
  return { kind: "numeric", values: Float64Array.from(values, (value) => value ?? Number.NaN) };
}

/**
 * Makes a column of words that repeat, such as "male" and "female". Null is a missing value.
 *
 * @example new Table([["colour", categoricalColumn(["red", "blue", "red"])]]).size; // 3
 */
export function categoricalColumn(values: Iterable<string | null>): WordColumn {
  return wordColumn("categoricalColumn", "categorical", values);
}

/**
 * Makes a column of free text, such as names. Null is a missing value.
 *
 * @example new Table([["name", textColumn(["Ada", "Grace"])]]).size; // 2
 */
export function textColumn(values: Iterable<string | null>): WordColumn {
  return wordColumn("textColumn", "text", values);
}

/** The value of a cell in one row. */
export function cellAt(column: Column, row: number): Cell {
  const value = column.values[row];
  return typeof value === "number" && Number.isNaN(value) ? null : value;
}

/** The given rows of a column. */
export function takeRows(column: Column, rows: Int32Array): Column {
  if (column.kind === "numeric")
    return { kind: "numeric", values: Float64Array.from(rows, (row) => column.values[row]) };
  return { kind: column.kind, values: Array.from(rows, (row) => column.values[row]) };
}

/** The number of missing values. */
export function countMissing(column: Column): number {
  let missing = 0;
  for (let row = 0; row < column.values.length; row++) if (cellAt(column, row) === null) missing++;
  return missing;
}

/** The distinct values in ascending order (words by code unit), without missing values. */
export function distinctValues(column: Column): (number | string)[] {
  if (column.kind === "numeric") {
    return [...new Set(column.values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  }
  return [...new Set(column.values)].filter((value) => value !== null).sort();
}
