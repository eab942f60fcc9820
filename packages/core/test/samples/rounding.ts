import type * as ops from "../../src/ops/elementwise/rounding.ts";
import { valuesAt } from "./rows.ts";
import type { Sample, SamplesOf } from "./sample.ts";
import { empty, f64, INF, int, NAN } from "./values.ts";

const edges = [0, -0, INF, -INF, NAN, 1e300, -1e300, 2 ** 52 + 1, 4503599627370495.5];

/** What all of them have: values in between, at the edges, no elements, and integers that stay. */
function rounded(of: (x: number) => number): Sample<readonly [ReturnType<typeof f64>]>[] {
  return [
    ...valuesAt(of, [-2.5, -1.7, -1, -0.3, 0.2, 0.7, 1, 3.9]),
    ...valuesAt(of, edges.slice(0, -1)),
    { args: [empty], expected: [], order: 0 },
    { args: [int([3, -4])], expected: [3, -4], order: 0 },
  ];
}

export const rounding = {
  floor: rounded(Math.floor),
  ceil: rounded(Math.ceil),
  trunc: rounded(Math.trunc),
  round: [
    { args: [f64([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])], expected: [-2, -2, 0, 0, 2, 2], order: 0 },
    { args: [f64([-2.6, -2.4, 0.49999999999999994, 1.2, 1.7])], expected: [-3, -2, 0, 1, 2], order: 0 },
    { args: [f64(edges)], expected: [...edges.slice(0, -1), 2 ** 52], order: 0 },
    { args: [empty], expected: [], order: 0 },
    { args: [int([3, -4])], expected: [3, -4], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
