import { Generator, ShapeError, type Tensor } from "@gradiente/core";
import { Conv2d, Dense, type Initializer, initializers } from "@gradiente/nn";
import { describe, expect, it } from "vitest";

const {
  constant,
  dirac,
  eye,
  gain,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  normal,
  ones,
  orthogonal,
  scaled,
  sparse,
  truncatedNormal,
  uniform,
  varianceScaling,
  xavierNormal,
  xavierUniform,
  zeros,
} = initializers;

const list = (x: Tensor) => Array.from(x.toTypedArray());
const make = (initializer: Initializer, shape: readonly number[], seed = 1) =>
  initializer(shape, { dtype: "float64", generator: new Generator(seed) });

/** What √n times a distance of distribution functions exceeds with a probability of 1e-6 (Kolmogorov and Smirnov). */
const KS_LIMIT = Math.sqrt(-0.5 * Math.log(1e-6 / 2));

/** √n times the distance from the uniform distribution on ±bound. */
function offUniform(x: readonly number[], bound: number): number {
  const sorted = [...x].sort((a, b) => a - b);
  const off = sorted.map((value, i) => {
    const share = (value + bound) / (2 * bound);
    return Math.max((i + 1) / sorted.length - share, share - i / sorted.length);
  });
  return Math.max(...off) * Math.sqrt(sorted.length);
}

/** Mean over its deviation, and variance over its own, of normal numbers: 4.89 and more have a probability of 1e-6. */
function offNormal(x: readonly number[], variance: number): [mean: number, variance: number] {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const square = x.reduce((a, b) => a + b * b, 0) / x.length;
  const root = Math.sqrt(x.length);
  return [
    (Math.abs(mean) * root) / Math.sqrt(variance),
    (Math.abs(square / variance - 1) * root) / Math.SQRT2,
  ];
}

describe("variances follow fans, which are PyTorch's", () => {
  /** Of `init._calculate_fan_in_and_fan_out`. */
  const fans: [shape: number[], fanIn: number, fanOut: number][] = [
    [[60, 80], 80, 60],
    [[40, 20, 6], 120, 240],
    [[16, 12, 3, 5], 180, 240],
    [[8, 6, 3, 5, 7], 630, 840],
  ];
  for (const [shape, fanIn, fanOut] of fans) {
    const cases: Record<string, [initializer: Initializer, variance: number, isUniform: boolean]> = {
      heNormal: [heNormal, 2 / fanIn, false],
      heUniform: [heUniform, 2 / fanIn, true],
      xavierNormal: [xavierNormal, 2 / (fanIn + fanOut), false],
      xavierUniform: [xavierUniform, 2 / (fanIn + fanOut), true],
      lecunNormal: [lecunNormal, 1 / fanIn, false],
      lecunUniform: [lecunUniform, 1 / fanIn, true],
      "varianceScaling out": [varianceScaling({ gain: 3, fan: "out" }), 9 / fanOut, false],
      "varianceScaling mean": [
        varianceScaling({ gain: 0.5, fan: "mean", distribution: "uniform" }),
        0.5 / (fanIn + fanOut),
        true,
      ],
      varianceScaling: [varianceScaling(), 1 / fanIn, false],
    };
    for (const [name, [initializer, variance, isUniform]] of Object.entries(cases)) {
      it(`${name} of [${shape.join(", ")}]`, () => {
        const x = list(make(initializer, shape));
        if (isUniform) expect(offUniform(x, Math.sqrt(3 * variance))).toBeLessThan(KS_LIMIT);
        else for (const off of offNormal(x, variance)) expect(off).toBeLessThan(4.89);
      });
    }
  }
});

describe("the weights of new layers are PyTorch's: uniform on ±1/√fanIn", () => {
  const generator = new Generator(5);
  const layers = {
    Dense: [new Dense(80, 90, { generator }), 80],
    Conv2d: [new Conv2d(6, 60, [3, 5], { generator, groups: 2 }), 3 * 15],
  } as const;
  for (const [name, [layer, fanIn]] of Object.entries(layers)) {
    it(name, () => {
      expect(offUniform(list(layer.weight.value), 1 / Math.sqrt(fanIn))).toBeLessThan(KS_LIMIT);
      expect(offUniform(list(layer.bias?.value as Tensor), 1 / Math.sqrt(fanIn))).toBeLessThan(KS_LIMIT);
    });
  }
});

