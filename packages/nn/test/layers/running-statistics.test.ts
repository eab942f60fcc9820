import { Generator, ones, type Tensor, tensor, type Variable } from "@gradiente/core";
import {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  GroupNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
  LayerNorm,
  type Module,
  RMSNorm,
} from "@gradiente/nn";
import { gradientMatches, savingKeepsModule, tensors } from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const dtype = "float64";
const generator = new Generator(1);
const numbers = (x: Tensor | Variable) => [...x.toTypedArray()];

function expectNear(found: readonly number[], wanted: readonly number[], tolerance = 1e-9): void {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]), `place ${i}: ${value}, not ${wanted[i]}`).toBeLessThanOrEqual(
      tolerance,
    );
  });
}

/** Layers of four channels, and the axes of which their results have mean 0 and variance 1. */
const layers: Record<string, { make: () => Module; shape: number[]; axes: number[] }> = {
  BatchNorm1d: { make: () => new BatchNorm1d(4, { epsilon: 0, dtype }), shape: [5, 4], axes: [0] },
  "BatchNorm1d of sequences": { make: () => new BatchNorm1d(4, { epsilon: 0, dtype }), shape: [2, 4, 9], axes: [0, 2] },
  BatchNorm2d: { make: () => new BatchNorm2d(4, { epsilon: 0, dtype }), shape: [2, 4, 3, 2], axes: [0, 2, 3] },
  BatchNorm3d: { make: () => new BatchNorm3d(4, { epsilon: 0, dtype }), shape: [2, 4, 3, 2, 2], axes: [0, 2, 3, 4] },
  InstanceNorm1d: { make: () => new InstanceNorm1d(4, { epsilon: 0, dtype }), shape: [2, 4, 5], axes: [2] },
  InstanceNorm2d: { make: () => new InstanceNorm2d(4, { epsilon: 0, affine: true, dtype }), shape: [2, 4, 3, 3], axes: [2, 3] },
  InstanceNorm3d: { make: () => new InstanceNorm3d(4, { epsilon: 0, dtype }), shape: [2, 4, 2, 2, 2], axes: [2, 3, 4] },
  LayerNorm: { make: () => new LayerNorm([4, 3], { epsilon: 0, dtype }), shape: [2, 4, 3], axes: [1, 2] },
  GroupNorm: { make: () => new GroupNorm(1, 4, { epsilon: 0, dtype }), shape: [2, 4, 3], axes: [1, 2] },
}; // biome-ignore format: rows

describe("what is normalised", () => {
  for (const [name, { make, shape, axes }] of Object.entries(layers)) {
    it(`${name}: has mean 0 and variance 1, wherever x lies and however wide it is`, () => {
      const input = tensors({ shape }).map((x) => x.add(generator.normal(shape, { dtype })));
      fc.assert(
        fc.property(input, fc.constantFrom(0, -100), fc.constantFrom(1, 1e-3, 50), (x, offset, width) => {
          const y = make().forward(x.mul(width).add(offset));
          expectNear(numbers(y.mean(axes)), numbers(y.mean(axes).mul(0)), 1e-7);
          expectNear(numbers(y.var(axes, { correction: 0 })), numbers(y.mean(axes).mul(0).add(1)), 1e-7);
        }),
        { numRuns: 10 },
      );
    });
  }

  it("RMSNorm: has mean square 1, and keeps the signs", () => {
    fc.assert(
      fc.property(tensors({ shape: [3, 5] }), (given) => {
        const x = given.add(generator.normal([3, 5], { dtype }));
        const y = new RMSNorm(5, { epsilon: 0, dtype }).forward(x);
        expectNear(numbers(y.square().mean(-1)), [1, 1, 1]);
        expect(numbers(y.sign())).toEqual(numbers(x.sign()));
      }),
      { numRuns: 20 },
    );
  });

  it("has gradients of the second order in training", () => {
    const [batch, instance] = [new BatchNorm1d(2, { epsilon: 0.5, dtype }), new InstanceNorm1d(2, { epsilon: 0.5, affine: true, trackRunningStats: true, dtype })]; // biome-ignore format: one line
    const options = { order: 2 } as const;
    fc.assert(
      gradientMatches((x) => batch.forward(x).square(), [tensors({ shape: [3, 2] })], options),
      { numRuns: 3 },
    );
    fc.assert(
      gradientMatches((x) => instance.forward(x).square(), [tensors({ shape: [2, 2, 3] })], options),
      {
        numRuns: 3,
      },
    );
  });
});

