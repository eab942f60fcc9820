import { type TensorLike, tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/elementwise/arithmetic.ts";
import { binary, unary, valuesAt } from "./rows.ts";
import type { Sample, SamplesOf } from "./sample.ts";
import { both, cube, each, empty, f64, INF, int, NAN, other, signed } from "./values.ts";

/** Away from the jumps, where a is a multiple of b. */
function remainders(of: (a: number, b: number) => number): Sample<readonly [TensorLike, TensorLike]>[] {
  return [
    {
      args: [f64([[5], [-7]]), f64([1.5, -2, 1.8])],
      expected: [5, -7].map((a) => [1.5, -2, 1.8].map((b) => of(a, b))),
    },
    { args: [f64(signed), f64(other)], expected: both(signed, other, of) },
    { args: [f64(signed), 0.85], expected: each(signed, (a) => of(a, 0.85)) },
    { args: [-5, f64(0.4)], expected: of(-5, 0.4) },
    { args: [empty, 2], expected: [] },
  ];
}

export const arithmetic = {
  neg: [...unary((x) => -x, signed, 2), { args: [int([3, -4])], expected: [-3, 4], order: 0 }],
  abs: [
    ...unary(Math.abs, signed),
    ...valuesAt(Math.abs, [0, -INF, 1e300]),
    { args: [int([3, -4])], expected: [3, 4], order: 0 },
  ],
  sign: [
    ...unary(Math.sign, signed, [0]).map((sample) => ({ ...sample, order: 0 as const })),
    { args: [f64([-INF, INF, NAN])], expected: [-1, 1, NAN], order: 0 },
    { args: [tensor([true, false])], expected: [1, 0], order: 0 },
  ],
  add: [
    ...binary((a, b) => a + b),
    { args: [int([1, 2]), tensor([true, false])], expected: [2, 2], order: 0 },
  ],
  sub: [...binary((a, b) => a - b), { args: [int([1, 2]), 3], expected: [-2, -1], order: 0 }],
  mul: [
    ...binary((a, b) => a * b),
    {
      args: [f64(cube), f64([[2], [3]])],
      expected: cube.map((m) => [m[0].map((v) => v * 2), m[1].map((v) => v * 3)]),
    },
    { args: [int([2, -3]), int([4])], expected: [8, -12], order: 0 },
  ],
  div: [
    ...binary((a, b) => a / b),
    { args: [int([7, -7]), int([2, 2])], expected: [3.5, -3.5], order: 0 },
    { args: [f64([1, -1, 0]), 0], expected: [INF, -INF, NAN], order: 0 },
  ],
  weighted: [
    ...binary((x, weight) => x * weight),
    { args: [f64([2, -3, 5]), f64([0, -0, 1])], expected: [0, 0, 5] },
    { args: [f64([INF, -INF, INF, -INF]), f64([0, 0, 2, 0.5])], expected: [0, 0, INF, -INF], order: 0 },
    { args: [f64([0, NAN, 3]), f64([INF, 0, NAN])], expected: [NAN, NAN, NAN], order: 0 },
    { args: [int([3]), int([4])], expected: [12], order: 0 },
  ],
  mod: [
    ...remainders((a, b) => a - b * Math.floor(a / b)),
    { args: [f64([7, -7, 7, -7]), f64([3, 3, -3, -3])], expected: [1, 2, -2, -1], order: 0 },
    {
      args: [int([7, -7, 7, -7, 6, -6]), int([3, 3, -3, -3, 3, 3])],
      expected: [1, 2, -2, -1, 0, 0],
      order: 0,
    },
    { args: [f64([1, INF, 5, -5, 5, NAN]), f64([0, 3, INF, INF, -INF, 1])], expected: [NAN, NAN, 5, INF, -INF, NAN], order: 0 }, // biome-ignore format: two lists
    // The remainder of the float64 that is nearest to 0.1: dividing first would round 1 / 0.1 up to 10.
    { args: [f64(1), 0.1], expected: 0.09999999999999995, order: 0 },
    { args: [f64([1e300]), 7], expected: [1e300 % 7], order: 0 },
  ],
  fmod: [
    ...remainders((a, b) => a - b * Math.trunc(a / b)),
    { args: [f64([7, -7, 7, -7]), f64([3, 3, -3, -3])], expected: [1, -1, 1, -1], order: 0 },
    { args: [int([7, -7, 7, -7]), int([3, 3, -3, -3])], expected: [1, -1, 1, -1], order: 0 },
    {
      args: [f64([1, INF, 5, -5, NAN]), f64([0, 3, INF, INF, 1])],
      expected: [NAN, NAN, 5, -5, NAN],
      order: 0,
    },
  ],
  lerp: [
    { args: [f64(signed), f64(other), 0.3], expected: both(signed, other, (a, b) => a + 0.3 * (b - a)) },
    { args: [f64(signed), f64(other), f64([[0.8], [0.2]])], expected: signed.map((row, i) => row.map((a, j) => a + (0.8 - 0.6 * i) * (other[i][j] - a))) }, // biome-ignore format: a matrix
    { args: [f64([1, 2]), 3, f64([-0.5, 2])], expected: [0, 4] },
    // 0.1 + 1 · (0.7 - 0.1) is 0.7 and a bit.
    { args: [f64([0.1, 0.1]), f64([0.7, 0.7]), f64([0, 1])], expected: [0.1, 0.7] },
    { args: [int([0, 4]), int([4, 8]), 0.5], expected: [2, 6], order: 0 },
    { args: [f64([3, INF, -INF]), f64([INF, 3, INF]), f64([0, 1, 0])], expected: [3, 3, -INF], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
