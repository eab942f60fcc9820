import {
  conv2d,
  convTranspose1d,
  decodeSafetensors,
  encodeSafetensors,
  Generator,
  ones,
  randn,
  ShapeError,
  seed,
  type Tensor,
  tensor,
} from "@gradiente/core";
import {
  AdaptiveAvgPool2d,
  AdaptiveMaxPool3d,
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  CELU,
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  Dense,
  ELU,
  Flatten,
  GELU,
  GLU,
  GlobalAvgPool,
  GlobalMaxPool,
  Hardshrink,
  Hardtanh,
  Identity,
  initializers,
  Lambda,
  LeakyReLU,
  LogSoftmax,
  LPPool1d,
  LPPool2d,
  LPPool3d,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  Mish,
  type Module,
  type Parameter,
  PixelShuffle,
  PixelUnshuffle,
  PReLU,
  Residual,
  Sequential,
  Softmin,
  Softplus,
  Softshrink,
  Tanh,
  Tanhshrink,
  Threshold,
  Unflatten,
  Upsample,
} from "@gradiente/nn";
import { gradientMatches, tensors } from "@gradiente/testing";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";

beforeEach(() => seed(0));

const dtype = "float64";

describe("convolutions", () => {
  it.each([
    // fanIn is the channels of a group times the window, of a transposed convolution those of its outputs, as in PyTorch.
    ["Conv1d", () => new Conv1d(20, 40, 5, { groups: 2 }), [40, 10, 5], 40, 50],
    ["Conv2d", () => new Conv2d(6, 50, [2, 3]), [50, 6, 2, 3], 50, 36],
    ["Conv3d", () => new Conv3d(3, 40, 2), [40, 3, 2, 2, 2], 40, 24],
    ["ConvTranspose1d", () => new ConvTranspose1d(20, 40, 5, { groups: 2 }), [20, 20, 5], 40, 100],
    ["ConvTranspose2d", () => new ConvTranspose2d(50, 60, [2, 3]), [50, 60, 2, 3], 60, 360],
    ["ConvTranspose3d", () => new ConvTranspose3d(40, 30, 2), [40, 30, 2, 2, 2], 30, 240],
  ] as const)("%s starts within ±1/√fanIn", (_, make, shape, outputs, fanIn) => {
    const { weight, bias } = make();
    expect([weight.shape, bias?.shape]).toEqual([shape, [outputs]]);
    const bound = 1 / Math.sqrt(fanIn);
    for (const [parameter, least] of [[weight, 0.98], [bias as Parameter, 0.8]] as const) {
      const largest = parameter.abs().max().item();
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(largest).toBeGreaterThan(least * bound);
      expect(parameter.min().item()).toBeLessThan(0);
    }
  }); // biome-ignore format: pairs

  it("take dtype, generator and initialisers", () => {
    const options = { generator: new Generator(3), dtype, biasInitializer: initializers.zeros } as const;
    const conv = new ConvTranspose1d(2, 3, 2, options);
    const again = new ConvTranspose1d(2, 3, 2, { ...options, generator: new Generator(3) });
    expect(conv.weight.dtype).toBe(dtype);
    expect(conv.weight.toArray()).toEqual(again.weight.toArray());
    expect(conv.bias?.toArray()).toEqual([0, 0, 0]);
    const zero = new Conv1d(1, 1, 2, { weightInitializer: initializers.zeros, bias: false });
    expect([zero.weight.toArray(), zero.bias]).toEqual([[[[0, 0]]], undefined]);
  });

  it("have gradients of second order", () => {
    const layers: [Module, readonly number[]][] = [
      [new Conv1d(2, 2, 2, { stride: 2, padding: "same", dtype }), [1, 2, 4]],
      [new Conv2d(2, 2, 2, { groups: 2, padding: [[1, 0], 0], paddingMode: "circular", dtype }), [2, 3, 3]],
      [new ConvTranspose2d(2, 1, 2, { stride: 2, padding: 1, outputPadding: 1, dtype }), [1, 2, 2, 2]],
      [new Conv3d(1, 1, 2, { dilation: 2, padding: 1, dtype }), [1, 1, 2, 2, 2]],
      [new AvgPool2d(2, { ceilMode: true, padding: 1, countIncludePad: false }), [1, 3, 2]],
      [new Upsample({ scale: 1.5, mode: "cubic" }), [1, 1, 3]],
      [new PixelShuffle(2), [4, 1, 2]],
      [new PixelUnshuffle(2), [1, 2, 4]],
    ];
    for (const [layer, shape] of layers) {
      const f = (x: Tensor) => layer.forward(x).tanh();
      fc.assert(gradientMatches(f, [tensors({ shape: [...shape] })], { order: 2 }), { numRuns: 2 });
    }
  });

  it("pass gradients of second order to filters and biases", () => {
    const conv = new ConvTranspose1d(2, 2, 3, { stride: 2, groups: 2, dtype });
    const x = randn([2, 2, 3], { dtype });
    const f = (weight: Tensor, bias: Tensor) =>
      convTranspose1d(x, weight, conv.options)
        .add(bias.reshape([-1, 1]))
        .tanh();
    expect(conv.forward(x).tanh().toArray()).toEqual(
      f(conv.weight.value, (conv.bias as Parameter).value).toArray(),
    );
    fc.assert(gradientMatches(f, [tensors({ shape: [2, 1, 3] }), tensors({ shape: [2] })], { order: 2 }), {
      numRuns: 2,
    });
  });

  it("keep what they compute through a file", () => {
    const make = () =>
      new Sequential(new Conv1d(2, 4, 3), new PReLU(4), new ConvTranspose1d(4, 1, 2), new Residual(new Identity()));
    const [model, loaded] = [make(), make()];
    const state = model.stateDict();
    expect([...state.keys()]).toEqual(["0.weight", "0.bias", "1.weight", "2.weight", "2.bias"]);
    loaded.loadStateDict(decodeSafetensors(encodeSafetensors(state)).tensors);
    const x = randn([1, 2, 6]);
    expect(loaded.forward(x).toArray()).toEqual(model.forward(x).toArray());
  }); // biome-ignore format: one thing

  it("of size ceil(size / stride) with same, as TensorFlow's", () => {
    for (const [size, stride, kernel] of [[7, 2, 3], [8, 3, 2], [5, 4, 1], [6, 2, 5]]) {
      const y = new Conv2d(1, 1, kernel, { padding: "same", stride }).forward(ones([1, 1, size, size]));
      expect(y.shape).toEqual([1, 1, Math.ceil(size / stride), Math.ceil(size / stride)]);
    } // biome-ignore format: rows
  });
});

