import type * as ops from "../../src/ops/reduce/normalize.ts";
import type { SamplesOf } from "./sample.ts";
import { columns, each, f64, flat, signed, sumOf } from "./values.ts";

const softmaxOf = (row: readonly number[]) => row.map((value) => Math.exp(value) / sumOf(row.map(Math.exp)));

export const normalize = {
  softmax: [
    { args: [f64(signed)], expected: signed.map(softmaxOf) },
    { args: [f64(signed), 0], expected: columns(columns(signed).map(softmaxOf)) },
    { args: [f64([1e4, -1e4])], expected: [1, 0] },
    {
      args: [f64(signed), [0, 1]],
      expected: each(signed, (x) => Math.exp(x) / sumOf(flat(signed).map(Math.exp))),
    },
  ],
  logSoftmax: [
    { args: [f64(signed)], expected: signed.map((row) => softmaxOf(row).map(Math.log)) },
    {
      args: [f64(signed), 0],
      expected: columns(columns(signed).map((column) => softmaxOf(column).map(Math.log))),
    },
    { args: [f64([1e4, -1e4])], expected: [0, -2e4] },
  ],
} satisfies SamplesOf<typeof ops>;
