import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/elementwise/bitwise.ts";
import type { SamplesOf } from "./sample.ts";
import { int } from "./values.ts";

const LARGEST = 2 ** 31 - 1;
const SMALLEST = -(2 ** 31);
const a = [12, 10, -1, 0, SMALLEST, LARGEST, -7, 5];
const b = [10, -3, 77, SMALLEST, LARGEST, -1, 6, 5];
const combined = (f: (x: number, y: number) => number) => a.map((x, i) => f(x, b[i]));
const yes = tensor([true, true, false, false]);
const no = tensor([true, false, true, false]);

export const bitwise = {
  bitwiseAnd: [
    { args: [int(a), int(b)], expected: combined((x, y) => x & y), order: 0 },
    { args: [int([[12], [9]]), int([10, 3])], expected: [[8, 0], [8, 1]], order: 0 }, // biome-ignore format: a matrix
    { args: [int(a), 6], expected: a.map((x) => x & 6), order: 0 },
    { args: [yes, no], expected: [true, false, false, false], order: 0 },
    { args: [yes, int([3, 2, 3, 2])], expected: [1, 0, 0, 0], order: 0 },
  ],
  bitwiseOr: [
    { args: [int(a), int(b)], expected: combined((x, y) => x | y), order: 0 },
    { args: [int([[12], [9]]), int([10, 3])], expected: [[14, 15], [11, 11]], order: 0 }, // biome-ignore format: a matrix
    { args: [yes, no], expected: [true, true, true, false], order: 0 },
    { args: [yes, int([2, 2, 3, 2])], expected: [3, 3, 3, 2], order: 0 },
  ],
  bitwiseXor: [
    { args: [int(a), int(b)], expected: combined((x, y) => x ^ y), order: 0 },
    { args: [int([[12], [9]]), int([10, 3])], expected: [[6, 15], [3, 10]], order: 0 }, // biome-ignore format: a matrix
    { args: [yes, no], expected: [false, true, true, false], order: 0 },
    { args: [yes, int([3, 2, 3, 2])], expected: [2, 3, 3, 2], order: 0 },
  ],
  bitwiseNot: [
    { args: [int(a)], expected: a.map((x) => ~x), order: 0 },
    { args: [yes], expected: [false, false, true, true], order: 0 },
    { args: [int(5)], expected: -6, order: 0 },
  ],
  bitwiseLeftShift: [
    ...[0, 1, 7, 30, 31].map((count) => ({
      args: [int(a), count] as const,
      expected: a.map((x) => x << count),
      order: 0 as const,
    })),
    { args: [int([1, 1, -5, 3]), int([-1, 32, 40, SMALLEST])], expected: [0, 0, 0, 0], order: 0 },
    { args: [int([[1], [-3]]), int([0, 4, 31])], expected: [[1, 16, SMALLEST], [-3, -48, SMALLEST]], order: 0 }, // biome-ignore format: a matrix
    { args: [yes, int([0, 3, 0, 3])], expected: [1, 8, 0, 0], order: 0 },
  ],
  bitwiseRightShift: [
    ...[0, 1, 7, 30, 31].map((count) => ({
      args: [int(a), count] as const,
      expected: a.map((x) => x >> count),
      order: 0 as const,
    })),
    {
      args: [int([1, LARGEST, -5, SMALLEST]), int([-1, 32, 40, SMALLEST])],
      expected: [0, 0, -1, -1],
      order: 0,
    },
    { args: [int([[16], [-7]]), int([0, 1, 31])], expected: [[16, 8, 0], [-7, -4, -1]], order: 0 }, // biome-ignore format: a matrix
    { args: [yes, int([0, 3, 0, 3])], expected: [1, 0, 0, 0], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
