import {
  type DenseMatrix,
  halfOf,
  type MatrixFunction,
  type MatrixPart,
  type Multiply,
  partOf,
  subtractProduct,
  subtractRow,
  within,
} from "./matrix.ts";

/** Which triangle of a matrix counts, and whether its diagonal counts as ones, whatever is there. */
export interface Triangle {
  readonly upper: boolean;
  readonly unit?: boolean;
}

/** Up to so many rows are solved one after the other. */
const FEW = 8;

/**
 * Replaces `right` by the solution of A X = B, where A is triangular: by halves, so that most of the work is a product of
 * matrices. The other triangle is not read.
 */
export function substitute(
  matrix: DenseMatrix,
  right: DenseMatrix,
  triangle: Triangle,
  multiply: Multiply | undefined,
): void {
  const all = partOf(right, 0, 0, right.rows, right.columns);
  substituteIn(partOf(matrix, 0, 0, matrix.rows, matrix.columns), all, triangle, multiply);
}

/** The same for parts of matrices. */
export function substituteIn(
  a: MatrixPart,
  b: MatrixPart,
  triangle: Triangle,
  multiply: Multiply | undefined,
): void {
  if (a.rows <= FEW) {
    substituteFew(a, b, triangle);
    return;
  }
  const { rows: n } = a;
  const half = halfOf(n, FEW);
  // The rows that are solved first, and the others.
  const [first, from, second, to] = triangle.upper ? [n - half, half, half, 0] : [half, 0, n - half, half];
  const solved = within(b, from, 0, first, b.columns);
  const right = within(b, to, 0, second, b.columns);
  substituteIn(within(a, from, from, first, first), solved, triangle, multiply);
  subtractProduct(right, within(a, to, from, second, first), solved, multiply);
  substituteIn(within(a, to, to, second, second), right, triangle, multiply);
}

function substituteFew(a: MatrixPart, b: MatrixPart, { upper, unit = false }: Triangle): void {
  const { rows: n, values, start, rowStride, columnStride } = a;
  for (let step = 0; step < n; step++) {
    const i = upper ? n - 1 - step : step;
    const to = b.start + i * b.rowStride;
    const row = start + i * rowStride;
    for (let k = upper ? i + 1 : 0; k < (upper ? n : i); k++) {
      const factor = values[row + k * columnStride];
      if (factor !== 0) subtractRow(factor, b.values, b.start + k * b.rowStride, 1, b.values, to, b.columns);
    }
    if (unit) continue;
    const divisor = values[row + i * columnStride];
    for (let j = 0; j < b.columns; j++) b.values[to + j] /= divisor;
  }
}

function solver(upper: boolean): MatrixFunction {
  return ([a, b], [x], fail, multiply) => {
    for (let k = 0; k < a.rows; k++) {
      if (a.values[k * a.rows + k] === 0) fail(`is singular: element ${k} of its diagonal is 0`);
    }
    substitute(a, b, { upper }, multiply);
    x.values.set(b.values);
  };
}

/** The solution X of A X = B for a lower triangular A. */
export const solveLower = /* @__PURE__ */ solver(false);
/** The solution X of A X = B for an upper triangular A. */
export const solveUpper = /* @__PURE__ */ solver(true);
