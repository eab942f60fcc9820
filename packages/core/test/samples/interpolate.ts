import type * as ops from "../../src/ops/windows/interpolate.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, int } from "./values.ts";

const line = [[[10, 20, 40]]];
const square = [[[[1, 2], [3, 4]]]]; // biome-ignore format: a matrix

export const interpolate = {
  interpolate: [
    { args: [f64(line), { size: 5 }], expected: [[[10, 10, 20, 20, 40]]] },
    { args: [f64(line), { scale: 2 }], expected: [[[10, 10, 20, 20, 40, 40]]] },
    { args: [f64(line), { size: 2 }], expected: [[[10, 20]]] },
    { args: [f64(line), { size: 3 }], expected: line },
    { args: [f64(line), { size: 6, mode: "linear" }], expected: [[[10, 12.5, 17.5, 25, 35, 40]]] },
    {
      args: [f64(line), { size: 5, mode: "linear", alignCorners: true }],
      expected: [[[10, 15, 20, 30, 40]]],
    },
    { args: [f64(line), { size: 1, mode: "linear", alignCorners: true }], expected: [[[10]]] },
    { args: [f64(line), { size: 1, mode: "linear" }], expected: [[[20]]] },
    { args: [f64(square), { scale: [1, 2] }], expected: [[[[1, 1, 2, 2], [3, 3, 4, 4]]]] }, // biome-ignore format: a matrix
    { args: [f64(square), { size: 3, mode: "linear", alignCorners: true }], expected: [[[[1, 1.5, 2], [2, 2.5, 3], [3, 3.5, 4]]]] }, // biome-ignore format: a matrix
    { args: [f64(square), { scale: 1.5, mode: "linear" }], expected: [[[[1, 1.5, 2], [2, 2.5, 3], [3, 3.5, 4]]]] }, // biome-ignore format: a matrix
    { args: [f64([square, square]).reshape([1, 1, 2, 2, 2]), { size: [1, 1, 2], mode: "linear" }], expected: [[[[[2, 3]]]]] }, // biome-ignore format: a matrix
    { args: [int(line), { size: 1 }], expected: [[[10]]], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
