import {
  checkGradients,
  DTypeError,
  Generator,
  grad,
  registerBackend,
  ShapeError,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import {
  Bernoulli,
  Beta,
  Categorical,
  Dirichlet,
  Gamma,
  klDivergence,
  Normal,
  type ProbabilityDistribution,
  type ReparameterizedDistribution,
} from "@gradiente/core/distributions";
import { describe, expect, it } from "vitest";
import { logGammaSlope } from "../../src/distributions/log-gamma.ts";
import slopes from "../golden/distributions/log-gamma.json" with { type: "json" };
import {
  betaShare,
  chiSquare,
  gammaShare,
  KS_LIMIT,
  kolmogorovSmirnov,
  normalShare,
  Z_LIMIT,
} from "../goodness-of-fit.ts";
import { muteBackend, withBackend } from "../toy.ts";

/* Densities, entropies and divergences are compared with PyTorch in packages/nn/test/distributions.test.ts. */

const dtype = "float64";
const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype });
const SIZE = 5000;
const INF = Number.POSITIVE_INFINITY;

describe("samples, by Kolmogorov and Smirnov", () => {
  const cases: Record<string, [ReparameterizedDistribution, (x: number) => number]> = {
    Normal: [new Normal(f64(3), f64(0.5)), (x) => normalShare((x - 3) * 2)],
    "Normal, float32": [new Normal(-1, 2), (x) => normalShare((x + 1) / 2)],
    "Gamma of 0.3": [new Gamma(f64(0.3), f64(2)), (x) => gammaShare(0.3, 2 * x)],
    "Gamma of 7, float32": [new Gamma(7), (x) => gammaShare(7, x)],
    Beta: [new Beta(f64(0.4), f64(3)), (x) => betaShare(0.4, 3, x)],
  };
  for (const [name, [p, share]] of Object.entries(cases)) {
    it(name, () => {
      const samples = p.sample([SIZE], { generator: new Generator(4) });
      expect(kolmogorovSmirnov(samples.toTypedArray(), share)).toBeLessThan(KS_LIMIT);
      expect(p.rsample([SIZE], { generator: new Generator(4) }).toArray()).toEqual(samples.toArray());
    });
  }

  it("of Dirichlet: each share is a Beta sample, and they add up to 1", () => {
    const p = new Dirichlet(f64([0.5, 2, 4]));
    const x = p.sample([SIZE], { generator: new Generator(1) });
    expect(x.sum(-1).sub(1).abs().max().item()).toBeLessThan(1e-14);
    [0.5, 2, 4].forEach((a, i) => {
      const column = x.slice([null, i]).toTypedArray();
      expect(kolmogorovSmirnov(column, (at) => betaShare(a, 6.5 - a, at))).toBeLessThan(KS_LIMIT);
    });
  });

  it("of Bernoulli and Categorical, by their counts", () => {
    const generator = new Generator(2);
    const ones = new Bernoulli(f64([0.2, 0.7]), { from: "probabilities" }).sample([SIZE], { generator });
    expect(ones.shape).toEqual([SIZE, 2]);
    [0.2, 0.7].forEach((p, i) => {
      const share = ones.slice([null, i]).mean().item();
      expect((Math.abs(share - p) * Math.sqrt(SIZE)) / Math.sqrt(p * (1 - p))).toBeLessThan(Z_LIMIT);
    });
    const shares = [[0.5, 0.2, 0.3], [0, 0.9, 0.1]]; // biome-ignore format: a matrix
    const p = new Categorical(f64(shares).mul(7), { from: "probabilities" });
    const x = p.sample([SIZE], { generator });
    expect([x.shape, x.dtype]).toEqual([[SIZE, 2], "int32"]);
    shares.forEach((row, i) => {
      const column = [...x.slice([null, i]).toTypedArray()];
      const counts = row.map((_, c) => column.filter((at) => at === c).length);
      expect(chiSquare(counts.filter((_, c) => row[c] > 0), row.filter((share) => share > 0))).toBeLessThan(1); // biome-ignore format: one line
      row.forEach((share, c) => {
        if (share === 0) expect(counts[c]).toBe(0);
      });
    });
  });

  it("have the shape that is asked for, and the dtype of the parameters", () => {
    const p = new Gamma(tensor([[1], [2]]), tensor([1, 2, 3]));
    expect([p.batchShape, p.eventShape]).toEqual([[2, 3], []]);
    expect([p.sample().shape, p.sample([4]).shape, p.rsample([0]).shape]).toEqual([[2, 3], [4, 2, 3], [0, 2, 3]]); // biome-ignore format: one line
    expect([p.sample().dtype, new Gamma(f64(1)).sample().dtype]).toEqual(["float32", "float64"]);
    const classes = new Categorical(tensor([[1, 2], [3, 4]])); // biome-ignore format: a matrix
    expect([classes.sample().shape, classes.sample([0]).shape, classes.sample([2, 3]).shape]).toEqual([[2], [0, 2], [2, 3, 2]]); // biome-ignore format: one line
    expect(new Dirichlet(tensor([[1, 2, 3]])).sample([2]).shape).toEqual([2, 1, 3]);
    expect(new Normal(0, new Variable(f64([1, 2]))).sample().dtype).toBe("float64");
  });

  it("of one size at a time are those of all", () => {
    const draw = (p: ProbabilityDistribution) => p.sample([3], { generator: new Generator(6) });
    expect(draw(new Normal(f64([1, 1]), f64(2))).toArray()).toEqual(
      draw(new Normal(f64(1), f64([2, 2]))).toArray(),
    );
  });

  it("never are 0 or 1 where the density may be infinite", () => {
    const generator = new Generator(3);
    const tiny = new Beta(0.001, 0.001).sample([2000], { generator });
    expect([tiny.min().item() > 0, tiny.max().item() < 1]).toEqual([true, true]);
    // Nearly all would be rounded to 1.
    for (const near of [1e9, f64(1e18)]) {
      expect(new Beta(near, 1).sample([2000], { generator }).max().item()).toBeLessThan(1);
    }
    expect(new Gamma(0.001).sample([2000], { generator }).min().item()).toBeGreaterThan(0);
    expect(new Gamma(f64(0.001)).rsample([2000], { generator }).isFinite().all().item()).toBe(1);
  });
});

