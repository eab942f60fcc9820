import { tensor } from "@gradiente/core";
import type * as determinant from "../../src/ops/linalg/determinant.ts";
import type * as factorizations from "../../src/ops/linalg/factorizations.ts";
import type * as solve from "../../src/ops/linalg/solve.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, INF, int } from "./values.ts";

/* Matrices whose results are known in closed form; linear-algebra.test.ts has the laws for random ones. */

const none = tensor([], { shape: [0, 0], dtype: "float64" });
const general = [[2, 1], [-1, 3]]; // biome-ignore format: a matrix
const general3 = [[2, 0, 1], [1, 3, 2], [0, -1, 1]]; // biome-ignore format: a matrix
const general3Inverse = [[5 / 9, -1 / 9, -3 / 9], [-1 / 9, 2 / 9, -3 / 9], [-1 / 9, 2 / 9, 6 / 9]]; // biome-ignore format: a matrix
const swapped = [[0, 2], [4, 1]]; // biome-ignore format: a matrix
const lower = [[2, 0], [1, 4]]; // biome-ignore format: a matrix
const half = Math.SQRT1_2;

export const linearAlgebra = {
  solve: [
    { args: [f64(lower), f64([[4], [6]])], expected: [[2], [1]] },
    { args: [f64(general), f64([[4], [5]])], expected: [[1], [2]] },
    { args: [f64(general), f64([4, 5])], expected: [1, 2] },
    { args: [f64([general, swapped]), f64([4, 5])], expected: [[1, 2], [0.75, 2]] }, // biome-ignore format: a matrix
    { args: [f64(swapped), f64([[[2], [5]], [[4], [2]]])], expected: [[[1], [1]], [[0], [2]]] }, // biome-ignore format: matrices
    { args: [int(general), int([4, 5])], expected: [1, 2], order: 0 },
    { args: [none, tensor([], { shape: [0, 2], dtype: "float64" })], expected: [], order: 0 },
  ],
  triangularSolve: [
    { args: [f64(lower), f64([[4, 2], [6, 9]])], expected: [[2, 1], [1, 2]] }, // biome-ignore format: matrices
    { args: [f64(general), f64([4, 5]), { upper: true }], expected: [7 / 6, 5 / 3] },
    { args: [f64([lower, general]), f64([2, 1])], expected: [[1, 0], [1, 2 / 3]] }, // biome-ignore format: a matrix
  ],
  inverse: [
    { args: [f64(lower)], expected: [[0.5, 0], [-0.125, 0.25]] }, // biome-ignore format: matrices
    { args: [f64(general3)], expected: general3Inverse },
    { args: [f64([general, swapped])], expected: [[[3 / 7, -1 / 7], [1 / 7, 2 / 7]], [[-1 / 8, 2 / 8], [4 / 8, 0]]] }, // biome-ignore format: matrices
    { args: [f64([[1e-200]])], expected: [[1e200]], order: 0 },
    { args: [int([[2]])], expected: [[0.5]], order: 0 },
    { args: [none], expected: [], order: 0 },
  ],
  det: [
    { args: [f64(general3)], expected: 9 },
    { args: [f64([general, swapped])], expected: [7, -8] },
    { args: [f64([[1, 2], [2, 4]])], expected: 0 }, // biome-ignore format: a matrix
    { args: [f64([[1, 2, 3], [2, 4, 6], [1, 0, 1]])], expected: 0 }, // biome-ignore format: a matrix
    { args: [f64([[0, 0, 0], [0, 0, 0], [0, 0, 5]])], expected: 0 }, // biome-ignore format: a matrix of rank 1
    { args: [f64([[-3]])], expected: -3 },
    { args: [int(general)], expected: 7, order: 0 },
    { args: [none], expected: 1 },
  ],
  logDet: [
    { args: [f64(general3)], expected: { sign: 1, logAbsDet: Math.log(9) }, order: 0 },
    { args: [f64([general, swapped])], expected: { sign: [1, -1], logAbsDet: [Math.log(7), Math.log(8)] }, order: 0 }, // biome-ignore format: a row
    { args: [f64([[1, 2], [2, 4]])], expected: { sign: 0, logAbsDet: -INF }, order: 0 }, // biome-ignore format: a row
    { args: [f64([[1e-200, 0], [0, -1e-200]])], expected: { sign: -1, logAbsDet: -400 * Math.LN10 }, order: 0 }, // biome-ignore format: a row
  ],
  cholesky: [
    { args: [f64([[4, 0], [0, 9]])], expected: [[2, 0], [0, 3]] }, // biome-ignore format: matrices
    { args: [f64([[4, 2], [2, 10]])], expected: [[2, 0], [1, 3]] }, // biome-ignore format: matrices
    { args: [f64([[4, 4], [0, 10]])], expected: [[2, 0], [1, 3]] }, // biome-ignore format: matrices
    { args: [f64([[[9]], [[0.25]]])], expected: [[[3]], [[0.5]]] },
    { args: [f64([[1, 2, -1], [2, 5, 1], [-1, 1, 14]])], expected: [[1, 0, 0], [2, 1, 0], [-1, 3, 2]] }, // biome-ignore format: matrices
    { args: [int([[4]])], expected: [[2]], order: 0 },
    { args: [none], expected: [], order: 0 },
  ],
  qr: [
    { args: [f64([[3, 5], [4, 10]])], expected: { q: [[0.6, -0.8], [0.8, 0.6]], r: [[5, 11], [0, 2]] } }, // biome-ignore format: matrices
    { args: [f64([[-3, 5], [4, 10], [0, 2]])], expected: { q: [[-0.6, 8.0 / Math.sqrt(104)], [0.8, 6 / Math.sqrt(104)], [0, 2 / Math.sqrt(104)]], r: [[5, 5], [0, Math.sqrt(104)]] } }, // biome-ignore format: matrices
    { args: [f64([[[3, 5, 1], [4, 10, 2]]])], expected: { q: [[[0.6, -0.8], [0.8, 0.6]]], r: [[[5, 11, 2.2], [0, 2, 0.4]]] } }, // biome-ignore format: matrices
    { args: [f64([[0, 0], [0, 0]])], expected: { q: [[1, 0], [0, 1]], r: [[0, 0], [0, 0]] }, order: 0 }, // biome-ignore format: matrices
  ],
  eigh: [
    { args: [f64([[2, 1], [1, 2]])], expected: { values: [1, 3], vectors: [[half, half], [-half, half]] }, order: 0 }, // biome-ignore format: equal elements: a kink of the signs
    { args: [f64([[3, 0], [0, -2]])], expected: { values: [-2, 3], vectors: [[0, 1], [1, 0]] } }, // biome-ignore format: matrices
    { args: [f64([[[4, 4], [0, 1]]])], expected: { values: [[0, 5]], vectors: [[[-1 / Math.sqrt(5), 2 / Math.sqrt(5)], [2 / Math.sqrt(5), 1 / Math.sqrt(5)]]] } }, // biome-ignore format: matrices
    { args: [f64([[0, 0], [0, 0]])], expected: { values: [0, 0], vectors: [[1, 0], [0, 1]] }, order: 0 }, // biome-ignore format: matrices
    { args: [int([[2]])], expected: { values: [2], vectors: [[1]] }, order: 0 },
  ],
  svd: [
    { args: [f64([[3, 0], [0, -2]])], expected: { u: [[1, 0], [0, 1]], s: [3, 2], v: [[1, 0], [0, -1]] } }, // biome-ignore format: matrices
    { args: [f64([[0, 2], [3, 0], [0, 0]])], expected: { u: [[0, 1], [1, 0], [0, 0]], s: [3, 2], v: [[1, 0], [0, 1]] } }, // biome-ignore format: matrices
    { args: [f64([[[0, 2, 0], [-3, 0, 0]]])], expected: { u: [[[0, 1], [1, 0]]], s: [[3, 2]], v: [[[-1, 0], [0, 1], [0, 0]]] } }, // biome-ignore format: matrices
    { args: [f64([[3e-200, 0], [0, 0]])], expected: { u: [[1, 0], [0, 1]], s: [3e-200, 0], v: [[1, 0], [0, 1]] }, order: 0 }, // biome-ignore format: matrices
  ],
} satisfies SamplesOf<typeof solve & typeof determinant & typeof factorizations>;
