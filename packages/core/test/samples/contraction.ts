import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/contraction.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, int, signed } from "./values.ts";

export const contraction = {
  matmul: [
    { args: [f64([[1, 2], [3, 4]]), f64([[5, 6], [7, 8]])], expected: [[19, 22], [43, 50]] }, // biome-ignore format: matrices
    { args: [f64(signed), f64([[1, 0], [-1, 2], [0.5, 3]])], expected: [[-1.65, -2.9], [1, 10.4]] }, // biome-ignore format: matrices
    { args: [f64(cube), f64([[1, 2], [3, 4], [5, 6]])], expected: cube.map((m) => m.map(([a, b, c]) => [a + 3 * b + 5 * c, 2 * a + 4 * b + 6 * c])) }, // biome-ignore format: matrices
    { args: [f64([1, 2, 3]), f64([4, 5, 6])], expected: 32 },
    { args: [f64(signed), f64([1, 2, 3])], expected: signed.map(([a, b, c]) => a + 2 * b + 3 * c) },
    { args: [f64([1, 2]), f64(cube)], expected: cube.map(([r, s]) => r.map((value, j) => value + 2 * s[j])) },
    { args: [int([[2, 3]]), int([[4], [5]])], expected: [[23]], order: 0 },
    { args: [tensor([], { shape: [2, 0] }), tensor([], { shape: [0, 2] })], expected: [[0, 0], [0, 0]], order: 0 }, // biome-ignore format: a matrix
  ],
} satisfies SamplesOf<typeof ops>;
