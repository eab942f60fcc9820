import {
  bernoulli,
  defaultGenerator,
  Generator,
  normal,
  permutation,
  rand,
  randn,
  seed,
  type Tensor,
  tensor,
  uniform,
} from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalQuantile } from "../src/backends/normal-quantile.ts";
import { philox4x32 } from "../src/backends/philox.ts";

const list = (x: Tensor) => Array.from(x.toTypedArray());

describe("Philox4x32-10", () => {
  /** The known answers of Random123 (kat_vectors): counter, key, output. */
  const answers = [
    ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ];
  for (const [counter, key, output] of answers) {
    it(`gives ${output}`, () => {
      const words = (text: string) => text.split(" ").map((word) => Number.parseInt(word, 16));
      const out = new Uint32Array(4);
      const [c0, c1, c2, c3] = words(counter);
      const [k0, k1] = words(key);
      philox4x32(c0, c1, c2, c3, k0, k1, out);
      expect([...out]).toEqual(words(output));
      philox4x32(c0 | 0, c1 | 0, c2 | 0, c3 | 0, k0 | 0, k1 | 0, out);
      expect([...out]).toEqual(words(output));
    });
  }
});

describe("the normal quantile", () => {
  /** From Python's `statistics.NormalDist().inv_cdf`. */
  const table = [
    [0.5, 0],
    [0.6, 0.2533471031357998],
    [0.9, 1.2815515655446008],
    [0.975, 1.9599639845400536],
    [0.01, -2.3263478740408408],
    [1e-4, -3.71901648545568],
    [1e-9, -5.9978070150076865],
    [2 ** -33, -6.337957754553789],
    [2 ** -53, -8.209536151601386],
    [1 - 2 ** -20, 4.7630010342678135],
  ];
  for (const [p, x] of table) {
    it(`of ${p} is ${x}`, () => {
      expect(Math.abs(normalQuantile(p) - x)).toBeLessThanOrEqual(4e-15 * Math.abs(x));
    });
  }
});

/** The first draws of seed 42, written down on Node 20. */
const PINNED = {
  uniform32: [
    0.6129598617553711, 0.4685865044593811, 0.07323169708251953, 0.3408614993095398, 0.9877186417579651,
  ],
  normal32: [
    -0.6395226716995239, -0.02205691859126091, -0.8885518908500671, -0.210258349776268, -1.1129446029663086,
  ],
  uniform64: [0.6089577076171954, 0.43656375383538815, 0.5418999473839338],
  normal64: [0.5309239516687747, 0.18778468239510282, 0.7374244870593919],
  permutation: [7, 4, 6, 0, 1, 2, 5, 3],
};

