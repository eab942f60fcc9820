import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/contract/einsum.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, int, signed, sumOf } from "./values.ts";

/* A few by hand; einsum.test.ts compares random equations with a sum by the definition. */

const square = [[1, 2], [3, 4]]; // biome-ignore format: a matrix
const columnSums = cube.map((m) => m[0].map((_, j) => m[0][j] + m[1][j]));

export const einsum = {
  einsum: [
    { args: ["ij,jk->ik", f64(square), f64([[5, 6], [7, 8]])], expected: [[19, 22], [43, 50]] }, // biome-ignore format: matrices
    { args: ["ij,jk", f64(square), f64([[5], [7]])], expected: [[19], [43]] }, // biome-ignore format: matrices
    { args: ["ba", f64(square)], expected: [[1, 3], [2, 4]] }, // biome-ignore format: a matrix
    { args: ["ii", f64(square)], expected: 5 },
    { args: ["ii->i", f64(square)], expected: [1, 4] },
    { args: ["iii -> i", f64([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])], expected: [1, 8] }, // biome-ignore format: a matrix
    { args: ["ij->", f64(signed)], expected: sumOf(signed.flat()) },
    { args: ["...i->...", f64(cube)], expected: cube.map((m) => m.map(sumOf)) },
    { args: ["b...->", f64(cube)], expected: sumOf(cube.flat(2)) },
    { args: ["i...,i", f64([[1, 2], [3, 4]]), f64([10, 1])], expected: [13, 24] }, // biome-ignore format: a matrix
    { args: ["i,j->ji", f64([1, 2]), f64([3, 4])], expected: [[3, 6], [4, 8]] }, // biome-ignore format: a matrix
    { args: ["i,i->i", f64([1, 2]), f64([3, 4])], expected: [3, 8] },
    { args: ["bij,j,b->i", f64(cube), f64([1, 1, 1]), f64([1, -1])], expected: [0, 1].map((i) => sumOf(cube[0][i]) - sumOf(cube[1][i])) }, // biome-ignore format: a row
    { args: ["...ij,...k->...jk", f64(cube), f64([[2]])], expected: columnSums.map((r) => r.map((value) => [2 * value])) }, // biome-ignore format: a row
    { args: ["...,...->...", f64([[1], [2]]), f64([3, 4])], expected: [[3, 4], [6, 8]] }, // biome-ignore format: a matrix
    { args: [",i", f64(2), f64([3, 4])], expected: [6, 8] },
    { args: ["ij,kj->ik", int([[2, 3]]), int([[4, 5]])], expected: [[23]], order: 0 },
    { args: ["i->i", tensor([true, false])], expected: [1, 0], order: 0 },
    { args: ["ij,jk->ik", tensor([], { shape: [2, 0] }), tensor([], { shape: [0, 1] })], expected: [[0], [0]], order: 0 }, // biome-ignore format: matrices
  ],
} satisfies SamplesOf<typeof ops>;
