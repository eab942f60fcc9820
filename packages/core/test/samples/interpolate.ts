import type * as ops from "../../src/ops/windows/interpolate.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, INF, int } from "./values.ts";

const line = [[[10, 20, 40]]];
const square = [[[[1, 2], [3, 4]]]]; // biome-ignore format: a matrix

/** Keys' kernel with a = -0.75 at a distance, as the paper defines it. */
function keys(distance: number): number {
  const [a, d] = [-0.75, Math.abs(distance)];
  if (d <= 1) return (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1;
  return d < 2 ? a * d ** 3 - 5 * a * d ** 2 + 8 * a * d - 4 * a : 0;
}

/** The sum over all elements, those beyond the ends included, of element times kernel. */
const convolved = (x: readonly number[], at: number) =>
  Array.from({ length: x.length + 8 }, (_, i) => i - 4)
    .map((i) => keys(at - i) * x[Math.min(Math.max(i, 0), x.length - 1)])
    .reduce((a, b) => a + b);

/** Keys' kernel with a = -0.5 as many times as wide as the image becomes smaller, over what there is. */
function smoothed(x: readonly number[], size: number): number[] {
  const width = x.length / size;
  const kernel = (distance: number) => {
    const d = Math.abs(distance);
    if (d <= 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
    return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
  };
  return Array.from({ length: size }, (_, to) => {
    const weights = x.map((_, from) => kernel((from + 0.5) / width - (to + 0.5)));
    const total = weights.reduce((a, b) => a + b);
    return weights.map((weight, from) => (weight / total) * x[from]).reduce((a, b) => a + b);
  });
}

export const interpolate = {
  interpolate: [
    { args: [f64(line), { size: 5 }], expected: [[[10, 10, 20, 20, 40]]] },
    { args: [f64(line), { scale: 2 }], expected: [[[10, 10, 20, 20, 40, 40]]] },
    { args: [f64(line), { size: 2 }], expected: [[[10, 20]]] },
    { args: [f64(line), { size: 3 }], expected: line },
    { args: [f64(line), { size: 6, mode: "linear" }], expected: [[[10, 12.5, 17.5, 25, 35, 40]]] },
    {
      args: [f64(line), { size: 5, mode: "linear", alignCorners: true }],
      expected: [[[10, 15, 20, 30, 40]]],
    },
    { args: [f64(line), { size: 1, mode: "linear", alignCorners: true }], expected: [[[10]]] },
    { args: [f64(line), { size: 1, mode: "linear" }], expected: [[[20]]] },
    { args: [f64(square), { scale: [1, 2] }], expected: [[[[1, 1, 2, 2], [3, 3, 4, 4]]]] }, // biome-ignore format: a matrix
    { args: [f64(square), { size: 3, mode: "linear", alignCorners: true }], expected: [[[[1, 1.5, 2], [2, 2.5, 3], [3, 3.5, 4]]]] }, // biome-ignore format: a matrix
    { args: [f64(square), { scale: 1.5, mode: "linear" }], expected: [[[[1, 1.5, 2], [2, 2.5, 3], [3, 3.5, 4]]]] }, // biome-ignore format: a matrix
    { args: [f64([square, square]).reshape([1, 1, 2, 2, 2]), { size: [1, 1, 2], mode: "linear" }], expected: [[[[[2, 3]]]]] }, // biome-ignore format: a matrix
    { args: [f64(line), { size: 5, mode: "nearestExact" }], expected: [[[10, 10, 20, 40, 40]]] },
    { args: [f64(line), { scale: 0.5, mode: "nearestExact" }], expected: [[[20]]] },
    { args: [f64(line), { size: 7, mode: "cubic" }], expected: [[[0, 1, 2, 3, 4, 5, 6].map((i) => convolved(line[0][0], ((i + 0.5) * 3) / 7 - 0.5))]] }, // biome-ignore format: a row
    { args: [f64(line), { size: 5, mode: "cubic", alignCorners: true }], expected: [[[0, 0.5, 1, 1.5, 2].map((at) => convolved(line[0][0], at))]] }, // biome-ignore format: a row
    { args: [f64(square), { size: [2, 1], mode: "bicubic" }], expected: [[[[1.5], [3.5]]]] },
    { args: [f64(square), { size: [1, 2], mode: "bilinear" }], expected: [[[[2, 3]]]] },
    { args: [f64([square]), { size: [2, 1, 1], mode: "trilinear" }], expected: [[[[[2.5]], [[2.5]]]]] },
    { args: [f64(line), { size: 2, mode: "area" }], expected: [[[15, 30]]] },
    { args: [f64(line), { scale: 5 / 3, mode: "area" }], expected: [[[10, 15, 20, 30, 40]]] },
    { args: [f64(square), { size: [2, 1], mode: "area" }], expected: [[[[1.5], [3.5]]]] },
    // A hat twice as wide: the weights of 4 elements are 1/8, 3/8, 3/8, 1/8, less what lies beyond the ends.
    { args: [f64([[[8, 16, 32, 64]]]), { size: 2, mode: "linear", antialias: true }], expected: [[[(8 * 3 + 16 * 3 + 32) / 7, (16 + 32 * 3 + 64 * 3) / 7]]] }, // biome-ignore format: a row
    // Larger images have nothing to smooth: only what lies beyond the ends is left out instead of repeated.
    {
      args: [f64(line), { size: 6, mode: "linear", antialias: true }],
      expected: [[[10, 12.5, 17.5, 25, 35, 40]]],
    },
    { args: [f64([INF, 1, 2, 3].map((x) => [[x]])).permute([1, 2, 0]), { size: 2, mode: "linear", antialias: true }], expected: [[[INF, (1 + 2 * 3 + 3 * 3) / 7]]], order: 0 }, // biome-ignore format: a row
    {
      args: [f64([[[8, 16, 32, 64, 4]]]), { size: 2, mode: "cubic", antialias: true }],
      expected: [[smoothed([8, 16, 32, 64, 4], 2)]],
    },
    { args: [int([[[10, 21]]]), { size: 1, mode: "area" }], expected: [[[15.5]]], order: 0 },
    { args: [int(line), { size: 1 }], expected: [[[10]]], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;
