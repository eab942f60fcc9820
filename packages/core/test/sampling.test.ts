import {
  beta,
  categorical,
  defaultGenerator,
  exponential,
  Generator,
  GradientError,
  gamma,
  grad,
  gumbelSoftmax,
  noGrad,
  poisson,
  randint,
  registerBackend,
  ShapeError,
  seed,
  type Tensor,
  tensor,
  truncatedNormal,
  Variable,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { classesAt } from "../src/ops/random/discrete.ts";
import { exponentialsOf } from "../src/ops/random/draws.ts";
import { logProbability } from "../src/ops/random/poisson.ts";
import { lgamma } from "../src/special/gamma.ts";
import {
  betaShare,
  chiSquare,
  gammaShare,
  KS_LIMIT,
  kolmogorovSmirnov,
  normalShare,
  Z_LIMIT,
} from "./goodness-of-fit.ts";
import { muteBackend, withBackend } from "./toy.ts";

const SIZE = 20_000;
const INF = Number.POSITIVE_INFINITY;
const dtype = "float64";
const list = (x: Tensor) => Array.from(x.toTypedArray());

/** How far a mean is from the expected one, in standard deviations of a mean. */
function meanOff(x: readonly number[], mean: number, deviation: number): number {
  const found = x.reduce((a, b) => a + b, 0) / x.length;
  return (Math.abs(found - mean) * Math.sqrt(x.length)) / deviation;
}

function countsOf(x: readonly number[], from: number, to: number): number[] {
  const counts = new Array<number>(to - from).fill(0);
  for (const value of x) counts[value - from]++;
  return counts;
}

const poissonShare = (rate: number, k: number) => Math.exp(k * Math.log(rate) - rate - lgamma(k + 1));

describe("continuous distributions, by Kolmogorov and Smirnov", () => {
  const cases: Record<string, [draw: (g: Generator) => Tensor, share: (x: number) => number]> = {
    "exponential of rate 1": [(g) => g.exponential([SIZE], { dtype }), (x) => -Math.expm1(-x)],
    "exponential of rate 3, float32": [(g) => g.exponential([SIZE], { rate: 3 }), (x) => -Math.expm1(-3 * x)],
    "beta of ½ and ½": [(g) => g.beta([SIZE], 0.5, 0.5, { dtype }), (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))], // biome-ignore format: a line
    "beta of 2 and 5": [(g) => g.beta([SIZE], 2, 5), (x) => betaShare(2, 5, x)],
    "beta of 0.3 and 40": [(g) => g.beta([SIZE], 0.3, 40, { dtype }), (x) => betaShare(0.3, 40, x)],
  };
  for (const alpha of [0.05, 0.5, 1, 2.5, 100]) {
    cases[`gamma of ${alpha}`] = [(g) => g.gamma([SIZE], alpha, { dtype, rate: 2 }), (x) => gammaShare(alpha, 2 * x)]; // biome-ignore format: a line
  }
  const cuts: [low: number, high: number][] = [[-2, 2], [-0.5, 1], [0.5, 0.6], [3, 3.2], [5, INF], [-INF, -3], [-INF, INF], [-4, 0.5], [20, 21], [0.2, 4], [1, 1.3]]; // biome-ignore format: a line
  for (const [low, high] of cuts) {
    // On the side where shares keep their digits.
    const share = (x: number) => normalShare(low > 0 ? -x : x);
    cases[`normal from ${low} to ${high}`] = [
      (g) => g.truncatedNormal([SIZE], { low, high, dtype }),
      (x) => (share(x) - share(low)) / (share(high) - share(low)),
    ];
  }
  cases["normal of another mean, cut"] = [
    (g) => g.truncatedNormal([SIZE], { mean: 3, standardDeviation: 0.5, low: 2, high: 3.25 }),
    (x) => (normalShare((x - 3) * 2) - normalShare(-2)) / (normalShare(0.5) - normalShare(-2)),
  ];
  Object.entries(cases).forEach(([name, [draw, share]], i) => {
    it(name, () => {
      const x = list(draw(new Generator(100 + i)));
      expect(kolmogorovSmirnov(x, share)).toBeLessThan(KS_LIMIT);
    });
  });

  it("gamma to a third of a percent", () => {
    const x = list(new Generator(50).gamma([10 * SIZE], 1, { dtype }));
    expect(kolmogorovSmirnov(x, (value) => -Math.expm1(-value))).toBeLessThan(KS_LIMIT);
  });

  it("would notice another distribution", () => {
    const x = list(new Generator(1).gamma([SIZE], 2.5, { dtype }));
    expect(kolmogorovSmirnov(x, (value) => gammaShare(2.6, value))).toBeGreaterThan(KS_LIMIT);
    expect(chiSquare([5000, 5300], [0.5, 0.5])).toBeLessThan(1);
    expect(chiSquare([5000, 5600], [0.5, 0.5])).toBeGreaterThan(1);
  });

  it("has the moments of extreme parameters", () => {
    const g = new Generator(7);
    for (const alpha of [1e6, 1e12]) {
      const x = list(g.gamma([SIZE], alpha, { dtype })).map((value) => (value - alpha) / Math.sqrt(alpha));
      expect(meanOff(x, 0, 1)).toBeLessThan(Z_LIMIT);
      expect(
        meanOff(
          x.map((value) => value ** 2),
          1,
          Math.SQRT2,
        ),
      ).toBeLessThan(Z_LIMIT);
    }
    const ends = list(g.beta([SIZE], 1e-3, 1e-3));
    expect(ends.every((x) => x >= 0 && x <= 1)).toBe(true);
    expect(meanOff(ends, 0.5, 0.5)).toBeLessThan(Z_LIMIT);
    const small = list(g.gamma([SIZE], 1e-3));
    expect(small.every((x) => x >= 2 ** -126)).toBe(true);
    const far = list(g.truncatedNormal([SIZE], { low: 1e5, high: INF, dtype })).map((x) => (x - 1e5) * 1e5);
    expect(meanOff(far, 1, 1)).toBeLessThan(Z_LIMIT);
  });

  it("stays within bounds, which float32 rounds", () => {
    const x = new Generator(3).truncatedNormal([SIZE], { low: 0.1, high: 0.1000001 });
    expect([x.min().item(), x.max().item()].every((value) => Math.abs(value - 0.1) < 2e-7)).toBe(true);
    const one = list(new Generator(4).exponential([SIZE]));
    expect(one.every((value) => value > 0)).toBe(true);
  });
});

