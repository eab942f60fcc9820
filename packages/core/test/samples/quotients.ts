import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/elementwise/quotients.ts";
import type { SamplesOf } from "./sample.ts";
import { both, each, empty, f64, INF, int, NAN, other, signed } from "./values.ts";

const least = -(2 ** 31);
const most = 2 ** 31 - 1;

function roundedBy(rounded: (quotient: number) => number) {
  return [
    {
      args: [f64([[5], [-7]]), f64([1.5, -2, 1.8])],
      expected: [5, -7].map((a) => [1.5, -2, 1.8].map((b) => rounded(a / b))),
      order: 0,
    },
    { args: [f64(signed), f64(other)], expected: both(signed, other, (a, b) => rounded(a / b)), order: 0 },
    { args: [f64(signed), 0.85], expected: each(signed, (a) => rounded(a / 0.85)), order: 0 },
    {
      args: [f64([1, -1, 0, INF, -INF, NAN]), f64([0, 0, 0, 3, 3, 1])],
      expected: [INF, -INF, NAN, NAN, NAN, NAN],
      order: 0,
    },
    // Of the float64 that is nearest to 0.1, and a little larger: the rounded quotient is 10.
    { args: [f64([1, -1]), 0.1], expected: [9, rounded(-9.5)], order: 0 },
    { args: [f64(2 ** 60), f64(3)], expected: 2 ** 60 / 3, order: 0 },
    { args: [empty, 2], expected: [], order: 0 },
    {
      args: [int([7, -7, 7, -7, 6, -6, 0]), int([3, 3, -3, -3, 3, 3, -2])],
      expected: [7 / 3, -7 / 3, -7 / 3, 7 / 3, 2, -2, 0].map(rounded),
      order: 0,
    },
    // None of these is a float32, and some round to the next whole number there.
    {
      args: [int([most, least, most, least, 16777217, least]), int([most - 1, 3, -2, most, 16777217, -1])],
      expected: [1, rounded(least / 3), rounded(most / -2), rounded(least / most), 1, least],
      order: 0,
    },
    { args: [tensor([true, false]), 1], expected: [1, 0], order: 0 },
  ] as const;
}

export const quotients = {
  floorDivide: [
    ...roundedBy(Math.floor),
    { args: [f64([5, -5, 5, -5]), f64([INF, INF, -INF, -INF])], expected: [0, -1, -1, 0], order: 0 },
  ],
  truncDivide: [
    ...roundedBy(Math.trunc),
    { args: [f64([5, -5, 5, -5]), f64([INF, INF, -INF, -INF])], expected: [0, -0, -0, 0], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
