import { ShapeError, type Tensor, tensor } from "@gradiente/core";
import { checkIndices } from "../dataset/dataset.ts";
import { inheritPart } from "../splits/parts.ts";
import {
  type Cell,
  type Column,
  cellAt,
  countMissing,
  type NumericColumn,
  numericColumn,
  takeRows,
  type WordColumn,
} from "./column.ts";

/** A row by column name; null where a value is missing. */
export type Row = Readonly<Record<string, Cell>>;

/** How {@link Table.toTensor} stores numbers. */
export interface ToTensorOptions {
  /** Default float32. */
  readonly dtype?: "float32" | "float64";
}

/**
 * Named, typed columns of equal length. Immutable: every method gives a new table, which shares the columns that stay
 * as they are. Missing values are NaN in a numeric column and null in one of words, and stay so until an `Imputer`
 * fills them in.
 *
 * @example
 * ```ts
 * const ages = table.filter((row) => row.Sex === "female").numbers("Age");
 * ```
 */
export class Table {
  /** The number of rows. */
  readonly size: number;
  readonly #columns: ReadonlyMap<string, Column>;

  /**
   * @param columns - By name, in order. Kept, not copied.
   * @param size - The number of rows; needed only where there is no column.
   * @throws ShapeError if the columns differ in length.
   */
  constructor(columns: Readonly<Record<string, Column>> | ReadonlyMap<string, Column>, size?: number) {
    const entries = columns instanceof Map ? [...columns] : Object.entries(columns as Record<string, Column>);
    this.size = size ?? entries[0]?.[1].values.length ?? 0;
    for (const [name, { values }] of entries) {
      if (values.length === this.size) continue;
      throw new ShapeError(
        `Table: column ${quote(name)} has ${values.length} values in a table of ${this.size} rows`,
      );
    }
    this.#columns = new Map(entries);
  }

