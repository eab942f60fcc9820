/** A dense matrix in float64, row after row. Routines may overwrite the matrices that they get. */
export interface DenseMatrix {
  /** The number of rows. */
  readonly rows: number;
  /** The number of columns. */
  readonly columns: number;
  /** The elements, row after row. */
  readonly values: Float64Array;
}

/**
 * Reads matrices, and fills other matrices, which hold zeros. `fail` throws an error for this matrix that names the
 * problem.
 */
export type MatrixFunction = (
  inputs: readonly DenseMatrix[],
  outputs: readonly DenseMatrix[],
  fail: (problem: string) => never,
) => void;

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