describe("gradients of samples", () => {
  it("by a concentration are those of mpmath", () => {
    const [a, x, slope] = [0, 1, 2].map((column) => slopes.cases.map((row) => row[column]));
    const found = logGammaSlope(f64(x).log(), f64(a)).toTypedArray();
    const worst = slope.map((wanted, i) => Math.abs(found[i] / wanted - 1));
    expect(Math.max(...worst)).toBeLessThan(1e-9);
  });

  it("by a concentration have derivatives", () => {
    const points = slopes.cases.filter(([a, x]) => a > 0.3 && a < 50 && Math.abs(x - 2) > 0.2 && x > 0.01);
    const [a, y] = [f64(points.map((row) => row[0])), f64(points.map((row) => Math.log(row[1])))];
    checkGradients((at, of) => logGammaSlope(at, of), [y, a], { order: 2, tolerance: 1e-5 });
  });

  const make: Record<string, [(...p: Tensor[]) => ReparameterizedDistribution, Tensor[]]> = {
    Normal: [(m, s) => new Normal(m, s), [f64(0.5), f64(2)]],
    Gamma: [(a, b) => new Gamma(a, b), [f64(1.7), f64(2.5)]],
    "Gamma of small samples": [(a, b) => new Gamma(a, b), [f64(0.2), f64(0.5)]],
    Beta: [(a, b) => new Beta(a, b), [f64(0.7), f64(2.2)]],
    Dirichlet: [(a) => new Dirichlet(a), [f64([0.5, 1.5, 4])]],
  };
  for (const [name, [p, parameters]] of Object.entries(make)) {
    // E f has the gradient of the mean and of the second moment, which are known.
    it(`of ${name} have the mean of the gradient of what is expected`, () => {
      const expectation = (...given: Tensor[]) => {
        const { mean, variance } = p(...given);
        return mean.sum().add(variance.add(mean.square()).mul(0.5).sum());
      };
      const sampled =
        (seed: number) =>
        (...given: Tensor[]) => {
          const x = p(...given).rsample([200], { generator: new Generator(seed) });
          return x.add(x.square().mul(0.5)).sum().div(200);
        };
      const gradients = (f: (...given: Tensor[]) => Tensor) => [grad(f)(...parameters)].flat() as Tensor[];
      // How far single gradients are spread, from blocks.
      const blocks = 20;
      const each = Array.from({ length: blocks }, (_, block) => gradients(sampled(block)));
      const wanted = gradients(expectation);
      wanted.forEach((g, i) => {
        [...g.reshape([-1]).toTypedArray()].forEach((value, k) => {
          const values = each.map((row) => row[i].reshape([-1]).toTypedArray()[k]);
          const mean = values.reduce((sum, x) => sum + x) / blocks;
          const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (blocks - 1));
          expect(Math.abs(mean - value)).toBeLessThan((6 * spread) / Math.sqrt(blocks));
        });
      });
    });
  }

  it("do not exist of sample, and discrete distributions", () => {
    const a = new Variable(f64([1, 2]));
    const none = (p: ProbabilityDistribution) => expect(p.sample([3]).node).toBe(null);
    for (const p of [new Gamma(a), new Beta(a, a), new Dirichlet(a), new Normal(a, a), new Bernoulli(a), new Categorical(a)]) none(p); // biome-ignore format: one line
    expect(new Gamma(a).rsample().sum().backward().has(a)).toBe(true);
  });
});

