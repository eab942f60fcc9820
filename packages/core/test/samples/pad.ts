import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/shape/pad.ts";
import type { SamplesOf } from "./sample.ts";
import { empty, f64, int, signed } from "./values.ts";

export const pad = {
  pad: [
    { args: [f64([1, 2]), [[1, 2]]], expected: [0, 1, 2, 0, 0] },
    { args: [f64([[1], [2]]), [[0, 1], [1, 0]], 7], expected: [[7, 1], [7, 2], [7, 7]] }, // biome-ignore format: a matrix
    { args: [f64([[1], [2]]), [[1, 0]]], expected: [[0], [1], [2]] },
    { args: [tensor([true]), [[1, 0]]], expected: [false, true], order: 0 },
    { args: [f64([1, 2, 3]), [[2, 1]], "reflect"], expected: [3, 2, 1, 2, 3, 2] },
    { args: [f64([1, 2, 3]), [[5, 4]], "reflect"], expected: [2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3] },
    { args: [f64([4]), [[1, 2]], "reflect"], expected: [4, 4, 4, 4] },
    { args: [f64([1, 2, 3]), [[2, 1]], "replicate"], expected: [1, 1, 1, 2, 3, 3] },
    { args: [f64([1, 2, 3]), [[2, 4]], "circular"], expected: [2, 3, 1, 2, 3, 1, 2, 3, 1] },
    {
      args: [
        f64(signed),
        [
          [1, 0],
          [0, 1],
        ],
        "replicate",
      ],
      expected: [signed[0], ...signed].map((row) => [...row, row[2]]),
    },
    {
      args: [
        f64(signed),
        [
          [0, 0],
          [1, 1],
        ],
        "reflect",
      ],
      expected: signed.map((row) => [row[1], ...row, row[1]]),
    },
    { args: [int([1, 2]), [[1, 0]], "circular"], expected: [2, 1, 2], order: 0 },
    { args: [empty, [[1, 0]], 2], expected: [[2, 2, 2]], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
