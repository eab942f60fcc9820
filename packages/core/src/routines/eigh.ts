import { range } from "../shape.ts";
import { areFinite, leadsNegative, type MatrixFunction, rotateRows } from "./matrix.ts";

/** Convergence is quadratic, so ten sweeps are plenty. More of them mean a bug, or numbers that are not finite. */
const MOST_SWEEPS = 60;

/**
 * A = V diag(w) Vᵀ of a symmetric matrix, by cyclic Jacobi rotations (Golub & Van Loan, section 8.5). Eigenvalues are
 * in ascending order. The largest element of each eigenvector is positive.
 */
export const eigh: MatrixFunction = ([x], [w, vectors], fail) => {
  const { rows: n, values: a } = x;
  if (!areFinite(a)) fail("contains NaN or infinity, so it has no eigenvalues");
  const v = new Float64Array(n * n); // eigenvectors as rows
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  // Smaller elements do not change the result: they are lost in rounding against the largest element.
  const lost = 2 ** -60 * a.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q];
        const app = a[p * n + p];
        const aqq = a[q * n + q];
        if (Math.abs(apq) <= lost) continue;
        turned = true;
        const theta = (aqq - app) / (2 * apq);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        rotateRows(a, p * n, q * n, n, c, s);
        // The columns become what the rows have become, but where they meet.
        const pp = c * a[p * n + p] - s * a[p * n + q];
        const qq = s * a[q * n + p] + c * a[q * n + q];
        for (let i = 0; i < n; i++) {
          a[i * n + p] = a[p * n + i];
          a[i * n + q] = a[q * n + i];
        }
        a[p * n + p] = pp;
        a[q * n + q] = qq;
        a[p * n + q] = 0;
        a[q * n + p] = 0;
        rotateRows(v, p * n, q * n, n, c, s);
      }
    }
    if (!turned) break;
  }
  const order = range(0, n).sort((i, j) => a[i * n + i] - a[j * n + j]);
  order.forEach((row, column) => {
    w.values[column] = a[row * n + row];
    const sign = leadsNegative(v, row * n, n) ? -1 : 1;
    for (let i = 0; i < n; i++) vectors.values[i * n + column] = sign * v[row * n + i];
  });
};
