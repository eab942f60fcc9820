import type * as ops from "../../src/ops/reduce/composite.ts";
import { reductions } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, INF, int, sumOf } from "./values.ts";

const logSumExpOf = (values: readonly number[]) => Math.log(sumOf(values.map(Math.exp)));

export const composite = {
  mean: [
    ...reductions((values) => sumOf(values) / values.length),
    { args: [int([1, 2])], expected: 1.5, order: 0 },
  ],
  logSumExp: [
    ...reductions(logSumExpOf),
    { args: [f64([1e4, 1e4])], expected: 1e4 + Math.LN2 },
    { args: [f64([-INF, -INF])], expected: -INF, order: 0 },
    { args: [f64([INF, 1])], expected: INF, order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
