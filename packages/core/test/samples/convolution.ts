import type { NestedArray } from "@gradiente/core";
import type * as convolutions from "../../src/ops/windows/convolution.ts";
import type * as transposed from "../../src/ops/windows/transposed-convolution.ts";
import type { SamplesOf } from "./sample.ts";
import { built, elementAt, f64, indices, int, sumOf, wave } from "./values.ts";

interface Numbers {
  readonly stride?: number;
  readonly padding?: number | readonly (number | readonly [number, number])[];
  readonly dilation?: number;
  readonly groups?: number;
  readonly outputPadding?: number;
}

/** The padding before and after each axis. */
function around(padding: NonNullable<Numbers["padding"]>, rank: number): (readonly [number, number])[] {
  return Array.from({ length: rank }, (_, axis) => {
    const width = typeof padding === "number" ? padding : padding[axis];
    return typeof width === "number" ? [width, width] : width;
  });
}

/** A convolution by the definition, one element at a time, of any rank. */
function convolved(x: NestedArray, xShape: readonly number[], w: NestedArray, wShape: readonly number[], { stride = 1, padding = 0, dilation = 1, groups = 1 }: Numbers): NestedArray {
  const [count, depth, ...sizes] = wShape;
  const borders = around(padding, sizes.length);
  const places = sizes.map((k, axis) => Math.floor((xShape[2 + axis] + borders[axis][0] + borders[axis][1] - dilation * (k - 1) - 1) / stride) + 1);
  return built([xShape[0], count, ...places], ([b, f, ...place]) => {
    const from = Math.floor(f / (count / groups)) * depth;
    const at = (offset: readonly number[]) => place.map((p, axis) => p * stride + offset[axis] * dilation - borders[axis][0]);
    return sumOf(indices([depth, ...sizes]).map(([c, ...offset]) => (elementAt(w, [f, c, ...offset]) as number) * (elementAt(x, [b, from + c, ...at(offset)]) ?? 0)));
  });
} // biome-ignore format: formulas

/** A transposed convolution by the definition: each element spreads a filter around its place. */
function spread(x: NestedArray, xShape: readonly number[], w: NestedArray, wShape: readonly number[], { stride = 1, padding = 0, dilation = 1, groups = 1, outputPadding = 0 }: Numbers): NestedArray {
  const [channels, depth, ...sizes] = wShape;
  const borders = around(padding, sizes.length);
  const places = sizes.map((k, axis) => (xShape[2 + axis] - 1) * stride - borders[axis][0] - borders[axis][1] + dilation * (k - 1) + outputPadding + 1);
  const inputs = indices([channels, ...xShape.slice(2), ...sizes]);
  return built([xShape[0], depth * groups, ...places], ([b, f, ...place]) =>
    sumOf(inputs.map(([c, ...rest]) => {
      const [source, offset] = [rest.slice(0, sizes.length), rest.slice(sizes.length)];
      const reaches = place.every((p, axis) => source[axis] * stride + offset[axis] * dilation - borders[axis][0] === p);
      if (!reaches || Math.floor(c / (channels / groups)) !== Math.floor(f / depth)) return 0;
      return (elementAt(x, [b, c, ...source]) as number) * (elementAt(w, [c, f % depth, ...offset]) as number);
    })));
} // biome-ignore format: formulas

function row(
  of: typeof convolved,
  xShape: readonly number[],
  wShape: readonly number[],
  options: Numbers = {},
) {
  const [x, w] = [wave(xShape), wave(wShape, 50)];
  return { args: [f64(x), f64(w), options] as const, expected: of(x, xShape, w, wShape, options) };
}

const same = { padding: "same" } as const;

