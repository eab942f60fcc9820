import type * as ops from "../../src/ops/index/indexing.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, INF, int, signed } from "./values.ts";

export const indexing = {
  gather: [
    { args: [f64(signed), int([[1, 0, 1]]), 0], expected: [[0.2, -1, 3]] },
    { args: [f64(signed), int([[2, 2], [0, 1]]), 1], expected: [[-0.3, -0.3], [0.2, 0.7]] }, // biome-ignore format: a matrix
    { args: [f64(signed), int([[2]]), -1], expected: [[-0.3]] },
    { args: [int([5, 6, 7]), int([2, 0]), 0], expected: [7, 5], order: 0 },
  ],
  scatterAdd: [
    { args: [f64([1, 1, 1]), int([0, 0, 2, 2]), f64([1, 2, 3, 4]), 0], expected: [4, 1, 8] },
    { args: [f64(signed), int([[1, 1]]), f64([[10, 20]]), 0], expected: [[-2.5, -1, -0.3], [10.2, 20.7, 3]] }, // biome-ignore format: a matrix
    { args: [f64(signed), int([[2], [0]]), f64([[10, 5], [20, 5]]), 1], expected: [[-2.5, -1, 9.7], [20.2, 0.7, 3]] }, // biome-ignore format: a matrix
  ],
  indexSelect: [
    { args: [f64(signed), [1, 0, 1]], expected: [signed[1], signed[0], signed[1]] },
    { args: [f64(signed), int([2, 2, 0]), 1], expected: signed.map((row) => [row[2], row[2], row[0]]) },
    { args: [f64(cube), [1], -2], expected: cube.map((matrix) => [matrix[1]]) },
  ],
  takeAlongAxis: [
    { args: [f64(signed), int([[2], [0]]), 1], expected: [[-0.3], [0.2]] },
    {
      args: [f64(signed), int([[1, 1]]), 1],
      expected: [
        [-1, -1],
        [0.7, 0.7],
      ],
    },
    { args: [f64([[1], [2]]), int([[1, 0, 1]]), 0], expected: [[2, 1, 2]] },
    { args: [f64([5, 6]), int([]), 0], expected: [], order: 0 },
  ],
  embedding: [
    {
      args: [
        f64(signed),
        int([
          [1, 0],
          [1, 1],
        ]),
      ],
      expected: [
        [signed[1], signed[0]],
        [signed[1], signed[1]],
      ],
    },
    { args: [f64(signed), int(1)], expected: signed[1] },
    { args: [f64(signed), int([0, 1]), { paddingIndex: 0 }], expected: signed, order: 0 },
    { args: [f64(signed), int([])], expected: [], order: 0 },
  ],
  oneHot: [
    { args: [int([2, 0]), 3], expected: [[0, 0, 1], [1, 0, 0]], order: 0 }, // biome-ignore format: a matrix
    { args: [int(1), 2], expected: [0, 1], order: 0 },
  ],
  argmax: [
    { args: [f64(signed)], expected: 5, order: 0 },
    { args: [f64(signed), 0], expected: [1, 1, 1], order: 0 },
    { args: [f64([[1, 5, 5], [7, 2, 7]]), -1], expected: [1, 0], order: 0 }, // biome-ignore format: a matrix
    { args: [f64([[1, Number.NaN, 5]]), 1, { keepDims: true }], expected: [[1]], order: 0 },
    { args: [f64([-INF, -INF])], expected: 0, order: 0 },
  ],
  argmin: [
    { args: [f64(signed)], expected: 0, order: 0 },
    { args: [f64(signed), 0], expected: [0, 0, 0], order: 0 },
    {
      args: [
        f64([
          [1, 5, 1],
          [7, 2, 2],
        ]),
        -1,
      ],
      expected: [0, 1],
      order: 0,
    },
    { args: [f64([[1, Number.NaN, 5]]), 1, { keepDims: true }], expected: [[1]], order: 0 },
    { args: [int([3, -2147483648])], expected: 1, order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