describe("a Generator", () => {
  it("refuses bounds that float32 cannot hold, and draws between any of float64", () => {
    const g = new Generator(1);
    expect(() => g.uniform([3], { low: -1e39 })).toThrow("uniform: low is -1e+39, which float32 cannot hold");
    expect(g.uniform([9], { low: -1e308, high: 1.7e308, dtype: "float64" }).isFinite().all().item()).toBe(1);
  });

  it("gives these numbers for seed 42, on every engine", () => {
    const g = new Generator(42);
    expect(list(g.uniform([5]))).toEqual(PINNED.uniform32);
    expect(list(g.normal([5]))).toEqual(PINNED.normal32);
    expect(list(g.uniform([3], { dtype: "float64" }))).toEqual(PINNED.uniform64);
    expect(list(g.normal([3], { dtype: "float64" }))).toEqual(PINNED.normal64);
    expect(list(g.permutation(8))).toEqual(PINNED.permutation);
  });

  it("draws other numbers each time, and for each seed", () => {
    const g = new Generator(1);
    const draws = [
      g.uniform([4]),
      g.uniform([4]),
      new Generator(2).uniform([4]),
      new Generator(2 ** 40 + 1).uniform([4]),
    ];
    expect(new Set(draws.map((x) => list(x).join())).size).toBe(4);
  });

  it("carries the draw number into its second word", () => {
    const g = new Generator(3);
    const { state } = g;
    state.set(withDraw(state.value, [-1, 0]));
    g.uniform([1]);
    expect(list(state.value).slice(2)).toEqual([0, 1]);
    state.set(withDraw(state.value, [2147483647, 1]));
    g.uniform([1]);
    expect(list(state.value).slice(2)).toEqual([-2147483648, 1]);
  });

  it("goes on where its state was saved", () => {
    const g = new Generator(5);
    g.normal([3]);
    const saved = g.state.value;
    const first = list(g.normal([3]));
    g.normal([3]);
    g.state.set(saved);
    expect(list(g.normal([3]))).toEqual(first);
  });

  it("has the moments of its distributions", () => {
    const g = new Generator(7);
    const size = 200_000;
    const moments = (x: Tensor) => {
      const mean = x.mean().item();
      return [mean, x.sub(mean).square().mean().item()];
    };
    const bound = (standardDeviation: number) => (5 * standardDeviation) / Math.sqrt(size);
    for (const dtype of ["float32", "float64"] as const) {
      const [um, uv] = moments(g.uniform([size], { dtype, low: -1, high: 3 }));
      expect(Math.abs(um - 1)).toBeLessThan(bound(4 / Math.sqrt(12)));
      expect(Math.abs(uv - 16 / 12)).toBeLessThan(bound(1.2));
      const [nm, nv] = moments(g.normal([size], { dtype, mean: 2, standardDeviation: 3 }));
      expect(Math.abs(nm - 2)).toBeLessThan(bound(3));
      expect(Math.abs(nv - 9)).toBeLessThan(bound(9 * Math.SQRT2));
    }
    const share = g.bernoulli([size], 0.3).mean().item();
    expect(Math.abs(share - 0.3)).toBeLessThan(bound(Math.sqrt(0.21)));
  });

  it("keeps uniform numbers in [0, 1) and bernoulli certain at 0 and 1", () => {
    const g = new Generator(8);
    const x = g.uniform([100_000]);
    expect(x.min().item()).toBeGreaterThanOrEqual(0);
    expect(x.max().item()).toBeLessThan(1);
    expect([g.bernoulli([1000], 0).sum().item(), g.bernoulli([1000], 1).sum().item()]).toEqual([0, 1000]);
  });

  it.each([2.5, -1, Number.NaN, "3"])("permutes no %s numbers", (size) => {
    expect(() => new Generator(1).permutation(size as number)).toThrow(
      /^permutation: \[.*\] is not a shape: sizes must be whole numbers >= 0, not /,
    );
  });

  it("scales and moves, each alone too", () => {
    const of = (options?: object) => list(new Generator(4).normal([6], { dtype: "float64", ...options }));
    const plain = of();
    expect(of({ standardDeviation: 2 })).toEqual(plain.map((x) => 2 * x));
    expect(of({ mean: 3 })).toEqual(plain.map((x) => x + 3));
    expect(of({ mean: 3, standardDeviation: 2 })).toEqual(plain.map((x) => 2 * x + 3));
    expect(list(new Generator(4).uniform([6], { low: 2, high: 2 }))).toEqual(new Array(6).fill(2));
    const least = new Generator(4).uniform([9], { low: -5e-324, high: 0, dtype: "float64" });
    expect(new Set(list(least))).toEqual(new Set([-5e-324]));
  });

  it("permutes: every number once, and every order as likely", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.nat(), (size, from) => {
        const order = list(new Generator(from).permutation(size));
        expect(order.sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
    );
    const g = new Generator(9);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = list(g.permutation(3)).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(1000));
  });

  it("refuses seeds, probabilities and dtypes that make no sense", () => {
    for (const bad of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => new Generator(bad)).toThrow(/^seed: expected a whole number/);
    expect(() => bernoulli([1], 1.5)).toThrow(/the probability must be from 0 to 1, not 1\.5/);
    expect(() => rand([1], { dtype: "int32" })).toThrow(/the dtype must be float32 or float64, not int32/);
    expect(() => rand([-1])).toThrow(/is not a shape/);
  });
});

it("seed restarts the default generator, for those who hold it too", () => {
  const held = defaultGenerator();
  const draw = () =>
    [rand([2]), randn([2]), uniform([2], { low: 5, high: 6 }), normal([2], { mean: 3 }), permutation(5)].map(
      list,
    );
  seed(11);
  const first = draw();
  seed(11);
  expect(draw()).toEqual(first);
  seed(11);
  expect(list(held.uniform([2]))).toEqual(first[0]);
});

function withDraw(state: Tensor, draw: readonly [number, number]): Tensor {
  const [key0, key1] = list(state);
  return tensor(Int32Array.of(key0, key1, ...draw));
}
