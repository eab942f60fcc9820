/** A dense matrix in float64, row after row. Routines may overwrite those that they are given. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Reads some matrices and fills others, which hold zeros; `fail` throws for this one, saying what it lacks. */
export type MatrixFunction = (
  inputs: readonly Matrix[],
  outputs: readonly Matrix[],
  fail: (problem: string) => never,
) => void;

export function transposed({ rows, columns, values }: Matrix): Matrix {
  const result = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j];
  }
  return { rows: columns, columns: rows, values: result };
}

/** Whether the element of largest absolute value in a row (the first of equals) is negative. */
export function leadsNegative(values: Float64Array, from: number, count: number): boolean {
  let largest = 0;
  for (let i = from; i < from + count; i++) {
    // A sign must not hang on the last bits of elements that are equal but for rounding.
    if (Math.abs(values[i]) > Math.abs(largest) * (1 + 1e-10)) largest = values[i];
  }
  return largest < 0;
}

/** Turns two rows by an angle: `(x, y) -> (c x - s y, s x + c y)`. */
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

export function areFinite(values: Float64Array): boolean {
  return values.every(Number.isFinite);
}
