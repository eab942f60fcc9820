import type * as ops from "../../src/ops/elementwise/extremes.ts";
import { binary } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { each, f64, INF, int, NAN, signed } from "./values.ts";

export const extremes = {
  maximum: [
    ...binary(Math.max),
    { args: [f64([1, NAN, 2]), f64([1, 1, NAN])], expected: [1, NAN, NAN], order: 0 },
    { args: [f64([INF, -INF]), f64([1, 1])], expected: [INF, 1], order: 0 },
    { args: [int([1, -5]), int([0, -4])], expected: [1, -4], order: 0 },
  ],
  minimum: [
    ...binary(Math.min),
    { args: [f64([1, NAN, 2]), f64([1, 1, NAN])], expected: [1, NAN, NAN], order: 0 },
    { args: [f64([INF, -INF]), f64([1, 1])], expected: [1, -INF], order: 0 },
    { args: [int([1, -5]), int([0, -4])], expected: [0, -5], order: 0 },
  ],
  clip: [
    { args: [f64(signed), f64([-1.5, -0.8, 0.5]), f64([[0], [2]])], expected: [[-1.5, -0.8, 0], [0.2, 0.7, 2]] }, // biome-ignore format: a matrix
    { args: [f64(signed), -1.5, 1.5], expected: each(signed, (x) => Math.min(Math.max(x, -1.5), 1.5)) },
    { args: [f64(signed), -INF, 1.5], expected: each(signed, (x) => Math.min(x, 1.5)) },
    { args: [f64(signed), -0.5], expected: each(signed, (x) => Math.max(x, -0.5)) },
    { args: [f64(signed), undefined, 1.5], expected: each(signed, (x) => Math.min(x, 1.5)) },
    { args: [f64(signed), f64([-1.5, -0.8, 0.5])], expected: signed.map((row) => row.map((x, i) => Math.max(x, [-1.5, -0.8, 0.5][i]))) }, // biome-ignore format: a matrix
    { args: [f64(signed), undefined, f64([[0], [2]])], expected: signed.map((row, i) => row.map((x) => Math.min(x, 2 * i))) }, // biome-ignore format: a matrix
    { args: [f64([1, NAN]), undefined, NAN], expected: [NAN, NAN], order: 0 },
    { args: [f64([1, NAN, -1]), 0], expected: [1, NAN, 0], order: 0 },
    { args: [int([-5, 2, 9]), 0], expected: [0, 2, 9], order: 0 },
    { args: [f64([-2, 0.5, 3]), 1, f64(-1)], expected: [-1, -1, -1] },
    { args: [f64([-1, 0, 1, NAN]), -1, 1], expected: [-1, 0, 1, NAN], order: 0 },
    { args: [int([-5, 2, 9]), 0, 5], expected: [0, 2, 5], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