it("gains are those of PyTorch's calculate_gain", () => {
  expect([gain("linear"), gain("sigmoid"), gain("tanh"), gain("selu")]).toEqual([1, 1, 5 / 3, 0.75]);
  expect(gain("relu")).toBe(Math.SQRT2);
  expect(gain("leakyRelu")).toBe(1.4141428569978354);
  expect(gain("leakyRelu", 0.2)).toBe(1.3867504905630728);
});

it("simple ones draw and fill", () => {
  for (const off of offNormal(list(make(normal(2, 0.5), [100, 100]).sub(2)), 0.25))
    expect(off).toBeLessThan(4.89);
  expect(offUniform(list(make(uniform(1, 3), [5000]).sub(2)), 1)).toBeLessThan(KS_LIMIT);
  const cut = list(make(truncatedNormal({ mean: 1, standardDeviation: 2, low: 0.5, high: 4 }), [2000]));
  expect(Math.min(...cut)).toBeGreaterThan(0.5);
  expect(Math.min(...cut)).toBeLessThan(0.6);
  expect(Math.max(...cut)).toBeLessThan(4);
  expect(Math.max(...cut)).toBeGreaterThan(3.5);
  const usual = list(make(truncatedNormal(), [2000])).map(Math.abs);
  expect(Math.max(...usual)).toBeLessThan(2);
  expect(Math.max(...usual)).toBeGreaterThan(1.9);
  expect(make(constant(0.3), [2, 1]).toArray()).toEqual([[0.3], [0.3]]);
  expect([zeros([2]).toArray(), ones([2]).toArray(), ones([2]).dtype]).toEqual([[0, 0], [1, 1], "float32"]);
});

describe("orthogonal", () => {
  for (const shape of [
    [5, 5],
    [3, 7],
    [7, 3],
    [4, 2, 3],
    [9, 2, 2, 2],
  ]) {
    // biome-ignore format: a line
    it(`has orthonormal rows or columns: [${shape.join(", ")}]`, () => {
      const w = make(orthogonal, shape).reshape([shape[0], -1]);
      const [rows, columns] = w.shape;
      const product = rows <= columns ? w.matmul(w.transpose()) : w.transpose().matmul(w);
      const size = Math.min(rows, columns);
      const off = product.sub(initializers.eye([size, size], { dtype: "float64" })).abs().max().item();
      expect(off).toBeLessThan(1e-14);
    });
  }

  it("is evenly distributed: the first element of a turn of the plane is a cosine of any angle", () => {
    const angles = Array.from({ length: 400 }, (_, i) => {
      const [[x], [y]] = make(orthogonal, [2, 2], i).toArray() as number[][];
      return Math.atan2(y, x);
    });
    expect(offUniform(angles, Math.PI)).toBeLessThan(KS_LIMIT);
  });

  it("takes a gain, the dtype of the layer, and shapes without elements", () => {
    const w = scaled(orthogonal, gain("relu"))([4, 4], { generator: new Generator(1) });
    expect(w.dtype).toBe("float32");
    expect(Math.abs(w.square().sum().item() - 8)).toBeLessThan(1e-5);
    expect(orthogonal([0, 3]).shape).toEqual([0, 3]);
  });
});

