import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/index/slice.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, int, signed } from "./values.ts";

const column = signed.map((row) => row[1]);

export const slice = {
  slice: [
    { args: [f64(signed), [1]], expected: signed[1] },
    { args: [f64(signed), [null, -1]], expected: [-0.3, 3] },
    { args: [f64(signed), [null, [1]]], expected: signed.map((row) => row.slice(1)) },
    { args: [f64(signed), [null, [null, -1]]], expected: signed.map((row) => row.slice(0, -1)) },
    { args: [f64(signed), [null, [null, null, 2]]], expected: signed.map((row) => [row[0], row[2]]) },
    { args: [f64(signed), [[null, null, -1], [null, null, -2]]], expected: [[3, 0.2], [-0.3, -2.5]] }, // biome-ignore format: a matrix
    {
      args: [
        f64(signed),
        [
          [-100, 100],
          [2, 0, -1],
        ],
      ],
      expected: signed.map((row) => [row[2], row[1]]),
    },
    { args: [f64(signed), [[1, 1]]], expected: [], order: 0 },
    { args: [f64(cube), ["...", 1]], expected: cube.map((matrix) => matrix.map((row) => row[1])) },
    { args: [f64(cube), [0, "...", [1]]], expected: cube[0].map((row) => row.slice(1)) },
    { args: [f64(signed), ["..."]], expected: signed },
    { args: [f64(signed), ["newAxis", null, "newAxis", 1]], expected: [column.map((value) => [value])] },
    { args: [f64(signed), [null, int([2, 0, 2])]], expected: signed.map((row) => [row[2], row[0], row[2]]) },
    { args: [f64(signed), [int([[1], [0]])]], expected: [[signed[1]], [signed[0]]] },
    { args: [f64(signed), [int([1, 0, 1]), int([0, 0, 2])]], expected: [0.2, -2.5, 3] },
    {
      args: [f64(signed), [int([[1], [0]]), int([0, 2])]],
      expected: [
        [0.2, 3],
        [-2.5, -0.3],
      ],
    },
    {
      args: [f64(cube), [int([1, 0]), null, int([2, 0])]],
      expected: [
        [1, 4],
        [1.5, 3],
      ],
    },
    {
      args: [f64(cube), [null, int([1, 0, 0]), int([2, 0, 1])]],
      expected: cube.map((m) => [m[1][2], m[0][0], m[0][1]]),
    },
    { args: [f64(cube), [0, [0, 1], int([2, 1])]], expected: [[0.25, -2]] },
    { args: [f64(signed), [tensor([false, true])]], expected: [signed[1]] },
    {
      args: [f64(signed), [null, tensor([true, false, true])]],
      expected: signed.map((row) => [row[0], row[2]]),
    },
    {
      args: [
        f64(signed),
        [
          tensor([
            [true, false, true],
            [false, true, false],
          ]),
        ],
      ],
      expected: [-2.5, -0.3, 0.7],
    },
    {
      args: [
        f64(cube),
        [
          tensor([
            [true, false],
            [false, true],
          ]),
          [1],
        ],
      ],
      expected: [
        [-2, 0.25],
        [-3.5, 4],
      ],
    },
    { args: [f64(signed), [int([])]], expected: [], order: 0 },
    { args: [f64(7), []], expected: 7 },
  ],
} satisfies SamplesOf<typeof ops>;