  /** The columns' names, in order. */
  get names(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** Whether there is such a column. */
  has(name: string): boolean {
    return this.#columns.has(name);
  }

  /** @throws RangeError if there is no such column; it names those there are, and any that differs in blanks or case. */
  column(name: string): Column {
    const column = this.#columns.get(name);
    if (column !== undefined) return column;
    const plain = (text: string): string => text.replace(/\s+/g, "").toLowerCase();
    const near = this.names.find((other) => plain(other) === plain(name));
    const hint = near === undefined ? "" : ` Did you mean ${quote(near)}?`;
    throw new RangeError(
      `Table: there is no column ${quote(name)}.${hint} There are: ${this.names.map(quote).join(", ")}`,
    );
  }

  /** The values of a numeric column, NaN where missing. @throws TypeError if it is one of words. */
  numbers(name: string): Float64Array {
    return numeric(name, this.column(name)).values;
  }

  /** The values of a categorical or text column, null where missing. @throws TypeError if it is numeric. */
  words(name: string): readonly (string | null)[] {
    const column = this.column(name);
    if (column.kind === "numeric")
      throw new TypeError(`Table: column ${quote(name)} is numeric, not of words`);
    return column.values;
  }

  /** One row. @throws RangeError if there is no such row. */
  row(index: number): Row {
    checkIndices([index], this.size);
    return this.#rowAt(index);
  }

  /** All rows, in order. */
  *rows(): IterableIterator<Row> {
    for (let row = 0; row < this.size; row++) yield this.#rowAt(row);
  }

  /** Only these columns, in this order. */
  select(names: readonly string[]): Table {
    return this.#with(new Map(names.map((name) => [name, this.column(name)])));
  }

  /** All columns but these. */
  drop(names: readonly string[]): Table {
    for (const name of names) this.column(name);
    return this.select(this.names.filter((name) => !names.includes(name)));
  }

  /** The columns of one kind: numeric ones, say, for {@link Table.toTensor}. */
  selectKind(kind: Column["kind"]): Table {
    return this.select(this.names.filter((name) => this.column(name).kind === kind));
  }

  /**
   * The same columns under other names; those not mentioned keep theirs.
   *
   * @throws RangeError if a column is not there, or two would have the same name.
   */
  rename(names: Readonly<Record<string, string>>): Table {
    for (const name of Object.keys(names)) this.column(name);
    const columns = new Map<string, Column>();
    for (const [name, column] of this.#columns) {
      const renamed = Object.hasOwn(names, name) ? names[name] : name;
      if (columns.has(renamed))
        throw new RangeError(`Table.rename: two columns would be named ${quote(renamed)}`);
      columns.set(renamed, column);
    }
    return this.#with(columns);
  }

  /**
   * Adds a column, or replaces the one of that name in its place.
   *
   * @param values - A column; or a function of each row, which gives numbers (a numeric column) or strings (a
   * categorical one), and null where a value is missing.
   * @throws TypeError if the function gives both numbers and strings.
   */
  withColumn(name: string, values: Column | ((row: Row, index: number) => Cell)): Table {
    const column = typeof values === "function" ? this.#derive(name, values) : values;
    return this.#with(new Map(this.#columns).set(name, column));
  }

  /** The columns of this table, then those of another. @throws RangeError if they share a name. */
  join(other: Table): Table {
    const shared = other.names.find((name) => this.has(name));
    if (shared !== undefined) throw new RangeError(`Table.join: both tables have a column ${quote(shared)}`);
    return inheritPart(this.#with(new Map([...this.#columns, ...other.#columns])), other);
  }

  /** The rows at these indices, in that order. @throws RangeError if an index is not one of the table's. */
  take(indices: readonly number[] | Int32Array): Table {
    checkIndices(indices, this.size);
    const rows = Int32Array.from(indices);
    const columns = new Map([...this.#columns].map(([name, column]) => [name, takeRows(column, rows)]));
    return inheritPart(new Table(columns, rows.length), this);
  }

  /** The rows for which the condition holds. */
  filter(condition: (row: Row, index: number) => boolean): Table {
    return this.take(this.#rowsWhere((row) => condition(this.#rowAt(row), row)));
  }

  /** The rows that have a value in each of these columns; unless said otherwise, in every column. */
  dropMissing(names: readonly string[] = this.names): Table {
    const columns = names.map((name) => this.column(name));
    return this.take(this.#rowsWhere((row) => columns.every((column) => cellAt(column, row) !== null)));
  }

  /** How many values are missing in a column. */
  missing(name: string): number {
    return countMissing(this.column(name));
  }

  /** True where a value is missing: bool `[rows, columns]`. */
  missingMask(): Tensor {
    const columns = [...this.#columns.values()];
    const mask = Uint8Array.from({ length: this.size * columns.length }, (_, at) =>
      cellAt(columns[at % columns.length], Math.floor(at / columns.length)) === null ? 1 : 0,
    );
    return tensor(mask, { shape: [this.size, columns.length], dtype: "bool" });
  }

  /**
   * The table as numbers, `[rows, columns]`; missing ones are NaN.
   *
   * @throws TypeError if a column is not numeric: encode it, or leave it out with `select` or `selectKind`.
   */
  toTensor({ dtype = "float32" }: ToTensorOptions = {}): Tensor {
    const columns = [...this.#columns].map(([name, column]) => numeric(name, column).values);
    const values = new (dtype === "float64" ? Float64Array : Float32Array)(this.size * columns.length);
    for (const [at, column] of columns.entries()) {
      for (let row = 0; row < this.size; row++) values[row * columns.length + at] = column[row];
    }
    return inheritPart(tensor(values, { shape: [this.size, columns.length] }), this);
  }

  /**
   * A matrix as a table of numeric columns.
   *
   * @param x - `[rows, columns]`.
   * @param names - One a column; "0", "1" and so on unless given.
   * @throws ShapeError unless x is a matrix with as many columns as names.
   */
  static fromTensor(x: Tensor, names?: readonly string[]): Table {
    const [rows, width] = x.shape as [number, number];
    if (x.ndim !== 2 || (names !== undefined && names.length !== width)) {
      const expected = names === undefined ? "[rows, columns]" : `[rows, ${names.length}]`;
      throw new ShapeError(`Table.fromTensor: x must be ${expected}, not [${x.shape.join(", ")}]`);
    }
    const values = x.toTypedArray();
    const columns = new Map<string, Column>();
    for (let at = 0; at < width; at++) {
      const column = Float64Array.from({ length: rows }, (_, row) => values[row * width + at]);
      columns.set(names?.[at] ?? String(at), numericColumn(column));
    }
    return inheritPart(new Table(columns, rows), x);
  }

  #with(columns: ReadonlyMap<string, Column>): Table {
    return inheritPart(new Table(columns, this.size), this);
  }

  #rowAt(row: number): Row {
    return Object.fromEntries([...this.#columns].map(([name, column]) => [name, cellAt(column, row)]));
  }

  #rowsWhere(condition: (row: number) => boolean): Int32Array {
    return Int32Array.from({ length: this.size }, (_, row) => row).filter(condition);
  }

  #derive(name: string, of: (row: Row, index: number) => Cell): Column {
    const cells = Array.from({ length: this.size }, (_, row) => of(this.#rowAt(row), row));
    const [numbers, strings] = ["number", "string"].map((type) => cells.some((cell) => typeof cell === type));
    if (numbers && strings) {
      throw new TypeError(`Table.withColumn: the function for ${quote(name)} gives both numbers and strings`);
    }
    return strings
      ? { kind: "categorical", values: cells as (string | null)[] }
      : numericColumn(cells as (number | null)[]);
  }
}

/** A name as messages write it: stray blanks show. */
export function quote(name: string): string {
  return JSON.stringify(name);
}

/** @throws TypeError if the column is not numeric. */
export function numeric(name: string, column: Column): NumericColumn {
  if (column.kind === "numeric") return column;
  throw new TypeError(
    `Table: column ${quote(name)} is ${(column satisfies WordColumn).kind}, not numeric; encode it (OneHotEncoder, ` +
      "OrdinalEncoder) or leave it out",
  );
}
