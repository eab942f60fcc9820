import { tensor, zeros } from "@gradiente/core";
import type * as ops from "../../src/ops/index/nonzero.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, empty, f64, int, NAN } from "./values.ts";

export const nonzero = {
  nonzero: [
    { args: [f64([0, 2, -0, NAN, -1])], expected: [[1], [3], [4]], order: 0 },
    { args: [int([[0, 5, 0], [7, 0, 1]])], expected: [[0, 1], [1, 0], [1, 2]], order: 0 }, // biome-ignore format: matrices
    {
      args: [f64(cube)],
      expected: cube.flatMap((matrix, i) => matrix.flatMap((row, j) => row.map((_, k) => [i, j, k]))),
      order: 0,
    },
    { args: [tensor([true, false, true])], expected: [[0], [2]], order: 0 },
    { args: [f64(3)], expected: [[]], order: 0 },
    { args: [f64(0)], expected: [], order: 0 },
    { args: [empty], expected: [], order: 0 },
    { args: [zeros([2, 0, 3])], expected: [], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
