import { tensor } from "@gradiente/core";
import type * as ops from "../../src/ops/index/scatter-reduce.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, INF, int, NAN, signed } from "./values.ts";

const x = [1.5, -2, 4, 0.5];
/** Three updates of the first element, two of the third, none of the second, one of the last. */
const index = [0, 2, 0, 3, 2, 0];
const updates = [2, -3, -1.25, 0.75, 7, 3.5];

type Fold = (a: number, b: number) => number;

/** The definition, one update after another. */
function folded(fold: Fold, includeSelf: boolean): number[] {
  const out: (number | undefined)[] = x.map((value, i) =>
    includeSelf || !index.includes(i) ? value : undefined,
  );
  index.forEach((to, i) => {
    const before = out[to];
    out[to] = before === undefined ? updates[i] : fold(before, updates[i]);
  });
  return out as number[];
}

const sum: Fold = (a, b) => a + b;
const counted = (includeSelf: boolean) =>
  x.map((_, i) => index.filter((to) => to === i).length).map((n) => (n === 0 ? 1 : includeSelf ? n + 1 : n));
const means = (includeSelf: boolean) =>
  folded(sum, includeSelf).map((total, i) => total / counted(includeSelf)[i]);

const folds = {
  sum: (includeSelf: boolean) => folded(sum, includeSelf),
  prod: (includeSelf: boolean) => folded((a, b) => a * b, includeSelf),
  mean: means,
  max: (includeSelf: boolean) => folded(Math.max, includeSelf),
  min: (includeSelf: boolean) => folded(Math.min, includeSelf),
} as const;

const both = (reduction: keyof typeof folds) =>
  [true, false].map((includeSelf) => ({
    args: [f64(x), int(index), f64(updates), 0, reduction, { includeSelf }] as const,
    expected: folds[reduction](includeSelf),
  }));

const [[a, b, c], [d, e, f]] = signed;

export const scatterReduce = {
  scatterReduce: [
    ...(["sum", "prod", "mean", "max", "min"] as const).flatMap(both),
    // Along the last axis, with a shorter index, and updates beyond it.
    {
      args: [f64(signed), int([[2, 2]]), f64([[5, 0.25, 8], [1, 1, 1]]), 1, "prod"], // biome-ignore format: a matrix
      expected: [[a, b, c * 1.25], [d, e, f]], // biome-ignore format: a matrix
    },
    {
      args: [f64(signed), int([[0, 1], [1, 1]]), f64([[5, 8], [6, 7]]), 0, "max"], // biome-ignore format: matrices
      expected: [[Math.max(a, 5), b, c], [Math.max(d, 6), Math.max(e, 8), f]], // biome-ignore format: a matrix
    },
    { args: [f64(signed), int([[1, 0, 1]]), -1.5, 0, "min"], expected: [[a, Math.min(b, -1.5), c], [-1.5, e, -1.5]] }, // biome-ignore format: a matrix
    // Zeros among factors, and factors that are alone.
    { args: [f64([2, 3, 0]), int([0, 0, 1, 2]), f64([0, 5, 0, 4]), 0, "prod"], expected: [0, 0, 0] },
    { args: [f64([2, 3]), int([0, 0, 0]), f64([0, 0, 5]), 0, "prod"], expected: [0, 3] },
    // Equal extremes share the gradient.
    { args: [f64([7, 2]), int([0, 0, 1]), f64([7, 7, 2]), 0, "max"], expected: [7, 2], order: 0 },
    { args: [f64([1, 2]), int([0, 0]), f64([NAN, 3]), 0, "max"], expected: [NAN, 2], order: 0 },
    { args: [f64([1, 2]), int([0, 0]), f64([NAN, 3]), 0, "min"], expected: [NAN, 2], order: 0 },
    { args: [f64([1, 2]), int([0, 0]), f64([INF, 0]), 0, "prod"], expected: [NAN, 2], order: 0 },
    { args: [int([1, 2]), int([0, 0]), int([-(2 ** 31), 5]), 0, "min"], expected: [-(2 ** 31), 2], order: 0 },
    { args: [int([1, 2]), int([0, 0]), int([-(2 ** 31), 5]), 0, "max"], expected: [5, 2], order: 0 },
    { args: [int([1, 2]), int([0]), int([4]), 0, "mean"], expected: [2.5, 2], order: 0 },
    {
      args: [tensor([true, false]), int([1, 1]), tensor([true, true]), 0, "sum"],
      expected: [1, 2],
      order: 0,
    },
    { args: [f64([1, 2]), int([]), f64([]), 0, "max"], expected: [1, 2], order: 0 },
    { args: [f64([1, 2]), int([]), f64([]), 0, "prod"], expected: [1, 2], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