describe("running statistics", () => {
  it("are the average of all batches without a momentum", () => {
    const layer = new BatchNorm1d(3, { momentum: null, dtype });
    const batches = Array.from({ length: 4 }, () => generator.normal([6, 3], { dtype }));
    for (const x of batches) layer.forward(x);
    const average = (of: (x: Tensor) => Tensor) =>
      batches
        .map(of)
        .reduce((a, b) => a.add(b))
        .div(4);
    expectNear(numbers(layer.runningMean as Variable), numbers(average((x) => x.mean(0))));
    expectNear(numbers(layer.runningVar as Variable), numbers(average((x) => x.var(0))));
    expect(layer.numBatchesTracked?.item()).toBe(4);
  });

  it("stay as they are in evaluation, in which a layer is affine", () => {
    const layer = new BatchNorm2d(2, { dtype });
    layer.forward(generator.normal([3, 2, 2, 2], { dtype }));
    const before = [...layer.stateDict()].map(([path, value]) => [path, numbers(value)]);
    layer.eval();
    const input = tensors({ shape: [1, 2, 2, 2] });
    fc.assert(
      fc.property(input, input, fc.double({ min: -2, max: 2, noNaN: true }), (a, b, t) => {
        const f = (x: Tensor) => layer.forward(x);
        const [between, mixed] = [
          f(a.mul(1 - t).add(b.mul(t))),
          f(a)
            .mul(1 - t)
            .add(f(b).mul(t)),
        ];
        expectNear(
          numbers(between),
          numbers(mixed),
          1e-9 * (1 + a.abs().max().item() + b.abs().max().item()),
        );
      }),
      { numRuns: 20 },
    );
    expect([...layer.stateDict()].map(([path, value]) => [path, numbers(value)])).toEqual(before);
  });

  it("have PyTorch's names, no gradients, and survive a file", () => {
    const layer = new BatchNorm1d(2, { dtype });
    const names = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
    expect([...layer.stateDict().keys()]).toEqual(names);
    expect([...layer.parameters().keys()]).toEqual(["weight", "bias"]);
    expect([...layer.variables().values()].map(({ trainable }) => trainable)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(layer.numBatchesTracked).toMatchObject({ dtype: "int32", shape: [] });
    const trained = () => {
      const made = new BatchNorm1d(2);
      made.forward(generator.normal([4, 2], { mean: 3 }));
      return made.eval();
    };
    fc.assert(savingKeepsModule(trained, [tensors({ shape: [3, 2], dtype: "float32" })]), { numRuns: 5 });
  });

  it("of float32 take batches of float64", () => {
    const layer = new BatchNorm1d(1);
    layer.forward(tensor([[1], [3]], { dtype }));
    expectNear(numbers(layer.runningMean as Variable), [0.2], 1e-7);
    expectNear(numbers(layer.runningVar as Variable), [0.9 + 0.2], 1e-7);
  });

  it("are not there unless they are wanted", () => {
    const layer = new InstanceNorm2d(2);
    expect(layer.stateDict().size).toBe(0);
    const x = generator.normal([2, 2, 2, 2]);
    const trained = numbers(layer.forward(x));
    expect(numbers(layer.eval().forward(x))).toEqual(trained);
  });
});

describe("layers that normalise say what they are", () => {
  it.each([
    [new BatchNorm1d(3), "BatchNorm1d(3) 6 parameters"],
    [new BatchNorm2d(3, { affine: false, trackRunningStats: false }), "BatchNorm2d(3, not affine, no running statistics)"],
    [new InstanceNorm1d(3, { trackRunningStats: true }), "InstanceNorm1d(3, not affine)"],
    [new GroupNorm(2, 4), "GroupNorm(2 groups of 4 channels) 8 parameters"],
    [new GroupNorm(2, 4, { affine: false }), "GroupNorm(2 groups of 4 channels, not affine)"],
    [new LayerNorm([2, 3], { bias: false }), "LayerNorm([2, 3], no bias) 6 parameters"],
    [new LayerNorm(2, { elementwiseAffine: false }), "LayerNorm([2], not affine)"],
    [new RMSNorm(2), "RMSNorm([2]) 2 parameters"],
    [new RMSNorm(2, { elementwiseAffine: false }), "RMSNorm([2], not affine)"],
  ])("%s", (layer, text) => {
    expect(String(layer)).toBe(text);
  }); // biome-ignore format: rows
});

describe("layers that normalise refuse", () => {
  const cases: Record<string, [() => unknown, RegExp]> = {
    "a single value a channel": [() => new BatchNorm1d(3).forward(ones([1, 3])), /^BatchNorm1d: each channel has one value for the statistics, and needs more than one; the input has shape \[1, 3\]; is it meant to be evaluated, with eval\(\)\?$/],
    "a single value, evaluated without statistics": [() => new BatchNorm1d(3, { trackRunningStats: false }).eval().forward(ones([1, 3])), /^BatchNorm1d: each channel has one value .* shape \[1, 3\]$/],
    "an empty batch": [() => new BatchNorm1d(3).forward(ones([0, 3])), /^BatchNorm1d: each channel has no values/],
    "a single place": [() => new InstanceNorm1d(3).forward(ones([2, 3, 1])), /^InstanceNorm1d: each channel of a sample has one value/],
    "images in place of features": [() => new BatchNorm1d(3).forward(ones([2, 3, 4, 4])), /^BatchNorm1d: expected \[batch, channels\] or \[batch, channels, length\] with 3 channels, and the input has shape \[2, 3, 4, 4\]$/],
    "other channels": [() => new BatchNorm2d(3).forward(ones([2, 4, 3, 3])), /^BatchNorm2d: expected \[batch, channels, height, width\] with 3 channels.*\[2, 4, 3, 3\]$/],
    "features in place of volumes": [() => new BatchNorm3d(3).forward(ones([2, 3])), /^BatchNorm3d: expected \[batch, channels, depth, height, width\]/],
    "a sample without a batch": [() => new InstanceNorm2d(3).forward(ones([3, 4, 4])), /^InstanceNorm2d: expected \[batch, channels, height, width\]/],
    "an image in place of a volume": [() => new InstanceNorm3d(3).forward(ones([1, 3, 4, 4])), /^InstanceNorm3d: expected \[batch, channels, depth/],
    "other channels in groups": [() => new GroupNorm(1, 3).forward(ones([2, 4])), /^GroupNorm: expected \[batch, channels, ...\] with 3 channels.*\[2, 4\]$/],
    "other features": [() => new LayerNorm([2, 3]).forward(ones([3, 2])), /^LayerNorm: the last axes must be \[2, 3\], and the input has shape \[3, 2\]$/],
    "too few axes": [() => new RMSNorm([2, 3]).forward(ones([3])), /^RMSNorm: the last axes must be \[2, 3\], and the input has shape \[3\]$/],
    "no channels": [() => new BatchNorm1d(0), /^BatchNorm1d: the number of channels must be a whole number >= 1, not 0$/],
    "a momentum beyond 1": [() => new BatchNorm1d(1, { momentum: 2 }), /^BatchNorm1d: momentum must be from 0 to 1, or null for the average of all batches, not 2$/],
    "a negative epsilon": [() => new LayerNorm(1, { epsilon: -1 }), /^LayerNorm: epsilon must be a finite number >= 0, not -1$/],
    "groups that do not divide": [() => new GroupNorm(2, 3), /^GroupNorm: the number of channels must be a whole number >= 1 that 2 group\(s\) divide, not 3$/],
    "no groups": [() => new GroupNorm(0, 3), /^GroupNorm: the number of groups must be a whole number >= 1, not 0$/],
    "a size of 0 after others": [() => new LayerNorm([16, 0]), /^LayerNorm: the normalized shape must be a whole number >= 1, or a list of them/],
    "no sizes": [() => new LayerNorm([]), /^LayerNorm: the normalized shape must be a whole number >= 1, or a list of them/],
    "a misspelt option": [() => new BatchNorm1d(1, { eps: 1 } as never), /^BatchNorm1d: there is no option "eps"/],
  }; // biome-ignore format: rows
  for (const [name, [call, message]] of Object.entries(cases)) {
    it(name, () => {
      expect(call).toThrow(message);
    });
  }
});