describe("small layers", () => {
  it("Lambda calls its function, with all inputs", () => {
    const twice = new Lambda((x: Tensor) => x.mul(2));
    expect(new Sequential(twice, new Lambda((x) => x.reshape([-1]))).forward(ones([2, 2])).toArray()).toEqual([2, 2, 2, 2]); // biome-ignore format: one thing
    const sum = new Lambda((x: Tensor, y: Tensor) => x.add(y));
    expect(sum.forward(tensor(1), tensor(2)).item()).toBe(3);
    expect(sum.parameters().size).toBe(0);
  });

  it("Residual trains both parts, and its paths are theirs", () => {
    const block = new Residual(new Dense(2, 3), { shortcut: new Dense(2, 3, { bias: false }) });
    expect([...block.parameters().keys()]).toEqual(["inner.weight", "inner.bias", "shortcut.weight"]);
    const gradients = block
      .forward(ones([4, 2]))
      .sum()
      .backward();
    for (const parameter of block.parameters().values()) expect(gradients.has(parameter)).toBe(true);
    expect(block.eval().inner.training).toBe(false);
  });

  it("Identity gives the very tensor, and dtypes stay", () => {
    const x = tensor([1, 2], { dtype: "int32" });
    expect(new Identity().forward(x)).toBe(x);
    expect(new Unflatten(0, [2, 1]).forward(x).dtype).toBe("int32");
  });

  it("Unflatten undoes Flatten", () => {
    const x = randn([2, 3, 4, 5]);
    expect(new Unflatten(1, [3, -1, 5]).forward(new Flatten().forward(x)).toArray()).toEqual(x.toArray());
    expect(new Flatten({ startAxis: 2 }).forward(x).shape).toEqual([2, 3, 20]);
    expect(new Flatten({ startAxis: -3, endAxis: 2 }).forward(x).shape).toEqual([2, 12, 5]);
    expect(new Unflatten(0, [1, -1]).forward(ones([0, 2])).shape).toEqual([1, 0, 2]);
  });

  it("global pools give a row for each image, of signals and volumes alike", () => {
    const x = randn([2, 3, 4, 5]);
    expect(new GlobalAvgPool().forward(x).toArray()).toEqual(x.mean([2, 3]).toArray());
    expect(new GlobalMaxPool().forward(x).toArray()).toEqual(x.max([2, 3]).toArray());
    expect(new GlobalMaxPool({ keepDims: true }).forward(ones([2, 3, 4])).shape).toEqual([2, 3, 1]);
    expect(new GlobalAvgPool().forward(ones([2, 3, 1, 2, 2])).shape).toEqual([2, 3]);
  });

  it("LPPool3d, which PyTorch lacks, is the norm of each window", () => {
    const x = tensor([[[3, -4], [0, 0]]]); // biome-ignore format: a matrix
    expect(new LPPool3d(2, [1, 1, 2]).forward(x).toArray()).toEqual([[[5], [0]]]);
    const odd = new LPPool1d(1, 2, { ceilMode: true }).forward(tensor([1, -2, 3]));
    expect(odd.toArray()).toEqual([3, 3]);
  });

  it("Softplus is exact beyond PyTorch's threshold, and Tanhshrink near 0", () => {
    const y = new Softplus().forward(tensor([21], { dtype }));
    expect(y.item()).toBe(21 + Math.log1p(Math.exp(-21)));
    expect(new Softplus({ beta: -2 }).forward(tensor([0.5], { dtype })).item()).toBeCloseTo(
      Math.log1p(Math.exp(-1)) / -2,
      15,
    );
    expect(new Tanhshrink().forward(tensor([1e-6], { dtype })).item() / (1e-18 / 3)).toBeCloseTo(1, 11);
  });

  it("PReLU has one slope, or one for each channel", () => {
    const one = new PReLU();
    expect([one.weight.shape, one.weight.toArray()]).toEqual([[1], [0.25]]);
    expect(one.forward(tensor(-2)).shape).toEqual([1]);
  });
});

