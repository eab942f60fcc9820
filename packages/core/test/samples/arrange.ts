import type * as ops from "../../src/ops/shape/arrange.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, empty, f64, int, signed } from "./values.ts";

const reversed = <T>(values: readonly T[]): T[] => [...values].reverse();

export const arrange = {
  narrow: [
    { args: [f64(signed), 1, 1, 2], expected: signed.map((row) => row.slice(1)) },
    { args: [f64(signed), 0, -1, 1], expected: [signed[1]] },
    { args: [f64(signed), -1, 3, 0], expected: [[], []], order: 0 },
  ],
  flip: [
    { args: [f64(signed)], expected: reversed(signed).map(reversed) },
    { args: [f64(signed), 0], expected: reversed(signed) },
    { args: [f64(cube), [0, -1]], expected: reversed(cube).map((matrix) => matrix.map(reversed)) },
    { args: [f64(2)], expected: 2 },
    { args: [empty], expected: [], order: 0 },
  ],
  roll: [
    { args: [f64([1, 2, 3, 4]), 1], expected: [4, 1, 2, 3] },
    {
      args: [f64(signed), 1],
      expected: [
        [3, -2.5, -1],
        [-0.3, 0.2, 0.7],
      ],
    },
    { args: [f64(signed), -1, 1], expected: signed.map(([a, b, c]) => [b, c, a]) },
    { args: [f64(signed), [1, 4], [0, 1]], expected: reversed(signed).map(([a, b, c]) => [c, a, b]) },
    { args: [f64(signed), 6, [-1]], expected: signed },
    { args: [int([1, 2, 3]), -4], expected: [2, 3, 1], order: 0 },
    { args: [empty, 1, 0], expected: [], order: 0 },
  ],
  split: [
    { args: [f64([1, 2, 3, 4, 5]), 2], expected: [[1, 2], [3, 4], [5]] },
    { args: [f64([1, 2, 3, 4, 5]), [1, 0, 4]], expected: [[1], [], [2, 3, 4, 5]] },
    {
      args: [f64(signed), [2, 1], -1],
      expected: [signed.map((row) => row.slice(0, 2)), signed.map((row) => row.slice(2))],
    },
    { args: [empty, 2], expected: [[]], order: 0 },
  ],
  chunk: [
    { args: [f64([1, 2, 3, 4, 5]), 3], expected: [[1, 2], [3, 4], [5]] },
    { args: [f64([1, 2]), 3], expected: [[1], [2], []] },
    { args: [f64(signed), 3, 1], expected: [0, 1, 2].map((j) => signed.map((row) => [row[j]])) },
  ],
  unbind: [
    { args: [f64([1, 2, 3])], expected: [1, 2, 3] },
    { args: [f64(signed)], expected: [...signed] },
    { args: [f64(signed), -1], expected: [0, 1, 2].map((j) => signed.map((row) => row[j])) },
    { args: [f64(cube), 1], expected: cube[0].map((_, i) => cube.map((matrix) => matrix[i])) },
    { args: [empty], expected: [], order: 0 },
  ],
  tile: [
    { args: [f64([1, 2]), 2], expected: [1, 2, 1, 2] },
    {
      args: [f64([1, 2]), [2, 2]],
      expected: [
        [1, 2, 1, 2],
        [1, 2, 1, 2],
      ],
    },
    { args: [f64(signed), [2, 1]], expected: [...signed, ...signed] },
    { args: [f64(signed), 2], expected: signed.map((row) => [...row, ...row]) },
    { args: [f64(3), [2]], expected: [3, 3] },
    { args: [f64(signed), 0], expected: [[], []], order: 0 },
  ],
  repeat: [
    { args: [f64([1, 2]), 2], expected: [1, 1, 2, 2] },
    { args: [f64(signed), 2, 1], expected: signed.map((row) => row.flatMap((value) => [value, value])) },
    { args: [f64(signed), [0, 3], 0], expected: [signed[1], signed[1], signed[1]] },
    { args: [f64(signed), [1, 0, 2], -1], expected: signed.map(([a, , c]) => [a, c, c]) },
    { args: [int([1, 2]), 0], expected: [], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