describe("discrete distributions, by χ²", () => {
  for (const rate of [0.3, 5, 9.99, 10, 30, 1000]) {
    it(`poisson of ${rate}`, () => {
      const x = list(new Generator(Math.round(rate * 10)).poisson([SIZE], rate));
      const most = Math.max(...x) + 1;
      const shares = Array.from({ length: most }, (_, k) => poissonShare(rate, k));
      // What lies beyond belongs to the last one.
      shares[most - 1] += 1 - shares.reduce((a, b) => a + b, 0);
      expect(chiSquare(countsOf(x, 0, most), shares)).toBeLessThan(1);
    });
  }

  it("poisson of 10 to a few tenths of a percent", () => {
    const x = list(new Generator(51).poisson([10 * SIZE], 10));
    const shares = Array.from({ length: 60 }, (_, k) => poissonShare(10, k));
    expect(chiSquare(countsOf(x, 0, 60), shares)).toBeLessThan(1);
  });

  it("probabilities of counts keep their digits", () => {
    for (const [k, rate] of [
      [0, 10],
      [99, 80],
      [100, 120],
      [101, 100],
      [150, 100],
      [400, 300],
      [2000, 2100],
    ]) {
      // biome-ignore format: a line
      const found = logProbability(tensor([k], { dtype }), tensor([rate], { dtype })).item();
      expect(Math.abs(found - Math.log(poissonShare(rate, k)))).toBeLessThan(2e-12 * rate);
    }
    // (2 π k)^-½, to the digits that log k! leaves.
    const top = logProbability(tensor([1e15], { dtype }), tensor([1e15], { dtype })).item();
    expect(Math.abs(top + Math.log(2 * Math.PI * 1e15) / 2)).toBeLessThan(1e-14);
  });

  it("poisson of large rates is nearly normal", () => {
    for (const [rate, as] of [
      [1e8, "int32"],
      [1e15, "float64"],
    ] as const) {
      // biome-ignore format: a line
      const x = list(new Generator(9).poisson([SIZE], rate, { dtype: as }));
      expect(x.every(Number.isInteger)).toBe(true);
      const off = kolmogorovSmirnov(x, (value) => normalShare((value + 0.5 - rate) / Math.sqrt(rate)));
      expect(off).toBeLessThan(KS_LIMIT);
    }
  });

  it("poisson of several rates at once, of which one is 0", () => {
    const rates = tensor([0, 0.5, 20, 9]);
    const x = new Generator(2).poisson([SIZE, 4], rates);
    expect([x.dtype, x.shape]).toEqual(["int32", [SIZE, 4]]);
    const columns = x.transpose().toArray() as number[][];
    expect(columns[0].every((count) => count === 0)).toBe(true);
    [0.5, 20, 9].forEach((rate, i) => {
      const column = columns[i + 1];
      expect(meanOff(column, rate, Math.sqrt(rate))).toBeLessThan(Z_LIMIT);
      const squares = column.map((count) => (count - rate) ** 2);
      expect(meanOff(squares, rate, Math.sqrt(rate * (1 + 2 * rate)))).toBeLessThan(Z_LIMIT);
    });
    expect(new Generator(2).poisson([0], 3).shape).toEqual([0]);
    expect(list(new Generator(2).poisson([50], 0)).every((count) => count === 0)).toBe(true);
  });

  it("whole numbers, each as likely", () => {
    const x = list(new Generator(5).randint([SIZE], { low: -3, high: 4 }));
    expect(chiSquare(countsOf(x, -3, 4), new Array(7).fill(1 / 7))).toBeLessThan(1);
    const all = list(new Generator(6).randint([SIZE], { low: -(2 ** 31), high: 2 ** 31 }));
    expect(kolmogorovSmirnov(all, (value) => (value + 2 ** 31 + 0.5) / 2 ** 32)).toBeLessThan(KS_LIMIT);
    expect(list(new Generator(7).randint([100], { high: 1 })).every((value) => value === 0)).toBe(true);
  });

  const shares = [0.5, 0, 0.3, 0.15, 0.05];

  it("classes of probabilities and of logits, with replacement", () => {
    const count = SIZE;
    const given = tensor(shares).mul(20);
    const x = list(new Generator(8).categorical(given, { count, from: "probabilities" }));
    expect(chiSquare(countsOf(x, 0, 5), shares)).toBeLessThan(1);
    expect(x).not.toContain(1);
    const logits = tensor(shares).log().add(700);
    const rows = new Generator(9).categorical(logits.expand([SIZE, 5]));
    expect([rows.dtype, rows.shape]).toEqual(["int32", [SIZE]]);
    expect(chiSquare(countsOf(list(rows), 0, 5), shares)).toBeLessThan(1);
    expect(list(rows)).not.toContain(1);
  });

  it("classes without replacement: in the order of drawing one after another", () => {
    const given = tensor(shares)
      .log()
      .expand([2, SIZE / 2, 5]);
    const x = new Generator(10).categorical(given, { count: 2, replacement: false });
    expect(x.shape).toEqual([2, SIZE / 2, 2]);
    const pairs = x.reshape([SIZE, 2]).toArray() as number[][];
    const counts = new Array<number>(25).fill(0);
    for (const [first, second] of pairs) counts[first * 5 + second]++;
    const expected = shares.flatMap((p, i) => shares.map((q, j) => (i === j ? 0 : (p * q) / (1 - p))));
    counts.forEach((found, i) => {
      if (expected[i] === 0) expect(found).toBe(0);
    });
    const possible = expected.flatMap((share, i) => (share > 0 ? [i] : []));
    expect(chiSquare(possible.map((i) => counts[i]), possible.map((i) => expected[i]))).toBeLessThan(1); // biome-ignore format: a line
    const four = categorical(tensor(shares), { count: 4, replacement: false, from: "probabilities" });
    expect(list(four).sort()).toEqual([0, 2, 3, 4]);
  });

  it("one class without replacement needs one that is possible", () => {
    const one = new Generator(1).categorical(tensor([[-INF, 0], [0, -INF]]), { replacement: false }); // biome-ignore format: a matrix
    expect([one.shape, list(one)]).toEqual([[2], [1, 0]]);
  });

  it("parameters broadcast from the right, as tensors do", () => {
    const rates = tensor([[1, 1e6, 1], [1e6, 1, 1]]); // biome-ignore format: a matrix
    const x = new Generator(1).gamma([4, 2, 3], rates, { dtype });
    expect(x.gt(1000).sum(0).toArray()).toEqual([[0, 4, 0], [4, 0, 0]]); // biome-ignore format: a matrix
    expect(() =>
      new Generator(1).gamma(
        [4, 2, 3],
        tensor([
          [1, 1],
          [1, 1],
        ]),
      ),
    ).toThrow(
      // biome-ignore format: a matrix
      "gamma: concentration has shape [2, 2], which does not broadcast to the shape to draw, [4, 2, 3]",
    );
  });

  it("a class whose probability is beyond float64's exponents is never drawn", () => {
    const x = categorical(tensor([0, -1e4, -INF], { dtype }), { count: 1000 });
    expect(list(x).every((place) => place === 0)).toBe(true);
    expect(list(categorical(tensor([-INF, -1e30, -INF]), { count: 10 }))).toEqual(new Array(10).fill(1));
  });

  it("a class of probability 0 is not drawn by the ends of the uniform numbers, nor is 0 by an exponential one", () => {
    const sums = tensor([[0, 0, 0.3, 0.3, 1, 1]], { dtype });
    const ends = tensor([[0, 0.3, 1 - 2 ** -53, 1]], { dtype });
    expect(list(classesAt(sums, ends))).toEqual([2, 4, 4, 4]);
    const [least, most] = list(exponentialsOf(tensor([0, 1 - 2 ** -53], { dtype })));
    expect(least).toBe(2 ** -54);
    expect(most).toBeCloseTo(53 * Math.LN2, 12);
  });

  it("gumbelSoftmax has its largest share where a class is drawn", () => {
    const logits = tensor(shares).log().expand([SIZE, 5]);
    const soft = new Generator(11).gumbelSoftmax(logits, { temperature: 0.7 });
    expect(chiSquare(countsOf(list(soft.argmax(-1)), 0, 5), shares)).toBeLessThan(1);
    expect(soft.sum(-1).sub(1).abs().max().item()).toBeLessThan(1e-6);
    expect(soft.transpose().slice([1]).max().item()).toBe(0);
    const hard = new Generator(11).gumbelSoftmax(logits, { temperature: 0.7, hard: true });
    expect(hard.eq(0).or(hard.eq(1)).all().item()).toBe(1);
    expect(hard.argmax(-1).eq(soft.argmax(-1)).all().item()).toBe(1);
    const columns = new Generator(11).gumbelSoftmax(logits.transpose(), { hard: true, axis: 0 });
    expect(columns.sum(0).eq(1).all().item()).toBe(1);
  });
});