describe("toString shows sizes and settings", () => {
  it.each([
    [new Conv1d(4, 6, 3, { groups: 2 }), "Conv1d(4 -> 6, 3) 42 parameters"],
    [new Conv3d(1, 2, [1, 2, 3]), "Conv3d(1 -> 2, 1x2x3) 14 parameters"],
    [new ConvTranspose2d(4, 6, 2, { groups: 2 }), "ConvTranspose2d(4 -> 6, 2x2) 54 parameters"],
    [new MaxPool1d(3), "MaxPool1d(3)"],
    [new AvgPool3d(2), "AvgPool3d(2x2x2)"],
    [new LPPool2d(2, [1, 2]), "LPPool2d(1x2)"],
    [new AdaptiveAvgPool2d([2, 3]), "AdaptiveAvgPool2d(2x3)"],
    [new AdaptiveMaxPool3d(1), "AdaptiveMaxPool3d(1)"],
    [new Upsample({ scale: 2 }), "Upsample(scale 2, nearest)"],
    [new Upsample({ size: [3, 4], mode: "bicubic" }), "Upsample(size 3,4, bicubic)"],
    [new PixelShuffle(3), "PixelShuffle(3)"],
    [new PixelUnshuffle(3), "PixelUnshuffle(3)"],
    [new Flatten(), "Flatten()"],
    [new Flatten({ startAxis: 2 }), "Flatten(axes 2 to -1)"],
    [new Unflatten(1, [2, -1]), "Unflatten(axis 1 -> [2, -1])"],
    [new Lambda(Math.abs), "Lambda(abs)"],
    [new GELU(), "GELU()"],
    [new GELU({ approximation: "tanh" }), "GELU(tanh)"],
    [new Softplus({ beta: 2 }), "Softplus(beta 2)"],
    [new Softplus(), "Softplus()"],
    [new PReLU(3), "PReLU(3) 3 parameters"],
    [new ELU(2), "ELU(alpha 2)"],
    [new CELU(), "CELU(alpha 1)"],
    [new LeakyReLU(), "LeakyReLU(slope 0.01)"],
    [new Hardtanh(0, 2), "Hardtanh(0 to 2)"],
    [new Hardtanh(), "Hardtanh(-1 to 1)"],
    [new Hardshrink(), "Hardshrink(0.5)"],
    [new Softshrink(1), "Softshrink(1)"],
    [new Threshold(1, 2), "Threshold(1, 2)"],
    [new Softmin([0, 1]), "Softmin(axes 0,1)"],
    [new LogSoftmax(), "LogSoftmax(axes -1)"],
    [new GLU(), "GLU(axis -1)"],
  ])("%s", (layer, text) => {
    expect(String(layer)).toBe(text);
  });
});

