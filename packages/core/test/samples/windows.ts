import type { NestedArray } from "@gradiente/core";
import type * as ops from "../../src/ops/windows.ts";
import type { SamplesOf } from "./sample.ts";
import { cube, f64, signed, sumOf, wave } from "./values.ts";

/** A convolution by the definition, one element at a time. */
function convolved(
  x: number[][][][],
  w: number[][][][],
  stride: number,
  padding: number,
  dilation: number,
  groups: number,
): NestedArray {
  const at = (image: number[][], i: number, j: number) => image[i]?.[j] ?? 0;
  const [kh, kw] = [w[0][0].length, w[0][0][0].length];
  const count = (size: number, k: number) =>
    Math.floor((size + 2 * padding - dilation * (k - 1) - 1) / stride) + 1;
  const depth = w[0].length;
  return x.map((image) =>
    w.map((filter, f) => {
      const from = Math.floor(f / (w.length / groups)) * depth;
      return Array.from({ length: count(image[0].length, kh) }, (_, i) =>
        Array.from({ length: count(image[0][0].length, kw) }, (_, j) =>
          sumOf(
            filter.flatMap((plane, c) =>
              plane.flatMap((row, p) =>
                row.map(
                  (value, q) =>
                    value *
                    at(
                      image[from + c],
                      i * stride + p * dilation - padding,
                      j * stride + q * dilation - padding,
                    ),
                ),
              ),
            ),
          ),
        ),
      );
    }),
  );
}

function convolution(
  xShape: readonly number[],
  wShape: readonly number[],
  options: { stride?: number; padding?: number; dilation?: number; groups?: number } = {},
) {
  const [x, w] = [wave(xShape), wave(wShape, 50)] as [number[][][][], number[][][][]];
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  return {
    args: [f64(x), f64(w), options] as const,
    expected: convolved(x, w, stride, padding, dilation, groups),
  };
}

export const windows = {
  windows: [
    { args: [f64([1, 2, 3, 4]), [2]], expected: [[1, 2], [2, 3], [3, 4]] }, // biome-ignore format: a matrix
    { args: [f64([1, 2, 3, 4, 5]), [2], { stride: 2, dilation: 2 }], expected: [[1, 3], [3, 5]] }, // biome-ignore format: a matrix
    { args: [f64(signed), [2, 2]], expected: [[0, 1].map((j) => signed.map((row) => row.slice(j, j + 2)))] },
    { args: [f64(cube), [1, 3]], expected: cube.map((matrix) => matrix.map((row) => [[row]])) },
  ],
  conv2d: [
    convolution([1, 1, 3, 3], [1, 1, 2, 2]),
    convolution([2, 2, 4, 3], [3, 2, 2, 2]),
    convolution([1, 2, 5, 4], [2, 2, 3, 2], { stride: 2, padding: 1 }),
    convolution([1, 1, 5, 5], [1, 1, 2, 2], { dilation: 2 }),
    convolution([1, 4, 3, 3], [2, 2, 2, 2], { groups: 2 }),
  ],
  maxPool2d: [
    { args: [f64([[1, 5, 2, 0], [3, 4, 8, 7]]), 2], expected: [[5, 8]] }, // biome-ignore format: a matrix
    { args: [f64(signed), 2, { stride: 1 }], expected: [[0.7, 3]] },
    {
      args: [f64(cube), [1, 2], { dilation: [1, 2] }],
      expected: cube.map((m) => m.map(([a, , c]) => [Math.max(a, c)])),
    },
  ],
} satisfies SamplesOf<typeof ops>;