describe("gradients", () => {
  const weight = tensor([1, -2, 0.5], { dtype });
  const logits = tensor([0.3, -1, 2], { dtype });

  it("of a hard sample are those of the soft one", () => {
    const of = (hard: boolean) => {
      const sample = (x: Tensor) =>
        new Generator(3).gumbelSoftmax(x, { hard, temperature: 0.5 }).mul(weight).sum();
      return grad(sample)(logits).toArray();
    };
    expect(of(true)).toEqual(of(false));
  });

  it("flow to rates", () => {
    const rate = tensor([0.5, 2, 8], { dtype });
    for (const draw of [
      (x: Tensor) => new Generator(4).exponential([3], { rate: x, dtype }),
      (x: Tensor) => new Generator(4).gamma([3], 1.5, { rate: x, dtype }),
    ]) {
      const found = grad((x: Tensor) => draw(x).sum())(rate);
      const expected = draw(rate).div(rate).neg();
      expect(found.sub(expected).abs().max().item()).toBeLessThan(1e-14 * expected.abs().max().item());
    }
  });

  it("by what samples have none are refused, not silently 0", () => {
    const p = new Variable(tensor([1, 2]));
    for (const [name, draw] of [
      ["concentration", () => gamma([2], p)],
      ["alpha", () => beta([2], p, 1)],
      ["beta", () => beta([2], 1, p)],
      ["rate", () => poisson([2], p)],
    ] as const) {
      expect(draw).toThrow(GradientError);
      expect(draw).toThrow(`samples have no gradient by ${name}, which has a history; pass ${name}.detach(), or draw in noGrad`); // biome-ignore format: a line
      expect(noGrad(draw).shape).toEqual([2]);
    }
  });
});

