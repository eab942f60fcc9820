import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/shape/sum-to.ts";
import type { SamplesOf } from "./sample.ts";
import { columns, cube, empty, f64, int, signed, sumOf } from "./values.ts";

const all = sumOf(signed.flat());

export const sumTo = {
  sumTo: [
    { args: [f64(signed), [3]], expected: columns(signed).map(sumOf) },
    { args: [f64(signed), [2, 1]], expected: signed.map((row) => [sumOf(row)]) },
    { args: [f64(signed), [1, 3]], expected: [columns(signed).map(sumOf)] },
    { args: [f64(signed), []], expected: all },
    { args: [f64(signed), [1, 1]], expected: [[all]] },
    { args: [f64(signed), [2, 3]], expected: signed },
    { args: [f64(cube), [2, 1]], expected: [0, 1].map((i) => [sumOf(cube.flatMap((matrix) => matrix[i]))]) },
    { args: [empty, [3]], expected: [0, 0, 0] },
    { args: [int([[1, 2], [3, 4]]), [1]], expected: [10], order: 0 }, // biome-ignore format: a matrix
    { args: [tensor([true, true, false]), []], expected: 2, order: 0 },
    { args: [tensor([true, false]), [2]], expected: [1, 0], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
