import { ShapeError, Tensor, tensor } from "@gradiente/core";
import {
  aFunction,
  aTensor,
  check,
  checkArgument,
  declareOptions,
  found,
  instanceOf,
  isPlain,
  oneOf,
  optionsOf,
  PackageCopy,
  whole,
} from "@gradiente/core/arguments";
import { aText, isObject, someTexts } from "../checks.ts";
import { datasetsCopy } from "../copy.ts";
import { checkIndices } from "../dataset/dataset.ts";
import { inheritPart } from "../splits/parts.ts";
import {
  aColumn,
  type Cell,
  type Column,
  cellAt,
  countMissing,
  type NumericColumn,
  numericColumn,
  takeRows,
  type WordColumn,
} from "./column.ts";
import { checkDistinct, isMoved, type Named, namedEntries } from "./named.ts";
import { quote } from "./quote.ts";
import { columnJson, type TableJSON } from "./table-json.ts";
import { printTable, writeCsv } from "./write-table.ts";

/** The values of a row by column name; null where a value is missing. */
export type Row = Readonly<Record<string, Cell>>;

/** Options of {@link Table.toTensor}. */
export interface ToTensorOptions {
  /** The dtype of the tensor. Default: float32. */
  readonly dtype?: "float32" | "float64";
}

const TO_TENSOR = declareOptions<ToTensorOptions>({ dtype: oneOf("float32", "float64") });

/** As that of a tensor: `structuredClone` and `postMessage` would copy next to nothing, and succeed. */
const NOT_CLONEABLE = Symbol(
  "a Table; send the names and columns, and make one of them by new Table([[name, column], ...])",
);

/**
 * Named, typed columns of equal length. Tables are immutable: every method returns a new table, which shares the columns
 * that do not change. Missing values are NaN in numeric columns and null in columns of words. They stay missing until an
 * {@link Imputer} fills them in.
 *
 * @example
 * ```ts
 * import { categoricalColumn, numericColumn, Table } from "@gradiente/datasets";
 *
 * const table = new Table({ Age: numericColumn([22, 38]), Sex: categoricalColumn(["male", "female"]) });
 * const ages = table.filter((row) => row.Sex === "female").numbers("Age"); // [38]
 * ```
 */
export class Table {
  /** The number of rows. */
  readonly size: number;
  readonly #columns: ReadonlyMap<string, Column>;
  /** @internal */
  readonly notCloneable = NOT_CLONEABLE;

  /**
   * A table of columns of one length.
   *
   * @param columns - The columns by name, in order: an object, a list of pairs or a Map. They are kept, not copied.
   * @param size - The number of rows. It is only needed for a table without columns.
   * @throws ShapeError if the columns differ in length.
   * @throws RangeError if a list has a name twice, or if an object with several columns has a name that is a whole
   * number: JavaScript moves such names to the front, so that their place is lost.
   */
  constructor(columns: Named<Column>, size?: number) {
    const { entries, isOrdered } = namedEntries("Table", columns);
    if (!isOrdered) {
      const moved = entries.map(([name]) => name).find(isMoved) as string;
      throw new RangeError(
        `Table: an object puts the column ${quote(moved)} in front, wherever it was written; give the columns as a ` +
          `list of pairs: new Table([[${quote(moved)}, column], ...])`,
      );
    }
    for (const [name, column] of entries) checkArgument("Table", `column ${quote(name)}`, column, aColumn);
    if (size !== undefined) checkArgument("Table", "the size", size, whole(0));
    this.size = size ?? entries[0]?.[1].values.length ?? 0;
    for (const [name, { values }] of entries) {
      if (values.length === this.size) continue;
      throw new ShapeError(
        `Table: column ${quote(name)} has ${values.length} values in a table of ${this.size} rows`,
      );
    }
    this.#columns = new Map(entries);
  }

