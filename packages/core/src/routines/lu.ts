import {
  type DenseMatrix,
  halfOf,
  type MatrixFunction,
  type Multiply,
  partOf,
  subtractProduct,
  subtractRow,
} from "./matrix.ts";
import { substitute, substituteIn, type Triangle } from "./triangular.ts";

/** Up to so many columns are eliminated one after the other. */
const FEW = 8;

/**
 * P A = L U by elimination with partial pivoting, in place (Golub & Van Loan, Algorithm 3.4.1; by halves of the columns as in
 * Toledo 1997, "Locality of reference in LU decomposition with partial pivoting"). The rows of `right` are exchanged with those
 * of A. Returns the sign of the permutation. A pivot of 0 is skipped.
 */
function eliminate(matrix: DenseMatrix, right: DenseMatrix | null, multiply: Multiply | undefined): number {
  const { rows: n } = matrix;
  const columns = (from: number, end: number): number => {
    if (end - from <= FEW) return eliminateFew(matrix, right, from, end);
    const middle = from + halfOf(end - from, FEW);
    const [first, second] = [middle - from, end - middle];
    const sign = columns(from, middle);
    const above = partOf(matrix, from, middle, first, second);
    substituteIn(partOf(matrix, from, from, first, first), above, UNIT, multiply);
    const [left, rest] = [partOf(matrix, middle, from, n - middle, first), partOf(matrix, middle, middle, n - middle, second)]; // biome-ignore format: one thing
    subtractProduct(rest, left, above, multiply);
    return sign * columns(middle, end);
  };
  return columns(0, n);
}

/** L: below the diagonal of what was eliminated, with ones on it. */
const UNIT: Triangle = { upper: false, unit: true };

function eliminateFew(matrix: DenseMatrix, right: DenseMatrix | null, from: number, end: number): number {
  const { rows: n, values: a } = matrix;
  let sign = 1;
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
  substitute(a, b, UNIT, multiply);
  substitute(a, b, { upper: true }, multiply);
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