describe("what makes no sense is refused", () => {
  const as = <T>(value: unknown) => value as T;
  const x4 = ones([1, 2, 4, 4]);
  const cases: Record<string, [run: () => unknown, error: abstract new (...args: never) => Error, message: string]> = {
    "a window of another rank": [() => new Conv1d(1, 1, [3, 3]), ShapeError, "Conv1d: the size must be a whole number >= 1, or [length], not [3, 3]"],
    "a window without depth": [() => new AvgPool3d([2, 2]), ShapeError, "AvgPool3d: the size must be a whole number >= 1, or [depth, height, width], not [2, 2]"],
    "a stride of 0": [() => new Conv2d(1, 1, 3, { stride: 0 }), ShapeError, "Conv2d: stride must be a whole number >= 1, or 2 of them, not 0"],
    "a dilation for one axis": [() => new MaxPool2d(2, { dilation: [1] }), ShapeError, "MaxPool2d: dilation must be a whole number >= 1, or 2 of them, not [1]"],
    "half an outputPadding": [() => new ConvTranspose1d(1, 1, 2, { outputPadding: 0.5 }), ShapeError, "ConvTranspose1d: outputPadding must be a whole number >= 0, or 1 of them, not 0.5"],
    "a padding of three": [() => new AvgPool1d(2, { padding: [0, 1, 0] }), ShapeError, "AvgPool1d: padding must be a whole number >= 0, or a list of 1, each such a number or [before, after], not [0, 1, 0]"],
    "an unknown mode of padding": [() => new Conv2d(1, 1, 3, { paddingMode: as("constant") }), TypeError, 'Conv2d: paddingMode must be "zeros", "reflect", "replicate" or "circular", not "constant"'],
    "padding_mode": [() => new Conv2d(1, 1, 3, as({ padding_mode: "reflect" })), TypeError, 'Conv2d: there is no option "padding_mode"; did you mean paddingMode?'],
    "same for a transposed convolution": [() => new ConvTranspose1d(1, 1, 2, { padding: as("same") }), ShapeError, 'ConvTranspose1d: padding must be a number, or a list with a number or [before, after] for each axis, not "same"'],
    "groups that do not divide the outputs": [() => new ConvTranspose2d(4, 3, 2, { groups: 2 }), RangeError, "ConvTranspose2d: outChannels must be a whole number >= 1 that 2 group(s) divide, not 3"],
    "other channels": [() => new Conv2d(3, 1, 1).forward(x4), ShapeError, "conv2d: channels do not fit into 1 group(s): images [1, 2, 4, 4], filters [1, 3, 1, 1]"],
    "no axes": [() => new Conv1d(1, 1, 1).forward(ones([3])), ShapeError, "conv1d: expected [batch, channels, length] and [filters, channels / groups, length], the batch axis being optional, got images [3], filters [1, 1, 1]"],
    "a p below 1": [() => new LPPool2d(0.5, 2), RangeError, "LPPool2d: p must be at least 1, not 0.5"],
    "bins of 0": [() => new AdaptiveAvgPool2d([0, 1]), ShapeError, "AdaptiveAvgPool2d: the size must be a whole number >= 1, or [height, width], not [0, 1]"],
    "global pools of features": [() => new GlobalAvgPool().forward(ones([2, 3])), ShapeError, "GlobalAvgPool: expected [batch, channels, ...sizes], got shape [2, 3]"],
    "size and scale": [() => new Upsample({ size: 2, scale: 2 }), ShapeError, "Upsample: give either the size of the result or a scale"],
    "neither size nor scale": [() => new Upsample({}), ShapeError, "Upsample: give either the size of the result or a scale"],
    "a mode for other axes": [() => new Upsample({ scale: 2, mode: "trilinear" }).forward(x4), ShapeError, 'interpolate: "trilinear" is for 3 axes after batch and channels, and the shape is [1, 2, 4, 4]; "linear" is for any number'],
    "a factor of 0": [() => new PixelShuffle(0), RangeError, "PixelShuffle: the factor must be a whole number >= 1, not 0"],
    "half a factor": [() => new PixelUnshuffle(1.5), RangeError, "PixelUnshuffle: the factor must be a whole number >= 1, not 1.5"],
    "Flatten backwards": [() => new Flatten({ startAxis: 3, endAxis: 1 }).forward(x4), ShapeError, "Flatten: startAxis 3 lies behind endAxis 1 for 4 axes"],
    "Flatten of axes that are not there": [() => new Flatten({ startAxis: 5 }).forward(x4), ShapeError, "Flatten: axis 5"],
    "half an axis": [() => new Flatten({ startAxis: 0.5 }), RangeError, "Flatten: startAxis must be a whole number, not 0.5"],
    "Unflatten to another size": [() => new Unflatten(1, [3]).forward(x4), ShapeError, "Unflatten: axis 1 of shape [1, 2, 4, 4] has size 2, which [3] does not make up"],
    "Unflatten to what does not divide": [() => new Unflatten(1, [3, -1]).forward(x4), ShapeError, "Unflatten: axis 1 of shape [1, 2, 4, 4] has size 2, which [3, -1] does not make up"],
    "Unflatten by nothing": [() => new Unflatten(1, [0, -1]).forward(x4), ShapeError, "has size 2, which [0, -1] does not make up"],
    "two open sizes": [() => new Unflatten(1, [-1, -1]), ShapeError, "Unflatten: [-1, -1] is not a shape"],
    "a shape that is a number": [() => new Unflatten(1, as(3)), ShapeError, "Unflatten: a shape is a list of sizes such as [2, 3] or [], not 3"],
    "an axis as text": [() => new Unflatten(as("1"), [3]), TypeError, 'Unflatten: the axis must be a whole number, not "1"'],
    "Lambda of a layer": [() => new Lambda(as<() => number>(new Tanh())), TypeError, "Lambda: the argument must be a function, not"],
    "Residual of a function": [() => new Residual(as((x: Tensor) => x)), TypeError, "Residual: the inner module must be a Module, not a function"],
    "a shortcut that is none": [() => new Residual(new Tanh(), { shortcut: as(true) }), TypeError, "Residual: shortcut must be a Module, not true"],
    "Residual that would broadcast": [() => new Residual(new Dense(3, 1)).forward(ones([2, 3])), ShapeError, "Residual: the inner module gives shape [2, 1], and the input has [2, 3]; give a shortcut, { shortcut: ... }, that makes the same shape of the input"],
    "a shortcut to another shape": [() => new Residual(new Dense(3, 1), { shortcut: new Identity() }).forward(ones([2, 3])), ShapeError, "and the shortcut has [2, 3]"],
    "slopes for other channels": [() => new PReLU(3).forward(x4), ShapeError, "PReLU: there are 3 slopes, so axis 1 must have as many channels, and the input has shape [1, 2, 4, 4]"],
    "slopes for a scalar": [() => new PReLU(3).forward(tensor(1)), ShapeError, "and the input has shape []"],
    "no slopes": [() => new PReLU(0), RangeError, "PReLU: channels must be a whole number >= 1, not 0"],
    "a slope as text": [() => new PReLU(1, { slope: as("0.25") }), TypeError, 'PReLU: slope must be a number, not "0.25"'],
    "an alpha of 0": [() => new CELU(0), RangeError, "CELU: alpha must be a number other than 0, not 0"],
    "no alpha": [() => new ELU(as(null)), TypeError, "ELU: alpha must be a number, not null"],
    "a bound that is NaN": [() => new Hardtanh(0, Number.NaN), RangeError, "Hardtanh: max must be a number, not NaN, not NaN"],
    "a lower bound that is NaN": [() => new Hardtanh(Number.NaN), RangeError, "Hardtanh: min must be"],
    "a negative width": [() => new Hardshrink(-1), RangeError, "Hardshrink: the width must be at least 0, not -1"],
    "another negative width": [() => new Softshrink(-1), RangeError, "Softshrink: the width must be at least 0, not -1"],
    "no value": [() => new Threshold(1, as(undefined)), TypeError, "Threshold: the value must be a number, not undefined"],
    "no threshold": [() => new Threshold(as(undefined), 1), TypeError, "Threshold: the threshold must be a number, not undefined"],
    "a beta of 0": [() => new Softplus({ beta: 0 }), RangeError, "Softplus: beta must be a finite number other than 0, not 0"],
    "an unknown approximation": [() => new GELU({ approximation: as("erf") }), TypeError, 'GELU: approximation must be "none" or "tanh", not "erf"'],
    "an odd axis": [() => new GLU(1).forward(ones([2, 3])), ShapeError, "glu: axis 1 of shape [2, 3] has size 3"],
    "half of an axis": [() => new GLU(0.5), RangeError, "GLU: the axis must be a whole number, not 0.5"],
    "no axes to sum over": [() => new Softmin(as("last")), ShapeError, "Softmin: the axes must be"],
    "an array as input": [() => new Mish().forward(as([1])), TypeError, "Mish: expected a tensor"],
  }; // biome-ignore format: one row a case

  it.each(Object.entries(cases))("%s", (_, [run, error, message]) => {
    expect(run).toThrow(error);
    expect(run).toThrow(message);
  });

  it("channels by the layer that they are for", () => {
    const images = ones([1, 3, 4, 4]);
    expect(new Conv2d(3, 2, 1, { bias: false }).forward(images).shape).toEqual(conv2d(images, ones([2, 3, 1, 1])).shape);
    expect(new MaxPool3d(2, { ceilMode: true }).forward(images).shape).toEqual([1, 2, 2, 2]);
  }); // biome-ignore format: a law
});
