import {
  areFinite,
  type DenseMatrix,
  leadsNegative,
  type MatrixFunction,
  rotateRows,
  transposed,
} from "./matrix.ts";

const MOST_SWEEPS = 60;

/**
 * A = U diag(s) Vᵀ by one-sided Jacobi rotations (Hestenes 1958; Golub & Van Loan, section 8.6.3). Columns are
 * rotated until they are orthogonal. Their lengths are the singular values, in descending order. The largest element
 * of each column of U is positive.
 */
export const svd: MatrixFunction = ([a], [u, s, v], fail) => {
  if (!areFinite(a.values)) fail("contains NaN or infinity, so it has no singular values");
  // The columns go along the longer side. They are stored as rows here.
  const wide = a.rows < a.columns;
  const columns = wide ? a : transposed(a);
  // Values are scaled, so that squares neither overflow nor vanish.
  const scale = columns.values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  columns.values.forEach((value, i) => {
    columns.values[i] = value / scale;
  });
  const { rows: k, columns: m } = columns;
  const turns = identity(k);
  for (let sweep = 0; sweep < MOST_SWEEPS && turnAll(columns, turns); sweep++);
  const lengths = Array.from({ length: k }, (_, i) => Math.sqrt(dot(columns.values, i * m, i * m, m)));
  const order = lengths.map((_, i) => i).sort((i, j) => lengths[j] - lengths[i]);
  const long = new Float64Array(k * m);
  const short = new Float64Array(k * k);
  const tiny = lengths[order[0]] * 2 ** -52 * m;
  order.forEach((from, to) => {
    s.values[to] = lengths[from] * scale;
    short.set(turns.values.subarray(from * k, from * k + k), to * k);
    if (lengths[from] > tiny) {
      for (let i = 0; i < m; i++) long[to * m + i] = columns.values[from * m + i] / lengths[from];
    } else {
      complete(long, to, m);
    }
  });
  const [left, right] = wide ? [short, long] : [long, short];
  for (let i = 0; i < k; i++) {
    const sign = leadsNegative(left, i * a.rows, a.rows) ? -1 : 1;
    for (let row = 0; row < a.rows; row++) u.values[row * k + i] = sign * left[i * a.rows + row];
    for (let row = 0; row < a.columns; row++) v.values[row * k + i] = sign * right[i * a.columns + row];
  }
};

function identity(n: number): DenseMatrix {
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) values[i * n + i] = 1;
  return { rows: n, columns: n, values };
}

function dot(values: Float64Array, a: number, b: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[a + i] * values[b + i];
  return sum;
}

/** One sweep over all pairs of columns. False if they are already orthogonal. */
function turnAll({ rows: k, columns: m, values }: DenseMatrix, turns: DenseMatrix): boolean {
  let turned = false;
  for (let p = 0; p < k; p++) {
    for (let q = p + 1; q < k; q++) {
      let [pp, qq, pq] = [0, 0, 0];
      for (let i = 0, atP = p * m, atQ = q * m; i < m; i++) {
        const a = values[atP + i];
        const b = values[atQ + i];
        pp += a * a;
        qq += b * b;
        pq += a * b;
      }
      if (Math.abs(pq) <= 2 ** -52 * Math.sqrt(pp) * Math.sqrt(qq)) continue;
      turned = true;
      const zeta = (qq - pp) / (2 * pq);
      const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(zeta, 1));
      const cosine = 1 / Math.hypot(t, 1);
      rotateRows(values, p * m, q * m, m, cosine, t * cosine);
      rotateRows(turns.values, p * k, q * k, k, cosine, t * cosine);
    }
  }
  return turned;
}

/**
 * Makes row `row` a unit vector that is orthogonal to the rows before it. It starts from the coordinate axis that is
 * furthest from their span.
 */
function complete(rows: Float64Array, row: number, m: number): void {
  let best = -1;
  for (let axis = 0; axis < m; axis++) {
    const candidate = new Float64Array(m);
    candidate[axis] = 1;
    // This is done twice, because one pass leaves rounding errors along the other rows (Giraud et al. 2005).
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < row; other++) {
        let along = 0;
        for (let i = 0; i < m; i++) along += candidate[i] * rows[other * m + i];
        for (let i = 0; i < m; i++) candidate[i] -= along * rows[other * m + i];
      }
    }
    const length = Math.sqrt(dot(candidate, 0, 0, m));
    if (length <= best) continue;
    best = length;
    for (let i = 0; i < m; i++) rows[row * m + i] = candidate[i] / length;
  }
}
