import { Generator, type Tensor, tensor } from "@gradiente/core";
import { describe, expect, it } from "vitest";

const INF = Number.POSITIVE_INFINITY;
const dtype = "float64";

describe("parameters are taken up to their bounds, and not beyond", () => {
  type Draw = (g: Generator) => Tensor;
  const logits = tensor([0, 1]);
  const rows: Record<string, [taken: Draw[], refused: Draw[]]> = {
    "low of randint": [[(g) => g.randint([1], { low: -(2 ** 31), high: 0 })], [(g) => g.randint([1], { low: -(2 ** 31) - 1, high: 0 }), (g) => g.randint([1], { low: -0.5, high: 3 })]],
    "high of randint": [[(g) => g.randint([1], { high: 2 ** 31 }), (g) => g.randint([1], { low: -7, high: -6 })], [(g) => g.randint([1], { high: 2 ** 31 + 1 }), (g) => g.randint([1], { high: 2 ** 32 })]],
    "rate of poisson": [[(g) => g.poisson([1], 1e9), (g) => g.poisson([1], 0)], [(g) => g.poisson([1], 1e9 + 1), (g) => g.poisson([1], -1e-9)]],
    "rate of poisson in float64": [[(g) => g.poisson([1], 2 ** 52, { dtype }), (g) => g.poisson([1], 0, { dtype })], [(g) => g.poisson([1], 2 ** 52 + 1, { dtype }), (g) => g.poisson([1], -1e-9, { dtype })]],
    "standardDeviation of normal": [[(g) => g.normal([1], { standardDeviation: 0 })], [(g) => g.normal([1], { standardDeviation: -1e-9 }), (g) => g.normal([1], { standardDeviation: INF })]],
    "standardDeviation of truncatedNormal": [[(g) => g.truncatedNormal([1], { standardDeviation: 1e-9, low: -1e-9, high: 1e-9 })], [(g) => g.truncatedNormal([1], { standardDeviation: -1 }), (g) => g.truncatedNormal([1], { standardDeviation: INF })]],
    "temperature of gumbelSoftmax": [[(g) => g.gumbelSoftmax(logits, { temperature: 1e-30 })], [(g) => g.gumbelSoftmax(logits, { temperature: -1 }), (g) => g.gumbelSoftmax(logits, { temperature: INF })]],
    "probability of bernoulli": [[(g) => g.bernoulli([1], 0), (g) => g.bernoulli([1], 1)], [(g) => g.bernoulli([1], -1e-9), (g) => g.bernoulli([1], 1 + 1e-9)]],
    "low of uniform": [[(g) => g.uniform([1], { low: -3e38, high: 0 })], [(g) => g.uniform([1], { low: -INF }), (g) => g.uniform([1], { low: -4e38 })]],
    "count of categorical": [[(g) => g.categorical(logits, { count: 2, replacement: false })], [(g) => g.categorical(logits, { count: 3, replacement: false }), (g) => g.categorical(logits, { count: 1.5 })]],
    "probabilities of categorical": [[(g) => g.categorical(tensor([0, 3e38]), { from: "probabilities" })], [(g) => g.categorical(tensor([0, INF]), { from: "probabilities" }), (g) => g.categorical(tensor([1, -1e-9]), { from: "probabilities" })]],
  }; // biome-ignore format: one row a parameter
  it.each(Object.entries(rows))("%s", (_name, [taken, refused]) => {
    for (const draw of taken) expect(draw(new Generator(1)).isFinite().all().item()).toBe(1);
    for (const draw of refused) expect(() => draw(new Generator(1))).toThrow(RangeError);
  });

  it("seeds", () => {
    const first = (seed: number) => new Generator(seed).uniform([4]).toArray();
    expect(new Set([0, 1, 2 ** 32, 2 ** 53 - 1].map((seed) => String(first(seed)))).size).toBe(4);
  });
});
