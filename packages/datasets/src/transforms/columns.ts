import { formatShape, type Tensor } from "@gradiente/core";
import { type Dataset, wholeBatch } from "../dataset/dataset.ts";
import { checkFit } from "../splits/parts.ts";
import { type Column, cellAt, numericColumn } from "../table/column.ts";
import { quote, Table } from "../table/table.ts";
import { TabularDataset } from "../table/tabular-dataset.ts";

/** What a transform can be fitted on: the rows of a table, a matrix, or the inputs of a data set. */
export type FitData = Table | Tensor | Dataset;

/** Columns to learn from; a Table is one. */
export interface Columns {
  readonly size: number;
  readonly names: readonly string[];
  column(name: string): Column;
}

/** What was learnt from, in one form, and how it is called. */
export interface LearningData {
  readonly columns: Columns;
  /** float32 where learnt from float32 or whole numbers. */
  readonly dtype: "float32" | "float64";
  /** Some of the columns as a table, for transforms that consist of others. */
  table(names: readonly string[]): Table;
}

/**
 * The one gate of every `fit`: refuses what a split held out, what is not columns, and what has no rows.
 *
 * @throws LeakageError if the data are the test part of a split.
 * @throws RangeError if a matrix is needed and something else is given, or there are no rows.
 */
export function learningData(owner: string, data: FitData): LearningData {
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

/** The columns of a matrix, taken out one at a time: all at once they would be a second copy. */
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

/** A column's name in messages; those of a matrix are numbers. */
export function labelOf(name: string): string {
  return /^\d+$/.test(name) ? name : quote(name);
}

/**
 * The values of a column that has to have one in every row.
 *
 * @throws TypeError if it is not numeric.
 * @throws RangeError if a value is missing or infinite; it names column and row.
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
    `${owner}.fit: column ${labelOf(name)} holds ${values[wrong]} in row ${wrong}; fill in (Imputer) or drop such ` +
      "values first",
  );
}

/** The values of a column that are there. */
export function presentValues(column: Column): (number | string)[] {
  const present: (number | string)[] = [];
  for (let row = 0; row < column.values.length; row++) {
    const cell = cellAt(column, row);
    if (cell !== null) present.push(cell);
  }
  return present;
}
