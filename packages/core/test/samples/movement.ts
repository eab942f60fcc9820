import type * as ops from "../../src/ops/shape/movement.ts";
import type { SamplesOf } from "./sample.ts";
import { columns, cube, empty, f64, flat, signed } from "./values.ts";

export const movement = {
  reshape: [
    { args: [f64(signed), [3, 2]], expected: [[-2.5, -1], [-0.3, 0.2], [0.7, 3]] }, // biome-ignore format: a matrix
    { args: [f64(signed), [-1]], expected: flat(signed) },
    { args: [f64(cube), [3, -1, 1]], expected: [[[1.5], [-2], [0.25], [3]], [[0.5], [-1.25], [-0.75], [2.25]], [[1], [0.1], [-3.5], [4]]] }, // biome-ignore format: a cube
  ],
  permute: [
    { args: [f64(signed), [1, 0]], expected: columns(signed) },
    {
      args: [f64(cube), [2, -3, 1]],
      expected: [0, 1, 2].map((k) => [0, 1].map((i) => [0, 1].map((j) => cube[i][j][k]))),
    },
  ],
  transpose: [
    { args: [f64(signed)], expected: columns(signed) },
    { args: [f64(cube)], expected: cube.map(columns) },
    { args: [f64(cube), 0, 1], expected: [0, 1].map((j) => [0, 1].map((i) => cube[i][j])) },
  ],
  expand: [
    { args: [f64([[1], [2]]), [2, 3]], expected: [[1, 1, 1], [2, 2, 2]] }, // biome-ignore format: a matrix
    { args: [f64([1, 2]), [2, 1, 2]], expected: [[[1, 2]], [[1, 2]]] },
    { args: [f64(3), [2]], expected: [3, 3] },
    { args: [f64(signed), [2, 3]], expected: signed },
  ],
  squeeze: [
    { args: [f64([[[1], [2]]])], expected: [1, 2] },
    { args: [f64([[[1], [2]]]), 0], expected: [[1], [2]] },
    { args: [f64([[[1], [2]]]), [-1]], expected: [[1, 2]] },
  ],
  unsqueeze: [
    { args: [f64([1, 2]), 0], expected: [[1, 2]] },
    { args: [f64([1, 2]), -1], expected: [[1], [2]] },
    { args: [f64([1, 2]), [0, 2]], expected: [[[1], [2]]] },
  ],
  moveAxis: [
    {
      args: [f64(cube), 0, -1],
      expected: [0, 1].map((j) => [0, 1, 2].map((k) => [0, 1].map((i) => cube[i][j][k]))),
    },
    {
      args: [f64(cube), [0, 2], [1, 0]],
      expected: [0, 1, 2].map((k) => [0, 1].map((i) => [0, 1].map((j) => cube[i][j][k]))),
    },
    { args: [f64(signed), 1, 1], expected: signed },
    { args: [empty, 0, 1], expected: [[], [], []], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
