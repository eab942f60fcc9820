import type { MatrixFunction } from "./matrix.ts";

/** A = L Lᵀ, row by row. Only the lower triangle of A is read (Golub & Van Loan, section 4.2). */
export const cholesky: MatrixFunction = ([a], [lower], fail) => {
  const { rows: n, values } = a;
  const l = lower.values;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = values[i * n + j];
      for (let k = 0; k < j; k++) rest -= l[i * n + k] * l[j * n + k];
      if (i > j) {
        l[i * n + j] = rest / l[j * n + j];
      } else {
        // Not "rest <= 0", because NaN must fail.
        if (!(rest > 0)) fail(`is not positive definite: pivot ${i} is ${rest}`);
        l[i * n + i] = Math.sqrt(rest);
      }
    }
  }
};
