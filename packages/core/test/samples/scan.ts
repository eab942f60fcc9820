import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/reduce/scan.ts";
import type { SamplesOf } from "./sample.ts";
import { columns, cube, empty, f64, INF, int, NAN, signed } from "./values.ts";

/** What folding everything up to each place gives, by a loop. */
const running = (values: readonly number[], of: (head: readonly number[]) => number) =>
  values.map((_, i) => of(values.slice(0, i + 1)));

type Running = typeof running;

/** The same of what stands before each place alone. */
const before: Running = (values, of) => values.map((_, i) => of(values.slice(0, i)));

const backwards = (values: readonly number[], through: Running, of: Parameters<Running>[1]) =>
  through([...values].reverse(), of).reverse();

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const EXCLUSIVE = { exclusive: true };
const REVERSE = { reverse: true };
const BOTH = { exclusive: true, reverse: true };

const product = (values: readonly number[]) => values.reduce((sofar, value) => sofar * value, 1);
const logSumExp = (values: readonly number[]) => Math.log(total(values.map(Math.exp)));

/** `exclusive` is the order of derivatives to check where the result for no elements is among what is given. */
function scans(of: (values: readonly number[]) => number, exclusive: 0 | 3 = 3) {
  return [
    { args: [f64(signed)] as const, expected: signed.map((row) => running(row, of)) },
    {
      args: [f64(signed), 0] as const,
      expected: columns(columns(signed).map((column) => running(column, of))),
    },
    {
      args: [f64(cube), 1] as const,
      expected: cube.map((matrix) => columns(columns(matrix).map((column) => running(column, of)))),
    },
    {
      args: [f64(signed), 1, EXCLUSIVE] as const,
      expected: signed.map((row) => before(row, of)),
      order: exclusive,
    },
    { args: [f64(signed), -1, REVERSE] as const, expected: signed.map((row) => backwards(row, running, of)) },
    {
      args: [f64(signed), 1, BOTH] as const,
      expected: signed.map((row) => backwards(row, before, of)),
      order: exclusive,
    },
    {
      args: [f64(cube), 1, BOTH] as const,
      expected: cube.map((matrix) => columns(columns(matrix).map((column) => backwards(column, before, of)))),
      order: exclusive,
    },
    { args: [empty, 0, BOTH] as const, expected: [] },
    { args: [f64([0.5]), 0, EXCLUSIVE] as const, expected: [of([])], order: 0 as const },
    { args: [f64([0.5])] as const, expected: [of([0.5])] },
    { args: [empty] as const, expected: [] },
    { args: [empty, 0] as const, expected: [] },
  ];
}

const long = Array.from({ length: 70 }, (_, i) => Math.sin(i * 2.3) + 0.1);

export const scan = {
  cumsum: [
    ...scans(total),
    { args: [f64(long)], expected: running(long, total), order: 1 },
    { args: [int([1, -2, 3])], expected: [1, -1, 2], order: 0 },
    { args: [int([1, -2, 3]), 0, EXCLUSIVE], expected: [0, 1, -1], order: 0 },
    { args: [tensor([true, false, true]), 0, REVERSE], expected: [2, 1, 1], order: 0 },
    { args: [f64([1, 2, INF]), 0, EXCLUSIVE], expected: [0, 1, 3], order: 0 },
    { args: [tensor([true, false, true])], expected: [1, 1, 2], order: 0 },
    { args: [f64([1, NAN, 2])], expected: [1, NAN, NAN], order: 0 },
  ],
  cumprod: [
    ...scans(product),
    { args: [f64([2, 0, 3, 0.5])], expected: [2, 0, 0, 0] },
    {
      args: [
        f64([
          [0, 1.5, 0, 2],
          [0, 0, 0, 1],
        ]),
      ],
      expected: [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    },
    { args: [int([2, -3, 4])], expected: [2, -6, -24], order: 0 },
    { args: [int([2, -3, 4]), 0, EXCLUSIVE], expected: [1, 2, -6], order: 0 },
    { args: [f64([2, 0, 3, 0.5]), 0, BOTH], expected: [0, 1.5, 0.5, 1] },
  ],
  logCumSumExp: [
    ...scans(logSumExp, 0),
    { args: [f64([1e4, -1e4, 1e4])], expected: [1e4, 1e4, 1e4 + Math.LN2] },
    { args: [f64([-1e4, 0, 800])], expected: [-1e4, 0, 800] },
    { args: [f64([-INF, -INF, 0, INF])], expected: [-INF, -INF, 0, INF], order: 0 },
  ],
  cummax: [
    {
      args: [f64(signed)],
      expected: {
        values: signed,
        indices: [
          [0, 1, 2],
          [0, 1, 2],
        ],
      },
    },
    {
      args: [
        f64([
          [3, 1],
          [2, 5],
        ]),
        0,
      ],
      expected: {
        values: [
          [3, 1],
          [3, 5],
        ],
        indices: [
          [0, 0],
          [0, 1],
        ],
      },
    },
    { args: [f64([2, 2, 1, 2])], expected: { values: [2, 2, 2, 2], indices: [0, 1, 1, 3] }, order: 0 },
    {
      args: [f64([1, NAN, 5, NAN, 0])],
      expected: { values: [1, NAN, NAN, NAN, NAN], indices: [0, 1, 1, 3, 3] },
      order: 0,
    },
    { args: [int([3, 1, 4])], expected: { values: [3, 3, 4], indices: [0, 0, 2] }, order: 0 },
    { args: [empty, 0], expected: { values: [], indices: [] }, order: 0 },
  ],
  cummin: [
    {
      args: [f64(cube), -1],
      expected: {
        values: cube.map((m) => m.map((row) => running(row, (head) => Math.min(...head)))),
        indices: [
          [
            [0, 1, 1],
            [0, 1, 2],
          ],
          [
            [0, 0, 0],
            [0, 1, 1],
          ],
        ],
      },
    },
    { args: [f64([2, 3, 2, 1])], expected: { values: [2, 2, 2, 1], indices: [0, 0, 2, 3] }, order: 0 },
    { args: [f64([-INF, INF])], expected: { values: [-INF, -INF], indices: [0, 0] }, order: 0 },
    {
      args: [tensor([true, false, true])],
      expected: { values: [true, false, false], indices: [0, 1, 1] },
      order: 0,
    },
  ],
} satisfies SamplesOf<typeof ops>;
