import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/index/reverse-sequence.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, int, signed } from "./values.ts";

const [[a, b, c], [d, e, f]] = signed;

export const reverseSequence = {
  reverseSequence: [
    // Sequences are columns.
    { args: [f64(signed), int([2, 1, 0])], expected: [[d, b, c], [a, e, f]] }, // biome-ignore format: a matrix
    {
      args: [f64(signed), int([3, 2]), { timeAxis: 1, batchAxis: 0 }],
      expected: [[c, b, a], [e, d, f]], // biome-ignore format: a matrix
    },
    {
      args: [f64(cube), int([2, 3]), { timeAxis: -1, batchAxis: 0 }],
      expected: cube.map((matrix, i) => matrix.map(([x, y, z]) => (i === 0 ? [y, x, z] : [z, y, x]))),
    },
    { args: [f64(cube), int([2, 0])], expected: [[cube[1][0], cube[0][1]], [cube[0][0], cube[1][1]]] }, // biome-ignore format: matrices
    { args: [int([[1], [2], [3]]), int([3])], expected: [[3], [2], [1]], order: 0 },
    { args: [tensor([[true], [false]]), int([2])], expected: [[false], [true]], order: 0 },
    { args: [f64([[], []]), int([])], expected: [[], []], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
