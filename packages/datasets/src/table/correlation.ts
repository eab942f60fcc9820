import { type Tensor, tensor } from "@gradiente/core";
import { aNumber, checkArgument, declareOptions, found, optionsOf } from "@gradiente/core/arguments";
import { someTexts } from "../checks.ts";
import { formatCells } from "./format-table.ts";
import { numeric, type Table, tableOf } from "./table.ts";
import { atUnitScale } from "./unit-scale.ts";

/** Options of {@link correlation}. */
export interface CorrelationOptions {
  /** The columns with which all columns are correlated. Default: all columns. */
  readonly with?: readonly string[];
}

/** Correlation coefficients as plain data: see {@link CorrelationTable.toJSON}. */
export interface CorrelationTableJSON {
  /** The columns that are the rows of the table. */
  readonly names: readonly string[];
  /** The columns that are its columns. */
  readonly against: readonly string[];
  /** Columns without a coefficient, since all of their values are the same. */
  readonly constant: readonly string[];
  /** For each of `names` a list with the coefficient of each of `against`; null where it is not defined. */
  readonly coefficients: readonly (readonly (number | null)[])[];
}

/**
 * Pearson's correlation coefficients of columns; `toString()` prints them.
 *
 * @example
 * ```ts
 * const table = new Table([
 *   ["x", numericColumn([1, 2, 3])],
 *   ["y", numericColumn([2, 1, 3])],
 *   ["z", numericColumn([5, 5, 5])],
 * ]);
 * const found = correlation(table);
 * found.between("x", "y"); // 0.5
 * found.between("x", "z"); // null
 * found.constant; // ["z"]
 * ```
 */
export class CorrelationTable {
  /** The columns that are the rows of this table. */
  readonly names: readonly string[];
  /** The columns that are the columns of this table. */
  readonly against: readonly string[];
  /** The columns whose values are all the same, so that their coefficients are not defined. */
  readonly constant: readonly string[];
  readonly #values: Float64Array;

  constructor(
    names: readonly string[],
    against: readonly string[],
    constant: readonly string[],
    values: Float64Array,
  ) {
    this.names = names;
    this.against = against;
    this.constant = constant;
    this.#values = values;
  }

  /**
   * The coefficient of two columns, from -1 to 1. It is null where it is not defined: if one of the columns is constant in
   * the rows in which both have a value, or if there are fewer than two such rows.
   *
   * @throws RangeError if the first is not one of `names`, or the second is not one of `against`.
   */
  between(name: string, other: string): number | null {
    const [row, column] = [this.names.indexOf(name), this.against.indexOf(other)];
    if (row < 0 || column < 0) {
      throw new RangeError(
        `CorrelationTable.between: there is no coefficient of ${found(row < 0 ? name : other)}`,
      );
    }
    const value = this.#values[row * this.against.length + column];
    return Number.isNaN(value) ? null : value;
  }

  /**
   * The coefficients, float64 `[names, against]`.
   *
   * @param undefinedAs - The value for coefficients that are not defined. Default: NaN.
   */
  toTensor(undefinedAs = Number.NaN): Tensor {
    checkArgument("CorrelationTable.toTensor", "undefinedAs", undefinedAs, aNumber);
    const values = this.#values.map((value) => (Number.isNaN(value) ? undefinedAs : value));
    return tensor(values, { shape: [this.names.length, this.against.length] });
  }

  /** What `JSON.stringify` writes: the names, and the coefficients in a list for each name, null where not defined. */
  toJSON(): CorrelationTableJSON {
    const { names, against, constant } = this;
    const coefficients = names.map((name) => against.map((other) => this.between(name, other)));
    return { names, against, constant, coefficients };
  }

  /**
   * The table as text: six decimals, `-` for coefficients that are not defined, and a list of the constant columns. Of
   * more than 60 rows or 12 columns, only the first and the last ones are printed.
   */
  toString(): string {
    const text = formatCells({ rows: this.names, columns: this.against }, (row, column) => {
      const value = this.#values[row * this.against.length + column];
      return Number.isNaN(value) ? "-" : value.toFixed(6);
    });
    return this.constant.length === 0
      ? text
      : `${text}\n\nconstant, no correlation: ${this.constant.join(", ")}`;
  }
}

