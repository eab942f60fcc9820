import { eye, tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/contract/contraction.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, int, signed, sumOf } from "./values.ts";

const empty = (...shape: number[]) => tensor([], { shape, dtype: "float64" });

export const contraction = {
  matmul: [
    { args: [f64([[1, 2], [3, 4]]), f64([[5, 6], [7, 8]])], expected: [[19, 22], [43, 50]] }, // biome-ignore format: matrices
    { args: [f64(signed), f64([[1, 0], [-1, 2], [0.5, 3]])], expected: [[-1.65, -2.9], [1, 10.4]] }, // biome-ignore format: matrices
    { args: [f64(cube), f64([[1, 2], [3, 4], [5, 6]])], expected: cube.map((m) => m.map(([a, b, c]) => [a + 3 * b + 5 * c, 2 * a + 4 * b + 6 * c])) }, // biome-ignore format: matrices
    { args: [f64([[1, 2], [3, 4]]), f64(cube)], expected: cube.map(([r, s]) => [[1, 2], [3, 4]].map(([p, q]) => r.map((value, j) => p * value + q * s[j]))) }, // biome-ignore format: matrices
    { args: [f64(cube).unsqueeze(1), f64(cube).transpose()], expected: cube.map((m) => cube.map((n) => m.map((r) => n.map((s) => sumOf(r.map((value, i) => value * s[i])))))) }, // biome-ignore format: matrices
    { args: [f64([1, 2, 3]), f64([4, 5, 6])], expected: 32 },
    { args: [f64(signed), f64([1, 2, 3])], expected: signed.map(([a, b, c]) => a + 2 * b + 3 * c) },
    { args: [f64(cube), f64([1, 2, 3])], expected: cube.map((m) => m.map(([a, b, c]) => a + 2 * b + 3 * c)) },
    { args: [f64([1, 2]), f64(cube)], expected: cube.map(([r, s]) => r.map((value, j) => value + 2 * s[j])) },
    { args: [int([[2, 3]]), int([[4], [5]])], expected: [[23]], order: 0 },
    { args: [empty(2, 0), empty(0, 2)], expected: [[0, 0], [0, 0]], order: 0 }, // biome-ignore format: a matrix
    { args: [empty(2, 1, 0), empty(0, 2)], expected: [[[0, 0]], [[0, 0]]] },
    { args: [empty(2, 1, 0), empty(0)], expected: [[0], [0]] },
  ],
  dot: [
    { args: [f64([1, 2, 3]), f64([4, 5, 6])], expected: 32 },
    { args: [int([2, 3]), int([4, 5])], expected: 23, order: 0 },
    { args: [empty(0), empty(0)], expected: 0, order: 0 },
  ],
  tensordot: [
    { args: [f64(signed), f64(signed)], expected: sumOf(signed.flat().map((value) => value ** 2)) },
    { args: [f64(signed), f64([1, 2, 3]), 1], expected: signed.map(([a, b, c]) => a + 2 * b + 3 * c) },
    { args: [f64([1, 2]), f64([3, 4]), 0], expected: [[3, 4], [6, 8]] }, // biome-ignore format: a matrix
    { args: [f64(signed), f64(cube), [[0, 1], [1, 2]]], expected: cube.map((m) => sumOf(m.flatMap((r, i) => r.map((value, j) => value * signed[i][j])))) }, // biome-ignore format: a row
    { args: [f64(cube), f64(signed), [[-1], [1]]], expected: cube.map((m) => m.map((r) => signed.map((s) => sumOf(r.map((value, i) => value * s[i]))))) }, // biome-ignore format: a row
    { args: [int([[2, 3]]), int([[4], [5]]), 1], expected: [[23]], order: 0 },
    { args: [empty(2, 0), empty(0, 3), 1], expected: [[0, 0, 0], [0, 0, 0]], order: 0 }, // biome-ignore format: a matrix
  ],
  outer: [
    { args: [f64([1, 2]), f64([3, 4, 5])], expected: [[3, 4, 5], [6, 8, 10]] }, // biome-ignore format: a matrix
    { args: [f64(signed), f64([1, -1])], expected: signed.map((r) => r.map((value) => [value, -value])) },
    { args: [f64(2), f64([3, 4])], expected: [6, 8] },
    { args: [f64([1, 2]), 3], expected: [3, 6] },
    { args: [int([2]), int([3])], expected: [[6]], order: 0 },
  ],
  kron: [
    { args: [f64([[1, 2]]), eye(2, 2, { dtype: "float64" })], expected: [[1, 0, 2, 0], [0, 1, 0, 2]] }, // biome-ignore format: a matrix
    { args: [f64([1, 2]), f64([3, 4])], expected: [3, 4, 6, 8] },
    { args: [f64([[1, 2], [3, 4]]), f64([5, 6])], expected: [[5, 6, 10, 12], [15, 18, 20, 24]] }, // biome-ignore format: a matrix
    { args: [f64([5, 6]), f64([[1], [2]])], expected: [[5, 6], [10, 12]] }, // biome-ignore format: a matrix
    { args: [f64(signed), 2], expected: signed.map((r) => r.map((value) => 2 * value)) },
    { args: [int([2, 3]), int([4])], expected: [8, 12], order: 0 },
  ],
  trace: [
    { args: [f64([[1, 2], [3, 4]])], expected: 5 }, // biome-ignore format: a matrix
    { args: [f64(cube)], expected: cube.map((m) => m[0][0] + m[1][1]) },
    { args: [f64(cube).transpose(0, 2)], expected: [0, 1, 2].map((j) => cube[0][0][j] + cube[1][1][j]) },
    { args: [f64(signed), 1], expected: signed[0][1] + signed[1][2] },
    { args: [f64(signed), -1], expected: signed[1][0] },
    {
      args: [
        tensor([
          [true, true],
          [false, true],
        ]),
      ],
      expected: 2,
      order: 0,
    },
    { args: [empty(0, 2)], expected: 0, order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
