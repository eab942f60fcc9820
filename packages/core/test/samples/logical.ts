import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/elementwise/logical.ts";
import type { Sample, SamplesOf } from "./sample.ts";

const yes = tensor([true, true, false, false]);
const no = tensor([true, false, true, false]);

function logic(
  of: (a: boolean, b: boolean) => boolean,
): Sample<readonly [typeof yes, typeof yes | boolean]>[] {
  const table = [true, true, false, false].map((a, i) => of(a, i % 2 === 0));
  return [
    { args: [yes, no], expected: table, order: 0 },
    { args: [tensor([[true], [false]]), tensor([true, false])], expected: [table.slice(0, 2), table.slice(2)], order: 0 }, // biome-ignore format: one row
    { args: [yes, false], expected: [table[1], table[1], table[3], table[3]], order: 0 },
    { args: [tensor([], { dtype: "bool" }), true], expected: [], order: 0 },
  ];
}

export const logical = {
  and: logic((a, b) => a && b),
  or: logic((a, b) => a || b),
  xor: logic((a, b) => a !== b),
  not: [
    { args: [yes], expected: [false, false, true, true], order: 0 },
    { args: [true], expected: false, order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