it("eye and dirac pass inputs on, as PyTorch's", () => {
  expect(make(eye, [2, 3]).toArray()).toEqual([[1, 0, 0], [0, 1, 0]]); // biome-ignore format: a matrix
  expect(list(make(dirac, [2, 3, 3]))).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  expect(list(make(dirac, [3, 2, 2]))).toEqual([0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  expect(list(make(dirac, [1, 2, 3, 2]))).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
});

it("sparse has as many zeros in each column as asked for, rounded up", () => {
  const w = make(sparse(0.3, { standardDeviation: 2 }), [7, 300]);
  expect(w.eq(0).sum(0).eq(3).all().item()).toBe(1);
  expect(w.eq(0).slice([0]).sum().item()).toBeGreaterThan(60);
  const rest = list(w).filter((value) => value !== 0);
  for (const off of offNormal(rest, 4)) expect(off).toBeLessThan(4.89);
  const small = list(make(sparse(0), [50, 50]));
  for (const off of offNormal(small, 1e-4)) expect(off).toBeLessThan(4.89);
});

it("the same seed gives the same weights", () => {
  for (const initializer of [
    heNormal,
    orthogonal,
    sparse(0.5),
    truncatedNormal(),
    scaled(xavierUniform, 2),
  ]) {
    expect(list(make(initializer, [3, 4], 6))).toEqual(list(make(initializer, [3, 4], 6)));
    expect(list(make(initializer, [3, 4], 6))).not.toEqual(list(make(initializer, [3, 4], 7)));
  }
});

describe("mistakes are named", () => {
  const cases: Record<string, [run: () => unknown, kind: new (...args: never[]) => Error, message: RegExp]> = {
    "a bias for a weight": [() => orthogonal([3]), ShapeError, /^orthogonal: a weight has at least two axes, \[out, in\], and this shape is \[3\]$/],
    "filters for a matrix": [() => eye([2, 2, 3]), ShapeError, /^eye: the weight must be \[out, in\], not \[2, 2, 3\]; see dirac$/],
    "a matrix for filters": [() => dirac([2, 2]), ShapeError, /^dirac: the weight must be \[out, in, \.\.\.window\], not \[2, 2\]; see eye$/],
    "sparse filters": [() => sparse(0.5)([2, 2, 3]), ShapeError, /^sparse: the weight must be \[out, in\], not \[2, 2, 3\]$/],
    "a sparsity above 1": [() => sparse(1.5), RangeError, /^sparse: the sparsity must be from 0 to 1, not 1.5$/],
    "a negative deviation of sparse": [() => sparse(0.5, { standardDeviation: -1 }), RangeError, /standardDeviation must be a finite number >= 0/],
    "a nonlinearity of PyTorch": [() => gain("leaky_relu" as never), TypeError, /^gain: the nonlinearity must be .*"leakyRelu".* not "leaky_relu"$/],
    "a slope that is no number": [() => gain("leakyRelu", Number.NaN), RangeError, /^gain: the slope must be a finite number/],
    "a negative gain": [() => varianceScaling({ gain: -1 }), RangeError, /^varianceScaling: gain must be a finite number >= 0, not -1$/],
    "a fan of PyTorch": [() => varianceScaling({ fan: "fan_in" as never }), TypeError, /^varianceScaling: fan must be "in", "out" or "mean"/],
    "no initialiser": [() => scaled(3 as never, 2), TypeError, /^scaled: the initialiser must be a function, not 3$/],
    "an infinite factor": [() => scaled(ones, Number.POSITIVE_INFINITY), RangeError, /^scaled: the factor must be a finite number/],
    "a negative deviation": [() => normal(0, -1), RangeError, /^normal: the standard deviation must be a finite number >= 0, not -1$/],
    "a bound of infinity": [() => initializers.uniform(0, Number.POSITIVE_INFINITY), RangeError, /^uniform: high must be a finite number, not Infinity$/],
    "a bound of NaN": [() => initializers.uniform(Number.NaN, 1), RangeError, /^uniform: low must be a finite number, not NaN$/],
    "a mean of NaN": [() => normal(Number.NaN, 1), RangeError, /^normal: the mean must be a finite number, not NaN$/],
    "a constant of NaN": [() => constant(Number.NaN), RangeError, /^constant: the value must be a finite number, not NaN$/],
    "bounds at one place": [() => truncatedNormal({ low: 1, high: 1 }), RangeError, /^truncatedNormal: low must be less than high, and they are 1 and 1$/],
    "bounds the wrong way round": [() => truncatedNormal({ low: 1, high: 0 }), RangeError, /^truncatedNormal: low must be less than high/],
  }; // biome-ignore format: one row a case
  for (const [name, [run, kind, message]] of Object.entries(cases)) {
    it(name, () => {
      expect(run).toThrow(kind);
      expect(run).toThrow(message);
    });
  }
});