export const convolution = {
  conv1d: [
    row(convolved, [2, 2, 5], [3, 2, 2]),
    row(convolved, [1, 4, 6], [2, 2, 3], { stride: 2, padding: 2, dilation: 2, groups: 2 }),
    { args: [f64([[[1, 2, 3, 4]]]), f64([[[1, 10]]]), same], expected: [[[21, 32, 43, 4]]] },
    { args: [f64([[[1, 2, 3, 4]]]), f64([[[1, 10, 100]]]), same], expected: [[[210, 321, 432, 43]]] },
    row(convolved, [1, 1, 4], [1, 1, 3], { padding: [[2, 0]] }),
    // Three windows of three for five elements: one zero at each end. Two for four: one zero, at the end.
    {
      args: [f64([[[1, 2, 3, 4, 5]]]), f64([[[1, 10, 100]]]), { ...same, stride: 2 }],
      expected: [[[210, 432, 54]]],
    },
    { args: [f64([[[1, 2, 3, 4]]]), f64([[[1, 10, 100]]]), { ...same, stride: 2 }], expected: [[[321, 43]]] },
    { args: [f64([[[1, 2, 3, 4]]]), f64([[[1]]]), { ...same, stride: 3 }], expected: [[[1, 4]]] },
    {
      args: [f64([[[1, 2, 3]]]), f64([[[1, 10, 100]]]), { padding: [[2, 1]], paddingMode: "reflect" }],
      expected: [[[123, 212, 321, 232]]],
    },
    {
      args: [f64([[[1, 2, 3]]]), f64([[[1, 10, 100]]]), { ...same, paddingMode: "replicate" }],
      expected: [[[211, 321, 332]]],
    },
    {
      args: [f64([[[1, 2, 3]]]), f64([[[1, 10, 100]]]), { padding: 1, paddingMode: "circular" }],
      expected: [[[213, 321, 132]]],
    },
    { args: [f64([[1, 2, 3]]), f64([[[1, 10]]])], expected: [[21, 32]] },
    { args: [f64([[[1, 2, 3]]]), f64([[[1, 10]]]), { padding: "valid" }], expected: [[[21, 32]]] },
    { args: [int([[[1, 2, 3]]]), int([[[1, 10]]])], expected: [[[21, 32]]], order: 0 },
  ],
  conv2d: [
    row(convolved, [1, 1, 3, 3], [1, 1, 2, 2]),
    row(convolved, [2, 2, 4, 3], [3, 2, 2, 2]),
    row(convolved, [1, 2, 5, 4], [2, 2, 3, 2], { stride: 2, padding: 1 }),
    row(convolved, [1, 1, 5, 5], [1, 1, 2, 2], { dilation: 2 }),
    row(convolved, [1, 4, 3, 3], [2, 2, 2, 2], { groups: 2 }),
    row(convolved, [1, 1, 3, 4], [1, 1, 2, 3], { stride: 2, padding: [1, [0, 2]] }),
    { args: [f64([[[1, 2], [3, 4]]]), f64([[[[1, 10], [100, 1000]]]])], expected: [[[4321]]] }, // biome-ignore format: a row
    { args: [f64([[[[1, 2], [3, 4]]]]), f64([[[[1, 10], [100, 1000]]]]), same], expected: [[[[4321, 402], [43, 4]]]] }, // biome-ignore format: a row
  ],
  conv3d: [
    row(convolved, [1, 1, 2, 3, 2], [2, 1, 2, 2, 1]),
    row(convolved, [1, 2, 3, 3, 3], [2, 1, 2, 2, 2], { stride: 2, padding: 1, groups: 2 }),
  ],
  convTranspose1d: [
    row(spread, [2, 2, 3], [2, 3, 2]),
    row(spread, [1, 4, 3], [4, 1, 3], { stride: 3, padding: 1, outputPadding: 2, dilation: 2, groups: 2 }),
    row(spread, [1, 1, 2], [1, 1, 2], { stride: 2, outputPadding: 1 }),
    row(spread, [1, 1, 3], [1, 1, 3], { stride: 2, padding: [[2, 1]], outputPadding: 1 }),
    { args: [f64([[1, 2]]), f64([[[1, 10], [3, 4]]])], expected: [[1, 12, 20], [3, 10, 8]] }, // biome-ignore format: a row
    { args: [int([[[1, 2]]]), int([[[1, 10]]])], expected: [[[1, 12, 20]]], order: 0 },
  ],
  convTranspose2d: [
    row(spread, [1, 2, 2, 3], [2, 2, 2, 2]),
    row(spread, [1, 2, 2, 2], [2, 1, 3, 2], { stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
  ],
  convTranspose3d: [row(spread, [1, 1, 2, 1, 2], [1, 2, 2, 2, 1], { stride: 2, padding: 0 })],
} satisfies SamplesOf<typeof convolutions & typeof transposed>;
