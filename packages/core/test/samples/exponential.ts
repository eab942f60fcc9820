import type * as ops from "../../src/ops/elementwise/exponential.ts";
import { unary, valuesAt } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { both, each, empty, f64, INF, int, NAN, positive, signed } from "./values.ts";

/** Within the domain of log1p. */
const above = [-0.7, -0.3, 1e-10, 0.5, 20];

export const exponential = {
  exp: [
    ...unary(Math.exp, signed, [-INF, -1000, 0]),
    ...valuesAt(Math.exp, [INF, 709, 710, -745, NAN]),
    { args: [int([0])], expected: [1], order: 0 },
  ],
  expm1: [
    ...unary(Math.expm1, signed, [-1000, 0, 1e-10]),
    ...valuesAt(Math.expm1, [INF, -INF, 1e-300, 710, NAN]),
  ],
  log: [...unary(Math.log, positive), ...valuesAt(Math.log, [0, -1, INF, 1e-300, 1e300, NAN])],
  log1p: [...unary(Math.log1p, above, 2), ...valuesAt(Math.log1p, [-1, -2, INF, 1e-300, 1e300, NAN])],
  log2: [
    ...unary(Math.log2, positive),
    ...valuesAt(Math.log2, [0, -1, INF, 1e-300, 1e300, NAN]),
    { args: [int([8, 1])], expected: [3, 0], order: 0 },
  ],
  log10: [
    ...unary(Math.log10, positive),
    ...valuesAt(Math.log10, [0, -1, INF, 1e-300, 1e300, NAN]),
    { args: [int([1000, 1])], expected: [3, 0], order: 0 },
  ],
  xlogy: [
    { args: [f64(signed), f64(positive)], expected: both(signed, positive, (x, y) => x * Math.log(y)) },
    { args: [f64([[2], [0], [-3]]), f64([0.5, 4])], expected: [2, 0, -3].map((x) => [0.5, 4].map((y) => x * Math.log(y))) }, // biome-ignore format: a matrix
    { args: [f64(signed), 3], expected: each(signed, (x) => x * Math.log(3)) },
    { args: [2, f64(positive)], expected: each(positive, (y) => 2 * Math.log(y)) },
    { args: [f64([0, 0, -0, 0, 0]), f64([0, -0, INF, -1, NAN])], expected: [0, 0, 0, 0, NAN], order: 0 },
    { args: [f64([2, -1, 1, NAN]), f64([0, INF, -1, 1])], expected: [-INF, -INF, NAN, NAN], order: 0 },
    { args: [int([2]), int([1])], expected: [0], order: 0 },
    { args: [empty, 2], expected: [] },
  ],
} satisfies SamplesOf<typeof ops>;
