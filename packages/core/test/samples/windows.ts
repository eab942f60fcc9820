import type * as ops from "../../src/ops/windows/windows.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, int, signed, wave } from "./values.ts";

export const windows = {
  windows: [
    { args: [f64([1, 2, 3, 4]), [2]], expected: [[1, 2], [2, 3], [3, 4]] }, // biome-ignore format: a matrix
    { args: [f64([1, 2, 3, 4, 5]), [2], { stride: 2, dilation: 2 }], expected: [[1, 3], [3, 5]] }, // biome-ignore format: a matrix
    { args: [f64(signed), [2, 2]], expected: [[0, 1].map((j) => signed.map((row) => row.slice(j, j + 2)))] },
    { args: [f64(cube), [1, 3]], expected: cube.map((matrix) => matrix.map((row) => [[row]])) },
  ],
  unfold: [
    { args: [f64([[[1, 2, 3, 4]]]), 2], expected: [[[1, 2, 3], [2, 3, 4]]] }, // biome-ignore format: a matrix
    { args: [f64([[[1, 2, 3], [4, 5, 6]]]), 3, { padding: 1, stride: 2 }], expected: [[[0, 2], [1, 3], [2, 0], [0, 5], [4, 6], [5, 0]]] }, // biome-ignore format: a matrix
    { args: [f64([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]), 2], expected: [[[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]] }, // biome-ignore format: a matrix
    { args: [f64([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]), [2, 1], { dilation: [2, 1], padding: [0, 1] }], expected: [[[0, 1, 2, 3, 0], [0, 7, 8, 9, 0]]] }, // biome-ignore format: a matrix
    { args: [int([[[5, 6]]]), 1], expected: [[[5, 6]]], order: 0 },
  ],
  fold: [
    { args: [f64([[[1, 2, 3], [4, 5, 6]]]), [4], 2], expected: [[[1, 6, 8, 6]]] }, // biome-ignore format: a matrix
    { args: [f64([[[1, 2], [3, 4], [5, 6]]]), [3], 3, { padding: 1, stride: 2 }], expected: [[[3, 7, 4]]] }, // biome-ignore format: a matrix
    { args: [f64([[[1, 2, 3, 4], [10, 20, 30, 40], [100, 200, 300, 400], [1000, 2000, 3000, 4000]]]), [3, 3], 2], expected: [[[[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]]]] }, // biome-ignore format: a matrix
    { args: [f64(wave([2, 4, 2])), [1, 2], [1, 1]], expected: (wave([2, 4, 2]) as number[][][]).map((m) => m.map((row) => [row])) }, // biome-ignore format: a row
  ],
} satisfies SamplesOf<typeof ops>;
