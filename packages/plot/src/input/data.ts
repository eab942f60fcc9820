import { formatShape, ShapeError } from "@gradiente/core";

/** Numbers with a shape: a Tensor, a Variable, or an object with the same members. */
export interface Values {
  /** The size of each axis. */
  readonly shape: readonly number[];
  /** The numbers in row-major order. */
  toTypedArray(): ArrayLike<number>;
}

/** A list of numbers: an array, a typed array, or a tensor `[n]`. */
export type Vector = ArrayLike<number> | Values;

/** A table of numbers: an array of rows, or a tensor `[rows, columns]`. */
export type Matrix = ArrayLike<Vector> | Values;

/** A matrix, row by row. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

export function isValues(data: unknown): data is Values {
  if (typeof data !== "object" || data === null) return false;
  const { shape, toTypedArray } = data as Partial<Values>;
  return Array.isArray(shape) && typeof toTypedArray === "function";
}

/** Whether these are the bytes or numbers of a typed array; not those of a DataView or of big integers. */
function isNumbers(data: unknown): boolean {
  const kind = Object.prototype.toString.call(data);
  return ArrayBuffer.isView(data) && kind !== "[object DataView]" && !kind.startsWith("[object Big");
}

/** Whether this is an array of numbers, and has no holes: `findIndex` sees them, and `every` does not. */
export function isNumberList(data: unknown): data is number[] {
  return Array.isArray(data) && data.findIndex((value) => typeof value !== "number") < 0;
}

/** Whether data can be read as a list of numbers. */
export function isVector(data: unknown): data is Vector {
  return isValues(data) || isNumbers(data) || isNumberList(data);
}

/** @param what - The function and its argument, for errors: `"roc: scores"`. */
export function toVector(what: string, data: Vector): number[] {
  if (!isValues(data)) {
    if (!isVector(data))
      throw new TypeError(`${what}: a list of numbers or a tensor [n], not ${kindOf(data)}`);
    return Array.from(data as ArrayLike<number>);
  }
  if (data.shape.length !== 1) {
    throw new ShapeError(`${what}: one axis, [n], not ${formatShape(data.shape)}; reshape it`);
  }
  return Array.from(data.toTypedArray());
}

/** @throws ShapeError unless there is at least one number, and all rows are of one length. */
export function toTable(what: string, data: Matrix): Table {
  if (isValues(data)) {
    const { shape } = data;
    if (shape.length !== 2) {
      throw new ShapeError(`${what}: two axes, [rows, columns], not ${formatShape(shape)}; reshape it`);
    }
    checkCount(what, shape[0] * shape[1]);
    return filled(what, { rows: shape[0], columns: shape[1], values: Array.from(data.toTypedArray()) });
  }
  if (!Array.isArray(data)) throw new TypeError(`${what}: rows of numbers or a tensor, not ${kindOf(data)}`);
  const rows = Array.from(data, (row, i) => toVector(`${what}: row ${i}`, row as Vector));
  const columns = rows[0]?.length ?? 0;
  const other = rows.findIndex((row) => row.length !== columns);
  if (other >= 0) {
    throw new ShapeError(`${what}: row ${other} has ${rows[other].length} numbers, and row 0 has ${columns}`);
  }
  checkCount(what, rows.length * columns);
  return filled(what, { rows: rows.length, columns, values: rows.flat() });
}

/** More numbers than this take minutes and gigabytes, and no figure has as many pixels. */
const MOST_NUMBERS = 2 ** 22;

/** @throws RangeError if there are too many numbers for a figure. */
export function checkCount(what: string, count: number): void {
  if (count <= MOST_NUMBERS) return;
  throw new RangeError(
    `${what}: ${count.toLocaleString("en")} numbers are too many for a figure: at most ${MOST_NUMBERS.toLocaleString("en")}; draw a part of them, or means`,
  );
}

function filled(what: string, table: Table): Table {
  if (table.values.length === 0) {
    throw new ShapeError(`${what}: there is nothing to draw: ${table.rows} rows, ${table.columns} columns`);
  }
  return table;
}

/** @throws ShapeError unless all lists have the same length. */
export function sameLength(what: string, lists: Readonly<Record<string, { readonly length: number }>>): void {
  const [[first, { length }], ...rest] = Object.entries(lists);
  for (const [name, list] of rest) {
    if (list.length !== length) {
      throw new ShapeError(`${what}: ${first} has ${length} entries, and ${name} has ${list.length}`);
    }
  }
}

/**
 * Things by name, in the order in which they are drawn: an object, or a Map, which keeps the order of names such as
 * "2015" too. An object puts those first.
 */
export type Named<T> = Readonly<Record<string, T>> | ReadonlyMap<string, T>;

/** @throws RangeError if there are no entries. */
export function entriesOf<T>(what: string, named: Named<T>): [string, T][] {
  if (
    typeof named !== "object" ||
    named === null ||
    Array.isArray(named) ||
    ArrayBuffer.isView(named) ||
    isValues(named)
  ) {
    throw new TypeError(
      `${what}: the argument must be an object of things to draw by name, not ${isValues(named) ? "a tensor without a name" : kindOf(named)}`,
    );
  }
  const entries = named instanceof Map ? [...named] : Object.entries(named as Record<string, T>);
  if (entries.length === 0)
    throw new RangeError(`${what}: there is nothing to draw; give at least one entry`);
  return entries;
}

/**
 * The smallest and the largest finite number.
 *
 * @throws RangeError if no number is finite.
 */
export function extent(what: string, values: Iterable<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) throw new RangeError(`${what}: there is no finite number to draw`);
  return [low, high];
}

export function kindOf(data: unknown): string {
  if (data === null) return "null";
  if (Array.isArray(data)) return "an array of other things";
  return typeof data === "object"
    ? `an object with ${Object.keys(data).join(", ") || "no entries"}`
    : typeof data;
}
