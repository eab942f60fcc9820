import { type MaxPoolingOptions, ones } from "@gradiente/core";
import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  GlobalAvgPool,
  GlobalMaxPool,
  LPPool1d,
  LPPool2d,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  MaxUnpool1d,
  MaxUnpool2d,
  MaxUnpool3d,
} from "@gradiente/nn";
import { describe, expect, it } from "vitest";
import { agreesWithPyTorch, type Subject } from "../agreement.ts";

const bins = [3, [3, 4], [2, 1, 3]];
const many = [8, 6, [4, 3, 1]];
const max = [MaxPool1d, MaxPool2d, MaxPool3d];
const avg = [AvgPool1d, AvgPool2d, AvgPool3d];
const adaptiveMax = [AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d];
const adaptiveAvg = [AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d];

const ofRank = (rank: number): Record<string, () => Subject> => {
  const [Max, Avg] = [max[rank - 1], avg[rank - 1]];
  const [AdaptiveMax, AdaptiveAvg] = [adaptiveMax[rank - 1], adaptiveAvg[rank - 1]];
  const cases: Record<string, () => Subject> = {
    [`MaxPool${rank}d`]: () => new Max(2),
    [`MaxPool${rank}d unbatched`]: () => new Max(2),
    [`MaxPool${rank}d stride 1, padding 1`]: () => new Max(3, { stride: 1, padding: 1 }),
    [`MaxPool${rank}d dilation 2`]: () => new Max(2, { stride: 1, dilation: 2 }),
    [`MaxPool${rank}d ceil mode`]: () => new Max(3, { stride: 2, ceilMode: true }),
    [`MaxPool${rank}d ceil mode, padding 1, stride 3`]: () =>
      new Max(2, { stride: 3, padding: 1, ceilMode: true }),
    [`AvgPool${rank}d`]: () => new Avg(2),
    [`AvgPool${rank}d unbatched`]: () => new Avg(2),
    [`AdaptiveAvgPool${rank}d`]: () => new AdaptiveAvg(bins[rank - 1]),
    [`AdaptiveAvgPool${rank}d unbatched, more bins than places`]: () => new AdaptiveAvg(many[rank - 1]),
    [`AdaptiveMaxPool${rank}d`]: () => new AdaptiveMax(bins[rank - 1]),
    [`AdaptiveMaxPool${rank}d unbatched, to 1`]: () => new AdaptiveMax(1),
    [`GlobalAvgPool over ${rank}`]: () => new GlobalAvgPool(),
    [`GlobalMaxPool over ${rank}, keepDims`]: () => new GlobalMaxPool({ keepDims: true }),
  };
  for (const countIncludePad of [true, false]) {
    cases[`AvgPool${rank}d padding 1, countIncludePad ${countIncludePad}`] = () =>
      new Avg(3, { stride: 2, padding: 1, countIncludePad });
    cases[`AvgPool${rank}d ceil mode, countIncludePad ${countIncludePad}`] = () =>
      new Avg(3, { stride: 2, padding: 1, ceilMode: true, countIncludePad });
  }
  // PyTorch's AvgPool1d has none.
  if (rank > 1)
    cases[`AvgPool${rank}d divisor 3`] = () => new Avg(3, { stride: 2, ceilMode: true, divisorOverride: 3 });
  return cases;
};

const unpools = [MaxUnpool1d, MaxUnpool2d, MaxUnpool3d];
const sizes = [[7], [5, 6], [3, 4, 6]];

/** Pools that give indices, and what takes them. */
const withIndices = (rank: number): Record<string, () => Subject> => {
  const [Max, Unpool] = [max[rank - 1], unpools[rank - 1]];
  const pool =
    (options: MaxPoolingOptions, size = 2) =>
    (): Subject => {
      const module = new Max(size, options);
      return { module, call: (x) => Object.values(module.withIndices(x)) };
    };
  const rounded = sizes[rank - 1].map((size) => Math.floor((size + 1) / 3) * 3 - 1);
  return {
    [`MaxPool${rank}d with indices`]: pool({ stride: 2, padding: 1 }, 3),
    [`MaxPool${rank}d with indices, unbatched, ceil mode`]: pool({ ceilMode: true }),
    [`MaxUnpool${rank}d`]: () => new Unpool(2),
    [`MaxUnpool${rank}d unbatched, to a size`]: () => new Unpool(2, { outputSize: sizes[rank - 1] }),
    [`MaxUnpool${rank}d stride 3, padding 1`]: () =>
      new Unpool(2, { stride: 3, padding: 1, outputSize: rounded }),
  };
};

agreesWithPyTorch("layers/pooling", {
  ...withIndices(1),
  ...withIndices(2),
  ...withIndices(3),
  ...ofRank(1),
  ...ofRank(2),
  ...ofRank(3),
  LPPool1d: () => new LPPool1d(2, 2),
  "LPPool1d p 4, stride 1": () => new LPPool1d(4, 3, { stride: 1 }),
  "LPPool1d stride 2, padding 1": () => new LPPool1d(2, 3, { stride: 2, padding: 1 }),
  LPPool2d: () => new LPPool2d(2, 2),
  "LPPool2d stride 2, padding 1": () => new LPPool2d(2, 3, { stride: 2, padding: 1 }),
  "LPPool2d p 4, stride 1": () => new LPPool2d(4, 3, { stride: 1 }),
  "MaxPool2d with a number for each axis": () =>
    new MaxPool2d([2, 3], { stride: [1, 2], padding: [1, 0], dilation: [2, 1] }),
  "AvgPool2d with a number for each axis": () => new AvgPool2d([2, 3], { stride: [1, 2], padding: [1, 0] }),
});

describe("MaxUnpool", () => {
  it("checks its options when it is made, and shows its size", () => {
    expect(String(new MaxUnpool2d([2, 3]))).toBe("MaxUnpool2d(2x3)");
    expect(() => new MaxUnpool1d(0)).toThrow(/^MaxUnpool1d: the size must be a whole number >= 1, or \[length\], not 0$/); // biome-ignore format: one line
    expect(() => new MaxUnpool2d(2, { stride: [1] })).toThrow(/^MaxUnpool2d: stride must be a whole number >= 1, or 2 of them/); // biome-ignore format: one line
    expect(() => new MaxUnpool3d(2, { padding: -1 })).toThrow(/^MaxUnpool3d: padding must be a whole number >= 0/); // biome-ignore format: one line
    expect(() => new MaxUnpool2d(2, { outputSize: [4] })).toThrow(/^MaxUnpool2d: outputSize must be a whole number >= 1, or 2 of them/); // biome-ignore format: one line
    expect(() => new MaxUnpool2d(2).forward(ones([1, 2, 2]), ones([1, 2, 2]))).toThrow(/maxUnpool2d: indices must be int32/); // biome-ignore format: one line
  });
});

it.each(
  [...adaptiveAvg, ...adaptiveMax].map(
    (Pool) => [Pool.name, new (Pool as typeof AdaptiveAvgPool1d)(2)] as const,
  ),
)("%s is named by the error of what is no tensor", (name, pool) => {
  expect(() => pool.forward("pixels" as never)).toThrow(new RegExp(`^${name}: expected a tensor`));
});
