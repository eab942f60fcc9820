import type * as ops from "../../src/ops/elementwise/powers.ts";
import { binary, unary, valuesAt } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { both, each, f64, INF, int, NAN, other, positive, signed } from "./values.ts";

export const powers = {
  square: [
    ...unary((x) => x * x, signed, 0, [1e4, -1e4]),
    { args: [int([3, -4])], expected: [9, 16], order: 0 },
  ],
  sqrt: [...unary(Math.sqrt, positive, [1e8]), ...valuesAt(Math.sqrt, [0, -1, INF, 1e-300, 1e300])],
  cbrt: [...unary(Math.cbrt, signed, [1e6]), ...valuesAt(Math.cbrt, [0, -8, INF, -INF, 1e-300, 1e300])],
  reciprocal: [
    ...unary((x) => 1 / x, signed, [1e8]),
    ...valuesAt((x) => 1 / x, [0, INF, -INF, 1e-300]),
    { args: [int([2, -4])], expected: [0.5, -0.25], order: 0 },
  ],
  rsqrt: [
    ...unary((x) => 1 / Math.sqrt(x), positive, [1e8]),
    ...valuesAt((x) => 1 / Math.sqrt(x), [0, -1, INF, 1e-300, 1e300]),
    { args: [int([4])], expected: [0.5], order: 0 },
  ],
  pow: [
    { args: [f64(positive), f64(other)], expected: both(positive, other, (a, b) => a ** b) },
    { args: [f64(signed), 3], expected: each(signed, (x) => x ** 3) },
    { args: [f64(signed), 2], expected: each(signed, (x) => x ** 2) },
    { args: [f64([-2, 0, 0.5]), 0], expected: [1, 1, 1] },
    { args: [f64([-1.5, 0, 2]), 1], expected: [-1.5, 0, 2] },
    { args: [f64([-0.5, 0, 2]), 2], expected: [0.25, 0, 4] },
    { args: [2, f64([-1, 0, 0.5])], expected: [0.5, 1, Math.SQRT2] },
    { args: [f64([0.5, 1, 2]), f64([0, 0, 0])], expected: [1, 1, 1] },
    { args: [f64([[1.5], [0.5]]), f64([2, -1])], expected: [[2.25, 1 / 1.5], [0.25, 2]] }, // biome-ignore format: a matrix
    { args: [f64([-8, 0]), 0.5], expected: [NAN, 0], order: 0 },
    { args: [f64([0, 1, -1, -1, 1, INF]), f64([-1, INF, INF, -INF, NAN, -1])], expected: [INF, 1, 1, 1, 1, 0], order: 0 }, // biome-ignore format: two lists
    { args: [f64([1e200, 1e-200]), 2], expected: [INF, 0], order: 0 },
    { args: [int([2, 3]), int([3, -1])], expected: [8, Math.fround(1 / 3)], order: 0 },
  ],
  hypot: [
    ...binary(Math.hypot),
    { args: [f64([3, -5]), f64([4, 12])], expected: [5, 13] },
    { args: [f64([0, 0, INF, 1]), f64([0, -2, NAN, NAN])], expected: [0, 2, INF, NAN], order: 0 },
    { args: [f64([3e200, 3e-200]), f64([4e200, 4e-200])], expected: [5e200, 5e-200], order: 0 },
    { args: [int([3]), int([4])], expected: [5], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
