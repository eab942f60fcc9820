import { type Tensor, tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/elementwise/compare.ts";
import { compared } from "./rows.ts";
import type { Sample, SamplesOf } from "./sample.ts";
import { empty, f64, INF, int, NAN } from "./values.ts";

function finiteness(of: (x: number) => boolean): Sample<readonly [Tensor]>[] {
  return [
    {
      args: [f64([1, -0, NAN, INF, -INF, 1e308])],
      expected: [1, -0, NAN, INF, -INF, 1e308].map(of),
      order: 0,
    },
    { args: [f64(NAN)], expected: of(NAN), order: 0 },
    { args: [f64([0, -2.5])], expected: [of(0), of(-2.5)], order: 0 },
    { args: [int([0, -(2 ** 31)])], expected: [of(0), of(1)], order: 0 },
    { args: [tensor([true])], expected: [of(1)], order: 0 },
    { args: [empty], expected: [], order: 0 },
  ];
}

export const compare = {
  eq: compared((a, b) => a === b),
  ne: compared((a, b) => a !== b),
  gt: compared((a, b) => a > b),
  ge: compared((a, b) => a >= b),
  lt: compared((a, b) => a < b),
  le: compared((a, b) => a <= b),
  isNaN: finiteness(Number.isNaN),
  isFinite: finiteness(Number.isFinite),
  isInfinite: finiteness((x) => Math.abs(x) === INF),
  where: [
    { args: [tensor([true, false, true]), f64([1, 2, 3]), f64([-1, -2, -3])], expected: [1, -2, 3] },
    { args: [tensor([[true], [false]]), f64([1, 2]), f64(5)], expected: [[1, 2], [5, 5]] }, // biome-ignore format: a matrix
    { args: [tensor([true, false]), 1.5, f64([[0, 7]])], expected: [[1.5, 7]] },
    { args: [tensor([true, false]), int([1, 2]), int([3, 4])], expected: [1, 4], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
