import {
  BLOCK,
  type DenseMatrix,
  type MatrixFunction,
  type Multiply,
  partOf,
  subtractProduct,
  subtractRow,
} from "./matrix.ts";
import { substitute } from "./triangular.ts";

/**
 * P A = L U by elimination with partial pivoting (Golub & Van Loan, Algorithms 3.4.1 and 3.2.1 by blocks), in place. The rows
 * of `right` are exchanged and eliminated with those of A. Returns the sign of the permutation. A pivot of 0 is skipped.
 */
function eliminate(matrix: DenseMatrix, right: DenseMatrix | null, multiply: Multiply | undefined): number {
  const { rows: n, values: a } = matrix;
  let sign = 1;
  for (let from = 0; from < n; from += BLOCK) {
    const end = Math.min(from + BLOCK, n);
    for (let k = from; k < end; k++) {
      let pivot = k;
      for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
      if (pivot !== k) {
        sign = -sign;
        swapRows(a, n, k, pivot);
        if (right !== null) swapRows(right.values, right.columns, k, pivot);
      }
      const divisor = a[k * n + k];
      if (divisor === 0) continue;
      for (let i = k + 1; i < n; i++) {
        const factor = a[i * n + k] / divisor;
        a[i * n + k] = factor;
        if (factor !== 0) subtractRow(factor, a, k * n + k + 1, 1, a, i * n + k + 1, end - k - 1);
      }
    }
    // What the block does to the columns beyond it, and to the other side.
    for (const [other, column] of [
      [matrix, end],
      [right, 0],
    ] as const) {
      if (other === null || column === other.columns) continue;
      const count = other.columns - column;
      const { values, columns } = other;
      for (let i = from + 1; i < end; i++) {
        for (let k = from; k < i; k++) {
          const factor = a[i * n + k];
          if (factor !== 0)
            subtractRow(factor, values, k * columns + column, 1, values, i * columns + column, count);
        }
      }
      if (end < n) {
        const left = partOf(matrix, end, from, n - end, end - from);
        subtractProduct(
          partOf(other, end, column, n - end, count),
          left,
          partOf(other, from, column, end - from, count),
          multiply,
        );
      }
    }
  }
  return sign;
}

function swapRows(values: Float64Array, columns: number, i: number, j: number): void {
  for (let c = 0; c < columns; c++) {
    const kept = values[i * columns + c];
    values[i * columns + c] = values[j * columns + c];
    values[j * columns + c] = kept;
  }
}

/** The solution X of A X = B. */
export const solve: MatrixFunction = ([a, b], [x], fail, multiply) => {
  eliminate(a, b, multiply);
  for (let k = 0; k < a.rows; k++) {
    if (a.values[k * a.rows + k] === 0) {
      fail(`is singular: pivot ${k} is 0 (its rows or columns are linearly dependent), so it has no inverse`);
    }
  }
  substitute(a, b, true, multiply);
  x.values.set(b.values);
};

/** The determinant, its sign, the logarithm of its absolute value, and the smallest pivot divided by the largest. */
export const determinant: MatrixFunction = ([a], [det, sign, logAbs, ratio], _fail, multiply) => {
  let product = eliminate(a, null, multiply);
  let signs = product;
  let logarithm = 0;
  let [smallest, largest] = [Number.POSITIVE_INFINITY, 0];
  for (let k = 0; k < a.rows; k++) {
    const pivot = a.values[k * a.rows + k];
    product *= pivot;
    signs *= Math.sign(pivot);
    logarithm += Math.log(Math.abs(pivot));
    smallest = Math.min(smallest, Math.abs(pivot));
    largest = Math.max(largest, Math.abs(pivot));
  }
  det.values[0] = product;
  sign.values[0] = signs;
  logAbs.values[0] = logarithm;
  ratio.values[0] = a.rows === 0 ? 1 : largest === 0 ? 0 : smallest / largest;
};
