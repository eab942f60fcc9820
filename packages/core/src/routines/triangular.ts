import type { DenseMatrix, MatrixFunction } from "./matrix.ts";

/** Replaces `b` by the solution of A X = B, where A is upper or lower triangular. The other triangle is not read. */
export function substitute(
  { rows: n, values: a }: DenseMatrix,
  { columns, values }: DenseMatrix,
  upper: boolean,
): void {
  for (let step = 0; step < n; step++) {
    const i = upper ? n - 1 - step : step;
    const [from, to] = upper ? [i + 1, n] : [0, i];
    for (let k = from; k < to; k++) {
      const factor = a[i * n + k];
      if (factor === 0) continue;
      for (let j = 0; j < columns; j++) values[i * columns + j] -= factor * values[k * columns + j];
    }
    for (let j = 0; j < columns; j++) values[i * columns + j] /= a[i * n + i];
  }
}

function solver(upper: boolean): MatrixFunction {
  return ([a, b], [x], fail) => {
    for (let k = 0; k < a.rows; k++) {
      if (a.values[k * a.rows + k] === 0) fail(`is singular: element ${k} of its diagonal is 0`);
    }
    substitute(a, b, upper);
    x.values.set(b.values);
  };
}

/** The solution X of A X = B for a lower triangular A. */
export const solveLower = solver(false);
/** The solution X of A X = B for an upper triangular A. */
export const solveUpper = solver(true);
