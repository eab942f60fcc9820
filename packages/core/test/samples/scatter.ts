import type * as ops from "../../src/ops/index/scatter.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, int, signed } from "./values.ts";

export const scatter = {
  scatter: [
    {
      args: [f64(signed), int([[1, 0, 1]]), f64([[7, 8, 9]]), 0],
      expected: [
        [-2.5, 8, -0.3],
        [7, 0.7, 9],
      ],
    },
    { args: [f64([1, 2, 3]), int([0, 2, 0]), f64([7, 8, 9]), 0], expected: [9, 2, 8] },
    {
      args: [f64(signed), int([[2], [0]]), 5, -1],
      expected: [
        [-2.5, -1, 5],
        [5, 0.7, 3],
      ],
    },
    {
      args: [
        f64(signed),
        int([[2], [0]]),
        f64([
          [1, 2],
          [3, 4],
        ]),
        1,
      ],
      expected: [
        [-2.5, -1, 1],
        [3, 0.7, 3],
      ],
    },
    // An index that reaches fewer rows than there are.
    { args: [f64(signed), int([[2, 2]]), f64([[7, 8]]), 1], expected: [[-2.5, -1, 8], [0.2, 0.7, 3]] }, // biome-ignore format: a matrix
    { args: [int([1, 2]), int([1]), int([5]), 0], expected: [1, 5], order: 0 },
    { args: [f64([1, 2]), int([]), f64([]), 0], expected: [1, 2], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
