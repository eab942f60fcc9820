import type { View } from "../backend.ts";
import { Layout } from "../layout.ts";

/** A dense matrix in float64, row after row. Routines may overwrite the matrices that they get. */
export interface DenseMatrix {
  /** The number of rows. */
  readonly rows: number;
  /** The number of columns. */
  readonly columns: number;
  /** The elements, row after row. */
  readonly values: Float64Array;
}

/** A part of a matrix, or of its transpose. */
export interface MatrixPart {
  /** The elements of the matrix. */
  readonly values: Float64Array;
  /** The place of the first element. */
  readonly start: number;
  /** The distance between neighbours in a column. */
  readonly rowStride: number;
  /** The distance between neighbours in a row. */
  readonly columnStride: number;
  /** The number of rows. */
  readonly rows: number;
  /** The number of columns. */
  readonly columns: number;
}

/** A product of matrices, as a backend makes it: see {@link Kernels.contract}. False where there is none. */
export type Multiply = (
  a: View<Float64Array>,
  b: View<Float64Array>,
  out: View<Float64Array>,
  batch: number,
  inner: number,
) => boolean;

/**
 * Reads matrices, and fills other matrices, which hold zeros. `fail` throws an error for this matrix that names the
 * problem. A backend that multiplies faster than plain loops says how.
 */
export type MatrixFunction = (
  inputs: readonly DenseMatrix[],
  outputs: readonly DenseMatrix[],
  fail: (problem: string) => never,
  multiply?: Multiply,
) => void;

/** Rows and columns that routines on large matrices take at once. */
export const BLOCK = 32;

/** The part of a matrix from a row and a column on. */
export function partOf(
  { columns: stride, values }: DenseMatrix,
  row: number,
  column: number,
  rows: number,
  columns: number,
): MatrixPart {
  return { values, start: row * stride + column, rowStride: stride, columnStride: 1, rows, columns };
}

/** A part of a part. */
export function within(
  part: MatrixPart,
  row: number,
  column: number,
  rows: number,
  columns: number,
): MatrixPart {
  const { values, rowStride, columnStride } = part;
  const start = part.start + row * rowStride + column * columnStride;
  // Field by field: spreading takes as long as a small product.
  return { values, start, rowStride, columnStride, rows, columns };
}

/** About half of a number of rows or columns, a multiple of `unit`. */
export function halfOf(count: number, unit: number): number {
  return Math.ceil(count / (2 * unit)) * unit;
}

/** The transpose of a part, in the same place. */
export function turnedPart(part: MatrixPart): MatrixPart {
  const { rowStride, columnStride, rows, columns } = part;
  return { ...part, rowStride: columnStride, columnStride: rowStride, rows: columns, columns: rows };
}

/** Multiplications from which on the kernel of a backend is faster. */
const SMALLEST_PRODUCT = 32_768;

/** C - A B in the place of C, whose rows lie as they are. Most of what routines do in large matrices is this. */
export function subtractProduct(
  c: MatrixPart,
  a: MatrixPart,
  b: MatrixPart,
  multiply: Multiply | undefined,
): void {
  const { rows, columns } = c;
  if (multiply !== undefined && columns > 1 && rows * columns * a.columns >= SMALLEST_PRODUCT) {
    const product = new Float64Array(rows * columns);
    if (
      multiply(
        viewOf(a),
        viewOf(b),
        { buffer: product, layout: Layout.dense([rows, columns]), dtype: "float64" },
        0,
        1,
      )
    ) {
      for (let i = 0; i < rows; i++)
        subtractRow(1, product, i * columns, 1, c.values, c.start + i * c.rowStride, columns);
      return;
    }
  }
  for (let i = 0; i < rows; i++) {
    const to = c.start + i * c.rowStride;
    const from = a.start + i * a.rowStride;
    let k = 0;
    if (b.columnStride === 1) {
      for (; k + 4 <= a.columns; k += 4)
        subtractFourRows(a.values, from + k * a.columnStride, a.columnStride, b.values, b.start + k * b.rowStride, b.rowStride, c.values, to, columns); // biome-ignore format: one thing
    }
    for (; k < a.columns; k++) {
      const factor = a.values[from + k * a.columnStride];
      if (factor !== 0)
        subtractRow(factor, b.values, b.start + k * b.rowStride, b.columnStride, c.values, to, columns);
    }
  }
}

function viewOf({ values, start, rowStride, columnStride, rows, columns }: MatrixPart): View<Float64Array> {
  return {
    buffer: values,
    layout: new Layout([rows, columns], [rowStride, columnStride], start),
    dtype: "float64",
  };
}

/** Subtracts a multiple of a row from another one. */
export function subtractRow(
  factor: number,
  from: Float64Array,
  fromAt: number,
  fromStep: number,
  to: Float64Array,
  toAt: number,
  count: number,
): void {
  if (fromStep === 1) for (let j = 0; j < count; j++) to[toAt + j] -= factor * from[fromAt + j];
  else for (let j = 0; j < count; j++) to[toAt + j] -= factor * from[fromAt + j * fromStep];
}

/** Subtracts multiples of four rows from another one: as one after the other, but each of its elements is read once. */
function subtractFourRows(
  factors: Float64Array,
  factorAt: number,
  factorStep: number,
  from: Float64Array,
  fromAt: number,
  fromStep: number,
  to: Float64Array,
  toAt: number,
  count: number,
): void {
  const a = factors[factorAt];
  const b = factors[factorAt + factorStep];
  const c = factors[factorAt + 2 * factorStep];
  const d = factors[factorAt + 3 * factorStep];
  const second = fromAt + fromStep;
  const third = second + fromStep;
  const fourth = third + fromStep;
  for (let j = 0; j < count; j++) {
    to[toAt + j] =
      to[toAt + j] - a * from[fromAt + j] - b * from[second + j] - c * from[third + j] - d * from[fourth + j];
  }
}

/** The transposed matrix, as a copy. */
export function transposed({ rows, columns, values }: DenseMatrix): DenseMatrix {
  const result = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j];
  }
  return { rows: columns, columns: rows, values: result };
}

/** Whether the element of largest absolute value in a row (the first of equal ones) is negative. */
export function leadsNegative(values: Float64Array, from: number, count: number): boolean {
  let largest = 0;
  for (let i = from; i < from + count; i++) {
    // A sign must not depend on the last bits of elements that are equal up to rounding.
    if (Math.abs(values[i]) > Math.abs(largest) * (1 + 1e-10)) largest = values[i];
  }
  return largest < 0;
}

/** Rotates two rows by an angle: `(x, y) -> (c x - s y, s x + c y)`. */
export function rotateRows(
  values: Float64Array,
  rowA: number,
  rowB: number,
  count: number,
  cosine: number,
  sine: number,
): void {
  for (let i = 0; i < count; i++) {
    const a = values[rowA + i];
    const b = values[rowB + i];
    values[rowA + i] = cosine * a - sine * b;
    values[rowB + i] = sine * a + cosine * b;
  }
}

/** Whether all values are finite. */
export function areFinite(values: Float64Array): boolean {
  return values.every(Number.isFinite);
}
