import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/shape/diagonal.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, empty, f64, int, signed } from "./values.ts";

const square = [
  [1.5, -2, 0.3],
  [0.7, 4, -1],
  [-0.2, 3, 2.5],
];

export const diagonal = {
  diagonal: [
    { args: [f64(square)], expected: [1.5, 4, 2.5] },
    { args: [f64(square), 1], expected: [-2, -1] },
    { args: [f64(square), -2], expected: [-0.2] },
    { args: [f64(signed), -1], expected: [0.2] },
    { args: [f64(cube)], expected: cube.map((m) => [m[0][0], m[1][1]]) },
    { args: [f64(cube), 1, 0, 2], expected: [0, 1].map((j) => [cube[0][j][1], cube[1][j][2]]) },
    { args: [f64(square), 3], expected: [], order: 0 },
    { args: [empty], expected: [], order: 0 },
  ],
  diag: [
    {
      args: [f64([1, 2])],
      expected: [
        [1, 0],
        [0, 2],
      ],
    },
    {
      args: [f64([1, 2]), 1],
      expected: [
        [0, 1, 0],
        [0, 0, 2],
        [0, 0, 0],
      ],
    },
    {
      args: [f64([[1], [2]]), -1],
      expected: [
        [
          [0, 0],
          [1, 0],
        ],
        [
          [0, 0],
          [2, 0],
        ],
      ],
    },
    { args: [int([3]), 0], expected: [[3]], order: 0 },
    { args: [tensor([true])], expected: [[true]], order: 0 },
  ],
  triu: [
    { args: [f64(square)], expected: square.map((row, i) => row.map((value, j) => (j >= i ? value : 0))) },
    { args: [f64(square), 1], expected: square.map((row, i) => row.map((value, j) => (j > i ? value : 0))) },
    { args: [f64(cube), -1], expected: cube },
    {
      args: [
        tensor([
          [true, true],
          [true, true],
        ]),
      ],
      expected: [
        [true, true],
        [false, true],
      ],
      order: 0,
    },
    {
      args: [
        f64([
          [1, 2],
          [Number.NaN, 3],
        ]),
      ],
      expected: [
        [1, 2],
        [0, 3],
      ],
      order: 0,
    },
    { args: [empty], expected: [], order: 0 },
  ],
  tril: [
    { args: [f64(square)], expected: square.map((row, i) => row.map((value, j) => (j <= i ? value : 0))) },
    {
      args: [f64(signed), -1],
      expected: [
        [0, 0, 0],
        [0.2, 0, 0],
      ],
    },
    { args: [f64(cube), 1], expected: cube.map(([a, b]) => [[a[0], a[1], 0], b]) },
    {
      args: [
        int([
          [1, 2],
          [3, 4],
        ]),
      ],
      expected: [
        [1, 0],
        [3, 4],
      ],
      order: 0,
    },
  ],
} satisfies SamplesOf<typeof ops>;