describe("densities and moments", () => {
  it("of Normal and Bernoulli are those of the formulas", () => {
    const normal = new Normal(f64([1, -2]), f64([0.5, 3]));
    [0.5, 3].forEach((s, i) => {
      expect((normal.entropy().toArray() as number[])[i]).toBeCloseTo(0.5 + Math.log(s * Math.sqrt(2 * Math.PI)), 14);
      const density = (normal.logProb(f64([0, 0])).toArray() as number[])[i];
      expect(density).toBeCloseTo(-(([1, -2][i] / s) ** 2) / 2 - Math.log(s * Math.sqrt(2 * Math.PI)), 14);
    });
    const p = new Bernoulli(f64([0.25, 1]), { from: "probabilities" });
    expect([p.mean.toArray(), p.variance.toArray()]).toEqual([[0.25, 1], [0.1875, 0]]);
    expect(new Bernoulli(f64(0)).variance.item()).toBe(0.25);
  }); // biome-ignore format: formulas

  it("of Categorical are picked by classes that have fewer axes than it, as many or more", () => {
    const shares = [[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]]; // biome-ignore format: a matrix
    const p = new Categorical(f64(shares), { from: "probabilities" });
    const at = (classes: Parameters<typeof tensor>[0]) =>
      p
        .logProb(tensor(classes, { dtype: "int32" }))
        .exp()
        .toArray();
    const close = (found: unknown, wanted: unknown) => expect(JSON.stringify(found, (_, x) => (typeof x === "number" ? Number(x.toFixed(12)) : x))).toBe(JSON.stringify(wanted)); // biome-ignore format: one line
    close(at([0, 2]), [0.5, 0.75]);
    close(at(2), [0.25, 0.75]);
    close(at([[0, 1], [2, 2], [1, 0]]), [[0.5, 0.125], [0.25, 0.75], [0.25, 0.125]]); // biome-ignore format: matrices
    const one = new Categorical(f64([0.5, 0.25, 0.25]), { from: "probabilities" });
    close(
      one
        .logProb(tensor([2, 0], { dtype: "int32" }))
        .exp()
        .toArray(),
      [0.25, 0.5],
    );
  });
});

