import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/compare.ts";
import { compared } from "./rows.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, int } from "./values.ts";

export const compare = {
  eq: compared((a, b) => a === b),
  ne: compared((a, b) => a !== b),
  gt: compared((a, b) => a > b),
  ge: compared((a, b) => a >= b),
  lt: compared((a, b) => a < b),
  le: compared((a, b) => a <= b),
  where: [
    { args: [tensor([true, false, true]), f64([1, 2, 3]), f64([-1, -2, -3])], expected: [1, -2, 3] },
    { args: [tensor([[true], [false]]), f64([1, 2]), f64(5)], expected: [[1, 2], [5, 5]] }, // biome-ignore format: a matrix
    { args: [tensor([true, false]), 1.5, f64([[0, 7]])], expected: [[1.5, 7]] },
    { args: [tensor([true, false]), int([1, 2]), int([3, 4])], expected: [1, 4], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
