import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/contract/linear.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, int, signed, sumOf } from "./values.ts";

const weight = [[1, 0, -1], [2, 3, 0.5]]; // biome-ignore format: a matrix
const mapped = (rows: number[][], bias: number[]) =>
  rows.map((row) => weight.map((w, j) => bias[j] + sumOf(row.map((value, i) => value * w[i]))));

/* An affine map by its definition. */
export const linear = {
  linear: [
    { args: [f64(signed), f64(weight), f64([10, -20])], expected: mapped(signed, [10, -20]) },
    { args: [f64(signed), f64(weight)], expected: mapped(signed, [0, 0]) },
    { args: [f64([1, 2, 4]), f64(weight), f64([1, 1])], expected: mapped([[1, 2, 4]], [1, 1])[0] },
    { args: [f64(cube).transpose(), f64([[2, 3]]), f64([1])], expected: cube.map((m) => m[0].map((_, j) => [1 + 2 * m[0][j] + 3 * m[1][j]])) }, // biome-ignore format: a row
    { args: [f64([[3], [5]]), f64([[2]]), f64([1])], expected: [[7], [11]] }, // biome-ignore format: a matrix
    { args: [int([[2, 3]]), int([[4, 5]]), int([6])], expected: [[29]], order: 0 },
    { args: [tensor([], { shape: [2, 0], dtype: "float64" }), tensor([], { shape: [3, 0], dtype: "float64" }), f64([1, 2, 3])], expected: [[1, 2, 3], [1, 2, 3]] }, // biome-ignore format: a matrix
  ],
} satisfies SamplesOf<typeof ops>;
