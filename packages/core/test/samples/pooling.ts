import type { NestedArray } from "@gradiente/core";
import type * as adaptive from "../../src/ops/windows/adaptive-pooling.ts";
import type * as pools from "../../src/ops/windows/pooling.ts";
import type * as indexed from "../../src/ops/windows/pooling-indices.ts";
import type { SamplesOf } from "./sample.ts";
import {
  built,
  cube,
  each,
  elementAt,
  f64,
  flat,
  INF,
  indices,
  int,
  NAN,
  signed,
  sumOf,
  wave,
} from "./values.ts";

interface Numbers {
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly countIncludePad?: boolean;
  readonly ceilMode?: boolean;
  readonly divisorOverride?: number;
}

/** An element of the padding, and one beyond it, where windows of ceilMode reach. */
const PAD = Symbol("padding");
const BEYOND = Symbol("beyond");
type Element = number | typeof PAD | typeof BEYOND;

/** What windows along the last `rank` axes hold, each folded by `of`. */
function pooled(shape: readonly number[], rank: number, size: number, { stride = size, padding = 0, dilation = 1, ceilMode = false }: Numbers, of: (window: Element[]) => number): NestedArray {
  const lead = shape.length - rank;
  const x = wave(shape);
  const places = shape.slice(lead).map((n) => {
    let count = 0;
    // As many windows as begin before the end, and end before the end of the padding or, with ceilMode, are not wholly new.
    for (let start = -padding; start < n; start += stride) {
      const end = start + dilation * (size - 1) + 1;
      if (end <= n + padding || (ceilMode && end - stride < n + padding)) count++;
    }
    return count;
  });
  const offsets = indices(new Array<number>(rank).fill(size));
  return built([...shape.slice(0, lead), ...places], (index) =>
    of(offsets.map((offset) => {
      const at = index.map((i, axis) => (axis < lead ? i : i * stride + offset[axis - lead] * dilation - padding));
      const isBeyond = at.some((i, axis) => axis >= lead && i >= shape[axis] + padding);
      return (elementAt(x, at) as number | undefined) ?? (isBeyond ? BEYOND : PAD);
    })));
} // biome-ignore format: formulas

const present = (window: Element[]) => window.filter((x) => typeof x === "number");
const largest = (window: Element[]) => Math.max(...present(window));
const meanOf =
  ({ countIncludePad = true, divisorOverride }: Numbers) =>
  (window: Element[]) =>
    sumOf(present(window)) /
    (divisorOverride ??
      (countIncludePad ? window.filter((x) => x !== BEYOND).length : present(window).length));
const normOf = (p: number) => (window: Element[]) =>
  p === INF
    ? Math.max(...present(window).map(Math.abs))
    : sumOf(present(window).map((x) => Math.abs(x) ** p)) ** (1 / p);

const maxRow = (shape: readonly number[], rank: number, size: number, options: Numbers = {}) => ({
  args: [f64(wave(shape)), size, options] as const,
  expected: pooled(shape, rank, size, options, largest),
});
const avgRow = (shape: readonly number[], rank: number, size: number, options: Numbers = {}) => ({
  args: [f64(wave(shape)), size, options] as const,
  expected: pooled(shape, rank, size, options, meanOf(options)),
});
const normRow = (shape: readonly number[], rank: number, p: number, size: number, options: Numbers = {}) => ({
  args: [f64(wave(shape)), p, size, options] as const,
  expected: pooled(shape, rank, size, options, normOf(p)),
});

/** Where the largest element of each window stands, which no two are of one wave. */
function indexedRow(shape: readonly number[], rank: number, size: number, options: Numbers = {}) {
  const { args, expected: values } = maxRow(shape, rank, size, options);
  const all = flat(wave(shape));
  const count = shape.slice(shape.length - rank).reduce((a, b) => a * b);
  const indices = each(values, (value) => all.indexOf(value) % count);
  return { args, expected: { values, indices } };
}

/** Bins by the definition. */
function binned(shape: readonly number[], rank: number, size: number, of: (bin: number[]) => number) {
  const lead = shape.length - rank;
  const x = wave(shape);
  const within = (i: number, n: number) =>
    Array.from({ length: n }, (_, at) => at).filter((at) => at >= Math.floor((i * n) / size) && at < ((i + 1) * n) / size);
  const expected = built([...shape.slice(0, lead), ...new Array<number>(rank).fill(size)], (index) => {
    const axes = index.map((i, axis) => (axis < lead ? [i] : within(i, shape[axis])));
    const places = axes.reduce<number[][]>((found, axis) => found.flatMap((place) => axis.map((at) => [...place, at])), [[]]);
    return of(places.map((place) => elementAt(x, place) as number));
  });
  return { args: [f64(x), size] as const, expected };
} // biome-ignore format: formulas

