import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/index/masks.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, int, signed } from "./values.ts";

const negative = tensor(signed.map((row) => row.map((value) => value < 0)));

export const masks = {
  maskedFill: [
    {
      args: [f64(signed), tensor([true, false, true]), f64([[7], [8]])],
      expected: [
        [7, -1, 7],
        [8, 0.7, 8],
      ],
    },
    { args: [f64(signed), negative, 9], expected: [[9, 9, 9], signed[1]] },
    { args: [int([1, 2]), tensor([false, true]), -1], expected: [1, -1], order: 0 },
  ],
  maskedSelect: [
    { args: [f64(signed), negative], expected: signed[0] },
    { args: [f64(signed), tensor([true, false, true])], expected: [-2.5, -0.3, 0.2, 3] },
    { args: [f64([[1], [2]]), tensor([true, false, true])], expected: [1, 1, 2, 2] },
    { args: [f64([1, 2]), tensor([false, false])], expected: [], order: 0 },
    { args: [int(3), true], expected: [3], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