it("the same seed gives the same samples, of functions and of methods", () => {
  const logits = tensor([0, 1, 2]);
  const draw = () => [
    beta([5], 0.5, 2),
    categorical(logits, { count: 5 }),
    categorical(logits, { count: 2, replacement: false }),
    exponential([5], { rate: 2 }),
    gamma([5], 0.5),
    gumbelSoftmax(logits),
    poisson([5], tensor([1, 2, 30, 40, 50])),
    randint([5], { high: 100 }),
    truncatedNormal([5]),
  ];
  const drawBy = (g: Generator) => [
    g.beta([5], 0.5, 2),
    g.categorical(logits, { count: 5 }),
    g.categorical(logits, { count: 2, replacement: false }),
    g.exponential([5], { rate: 2 }),
    g.gamma([5], 0.5),
    g.gumbelSoftmax(logits),
    g.poisson([5], tensor([1, 2, 30, 40, 50])),
    g.randint([5], { high: 100 }),
    g.truncatedNormal([5]),
  ];
  seed(21);
  const first = draw().map(list);
  seed(21);
  expect(drawBy(defaultGenerator()).map(list)).toEqual(first);
  expect(drawBy(new Generator(21)).map(list)).toEqual(first);
  expect(drawBy(new Generator(22)).map(list)).not.toEqual(first);
});