const mean = (bin: number[]) => sumOf(bin) / bin.length;

export const pooling = {
  maxPool1d: [
    maxRow([2, 7], 1, 3),
    maxRow([2, 2, 6], 1, 3, { stride: 2, padding: 1 }),
    maxRow([7], 1, 2, { stride: 1, dilation: 3, padding: 1 }),
    maxRow([2, 6], 1, 3, { stride: 2, ceilMode: true }),
    maxRow([7], 1, 2, { stride: 3, padding: 1, dilation: 2, ceilMode: true }),
    // A last window that would begin in the padding is left out.
    maxRow([3], 1, 2, { stride: 2, padding: 1, ceilMode: true }),
    maxRow([2], 1, 3, { ceilMode: true }),
    { args: [f64([3, 1, 2]), 2, { stride: 1, padding: [[1, 0]] }], expected: [3, 3, 2] },
    { args: [int([-5, -7, -9]), 2, { padding: 1 }], expected: [-5, -7], order: 0 },
  ],
  maxPool2d: [
    { args: [f64([[1, 5, 2, 0], [3, 4, 8, 7]]), 2], expected: [[5, 8]] }, // biome-ignore format: a matrix
    { args: [f64(signed), 2, { stride: 1 }], expected: [[0.7, 3]] },
    {
      args: [f64(cube), [1, 2], { dilation: [1, 2] }],
      expected: cube.map((m) => m.map(([a, , c]) => [Math.max(a, c)])),
    },
    maxRow([1, 4, 5], 2, 2, { padding: 1 }),
    maxRow([1, 4, 5], 2, 2, { stride: 3, ceilMode: true }),
  ],
  maxPool3d: [maxRow([3, 4, 3], 3, 2), maxRow([2, 3, 3, 2], 3, 2, { stride: 1, padding: 1 })],
  avgPool1d: [
    avgRow([2, 7], 1, 3),
    avgRow([2, 7], 1, 3, { stride: 2, padding: 1 }),
    avgRow([2, 7], 1, 3, { stride: 2, padding: 1, countIncludePad: false }),
    avgRow([2, 6], 1, 3, { stride: 2, padding: 1, ceilMode: true }),
    avgRow([2, 6], 1, 3, { stride: 2, padding: 1, ceilMode: true, countIncludePad: false }),
    avgRow([7], 1, 2, { divisorOverride: -3 }),
    { args: [f64([3, 1, 2]), 2, { stride: 1, padding: [[0, 1]] }], expected: [2, 1.5, 1] },
    { args: [int([1, 2]), 2], expected: [1.5], order: 0 },
  ],
  avgPool2d: [
    avgRow([2, 4, 5], 2, 2),
    avgRow([1, 3, 4], 2, 3, { stride: 1, padding: 1, countIncludePad: false }),
    avgRow([1, 3, 4], 2, 2, { stride: 2, padding: 1, ceilMode: true }),
    avgRow([1, 4, 4], 2, 3, { ceilMode: true, countIncludePad: false }),
    { args: [f64([[1, 2, 3, 4]]), [1, 2]], expected: [[1.5, 3.5]] },
  ],
  avgPool3d: [
    avgRow([2, 3, 2, 2], 3, 2, { stride: 1 }),
    avgRow([3, 3, 3], 3, 2, { padding: 1 }),
    avgRow([3, 2, 3], 3, 2, { ceilMode: true }),
  ],
  lpPool1d: [
    normRow([2, 7], 1, 2, 3),
    normRow([2, 6], 1, 3, 2, { stride: 1 }),
    normRow([5], 1, 2, 2, { ceilMode: true }),
    normRow([6], 1, 1, 2),
    normRow([2, 5], 1, 2, 3, { stride: 2, padding: 1 }),
    normRow([6], 1, 3, 4, { padding: 2, ceilMode: true }),
    normRow([6], 1, 2.5, 3, { stride: 2 }),
    normRow([2, 6], 1, INF, 3),
    { args: [f64([0, 0, 3, 4]), 2, 2], expected: [0, 5], order: 0 },
  ],
  lpPool2d: [
    normRow([2, 3, 4], 2, 2, 2),
    normRow([3, 3], 2, 4, 2, { stride: 1 }),
    normRow([3, 4], 2, 2, 2, { padding: 1 }),
  ],
  lpPool3d: [normRow([2, 3, 2], 3, 2, 2, { stride: 1 }), normRow([2, 3, 2], 3, 2, 2, { padding: 1 })],
  adaptiveAvgPool1d: [
    binned([2, 6], 1, 3, mean),
    binned([2, 7], 1, 3, mean),
    binned([3], 1, 5, mean),
    { args: [f64([INF, 1, 2]), 2], expected: [INF, 1.5], order: 0 },
    { args: [int([1, 2]), 1], expected: [1.5], order: 0 },
  ],
  adaptiveAvgPool2d: [
    binned([2, 5, 4], 2, 3, mean),
    { args: [f64([[1, 2, 3], [4, 5, 6]]), [1, 3]], expected: [[2.5, 3.5, 4.5]] }, // biome-ignore format: a matrix
  ],
  adaptiveAvgPool3d: [binned([3, 2, 4], 3, 2, mean)],
  adaptiveMaxPool1d: [
    binned([2, 7], 1, 3, (bin) => Math.max(...bin)),
    { args: [int([-3, -4, -5]), 2], expected: [-3, -4], order: 0 },
  ],
  adaptiveMaxPool2d: [binned([2, 5, 4], 2, 3, (bin) => Math.max(...bin))],
  adaptiveMaxPool3d: [binned([3, 2, 4], 3, 2, (bin) => Math.max(...bin))],
  maxPool1dWithIndices: [
    indexedRow([2, 7], 1, 3),
    indexedRow([2, 2, 6], 1, 3, { stride: 2, padding: 1 }),
    indexedRow([7], 1, 2, { stride: 1, dilation: 3, padding: 1 }),
    indexedRow([7], 1, 2, { stride: 3, padding: 1, dilation: 2, ceilMode: true }),
    // The first of equal elements, NaN before all numbers, and never the padding.
    { args: [f64([3, 3, 1, NAN, 5, NAN]), 3], expected: { values: [3, NAN], indices: [0, 3] }, order: 0 },
    {
      args: [f64([-INF, -INF]), 2, { padding: 1 }],
      expected: { values: [-INF, -INF], indices: [0, 1] },
      order: 0,
    },
    {
      args: [int([-5, -7, -9]), 2, { padding: 1 }],
      expected: { values: [-5, -7], indices: [0, 1] },
      order: 0,
    },
  ],
  maxPool2dWithIndices: [
    { args: [f64([[1, 5, 2, 0], [3, 4, 8, 7]]), 2], expected: { values: [[5, 8]], indices: [[1, 6]] } }, // biome-ignore format: a matrix
    indexedRow([2, 4, 5], 2, 2, { padding: 1 }),
    indexedRow([1, 4, 5], 2, 2, { stride: 3, ceilMode: true }),
  ],
  maxPool3dWithIndices: [
    indexedRow([3, 4, 3], 3, 2),
    indexedRow([2, 3, 3, 2], 3, 2, { stride: 1, padding: 1 }),
  ],
  maxUnpool1d: [
    { args: [f64([5, 7]), int([1, 2]), 2], expected: [0, 5, 7, 0] },
    { args: [f64([[5, 7], [1, 2]]), int([[0, 3], [1, 1]]), 2, { outputSize: [5] }], expected: [[5, 0, 0, 7, 0], [0, 2, 0, 0, 0]] }, // biome-ignore format: matrices
    { args: [f64([5, 7]), int([0, 2]), 3, { stride: 2, padding: 1 }], expected: [5, 0, 7] },
    { args: [int([5, 7]), int([1, 2]), 2], expected: [0, 5, 7, 0], order: 0 },
  ],
  maxUnpool2d: [
    { args: [f64([[5, 8]]), int([[1, 6]]), 2], expected: [[0, 5, 0, 0], [0, 0, 8, 0]] }, // biome-ignore format: a matrix
    { args: [f64([[5], [8]]), int([[2], [3]]), [1, 2], { stride: [1, 2], outputSize: [2, 3] }], expected: [[0, 0, 5], [8, 0, 0]] }, // biome-ignore format: matrices
  ],
  maxUnpool3d: [{ args: [f64([[[9]]]), int([[[3]]]), 2], expected: [[[0, 0], [0, 9]], [[0, 0], [0, 0]]] }], // biome-ignore format: a volume
} satisfies SamplesOf<typeof pools & typeof adaptive & typeof indexed>;
