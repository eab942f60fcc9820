import { checkGradients, type Tensor } from "@gradiente/core";
import {
  evaluate,
  type GoldenCase,
  goldenCases,
  numbers,
  type Stored,
} from "../../packages/core/test/golden/cases.ts";
import { asFunction, floatsOf } from "../../packages/core/test/samples/calls.ts";
import { type OpName, samples } from "../../packages/core/test/samples/index.ts";
import { ops } from "../../packages/core/test/samples/ops.ts";
import type { Sample } from "../../packages/core/test/samples/sample.ts";

/* What the tests check of one op, as numbers. */

export interface Measured {
  /** The highest order of derivative that is checked; 0 for an op without a gradient. */
  readonly order: number;
  /** How many samples there are. */
  readonly rows: number;
  /** The largest error against finite differences; null where none are taken. */
  readonly differences: number | null;
  readonly golden: {
    readonly cases: number;
    readonly values: number | null;
    readonly gradients: number | null;
  };
}

const byOp = new Map<OpName, GoldenCase[]>();
for (const golden of [...goldenCases().values()].flat()) {
  byOp.set(golden.op, [...(byOp.get(golden.op) ?? []), golden]);
}

export function measure(name: OpName): Measured {
  const rows: readonly Sample[] = samples[name];
  const orders = rows.map(({ order = 3 }) => order);
  const differences = rows.flatMap(({ args, order = 3 }) =>
    order === 0 ? [] : checkGradients(asFunction(ops[name], args), floatsOf(args), { order }).worstError,
  );
  const cases = byOp.get(name) ?? [];
  const results = cases.map((golden) => ({ golden, ...evaluate(golden, ops[name]) }));
  const values = results.map(({ golden, outputs }) => errorOf(outputs, golden.outputs));
  const gradients = results.flatMap(({ golden, gradients: ours }) =>
    ours === null ? [] : errorOf(ours, golden.gradients),
  );
  return {
    order: Math.max(0, ...orders),
    rows: rows.length,
    differences: largest(differences),
    golden: { cases: cases.length, values: largest(values), gradients: largest(gradients) },
  };
}

function largest(errors: readonly number[]): number | null {
  return errors.length === 0 ? null : Math.max(...errors);
}

/** The largest error of tensors against stored ones, relative to the larger of 1e-2 and the number. */
function errorOf(ours: readonly Tensor[], stored: readonly Stored[]): number {
  const errors = ours.flatMap((x, i) => {
    const expected = numbers(stored[i]);
    return Array.from(x.toTypedArray(), (value, at) => {
      if (Object.is(value, expected[at]) || value === expected[at]) return 0;
      return Math.abs(value - expected[at]) / Math.max(1e-2, Math.abs(expected[at]));
    });
  });
  return Math.max(0, ...errors);
}
