import type * as affine from "../../src/ops/windows/affine-grid.ts";
import type * as ops from "../../src/ops/windows/grid-sample.ts";
import type { SamplesOf } from "./sample.ts";
import { f64, INF, int, NAN, wave } from "./values.ts";

const square = [[1, 2], [3, 5]]; // biome-ignore format: a matrix
const image = f64([[square]]);
const x34 = wave([1, 2, 3, 4]) as number[][][][];
/** Positions well between elements. */
const between = [[[[-0.37, 0.21], [0.44, -0.58]], [[0.08, 0.71], [-0.93, -0.12]]]]; // biome-ignore format: matrices

/** Keys' kernel with a = -0.75 at a distance. */
function keys(distance: number): number {
  const [a, d] = [-0.75, Math.abs(distance)];
  if (d <= 1) return (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1;
  return d < 2 ? a * d ** 3 - 5 * a * d ** 2 + 8 * a * d - 4 * a : 0;
}
const hat = (distance: number) => Math.max(0, 1 - Math.abs(distance));

/** The definition: a sum over all elements of an image that goes on without end, times what a kernel says at their distance. */
function sampled(
  grid: readonly (readonly (readonly number[])[])[],
  kernel: (distance: number) => number,
  inside: (i: number, size: number) => number | undefined,
  alignCorners = false,
): number[][][][] {
  const [h, w] = [3, 4];
  const position = (at: number, size: number) =>
    alignCorners ? ((at + 1) * (size - 1)) / 2 : ((at + 1) * size - 1) / 2;
  const reach = Array.from({ length: 40 }, (_, i) => i - 18);
  const value = (plane: number[][], [atX, atY]: readonly number[]) => {
    let sum = 0;
    for (const i of reach) {
      for (const j of reach) {
        const [row, column] = [inside(i, h), inside(j, w)];
        if (row === undefined || column === undefined) continue;
        sum += plane[row][column] * kernel(position(atY, h) - i) * kernel(position(atX, w) - j);
      }
    }
    return sum;
  };
  return [x34[0].map((plane) => grid.map((row) => row.map((at) => value(plane, at))))];
}

const none = (i: number, size: number) => (i >= 0 && i < size ? i : undefined);
const edge = (i: number, size: number) => Math.min(Math.max(i, 0), size - 1);
/** Mirrored at the outer edges, each outermost element being there twice. */
const mirrored = (i: number, size: number) => {
  const at = ((i % (2 * size)) + 2 * size) % (2 * size);
  return at < size ? at : 2 * size - 1 - at;
};
/** Mirrored at the centres of the outermost elements. */
const folded = (i: number, size: number) => {
  const period = 2 * (size - 1);
  const at = ((i % period) + period) % period;
  return at < size ? at : period - at;
};
const beyond = [[[1.63, -1.42], [-2.71, 0.35]]]; // biome-ignore format: a matrix

const grids = f64(between);

export const gridSamples = {
  gridSample: [
    { args: [image, f64([[[[0, 0]]]])], expected: [[[[11 / 4]]]], order: 0 },
    // Centres of elements, an edge, and what lies beyond.
    { args: [image, f64([[[[-0.5, -0.5], [0.5, -0.5], [1, 0.5], [3, 0]]]])], expected: [[[[1, 2, 2.5, 0]]]], order: 0 }, // biome-ignore format: a matrix
    { args: [f64(x34), grids], expected: sampled(between[0], hat, none) },
    { args: [f64(x34), f64([beyond])], expected: sampled(beyond, hat, none), order: 0 },
    { args: [f64(x34), f64([beyond]), { paddingMode: "border" }], expected: sampled(beyond, hat, edge) },
    {
      args: [f64(x34), f64([beyond]), { paddingMode: "reflection" }],
      expected: sampled(beyond, hat, mirrored),
    },
    {
      args: [f64(x34), f64([beyond]), { paddingMode: "reflection", alignCorners: true }],
      expected: sampled(beyond, hat, folded, true),
    },
    { args: [f64(x34), grids, { mode: "bicubic" }], expected: sampled(between[0], keys, none) },
    {
      args: [f64(x34), f64([beyond]), { mode: "bicubic", paddingMode: "border" }],
      expected: sampled(beyond, keys, edge),
    },
    {
      args: [f64(x34), f64([beyond]), { mode: "bicubic", paddingMode: "reflection", alignCorners: true }],
      expected: sampled(beyond, keys, folded, true),
    },
    {
      args: [f64(x34), grids, { mode: "nearest" }],
      expected: sampled(between[0], (d) => (Math.abs(d) < 0.5 ? 1 : 0), none),
    },
    // Half-way, the even one.
    { args: [image, f64([[[[0, -0.5]]]]), { mode: "nearest" }], expected: [[[[1]]]], order: 0 },
    {
      args: [f64([[[[[1, 3]], [[5, 11]]]]]), f64([[[[[0.25, 0.1, -0.25]]]]])],
      // A quarter of the way along the first axis, three quarters along the last one; the middle one is half a tenth short of its centre.
      expected: [[[[[0.95 * (0.75 * (1 * 0.25 + 3 * 0.75) + 0.25 * (5 * 0.25 + 11 * 0.75))]]]]],
    },
    // An element that is not there does no harm.
    { args: [f64([[[[NAN, 1], [2, 3]]]]), f64([[[[4, 4], [0.5, 0.5]]]])], expected: [[[[0, 3]]]], order: 0 }, // biome-ignore format: a matrix
    {
      args: [
        image,
        f64([
          [
            [
              [NAN, 0],
              [INF, 0],
              [0, -INF],
            ],
          ],
        ]),
      ],
      expected: [[[[NAN, 0, 0]]]],
      order: 0,
    },
    {
      args: [
        image,
        f64([
          [
            [
              [INF, -0.5],
              [-INF, 0.5],
            ],
          ],
        ]),
        { paddingMode: "border" },
      ],
      expected: [[[[2, 3]]]],
      order: 0,
    },
    { args: [int([[square]]), f64([[[[0, -0.5]]]])], expected: [[[[1.5]]]], order: 0 },
    { args: [image, f64([[]]).reshape([1, 0, 3, 2])], expected: [[[]]], order: 0 },
  ],
} satisfies SamplesOf<typeof ops>;

export const affineGrids = {
  affineGrid: [
    {
      args: [f64([[[1, 0, 0], [0, 1, 0]]]), [1, 1, 2, 2]], // biome-ignore format: a matrix
      expected: [
        [
          [
            [-0.5, -0.5],
            [0.5, -0.5],
          ],
          [
            [-0.5, 0.5],
            [0.5, 0.5],
          ],
        ],
      ],
    },
    {
      args: [f64([[[0, -2, 0.5], [1, 0, 3]]]), [1, 3, 2, 1], { alignCorners: true }], // biome-ignore format: a matrix
      expected: [[[[2.5, 3]], [[-1.5, 3]]]],
    },
    {
      args: [f64([[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0.25]]]), [1, 1, 1, 2, 1]], // biome-ignore format: a matrix
      expected: [[[[[0, -0.5, 0.25]], [[0, 0.5, 0.25]]]]],
    },
    { args: [int([[[1, 0, 0], [0, 1, 2]]]), [1, 1, 1, 1]], expected: [[[[0, 2]]]], order: 0 }, // biome-ignore format: a matrix
  ],
} satisfies SamplesOf<typeof affine>;
