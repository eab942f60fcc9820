import { checkGradients, Generator, ones } from "@gradiente/core";
import {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  GroupNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
  LayerNorm,
  LocalResponseNorm,
  type Module,
  RMSNorm,
} from "@gradiente/nn";
import { describe, expect, it } from "vitest";
import { agreesWithPyTorch } from "../agreement.ts";

const dtype = "float64";

/** The same layer in training and in evaluation. */
const both = (name: string, make: () => Module) => ({ [`${name} in training`]: make, [name]: make });

agreesWithPyTorch("layers/normalization", {
  LayerNorm: () => new LayerNorm(4, { dtype }),
  "LayerNorm over two axes": () => new LayerNorm([3, 4], { epsilon: 0.1, dtype }),
  "LayerNorm without weights": () => new LayerNorm(4, { elementwiseAffine: false }),
  "LayerNorm without bias": () => new LayerNorm(4, { bias: false, dtype }),
  ...both("BatchNorm1d", () => new BatchNorm1d(3, { dtype })),
  ...both("BatchNorm1d of a sequence", () => new BatchNorm1d(3, { epsilon: 0.1, momentum: 0.3, dtype })),
  ...both("BatchNorm1d of all batches", () => new BatchNorm1d(2, { momentum: null, dtype })),
  ...both("BatchNorm1d without weights", () => new BatchNorm1d(2, { affine: false, dtype })),
  ...both("BatchNorm1d without statistics", () => new BatchNorm1d(2, { trackRunningStats: false, dtype })),
  ...both("BatchNorm2d", () => new BatchNorm2d(2, { dtype })),
  ...both("BatchNorm3d", () => new BatchNorm3d(2, { dtype })),
  GroupNorm: () => new GroupNorm(2, 4, { dtype }),
  "GroupNorm of features": () => new GroupNorm(2, 6, { epsilon: 0.1, dtype }),
  "GroupNorm without weights": () => new GroupNorm(1, 2, { affine: false }),
  ...both("InstanceNorm1d", () => new InstanceNorm1d(2, { dtype })),
  ...both("InstanceNorm1d with weights", () => new InstanceNorm1d(2, { epsilon: 0.1, affine: true, dtype })),
  ...both("InstanceNorm1d with statistics", () => {
    return new InstanceNorm1d(2, { momentum: 0.3, affine: true, trackRunningStats: true, dtype });
  }),
  ...both("InstanceNorm2d with statistics", () => new InstanceNorm2d(2, { trackRunningStats: true, dtype })),
  ...both("InstanceNorm2d", () => new InstanceNorm2d(2, { affine: true, dtype })),
  ...both("InstanceNorm3d", () => new InstanceNorm3d(2, { affine: true, dtype })),
  RMSNorm: () => new RMSNorm(4, { dtype }),
  "RMSNorm over two axes": () => new RMSNorm([3, 2], { epsilon: 0.1, dtype }),
  "RMSNorm without weights": () => new RMSNorm(4, { elementwiseAffine: false }),
  LocalResponseNorm: () => new LocalResponseNorm(3),
  "LocalResponseNorm of other options": () => new LocalResponseNorm(4, { alpha: 0.7, beta: 1.3, k: 0.5 }),
  "LocalResponseNorm of more channels than there are": () => new LocalResponseNorm(7, { alpha: 0.5 }),
});

it.each<[string, (shape: number | number[]) => Module]>([
  ["LayerNorm", (shape) => new LayerNorm(shape, { dtype })],
  ["RMSNorm", (shape) => new RMSNorm(shape, { dtype })],
])("%s takes a list of one size for a size", (_name, make) => {
  const x = new Generator(1).normal([2, 3], { dtype });
  expect(make([3]).forward(x).toArray()).toEqual(make(3).forward(x).toArray());
  expect(String(make([3]))).toBe(String(make(3)));
});

describe("LocalResponseNorm", () => {
  it("has gradients of the second order", () => {
    const layer = new LocalResponseNorm(3, { alpha: 0.5 });
    const x = new Generator(1).normal([2, 3, 2], { dtype });
    expect(checkGradients((y) => layer.forward(y), [x], { order: 2 }).worstError).toBeLessThan(1e-6);
  });

  it("refuses what has no channels, and sizes that make no sense", () => {
    const layer = new LocalResponseNorm(3);
    expect(() => layer.forward(ones([3]))).toThrow(
      /^LocalResponseNorm: the input must be \[batch, channels, \.\.\.\], not \[3\]$/,
    );
    expect(() => new LocalResponseNorm(0)).toThrow(
      /^LocalResponseNorm: size must be a whole number >= 1, not 0$/,
    );
    expect(String(layer)).toBe("LocalResponseNorm(3, alpha 0.0001, beta 0.75, k 1)");
  });
});
