import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/reduce/reduce.ts";
import { reductions } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { empty, f64, int, sumOf } from "./values.ts";

export const reduce = {
  sum: [
    ...reductions(sumOf),
    { args: [tensor([true, true, false])], expected: 2, order: 0 },
    { args: [tensor([], { shape: [2, 0] }), 1], expected: [0, 0], order: 0 },
  ],
  prod: [
    ...reductions((values) => values.reduce((product, value) => product * value, 1)),
    { args: [f64([2, 0, 3])], expected: 0 },
    {
      args: [
        f64([
          [0, 0, 3],
          [0, 2, -1],
        ]),
        1,
      ],
      expected: [0, 0],
    },
    { args: [f64([0, 0, 0, 0])], expected: 0 },
    { args: [int([2, -3])], expected: -6, order: 0 },
    { args: [tensor([true, true])], expected: 1, order: 0 },
    { args: [empty, 0], expected: [1, 1, 1], order: 0 },
  ],
  any: [
    {
      args: [
        tensor([
          [false, true],
          [false, false],
        ]),
        1,
      ],
      expected: [true, false],
      order: 0,
    },
    { args: [f64([0, -0]), 0, { keepDims: true }], expected: [false], order: 0 },
    { args: [f64([0, Number.NaN])], expected: true, order: 0 },
    { args: [f64([0.5, 0])], expected: true, order: 0 },
    { args: [empty, 0], expected: [false, false, false], order: 0 },
  ],
  all: [
    {
      args: [
        tensor([
          [true, true],
          [true, false],
        ]),
        1,
      ],
      expected: [true, false],
      order: 0,
    },
    { args: [f64([1, Number.NaN])], expected: true, order: 0 },
    { args: [f64([2, 0])], expected: false, order: 0 },
    { args: [empty, [0, 1]], expected: true, order: 0 },
  ],
  countNonzero: [
    {
      args: [
        f64([
          [0, 1, -2],
          [0, 0, Number.NaN],
        ]),
        1,
      ],
      expected: [2, 1],
      order: 0,
    },
    { args: [int([0, 5]), 0, { keepDims: true }], expected: [1], order: 0 },
    { args: [f64([3, 0])], expected: 1, order: 0 },
    { args: [tensor([true, false])], expected: 1, order: 0 },
    { args: [empty], expected: 0, order: 0 },
  ],
  max: [...reductions((values) => Math.max(...values)), { args: [int([3, 9, 9])], expected: 9, order: 0 }],
  min: [
    ...reductions((values) => Math.min(...values)),
    { args: [f64([1, Number.NaN])], expected: Number.NaN, order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
