import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/reduce.ts";
import { reductions } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, int, sumOf } from "./values.ts";

export const reduce = {
  sum: [
    ...reductions(sumOf),
    { args: [tensor([true, true, false])], expected: 2, order: 0 },
    { args: [tensor([], { shape: [2, 0] }), 1], expected: [0, 0], order: 0 },
  ],
  max: [...reductions((values) => Math.max(...values)), { args: [int([3, 9, 9])], expected: 9, order: 0 }],
  min: [
    ...reductions((values) => Math.min(...values)),
    { args: [f64([1, Number.NaN])], expected: Number.NaN, order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
