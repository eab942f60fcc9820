import { type MatrixFunction, subtractRow } from "./matrix.ts";

/**
 * A = Q R by Householder reflections (Golub & Van Loan, Algorithm 5.2.1), for matrices with at least as many rows as
 * columns.
 */
export const qr: MatrixFunction = ([a], [q, r]) => {
  const { rows: m, columns: n, values } = a;
  const reflections: { readonly v: Float64Array; readonly beta: number }[] = [];
  for (let k = 0; k < n; k++) {
    const v = new Float64Array(m);
    let norm = 0;
    for (let i = k; i < m; i++) {
      v[i] = values[i * n + k];
      norm = Math.hypot(norm, v[i]);
    }
    // With this sign, both terms add up, so nothing cancels.
    v[k] += v[k] < 0 ? -norm : norm;
    let square = 0;
    // The vector is scaled to a length near 1, so that squares neither overflow nor vanish.
    for (let i = k; i < m; i++) v[i] = norm === 0 ? 0 : v[i] / norm;
    for (let i = k; i < m; i++) square += v[i] * v[i];
    const reflection = { v, beta: square === 0 ? 0 : 2 / square };
    reflections.push(reflection);
    reflect(values, n, k, m, reflection);
  }
  for (let i = 0; i < n; i++) q.values[i * n + i] = 1;
  for (let k = n - 1; k >= 0; k--) reflect(q.values, n, k, m, reflections[k]);
  // Signs are chosen so that the diagonal is not negative.
  for (let i = 0; i < n; i++) {
    const sign = values[i * n + i] < 0 ? -1 : 1;
    for (let j = i; j < n; j++) r.values[i * n + j] = sign * values[i * n + j];
    for (let row = 0; row < m; row++) q.values[row * n + i] *= sign;
  }
};

/** Reflects the columns of a matrix of n columns, from column k on, and from row k to row m: x - beta v (v · x). */
function reflect(
  values: Float64Array,
  n: number,
  k: number,
  m: number,
  { v, beta }: { readonly v: Float64Array; readonly beta: number },
): void {
  // Row by row, as elements lie. In the columns before k, these rows hold zeros.
  const count = n - k;
  const along = new Float64Array(count);
  for (let i = k; i < m; i++) subtractRow(-v[i], values, i * n + k, 1, along, 0, count);
  for (let i = k; i < m; i++) subtractRow(beta * v[i], along, 0, 1, values, i * n + k, count);
}
