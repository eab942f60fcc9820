import { BLOCK, type MatrixFunction, partOf, subtractProduct, turnedPart } from "./matrix.ts";

/** A = L Lᵀ, block by block. Only the lower triangle of A is read (Golub & Van Loan, section 4.2). */
export const cholesky: MatrixFunction = ([a], [lower], fail, multiply) => {
  const { rows: n } = a;
  const l = lower.values;
  for (let i = 0; i < n; i++) l.set(a.values.subarray(i * n, i * n + i + 1), i * n);
  for (let from = 0; from < n; from += BLOCK) {
    const end = Math.min(from + BLOCK, n);
    for (let i = from; i < n; i++) {
      for (let j = from; j <= Math.min(i, end - 1); j++) {
        let rest = l[i * n + j];
        for (let k = from; k < j; k++) rest -= l[i * n + k] * l[j * n + k];
        if (i > j) {
          l[i * n + j] = rest / l[j * n + j];
        } else {
          // Not "rest <= 0", because NaN must fail.
          if (!(rest > 0)) fail(`is not positive definite: pivot ${i} is ${rest}`);
          l[i * n + i] = Math.sqrt(rest);
        }
      }
    }
    // What is left below the block, in strips, so that little is worked out above the diagonal, which is cleared again.
    for (let column = end; column < n; column += 2 * BLOCK) {
      const width = Math.min(2 * BLOCK, n - column);
      const rows = partOf(lower, column, from, n - column, end - from);
      const columns = turnedPart(partOf(lower, column, from, width, end - from));
      subtractProduct(partOf(lower, column, column, n - column, width), rows, columns, multiply);
    }
  }
  for (let i = 0; i < n; i++) l.fill(0, i * n + i + 1, (i + 1) * n);
};
