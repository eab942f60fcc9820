import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/reduce/statistics.ts";
import { reductions } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, empty, f64, flat, INF, int, NAN, signed, sumOf } from "./values.ts";

const varianceOf = (values: readonly number[], correction: number) => {
  const mean = sumOf(values) / values.length;
  return sumOf(values.map((value) => (value - mean) ** 2)) / (values.length - correction);
};
const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const medianOf = (values: readonly number[]) => ascending(values)[(values.length - 1) >> 1];
const powerOf = (values: readonly number[], order: number) =>
  sumOf(values.map((value) => Math.abs(value) ** order)) ** (1 / order);

/** Rows of spreads: one element alone has none with the correction of 1. */
const spreads = (of: (variance: number) => number) => [
  ...reductions((values) => of(varianceOf(values, 1))).slice(0, 5),
  {
    args: [f64(signed), 1, { correction: 0, keepDims: true }] as const,
    expected: signed.map((row) => [of(varianceOf(row, 0))]),
  },
  { args: [f64([1, 2]), 0, { correction: 2 }] as const, expected: INF, order: 0 as const },
  { args: [f64([4])] as const, expected: NAN, order: 0 as const },
  { args: [empty, 0] as const, expected: [NAN, NAN, NAN], order: 0 as const },
  { args: [int([1, 3])] as const, expected: Math.fround(of(2)), order: 0 as const },
  { args: [f64([1e9 + 1, 1e9 + 2, 1e9 + 3])] as const, expected: of(1), order: 0 as const },
];

export const statistics = {
  var: spreads((variance) => variance),
  std: [...spreads(Math.sqrt), { args: [f64([2, 2, 2])], expected: 0, order: 0 }],
  norm: [
    { args: [f64(signed)], expected: powerOf(flat(signed), 2) },
    { args: [f64(signed), 2, 0], expected: [0, 1, 2].map((j) => Math.hypot(signed[0][j], signed[1][j])) },
    { args: [f64(signed), 1, -1, { keepDims: true }], expected: signed.map((row) => [powerOf(row, 1)]) },
    { args: [f64(cube), 3, [0, 2]], expected: [0, 1].map((j) => powerOf([...cube[0][j], ...cube[1][j]], 3)) },
    { args: [f64(signed), 0.5, 1], expected: signed.map((row) => powerOf(row, 0.5)) },
    { args: [f64(signed), -1.5, 1], expected: signed.map((row) => powerOf(row, -1.5)) },
    { args: [f64(signed), INF, 1], expected: [2.5, 3] },
    { args: [f64(signed), -INF, 1], expected: [0.3, 0.2] },
    { args: [f64([0, -2, 0.5]), 0], expected: 2, order: 0 },
    { args: [f64([0, 3, 4])], expected: 5 },
    { args: [f64([0, 2]), 3], expected: 2, order: 1 },
    { args: [f64([0, 2]), -1], expected: 0, order: 0 },
    { args: [f64([[2, INF], [INF, INF], [0, INF]]), -1, 1], expected: [2, INF, 0], order: 0 }, // biome-ignore format: a matrix
    { args: [f64([2e-200, -2e-200]), -2], expected: Math.SQRT2 * 1e-200, order: 0 },
    { args: [f64([1, NAN]), -1], expected: NAN, order: 0 },
    { args: [empty, -1, 0], expected: [INF, INF, INF], order: 0 },
    { args: [f64([3e200, 4e200])], expected: 5e200, order: 0 },
    { args: [f64([3e-200, 4e-200])], expected: 5e-200, order: 0 },
    {
      args: [
        f64([
          [0, 0],
          [INF, 1],
        ]),
        2,
        1,
      ],
      expected: [0, INF],
      order: 0,
    },
    { args: [f64([1, NAN])], expected: NAN, order: 0 },
    { args: [empty, 2, 0], expected: [0, 0, 0], order: 0 },
    { args: [int([3, -4])], expected: 5, order: 0 },
  ],
  median: [
    ...reductions(medianOf),
    {
      args: [
        f64([
          [5, 1, 3],
          [NAN, 2, 1],
        ]),
        1,
      ],
      expected: [3, NAN],
      order: 0,
    },
    { args: [int([4, 1, 2, 9])], expected: 2, order: 0 },
    { args: [tensor([true, false, true])], expected: true, order: 0 },
  ],
  quantile: [
    { args: [f64([3, 1, 2]), 0.5], expected: 2 },
    { args: [f64([4, 1, 2, 9]), 0.5], expected: 3 },
    { args: [f64(signed), 0.25, 1], expected: [-1.75, 0.45] },
    {
      args: [f64(signed), [0, 0.1, 1], -1, { keepDims: true }],
      expected: [
        [[-2.5], [0.2]],
        [[-2.2], [0.3]],
        [[-0.3], [3]],
      ],
    },
    { args: [f64(cube), 1, [0, 1]], expected: [3, 2.25, 4] },
    { args: [f64([1, NAN, 2]), 0.5], expected: NAN, order: 0 },
    { args: [f64([[INF, INF], [-INF, -INF], [-INF, 3], [1, INF], [-INF, INF]]), 0.25, 1], expected: [INF, -INF, -INF, INF, NAN], order: 0 }, // biome-ignore format: a matrix
    { args: [f64([-1.5e308, 1.5e308]), 0.25], expected: -7.5e307, order: 0 },
    { args: [int([1, 2]), 0.5], expected: 1.5, order: 0 },
    { args: [f64([2]), 0.3], expected: 2 },
  ],
} satisfies SamplesOf<typeof ops>;
