import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/shape/join.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, int, signed } from "./values.ts";

export const join = {
  concat: [
    { args: [[f64([1, 2]), f64([3])]], expected: [1, 2, 3] },
    {
      args: [[f64(signed), f64([[9], [8]]), f64(signed)], 1],
      expected: signed.map((row, i) => [...row, 9 - i, ...row]),
    },
    { args: [[int([1]), tensor([true])], -1], expected: [1, 1], order: 0 },
  ],
  stack: [
    { args: [[f64([1, 2]), f64([3, 4])]], expected: [[1, 2], [3, 4]] }, // biome-ignore format: a matrix
    { args: [[f64([1, 2]), f64([3, 4])], -1], expected: [[1, 3], [2, 4]] }, // biome-ignore format: a matrix
    { args: [[f64(1), 2, f64(3)]], expected: [1, 2, 3] },
  ],
  meshgrid: [
    {
      args: [[f64([1, 2]), f64([3, 4, 5])]],
      expected: [
        [
          [1, 1, 1],
          [2, 2, 2],
        ],
        [
          [3, 4, 5],
          [3, 4, 5],
        ],
      ],
    },
    {
      args: [[f64([1, 2]), 3]],
      expected: [
        [[1], [2]],
        [[3], [3]],
      ],
    },
    { args: [[int([1, 2])]], expected: [[1, 2]], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
