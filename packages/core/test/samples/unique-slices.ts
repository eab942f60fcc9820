import { tensor, zeros } from "@gradiente/core";
import type * as ops from "../../src/ops/sort/unique-slices.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, int, NAN, signed } from "./values.ts";

const rows = [
  [2, 1, 0],
  [0, 5, 1],
  [2, 1, 0],
  [2, 0, 9],
  [0, 5, 1],
  [2, 1, 0],
];
const columns = rows[0].map((_, j) => rows.map((row) => row[j]));

export const uniqueSlices = {
  uniqueSlices: [
    {
      args: [f64(rows)],
      expected: { values: [rows[1], rows[3], rows[0]], inverse: [2, 0, 2, 1, 0, 2], counts: [2, 1, 3] },
      order: 0,
    },
    {
      args: [f64(columns), -1],
      expected: {
        values: columns.map((row) => [row[1], row[3], row[0]]),
        inverse: [2, 0, 2, 1, 0, 2],
        counts: [2, 1, 3],
      },
      order: 0,
    },
    // The gradient is that of rows in another order.
    { args: [f64([...signed].reverse())], expected: { values: signed, inverse: [1, 0], counts: [1, 1] } },
    {
      args: [f64(cube), 0],
      expected: { values: [cube[1], cube[0]], inverse: [1, 0], counts: [1, 1] },
    },
    {
      args: [f64(cube), 1],
      expected: { values: cube, inverse: [0, 1], counts: [1, 1] },
    },
    {
      args: [int([[3, -2147483648], [3, 2147483647], [3, -2147483648]])], // biome-ignore format: a matrix
      expected: { values: [[3, -2147483648], [3, 2147483647]], inverse: [0, 1, 0], counts: [2, 1] }, // biome-ignore format: matrices
      order: 0,
    },
    {
      args: [f64([[NAN, 1], [0, 1], [NAN, 1], [0, 1]])], // biome-ignore format: a matrix
      expected: { values: [[0, 1], [NAN, 1], [NAN, 1]], inverse: [1, 0, 2, 0], counts: [2, 1, 1] }, // biome-ignore format: matrices
      order: 0,
    },
    {
      args: [tensor([[true, true], [true, false], [true, true]])], // biome-ignore format: a matrix
      expected: { values: [[true, false], [true, true]], inverse: [1, 0, 1], counts: [1, 2] }, // biome-ignore format: matrices
      order: 0,
    },
    { args: [f64([3, 1, 3])], expected: { values: [1, 3], inverse: [1, 0, 1], counts: [1, 2] }, order: 0 },
    { args: [f64([[0], [-0]])], expected: { values: [[0]], inverse: [0, 0], counts: [2] }, order: 0 },
    { args: [zeros([3, 0])], expected: { values: [[]], inverse: [0, 0, 0], counts: [3] }, order: 0 },
    { args: [zeros([0, 3])], expected: { values: [], inverse: [], counts: [] }, order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