describe("edges", () => {
  it("what is outside of the support has a density of 0, without a gradient", () => {
    const of = (p: ProbabilityDistribution, x: Parameters<typeof tensor>[0]) => p.logProb(f64(x)).toArray();
    expect(of(new Gamma(f64(2)), [-1, 0])).toEqual([-INF, -INF]);
    expect(of(new Gamma(f64(1), f64(3)), [0])).toEqual([Math.log(3)]);
    expect(of(new Beta(f64(1), f64(1)), [-0.1, 0, 1, 1.1])).toEqual([-INF, 0, 0, -INF]);
    expect(of(new Bernoulli(f64(0)), [0.5, 2])).toEqual([-INF, -INF]);
    expect(of(new Dirichlet(f64([1, 1])), [[-0.5, 1.5]])).toEqual([-INF]);
    const a = new Variable(f64(2));
    expect(new Gamma(a).logProb(f64([-1])).sum().backward().get(a)?.item()).toBe(0); // biome-ignore format: one line
  });

  it("a sample that is NaN has no density, and an infinite one has a density of 0", () => {
    const of = (p: ProbabilityDistribution, x: Parameters<typeof tensor>[0]) => p.logProb(f64(x)).toArray();
    const nan = [
      new Normal(f64(0), f64(1)),
      new Gamma(f64(2)),
      new Beta(f64(2), f64(2)),
      new Bernoulli(f64(0)),
    ];
    for (const p of nan) expect(of(p, [Number.NaN])).toEqual([Number.NaN]);
    expect(of(new Dirichlet(f64([2, 2])), [[Number.NaN, 0.5]])).toEqual([Number.NaN]);
    for (const a of [0.5, 1, 2]) {
      const density = (x: Tensor) => new Gamma(f64(a)).logProb(x);
      expect([density(f64(INF)).item(), grad(density)(f64(INF)).item()]).toEqual([-INF, 0]);
    }
  });

  it("parameters that cannot be read without waiting are taken as they are", async () => {
    registerBackend("mute", () => muteBackend("mute"));
    const density = withBackend("mute", () =>
      new Normal(tensor([0, 1]), tensor([1, 2])).logProb(tensor([0, 1])),
    );
    const [first, second] = await density.read();
    expect(first).toBeCloseTo(-0.9189385, 6);
    expect(second).toBeCloseTo(-0.9189385 - Math.LN2, 6);
  });

  it("weights of any size are shares", () => {
    const logs = (weights: Tensor) => new Categorical(weights, { from: "probabilities" }).logProbabilities;
    for (const weight of [3e38, 1e-40]) {
      for (const value of logs(tensor([weight, weight])).toTypedArray())
        expect(value).toBeCloseTo(-Math.LN2, 6);
    }
    expect(logs(f64([0, 5])).toArray()).toEqual([-INF, 0]);
    // -1 / Σ, of a class that has no share, too.
    expect(grad((w: Tensor) => logs(w).slice([1]))(f64([0, 4, 4])).toArray()).toEqual([
      -0.125, 0.125, -0.125,
    ]);
  });

  it("what is certain has no entropy, and gradients that are numbers", () => {
    const p = new Variable(f64([0, 1]));
    const certain = new Bernoulli(p, { from: "probabilities" });
    expect(certain.entropy().toArray()).toEqual([-0, -0]);
    expect(certain.logProb(f64([0, 1])).toArray()).toEqual([0, 0]);
    expect(certain.logProb(f64([1, 0])).toArray()).toEqual([-INF, -INF]);
    expect(certain.entropy().sum().backward().get(p)?.isFinite().all().item()).toBe(1); // biome-ignore format: one line
    const sure = new Categorical(f64([-INF, 0]));
    expect(sure.entropy().item()).toBeCloseTo(0, 15);
    expect(klDivergence(sure, new Categorical(f64([0, 0]))).item()).toBeCloseTo(Math.LN2, 14);
    expect(klDivergence(new Categorical(f64([0, 0])), sure).item()).toBe(INF);
    const half = new Bernoulli(f64(0.5), { from: "probabilities" });
    expect(klDivergence(new Bernoulli(f64(0), { from: "probabilities" }), half).item()).toBeCloseTo(Math.LN2, 14); // biome-ignore format: one line
    expect(klDivergence(half, new Bernoulli(f64(0), { from: "probabilities" })).item()).toBe(INF);
  });

  it.each([
    [() => new Normal(0, 0), RangeError, "Normal: standardDeviation must be positive and finite, not 0"],
    [() => new Normal(f64([0, Number.NaN]), 1), RangeError, "Normal: mean at [1] must be a number, and not NaN, not NaN"],
    [() => new Normal(f64([0, 1]), f64([1, 1, 1])), ShapeError, "Normal: "],
    [() => new Gamma(f64([1, -2])), RangeError, "Gamma: concentration at [1] must be positive and finite, not -2"],
    [() => new Beta("1" as never, 1), TypeError, "Beta: alpha must be a number, a tensor or a Variable"],
    [() => new Bernoulli(1.5, { from: "probabilities" }), RangeError, "Bernoulli: probabilities must be from 0 to 1, not 1.5"],
    [() => new Bernoulli(1, { form: "logits" } as never), TypeError, "did you mean from"],
    [() => new Categorical(1), ShapeError, "Categorical: logits must be [..., classes] with at least one class, not []"],
    [() => new Categorical(f64([1, -1]), { from: "probabilities" }), RangeError, "Categorical: probabilities at [1] must be at least 0 and finite, not -1"],
    [() => new Categorical(f64([[1, 1], [0, 0]]), { from: "probabilities" }), RangeError, "Categorical: the largest of the probabilities at [1] must be above 0, not 0"],
    [() => new Categorical(f64([0, INF])), RangeError, "Categorical: logits at [1] must be below Infinity, not Infinity"],
    [() => new Categorical(f64([INF, 1]), { from: "probabilities" }), RangeError, "Categorical: probabilities at [0] must be at least 0 and finite, not Infinity"],
    [() => new Categorical(f64([-INF, -INF])), RangeError, "Categorical: the largest of the logits must be above -Infinity, not -Infinity"],
    [() => new Categorical(f64([1, 2])).logProb(f64([0])), DTypeError, "Categorical.logProb: indices must be int32"],
    [() => new Dirichlet(f64(1)), ShapeError, "Dirichlet: the concentration must be [..., classes]"],
    [() => new Normal(0, 1).sample([-1]), ShapeError, "Normal.sample"],
    [() => new Normal(0, 1).rsample([1], { seed: 1 } as never), TypeError, 'Normal.rsample: there is no option "seed"'],
    [() => klDivergence(new Normal(0, 1) as ProbabilityDistribution, new Gamma(1)), TypeError, "klDivergence: p is a Normal and q a Gamma; both must be of one kind"],
    [() => klDivergence(1 as never, new Gamma(1)), TypeError, "klDivergence: p must be a distribution"],
  ])("refuses what is none: %#", (call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  }); // biome-ignore format: one row each
});
