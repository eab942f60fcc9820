import type * as ops from "../../src/ops/elementwise/thresholds.ts";
import { unary, valuesAt } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { each, f64, INF, int, NAN, signed } from "./values.ts";

const far = [1e4, -1e4, 800, -800];

const hard = (width: number) => (x: number) => (Math.abs(x) <= width ? 0 : x);
const soft = (width: number) => (x: number) => (Math.abs(x) <= width ? 0 : x - Math.sign(x) * width);
const above = (threshold: number, value: number) => (x: number) => (x <= threshold ? value : x);

export const thresholds = {
  threshold: [
    { args: [f64(signed), 0.5, -7], expected: each(signed, above(0.5, -7)) },
    { args: [f64([-1.5, NAN, INF, -INF]), -1.5, 2], expected: [2, NAN, INF, 2], order: 0 },
    { args: [int([3, -4]), 1, 9], expected: [3, 9], order: 0 },
  ],
  hardShrink: [
    ...unary(hard(0.5), signed, 0.4, far),
    ...valuesAt(hard(0.5), [0.5, -0.5, NAN, INF, -INF]),
    { args: [f64(signed), 1.5], expected: each(signed, hard(1.5)) },
    { args: [int([3, 0, -4]), 3], expected: [0, 0, -4], order: 0 },
  ],
  softShrink: [
    ...unary(soft(0.5), signed, 0.4, far),
    ...valuesAt(soft(0.5), [0.5, -0.5, NAN, INF, -INF]),
    { args: [f64(signed), 1.25], expected: each(signed, soft(1.25)) },
    { args: [int([3, 0, -4]), 3], expected: [0, 0, -1], order: 0 },
  ],
  tanhShrink: [
    ...unary((x) => x - Math.tanh(x), signed, 0.4, far),
    { args: [f64([1.499, 1.501, -1.5])], expected: [1.499, 1.501, -1.5].map((x) => x - Math.tanh(x)) },
    // The series x³/3 - 2 x⁵/15, of which the difference would have no digit.
    { args: [f64([1e-4, -1e-6, 0])], expected: [1e-12 / 3 - 2e-20 / 15, -1e-18 / 3, 0], order: 0 },
    { args: [f64([NAN, INF, -INF])], expected: [NAN, INF, -INF], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
