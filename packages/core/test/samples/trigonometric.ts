import type * as ops from "../../src/ops/elementwise/trigonometric.ts";
import { binary, unary, valuesAt } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, INF, inside, NAN, positive, signed } from "./values.ts";

const HALF = Math.PI / 2;

export const trigonometric = {
  sin: [...unary(Math.sin, signed, 0), ...valuesAt(Math.sin, [1e4, -1e6, 1e22, INF, -INF, NAN])],
  cos: [...unary(Math.cos, signed, 0), ...valuesAt(Math.cos, [1e4, -1e6, 1e22, INF, -INF, NAN])],
  tan: [...unary(Math.tan, inside, 0), ...valuesAt(Math.tan, [1e4, -1e6, INF, NAN])],
  asin: [...unary(Math.asin, inside, 0), ...valuesAt(Math.asin, [1, -1, 1.5, NAN])],
  acos: [...unary(Math.acos, inside, 0), ...valuesAt(Math.acos, [1, -1, 1.5, NAN])],
  atan: [...unary(Math.atan, signed, 0, [1e4]), ...valuesAt(Math.atan, [INF, -INF, 1e300, NAN])],
  atan2: [
    ...binary(Math.atan2),
    // The four half-axes; the negative x-axis is where the angle jumps.
    { args: [f64([0, 2, -2]), f64([3, 0, 0])], expected: [0, HALF, -HALF] },
    { args: [f64([0, -0, 0, -0]), f64([-1, -1, 0, 0])], expected: [Math.PI, -Math.PI, 0, 0], order: 0 },
    { args: [f64([INF, 1e300, NAN]), f64([1, 1e300, 1])], expected: [HALF, HALF / 2, NAN], order: 0 },
  ],
  sinh: [...unary(Math.sinh, signed, 0), ...valuesAt(Math.sinh, [INF, -INF, 1e-300, 711, NAN])],
  cosh: [...unary(Math.cosh, signed, 0), ...valuesAt(Math.cosh, [INF, -INF, 711, NAN])],
  tanh: [...unary(Math.tanh, signed, 0, [1e4, -1e4]), ...valuesAt(Math.tanh, [INF, -INF, 1e-300, NAN])],
  asinh: [...unary(Math.asinh, signed, 0, [1e4]), ...valuesAt(Math.asinh, [INF, -INF, 1e300, 1e-300, NAN])],
  acosh: [
    ...unary(Math.acosh, positive.map((row) => row.map((x) => x + 1)), [1e4]), // biome-ignore format: one call
    ...valuesAt(Math.acosh, [1, 0.5, INF, 1e300, NAN]),
  ],
  atanh: [...unary(Math.atanh, inside.slice(1), [-0.5]), ...valuesAt(Math.atanh, [1, -1, 1.5, 1e-300, NAN])],
} satisfies SamplesOf<typeof ops>;