  /** The names of the columns, in order. */
  get names(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** Whether there is a column of this name. */
  has(name: string): boolean {
    checkArgument("Table.has", "the name", name, aText);
    return this.#columns.has(name);
  }

  /**
   * The column of this name.
   *
   * @throws RangeError if there is no such column. The message lists the columns, and names one that differs only in
   * blanks or case.
   */
  column(name: string): Column {
    const column = this.#columns.get(name);
    if (column !== undefined) return column;
    checkArgument("Table.column", "the name", name, aText);
    const plain = (text: string): string => text.replace(/\s+/g, "").toLowerCase();
    const near = this.names.find((other) => plain(other) === plain(name));
    const hint = near === undefined ? "" : ` Did you mean ${quote(near)}?`;
    throw new RangeError(
      `Table: there is no column ${quote(name)}.${hint} There are: ${this.names.map(quote).join(", ")}`,
    );
  }

  /** The values of a numeric column, NaN where missing. @throws TypeError if it is a column of words. */
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

  /** The row at an index. @throws RangeError if there is no such row. */
  row(index: number): Row {
    checkIndices([index], this.size);
    return this.#rowAt(index);
  }

  /** All rows, in order. */
  *rows(): IterableIterator<Row> {
    for (let row = 0; row < this.size; row++) yield this.#rowAt(row);
  }

  /** The table with only these columns, in this order. @throws RangeError if there is no such column, or one is there twice. */
  select(names: readonly string[]): Table {
    checkArgument("Table.select", "the names", names, someTexts);
    checkDistinct("Table.select", names);
    return this.#with(new Map(names.map((name) => [name, this.column(name)])));
  }

  /** The table without these columns. @throws RangeError if there is no such column. */
  drop(names: readonly string[]): Table {
    checkArgument("Table.drop", "the names", names, someTexts);
    for (const name of names) this.column(name);
    return this.select(this.names.filter((name) => !names.includes(name)));
  }

  /** The table with only the columns of one kind, such as the numeric ones for {@link Table.toTensor}. */
  selectKind(kind: Column["kind"]): Table {
    checkArgument("Table.selectKind", "the kind", kind, oneOf("numeric", "categorical", "text"));
    return this.select(this.names.filter((name) => this.column(name).kind === kind));
  }

  /**
   * The table with other names of columns. Columns that are not mentioned keep their name.
   *
   * @param names - The new names by the old ones.
   * @throws RangeError if there is no such column, or if two columns would have the same name.
   */
  rename(names: Readonly<Record<string, string>>): Table {
    checkArgument("Table.rename", "the names", names, newNames);
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
   * The table with one more column, or with another column in place of the one of that name.
   *
   * @param values - A column; or a function of each row. The function returns numbers, for a numeric column, or strings,
   * for a categorical column, and null where a value is missing.
   * @throws TypeError if the function returns both numbers and strings.
   * @throws ShapeError if the column does not have one value per row.
   */
  withColumn(name: string, values: Column | ((row: Row, index: number) => Cell)): Table {
    checkArgument("Table.withColumn", "the name", name, aText);
    checkArgument("Table.withColumn", "the values", values, aColumnOrFunction);
    const column = typeof values === "function" ? this.#derive(name, values) : values;
    return this.#with(new Map(this.#columns).set(name, column));
  }

  /** The columns of this table, then those of another of equal size. @throws RangeError if they share a name. */
  join(other: Table): Table {
    checkArgument("Table.join", "the other table", other, aTable);
    const shared = other.names.find((name) => this.has(name));
    if (shared !== undefined) throw new RangeError(`Table.join: both tables have a column ${quote(shared)}`);
    return inheritPart(this.#with(new Map([...this.#columns, ...other.#columns])), other);
  }

  /** The rows at these indices, in that order. @throws RangeError if there is no such row. */
  take(indices: readonly number[] | Int32Array): Table {
    checkIndices(indices, this.size);
    const rows = Int32Array.from(indices);
    const columns = new Map([...this.#columns].map(([name, column]) => [name, takeRows(column, rows)]));
    return inheritPart(new Table(columns, rows.length), this);
  }

  /** The rows for which the condition is true. */
  filter(condition: (row: Row, index: number) => boolean): Table {
    checkArgument("Table.filter", "the condition", condition, aFunction());
    return this.take(this.#rowsWhere((row) => condition(this.#rowAt(row), row)));
  }

  /**
   * The rows that have a value in each of these columns.
   *
   * @param names - Default: all columns.
   * @throws RangeError if there is no such column.
   */
  dropMissing(names: readonly string[] = this.names): Table {
    checkArgument("Table.dropMissing", "the names", names, someTexts);
    const columns = names.map((name) => this.column(name));
    return this.take(this.#rowsWhere((row) => columns.every((column) => cellAt(column, row) !== null)));
  }

  /** The number of missing values in a column. @throws RangeError if there is no such column. */
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
   * The table as a tensor `[rows, columns]`. Missing values are NaN.
   *
   * @throws TypeError if a column is not numeric. Encode it, or leave it out with `select` or `selectKind`.
   * @throws RangeError for a finite number that is beyond float32.
   */
  toTensor(options?: ToTensorOptions): Tensor {
    const { dtype = "float32" } = optionsOf("Table.toTensor", options, TO_TENSOR);
    const columns = [...this.#columns].map(([name, column]) => numeric(name, column).values);
    if (dtype === "float32") for (const [at, name] of this.names.entries()) checkFloat32(name, columns[at]);
    const values = new (dtype === "float64" ? Float64Array : Float32Array)(this.size * columns.length);
    for (const [at, column] of columns.entries()) {
      for (let row = 0; row < this.size; row++) values[row * columns.length + at] = column[row];
    }
    return inheritPart(tensor(values, { shape: [this.size, columns.length] }), this);
  }

  /**
   * The table as text: aligned columns, rows with their numbers from 0, `-` for missing values, and five digits of numbers
   * that are not whole. Of more than 60 rows or 12 columns, only the first and the last ones are printed.
   */
  toString(): string {
    return printTable(this);
  }

  /**
   * The table as separated values (RFC 4180): a header, then a line for each row, with commas between fields and LF at the
   * end of each line. A missing value is an empty field. `parseCsv` reads the same table, to the last digit.
   *
   * @throws RangeError for what a file cannot hold: an infinite number, an empty text, or a blank last line, which is where
   * the only column ends in a missing value.
   * @example
   * ```ts
   * import { numericColumn, parseCsv, Table } from "@gradiente/datasets";
   *
   * const text = new Table({ x: numericColumn([0.1, 2]) }).toCSV(); // "x\n0.1\n2\n"
   * ```
   */
  toCSV(): string {
    return writeCsv(this);
  }

  /**
   * What `JSON.stringify` writes: the number of rows, and the columns by name with their values, null where one is missing.
   *
   * @example
   * ```ts
   * import { type Column, numericColumn, Table, type TableJSON } from "@gradiente/datasets";
   *
   * const text = JSON.stringify(new Table({ x: numericColumn([0.1, null]) }));
   * text; // '{"size":2,"columns":[{"name":"x","kind":"numeric","values":[0.1,null]}]}'
   * const { size, columns } = JSON.parse(text) as TableJSON;
   * const numbers = (values: readonly (number | string | null)[]) =>
   *   numericColumn(values.map((value) => (value === null ? null : Number(value))));
   * const table = new Table(
   *   columns.map((column): [string, Column] => [column.name, column.kind === "numeric" ? numbers(column.values) : column]),
   *   size,
   * );
   * ```
   */
  toJSON(): TableJSON {
    return { size: this.size, columns: [...this.#columns].map(([name, column]) => columnJson(name, column)) };
  }

  /**
   * Makes a table of numeric columns from a matrix.
   *
   * @param x - The matrix, `[rows, columns]`.
   * @param names - The names of the columns. Default: "0", "1" and so on.
   * @throws ShapeError unless x is a matrix and there is one name per column.
   * @throws RangeError if a name occurs twice.
   */
  static fromTensor(x: Tensor, names?: readonly string[]): Table {
    checkArgument("Table.fromTensor", "x", x, aTensor);
    if (names !== undefined) checkArgument("Table.fromTensor", "the names", names, someTexts);
    const [rows, width] = x.shape as [number, number];
    if (x.ndim !== 2 || (names !== undefined && names.length !== width)) {
      const expected = names === undefined ? "[rows, columns]" : `[rows, ${names.length}]`;
      throw new ShapeError(`Table.fromTensor: x must be ${expected}, not [${x.shape.join(", ")}]`);
    }
    const values = x.toTypedArray();
    const columns = Array.from({ length: width }, (_, at): [string, Column] => {
      const column = Float64Array.from({ length: rows }, (_, row) => values[row * width + at]);
      return [names?.[at] ?? String(at), numericColumn(column)];
    });
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
    const odd = cells.findIndex((cell) => !isCell(cell));
    if (odd >= 0) {
      throw new TypeError(
        `Table.withColumn: the function for ${quote(name)} returns ${found(cells[odd])} in row ${odd}, not a number, a ` +
          "string or null",
      );
    }
    const [numbers, strings] = ["number", "string"].map((type) => cells.some((cell) => typeof cell === type));
    if (numbers && strings) {
      throw new TypeError(
        `Table.withColumn: the function for ${quote(name)} returns both numbers and strings; return one kind`,
      );
    }
    return strings
      ? { kind: "categorical", values: cells as (string | null)[] }
      : numericColumn(cells as (number | null)[]);
  }
}

/** @throws RangeError if float32 would turn a number into infinity. */
function checkFloat32(name: string, values: Float64Array): void {
  const row = values.findIndex((value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value)));
  if (row < 0) return;
  throw new RangeError(
    `Table: column ${quote(name)} holds ${values[row]} in row ${row}, which is beyond float32; scale the column, or use ` +
      '{ dtype: "float64" }',
  );
}

datasetsCopy.mark(Table);

export const aTable = instanceOf("a Table", Table);

const isCell = (value: unknown) => value == null || typeof value === "number" || typeof value === "string";

const newNames = check<Readonly<Record<string, string>>>(
  "an object of new names by the old ones",
  (value) =>
    isObject(value) && isPlain(value) && Object.values(value).every((name) => typeof name === "string"),
);

const aColumnOrFunction = check<never>(
  "a column, such as numericColumn([1, 2]), or a function of a row",
  (value) => typeof value === "function" || aColumn.accepts(value),
);

const tableOrMatrix = check<never>(
  "a Table or a tensor [rows, columns]",
  (value) => value instanceof Table || value instanceof Tensor,
);

/** A table of what a function takes as one. */
export function tableOf(owner: string, data: Table | Tensor): Table {
  PackageCopy.of(Tensor).check(owner, data);
  checkArgument(owner, "the data", data, tableOrMatrix);
  return data instanceof Table ? data : Table.fromTensor(data);
}

/** The column, if it is numeric. @throws TypeError if it is not. */
export function numeric(name: string, column: Column): NumericColumn {
  if (column.kind === "numeric") return column;
  throw new TypeError(
    `Table: column ${quote(name)} is ${(column satisfies WordColumn).kind}, not numeric; encode it (OneHotEncoder, ` +
      "OrdinalEncoder) or leave it out",
  );
}
