import type { DenseMatrix, MatrixFunction } from "./matrix.ts";
import { substitute } from "./triangular.ts";

/**
 * P A = L U by elimination with partial pivoting (Golub & Van Loan, Algorithm 3.4.1), in place. The rows of `right`
 * are exchanged and eliminated with those of A. Returns the sign of the permutation. A pivot of 0 is skipped.
 */
function eliminate({ rows: n, values: a }: DenseMatrix, right: DenseMatrix | null): number {
  let sign = 1;
  for (let k = 0; k < n; k++) {
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
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      if (right === null) continue;
      const { columns, values } = right;
      for (let j = 0; j < columns; j++) values[i * columns + j] -= factor * values[k * columns + j];
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
export const solve: MatrixFunction = ([a, b], [x], fail) => {
  eliminate(a, b);
  for (let k = 0; k < a.rows; k++) {
    if (a.values[k * a.rows + k] === 0) {
      fail(`is singular: pivot ${k} is 0 (its rows or columns are linearly dependent), so it has no inverse`);
    }
  }
  substitute(a, b, true);
  x.values.set(b.values);
};

/** The determinant, its sign, the logarithm of its absolute value, and the smallest pivot divided by the largest. */
export const determinant: MatrixFunction = ([a], [det, sign, logAbs, ratio]) => {
  let product = eliminate(a, null);
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
