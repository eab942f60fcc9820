import type * as ops from "../../src/ops/composite.ts";
import { reductions } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { each, f64, INF, int, signed, sumOf } from "./values.ts";

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
  leakyRelu: [
    { args: [f64(signed)], expected: each(signed, (x) => (x > 0 ? x : 0.01 * x)) },
    { args: [f64(signed), 0.3], expected: each(signed, (x) => (x > 0 ? x : 0.3 * x)) },
  ],
  clip: [{ args: [f64(signed), -1.5, 1.5], expected: each(signed, (x) => Math.min(Math.max(x, -1.5), 1.5)) }],
} satisfies SamplesOf<typeof ops>;
