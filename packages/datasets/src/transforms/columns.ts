import { formatShape, Tensor } from "@gradiente/core";
import { check, checkArgument, PackageCopy } from "@gradiente/core/arguments";
import { isDataset } from "../checks.ts";
import { type Dataset, wholeBatch } from "../dataset/dataset.ts";
import { checkFit } from "../splits/parts.ts";
import { type Column, cellAt, numericColumn } from "../table/column.ts";
import { quote } from "../table/quote.ts";
import { Table } from "../table/table.ts";
import { TabularDataset } from "../table/tabular-dataset.ts";

/** Data for `fit`: a table, a matrix `[rows, columns]`, or a data set, whose inputs are taken. */
export type FitData = Table | Tensor | Dataset;

/** Columns to learn from. A Table fits this interface. */
export interface Columns {
  readonly size: number;
  readonly names: readonly string[];
  column(name: string): Column;
}

/** The data of a `fit` in one form, whatever they were given as. */
export interface LearningData {
  readonly columns: Columns;
  /** float64 for tables and float64 matrices; float32 for matrices of float32 or whole numbers. */
  readonly dtype: "float32" | "float64";
  /** Some of the columns as a table, for transforms that consist of others. */
  table(names: readonly string[]): Table;
}

const fitData = check<FitData>(
  "a Table, a tensor [rows, columns] or a data set",
  (value) => value instanceof Table || value instanceof Tensor || isDataset(value),
);

/**
 * Checks the data of every `fit` and brings them to one form.
 *
 * @throws LeakageError if the data are the test part of a split, or were taken from it.
 * @throws RangeError if a tensor is not a matrix, or if there are no rows.
 */
export function learningData(owner: string, data: FitData): LearningData {
  // What is known of the parts of a split is known to one copy only.
  PackageCopy.of(Table).check(`${owner}.fit`, data);
  PackageCopy.of(Tensor).check(`${owner}.fit`, data);
  checkArgument(`${owner}.fit`, "the data", data, fitData);
  checkFit(owner, data);
  if (data instanceof TabularDataset) return learningData(owner, data.features);
  if (data instanceof Table) {
    if (data.size === 0) throw new RangeError(`${owner}.fit: the table has no rows`);
    return { columns: data, dtype: "float64", table: (names) => data.select(names) };
  }
  if ("batch" in data) return learningData(owner, wholeBatch(data).x);
  if (data.ndim !== 2 || data.shape[0] === 0) {
    throw new RangeError(
      `${owner}.fit: x must be [rows, columns] with at least one row, not ${formatShape(data.shape)}`,
    );
  }
  const columns = columnsOf(data);
  return {
    columns,
    dtype: data.dtype === "float64" ? "float64" : "float32",
    table: (names) => new Table(new Map(names.map((name) => [name, columns.column(name)])), columns.size),
  };
}

/** The columns of a matrix. They are copied one at a time; all at once would be a second copy of the matrix. */
function columnsOf(x: Tensor): Columns {
  const [size, width] = x.shape as [number, number];
  const values = x.toTypedArray();
  return {
    size,
    names: Array.from({ length: width }, (_, at) => String(at)),
    column: (name) => {
      const column = new Float64Array(size);
      for (let row = 0, at = Number(name); row < size; row++, at += width) column[row] = values[at];
      return numericColumn(column);
    },
  };
}

/** The name of a column in messages. Columns of a matrix are numbers. */
export function labelOf(name: string): string {
  return /^\d+$/.test(name) ? name : quote(name);
}

/**
 * The values of a numeric column that must be complete.
 *
 * @throws TypeError if the column is not numeric.
 * @throws RangeError if a value is missing or infinite. The message names column and row.
 */
export function wholeNumbers(owner: string, columns: Columns, name: string): Float64Array {
  const column = columns.column(name);
  if (column.kind !== "numeric") {
    throw new TypeError(
      `${owner}.fit: column ${labelOf(name)} is ${column.kind}, not numeric; encode it first`,
    );
  }
  const { values } = column;
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return values;
  throw new RangeError(
    `${owner}.fit: column ${labelOf(name)} holds ${values[wrong]} in row ${wrong}; fill in such values first (Imputer), ` +
      "or drop them",
  );
}

/** The values of a column without the missing ones. */
export function presentValues(column: Column): (number | string)[] {
  const present: (number | string)[] = [];
  for (let row = 0; row < column.values.length; row++) {
    const cell = cellAt(column, row);
    if (cell !== null) present.push(cell);
  }
  return present;
}
