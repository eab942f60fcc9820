import type { Tensor } from "@gradiente/core";
import { found } from "@gradiente/core/arguments";
import { type Column, cellAt, type NumericColumn, type WordColumn } from "./column.ts";
import { formatTable, significant } from "./format-table.ts";
import { quantile } from "./quantile.ts";
import { type Table, tableOf } from "./table.ts";
import { atUnitScale } from "./unit-scale.ts";

/** The summary of a numeric column. Its figures ignore missing values. Without any value, they are NaN. */
export interface NumericSummary {
  /** The name of the column. */
  readonly name: string;
  readonly kind: "numeric";
  /** The number of values that are not missing. */
  readonly count: number;
  /** The number of missing values. */
  readonly missing: number;
  /** The mean of the values. */
  readonly mean: number;
  /** The sample standard deviation (divided by count - 1); NaN for a single value. */
  readonly standardDeviation: number;
  /** The smallest value. */
  readonly minimum: number;
  /** First quartile, median and third quartile, linear between the two nearest values. */
  readonly quartiles: readonly [number, number, number];
  /** The largest value. */
  readonly maximum: number;
}

/** The summary of a categorical or text column. */
export interface WordSummary {
  /** The name of the column. */
  readonly name: string;
  /** The kind of the column. */
  readonly kind: "categorical" | "text";
  /** The number of values that are not missing. */
  readonly count: number;
  /** The number of missing values. */
  readonly missing: number;
  /** The number of distinct values. */
  readonly unique: number;
  /** The most frequent value; the first in ascending order if there are several; null if there is none. */
  readonly top: string | null;
  /** The number of times that the most frequent value occurs. */
  readonly frequency: number;
}

/** The summary of a column. */
export type ColumnSummary = NumericSummary | WordSummary;

/**
 * The summaries of the columns of a table. `toString()` gives them as text.
 *
 * @example
 * ```ts
 * const summary = describe(new Table([["age", numericColumn([20, null, 40])]]));
 * summary.column("age").missing; // 1
 * ```
 */
export class TableSummary {
  /** The number of rows of the table. */
  readonly rows: number;
  /** The summary of each column, in order. */
  readonly columns: readonly ColumnSummary[];

  constructor(rows: number, columns: readonly ColumnSummary[]) {
    this.rows = rows;
    this.columns = columns;
  }

  /** The summary of one column. @throws RangeError if there is no such column. */
  column(name: string): ColumnSummary {
    const column = this.columns.find((each) => each.name === name);
    if (column === undefined) throw new RangeError(`TableSummary.column: there is no column ${found(name)}`);
    return column;
  }

  /** Two tables as text: first the numeric columns, then the columns of words. */
  toString(): string {
    const numeric = this.columns.filter((column) => column.kind === "numeric");
    const words = this.columns.filter((column) => column.kind !== "numeric");
    const parts = [`${this.rows} rows`];
    if (numeric.length > 0) {
      const header = ["numeric", "count", "missing", "mean", "std", "min", "25 %", "50 %", "75 %", "max"];
      const rows = numeric.map((column) => [
        column.name,
        String(column.count),
        String(column.missing),
        ...[column.mean, column.standardDeviation, column.minimum, ...column.quartiles, column.maximum].map(
          significant,
        ),
      ]);
      parts.push(formatTable([header, ...rows]));
    }
    if (words.length > 0) {
      const header = ["words", "count", "missing", "unique", "top", "frequency"];
      const rows = words.map(({ name, count, missing, unique, top, frequency }) =>
        [name, count, missing, unique, top ?? "", frequency].map(String),
      );
      parts.push(formatTable([header, ...rows]));
    }
    return parts.join("\n\n");
  }
}

/**
 * Summarises each column of a table or matrix by the numbers of values and of missing values. Numeric columns also have
 * mean, deviation, extremes and quartiles, as in pandas' `describe`. Columns of words have the number of distinct values
 * and the most frequent one.
 *
 * @example
 * ```ts
 * console.log(String(describe(loadIris().x)));
 * ```
 */
export function describe(data: Table | Tensor): TableSummary {
  const table = tableOf("describe", data);
  return new TableSummary(
    table.size,
    table.names.map((name) => summaryOf(name, table.column(name))),
  );
}

function summaryOf(name: string, column: Column): ColumnSummary {
  return column.kind === "numeric" ? ofNumbers(name, column) : ofWords(name, column);
}

function ofNumbers(name: string, { values }: NumericColumn): NumericSummary {
  const ascending = values.filter((value) => !Number.isNaN(value)).sort();
  const count = ascending.length;
  const scaled = atUnitScale(ascending);
  const mean = scaled.values.reduce((sum, value) => sum + value, 0) / count;
  const squares = scaled.values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const constant = count > 1 && ascending[0] === ascending[count - 1];
  const at = (fraction: number): number => (count === 0 ? Number.NaN : quantile(ascending, fraction));
  return {
    name,
    kind: "numeric",
    count,
    missing: values.length - count,
    mean: constant ? ascending[0] : mean * scaled.scale,
    standardDeviation: constant
      ? 0
      : count > 1
        ? Math.sqrt(squares / (count - 1)) * scaled.scale
        : Number.NaN,
    minimum: at(0),
    quartiles: [at(0.25), at(0.5), at(0.75)],
    maximum: at(1),
  };
}

function ofWords(name: string, column: WordColumn): WordSummary {
  const counts = new Map<string, number>();
  for (let row = 0; row < column.values.length; row++) {
    const word = cellAt(column, row);
    if (typeof word === "string") counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const count = [...counts.values()].reduce((sum, each) => sum + each, 0);
  const byFrequency = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const [top, frequency] = byFrequency[0] ?? [null, 0];
  const missing = column.values.length - count;
  return { name, kind: column.kind, count, missing, unique: counts.size, top, frequency };
}
