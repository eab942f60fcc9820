import {
  BLOCK,
  type DenseMatrix,
  type MatrixFunction,
  type Multiply,
  partOf,
  subtractProduct,
  subtractRow,
} from "./matrix.ts";

/**
 * Replaces `right` by the solution of A X = B, where A is upper or lower triangular, block by block. The other triangle is not
 * read.
 */
export function substitute(
  matrix: DenseMatrix,
  right: DenseMatrix,
  upper: boolean,
  multiply: Multiply | undefined,
): void {
  const { rows: n, values: a } = matrix;
  const { columns, values } = right;
  for (let done = 0; done < n; done += BLOCK) {
    const count = Math.min(BLOCK, n - done);
    const first = upper ? n - done - count : done;
    for (let step = 0; step < count; step++) {
      const i = upper ? first + count - 1 - step : first + step;
      const [from, to] = upper ? [i + 1, first + count] : [first, i];
      for (let k = from; k < to; k++) {
        const factor = a[i * n + k];
        if (factor !== 0) subtractRow(factor, values, k * columns, 1, values, i * columns, columns);
      }
      for (let j = 0; j < columns; j++) values[i * columns + j] /= a[i * n + i];
    }
    const rest = n - done - count;
    if (rest === 0) return;
    const row = upper ? 0 : first + count;
    const solved = partOf(right, first, 0, count, columns);
    subtractProduct(
      partOf(right, row, 0, rest, columns),
      partOf(matrix, row, first, rest, count),
      solved,
      multiply,
    );
  }
}

function solver(upper: boolean): MatrixFunction {
  return ([a, b], [x], fail, multiply) => {
    for (let k = 0; k < a.rows; k++) {
      if (a.values[k * a.rows + k] === 0) fail(`is singular: element ${k} of its diagonal is 0`);
    }
    substitute(a, b, upper, multiply);
    x.values.set(b.values);
  };
}

/** The solution X of A X = B for a lower triangular A. */
export const solveLower = /* @__PURE__ */ solver(false);
/** The solution X of A X = B for an upper triangular A. */
export const solveUpper = /* @__PURE__ */ solver(true);
