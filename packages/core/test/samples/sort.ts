import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/sort/sort.ts";
import type { SamplesOf } from "./sample.ts";
import { columns, cube, empty, f64, INF, int, NAN, signed } from "./values.ts";

const mixed = [
  [3, -1, 2, 0.5],
  [-2, 4, 1, 2.5],
];

export const sort = {
  argsort: [
    {
      args: [f64(mixed)],
      expected: [
        [1, 3, 2, 0],
        [0, 2, 3, 1],
      ],
      order: 0,
    },
    {
      args: [f64(mixed), 0],
      expected: [
        [1, 0, 1, 0],
        [0, 1, 0, 1],
      ],
      order: 0,
    },
    { args: [f64([2, NAN, 2, 1, NAN])], expected: [3, 0, 2, 1, 4], order: 0 },
    { args: [f64([2, NAN, 2, 1, NAN]), 0, { descending: true }], expected: [1, 4, 0, 2, 3], order: 0 },
    { args: [f64([0, -0, -INF, INF])], expected: [2, 0, 1, 3], order: 0 },
    { args: [int([5, -2147483648, 5])], expected: [1, 0, 2], order: 0 },
    { args: [tensor([true, false, true]), -1, { descending: true }], expected: [0, 2, 1], order: 0 },
    { args: [empty], expected: [], order: 0 },
  ],
  sort: [
    {
      args: [f64(mixed)],
      expected: {
        values: [
          [-1, 0.5, 2, 3],
          [-2, 1, 2.5, 4],
        ],
        indices: [
          [1, 3, 2, 0],
          [0, 2, 3, 1],
        ],
      },
    },
    {
      args: [f64(signed), -1, { descending: true }],
      expected: {
        values: signed.map((row) => [...row].reverse()),
        indices: [
          [2, 1, 0],
          [2, 1, 0],
        ],
      },
    },
    {
      args: [f64(cube), 0],
      expected: {
        values: [0, 1].map((rank) =>
          cube[0].map((row, i) => row.map((value, j) => [value, cube[1][i][j]].sort((a, b) => a - b)[rank])),
        ),
        indices: [
          [
            [1, 0, 0],
            [1, 1, 0],
          ],
          [
            [0, 1, 1],
            [0, 0, 1],
          ],
        ],
      },
    },
    { args: [f64([1, NAN, 0])], expected: { values: [0, 1, NAN], indices: [2, 0, 1] }, order: 0 },
    { args: [int([2, 1, 2])], expected: { values: [1, 2, 2], indices: [1, 0, 2] }, order: 0 },
    { args: [empty, 0], expected: { values: [], indices: [] }, order: 0 },
  ],
  topk: [
    {
      args: [f64(mixed), 2],
      expected: {
        values: [
          [3, 2],
          [4, 2.5],
        ],
        indices: [
          [0, 2],
          [1, 3],
        ],
      },
    },
    {
      args: [f64(mixed), 1, 0],
      expected: { values: [columns(mixed).map((column) => Math.max(...column))], indices: [[0, 1, 0, 1]] },
    },
    {
      args: [f64(mixed), 3, -1, { largest: false }],
      expected: {
        values: [
          [-1, 0.5, 2],
          [-2, 1, 2.5],
        ],
        indices: [
          [1, 3, 2],
          [0, 2, 3],
        ],
      },
    },
    { args: [f64([1, 5, NAN]), 2], expected: { values: [NAN, 5], indices: [2, 1] }, order: 0 },
    { args: [int([7, 7]), 1], expected: { values: [7], indices: [0] }, order: 0 },
    { args: [f64([1, 2]), 0], expected: { values: [], indices: [] }, order: 0 },
  ],
  searchSorted: [
    { args: [f64([1, 2, 2, 5]), f64([0, 1, 2, 3, 5, 9])], expected: [0, 0, 1, 3, 3, 4], order: 0 },
    {
      args: [
        f64([1, 2, 2, 5]),
        f64([
          [0, 1],
          [2, 9],
        ]),
        { side: "right" },
      ],
      expected: [
        [0, 1],
        [3, 4],
      ],
      order: 0,
    },
    { args: [f64([1, 2]), 1.5], expected: 1, order: 0 },
    {
      args: [
        f64([
          [1, 2],
          [5, 7],
        ]),
        f64([
          [2, 0, 9],
          [6, 6, 5],
        ]),
      ],
      expected: [
        [1, 0, 2],
        [1, 1, 0],
      ],
      order: 0,
    },
    { args: [f64([1, INF, NAN]), f64([NAN, INF])], expected: [2, 1], order: 0 },
    { args: [int([1, 3]), 2.5], expected: 1, order: 0 },
    { args: [f64([]), f64([1])], expected: [0], order: 0 },
  ],
  unique: [
    {
      args: [f64([3, 1, 3, 2, 1])],
      expected: { values: [1, 2, 3], inverse: [2, 0, 2, 1, 0], counts: [2, 1, 2] },
      order: 0,
    },
    {
      args: [f64(signed)],
      expected: {
        values: signed.flat(),
        inverse: [
          [0, 1, 2],
          [3, 4, 5],
        ],
        counts: [1, 1, 1, 1, 1, 1],
      },
    },
    {
      args: [
        int([
          [2, 2],
          [-1, 2],
        ]),
      ],
      expected: {
        values: [-1, 2],
        inverse: [
          [1, 1],
          [0, 1],
        ],
        counts: [1, 3],
      },
      order: 0,
    },
    {
      args: [f64([NAN, 1, NAN])],
      expected: { values: [1, NAN, NAN], inverse: [1, 0, 2], counts: [1, 1, 1] },
      order: 0,
    },
    {
      args: [tensor([true, false, true])],
      expected: { values: [false, true], inverse: [1, 0, 1], counts: [1, 2] },
      order: 0,
    },
    { args: [f64([])], expected: { values: [], inverse: [], counts: [] }, order: 0 },
    { args: [f64(4)], expected: { values: [4], inverse: 0, counts: [1] } },
  ],
} satisfies SamplesOf<typeof ops>;