const CORRELATION = declareOptions<CorrelationOptions>({ with: someTexts });

/**
 * Pearson's correlation coefficients of the columns of a table or matrix. Each pair of columns is compared over the rows
 * in which both have a value (pairwise complete, as in pandas' `corr`). A constant column has no coefficient, not even
 * with itself: it is listed in `constant`, and its coefficients are null.
 *
 * Source: K. Pearson, "Note on Regression and Inheritance in the Case of Two Parents" (1895).
 *
 * @throws TypeError if a column is not numeric. Leave such columns out with `selectKind("numeric")`.
 * @throws RangeError if a column of the option `with` does not exist.
 * @example
 * ```ts
 * import { correlation, loadIris } from "@gradiente/datasets";
 *
 * console.log(String(correlation(loadIris().x)));
 * ```
 */
export function correlation(data: Table | Tensor, options?: CorrelationOptions): CorrelationTable {
  const { with: given } = optionsOf("correlation", options, CORRELATION);
  const table = tableOf("correlation", data);
  const { names } = table;
  const against = given ?? names;
  const columns = new Map(names.map((name) => [name, numeric(name, table.column(name)).values]));
  for (const name of against) table.column(name);
  const whole = new Map([...columns].filter(([, values]) => !values.some(Number.isNaN)));
  const scores = new Map([...whole].map(([name, values]) => [name, standardScores(values)]));
  const products = wholeProducts(scores, against, table.size);
  const values = new Float64Array(names.length * against.length);
  for (const [row, name] of names.entries()) {
    for (const [column, other] of against.entries()) {
      values[row * against.length + column] =
        products.get(name)?.get(other) ??
        pairwise(columns.get(name) as Float64Array, columns.get(other) as Float64Array);
    }
  }
  const constant = names.filter((name) => isConstant((columns.get(name) as Float64Array).filter(isThere)));
  return new CorrelationTable(names, against, constant, values);
}

/** All coefficients of columns without missing values, computed by one matrix product. */
function wholeProducts(
  scores: ReadonlyMap<string, Float64Array | null>,
  against: readonly string[],
  rows: number,
): Map<string, Map<string, number>> {
  const left = [...scores.keys()];
  const right = left.filter((name) => against.includes(name));
  const matrix = (names: readonly string[]): Tensor => {
    const all = new Float64Array(names.length * rows);
    for (const [at, name] of names.entries()) all.set(scores.get(name) ?? new Float64Array(rows), at * rows);
    return tensor(all, { shape: [names.length, rows] });
  };
  const products = new Map<string, Map<string, number>>(left.map((name) => [name, new Map()]));
  if (right.length === 0) return products;
  const values = matrix(left).matmul(matrix(right).transpose()).toTypedArray();
  for (const [row, name] of left.entries()) {
    for (const [column, other] of right.entries()) {
      const defined = scores.get(name) !== null && scores.get(other) !== null;
      const value = name === other ? 1 : clipped(values[row * right.length + column]);
      products.get(name)?.set(other, defined ? value : Number.NaN);
    }
  }
  return products;
}

function pairwise(a: Float64Array, b: Float64Array): number {
  const both = (_: number, row: number): boolean => isThere(a[row]) && isThere(b[row]);
  const [x, y] = [standardScores(a.filter(both)), standardScores(b.filter(both))];
  if (x === null || y === null) return Number.NaN;
  return a === b ? 1 : clipped(x.reduce((sum, value, row) => sum + value * y[row], 0));
}

/** The values scaled to mean 0 and length 1; null for a constant, which is recognised by its values. */
function standardScores(given: Float64Array): Float64Array | null {
  if (isConstant(given)) return null;
  const { values } = atUnitScale(given);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centered = values.map((value) => value - mean);
  const length = Math.sqrt(centered.reduce((sum, value) => sum + value * value, 0));
  return centered.map((value) => value / length);
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function isThere(value: number): boolean {
  return !Number.isNaN(value);
}

/** The value in [-1, 1]: rounding can make a coefficient slightly larger than 1. */
function clipped(value: number): number {
  return Math.min(1, Math.max(-1, value));
}