it("a backend that cannot be read synchronously draws what needs not be seen, and refuses the rest by name", async () => {
  registerBackend("mute", () => muteBackend("mute"));
  await withBackend("mute", () => {
    const g = new Generator(5);
    const logits = tensor([0, 1, 2]);
    const seeing: Record<string, () => Tensor> = {
      beta: () => g.beta([3], 1, 2),
      categorical: () => g.categorical(logits),
      gamma: () => g.gamma([3], 2),
      poisson: () => g.poisson([3], 2),
      randint: () => g.randint([3], { high: 3 }),
      truncatedNormal: () => g.truncatedNormal([3]),
    };
    for (const [name, draw] of Object.entries(seeing)) {
      expect(draw).toThrow(
        new RegExp(`^${name}: this op must see values, but the backend 'mute' cannot be read`),
      );
    }
    return Promise.all([
      expect(g.exponential([3], { rate: 2 }).read()).resolves.toHaveLength(3),
      expect(g.gumbelSoftmax(logits, { hard: true }).read()).resolves.toHaveLength(3),
    ]);
  });
});

describe("parameters that make no sense are refused", () => {
  const g = new Generator(1);
  const nan = Number.NaN;
  const cases: Record<string, [run: () => unknown, kind: new (...args: never[]) => Error, message: string]> = {
    "a rate of 0": [() => g.exponential([2], { rate: 0 }), RangeError, "exponential: rate must be positive and finite, not 0"],
    "one rate of several": [() => g.exponential([2], { rate: tensor([1, -1]) }), RangeError, "exponential: rate at [1] must be positive and finite, not -1"],
    "a concentration of NaN": [() => g.gamma([2], nan), RangeError, "gamma: concentration must be positive and finite, not NaN"],
    "a concentration as text": [() => g.gamma([2], "1" as never), TypeError, "gamma: concentration must be a number, a tensor or a Variable"],
    "an infinite alpha": [() => g.beta([2], INF, 1), RangeError, "beta: alpha must be positive and finite, not Infinity"],
    "a beta of 0": [() => g.beta([2], 1, tensor([[0]]).reshape([1])), RangeError, "beta: beta at [0] must be positive and finite, not 0"],
    "parameters of another shape": [() => g.gamma([2], tensor([1, 2, 3])), ShapeError, "gamma: concentration has shape [3], which does not broadcast to the shape to draw, [2]"],
    "parameters of more axes": [() => g.poisson([2], tensor([[1, 2]])), ShapeError, "poisson: rate has shape [1, 2]"],
    "a negative rate": [() => g.poisson([2], -1), RangeError, "poisson: rate must be from 0 to 1e9, or the dtype float64, not -1"],
    "counts beyond int32": [() => g.poisson([2], 1e10), RangeError, "poisson: rate must be from 0 to 1e9, or the dtype float64"],
    "counts beyond float64": [() => g.poisson([2], 1e16, { dtype }), RangeError, "poisson: rate must be from 0 to 2^52"],
    "counts as booleans": [() => g.poisson([2], 1, { dtype: "bool" }), TypeError, "poisson: the dtype must be int32, float32 or float64, not bool"],
    "whole exponential numbers": [() => g.exponential([2], { dtype: "int32" }), TypeError, "exponential: the dtype must be float32 or float64, not int32"],
    "no whole number": [() => g.randint([2], { low: 3, high: 3 }), RangeError, "randint: there is no whole number from 3 to below 3; high must be larger"],
    "no end": [() => g.randint([2], {} as never), TypeError, "randint: high must be an int32, or 2^31"],
    "an end that is no whole number": [() => g.randint([2], { high: 2.5 }), RangeError, "randint: high must be an int32, or 2^31, not 2.5"],
    "ends the wrong way round": [() => g.truncatedNormal([2], { low: 1, high: -1 }), RangeError, "truncatedNormal: low must be less than high, and they are 1 and -1"],
    "an end that is NaN": [() => g.truncatedNormal([2], { low: nan }), RangeError, "truncatedNormal: low must be less than high, and they are NaN and 2"],
    "ends out of reach": [() => g.truncatedNormal([2], { low: 1e308, high: INF, standardDeviation: 1e-10 }), RangeError, "truncatedNormal: from 1e+308 to Infinity lies too far from the mean 0"],
    "ends out of reach, below": [() => g.truncatedNormal([2], { low: -INF, high: -1e308, standardDeviation: 1e-10 }), RangeError, "lies too far from the mean 0"],
    "no deviation": [() => g.truncatedNormal([2], { standardDeviation: 0 }), RangeError, "truncatedNormal: standardDeviation must be positive and finite, not 0"],
    "a temperature of 0": [() => g.gumbelSoftmax(tensor([1]), { temperature: 0 }), RangeError, "gumbelSoftmax: temperature must be positive and finite, not 0"],
    "an axis that is not there": [() => g.gumbelSoftmax(tensor([1]), { axis: 1 }), ShapeError, "gumbelSoftmax"],
    "logits of NaN": [() => g.categorical(tensor([[0, 1], [nan, 1]])), RangeError, "categorical: logits must be finite or -Infinity, and those of distribution 1 of 2 are not"],
    "logits of Infinity": [() => g.categorical(tensor([0, INF])), RangeError, "categorical: logits must be finite or -Infinity, and those of the distribution are not"],
    "nothing to draw": [() => g.categorical(tensor([-INF, -INF])), RangeError, "categorical: the distribution has 0 classes of a probability above 0, and 1 are to be drawn"],
    "a negative probability": [() => g.categorical(tensor([0.5, -0.5]), { from: "probabilities" }), RangeError, "categorical: probabilities must be at least 0 and finite"],
    "too few classes": [() => g.categorical(tensor([0.5, 0.5, 0]), { from: "probabilities", count: 3, replacement: false }), RangeError, "categorical: the distribution has 2 classes of a probability above 0, and 3 are to be drawn"],
    "a scalar": [() => g.categorical(tensor(1)), ShapeError, "categorical: logits must be [..., classes] with at least one class, not []"],
    "a count of 0": [() => g.categorical(tensor([1]), { count: 0 }), RangeError, "categorical: count must be a whole number >= 1, not 0"],
  }; // biome-ignore format: one row a case
  for (const [name, [run, kind, message]] of Object.entries(cases)) {
    it(name, () => {
      expect(run).toThrow(kind);
      expect(run).toThrow(message);
    });
  }
});
