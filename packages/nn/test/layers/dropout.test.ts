import { Generator, ones, type Tensor } from "@gradiente/core";
import { AlphaDropout, Dropout, Dropout1d, Dropout2d, Dropout3d, type Module } from "@gradiente/nn";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreesWithPyTorch, type Subject } from "../agreement.ts";

/** A stream that gives one mask, that of the golden case. */
class Given extends Generator {
  mask: Tensor | undefined;

  override bernoulli(): Tensor {
    if (this.mask === undefined) throw new Error("no mask was given");
    return this.mask;
  }
}

const masked = (make: (generator: Generator) => Module): Subject => {
  const generator = new Given(0);
  const module = make(generator);
  return {
    module,
    call: (x, mask) => {
      generator.mask = mask.cast("bool");
      return module.forward(x);
    },
  };
};

agreesWithPyTorch("layers/dropout", {
  Dropout: () => new Dropout(0.4),
  "Dropout in training": () => masked((generator) => new Dropout(0.4, { generator })),
  Dropout1d: () => new Dropout1d(0.4),
  "Dropout1d in training": () => masked((generator) => new Dropout1d(0.4, { generator })),
  Dropout2d: () => new Dropout2d(0.4),
  "Dropout2d in training": () => masked((generator) => new Dropout2d(0.4, { generator })),
  Dropout3d: () => new Dropout3d(0.4),
  "Dropout3d in training": () => masked((generator) => new Dropout3d(0.4, { generator })),
  AlphaDropout: () => new AlphaDropout(0.3),
  "AlphaDropout in training": () => masked((generator) => new AlphaDropout(0.3, { generator })),
});

it.each<[string, (probability: number, generator: Generator) => Module, number[]]>([
  ["Dropout", (probability, generator) => new Dropout(probability, { generator }), [3]],
  ["AlphaDropout", (probability, generator) => new AlphaDropout(probability, { generator }), [3]],
  ["Dropout1d", (probability, generator) => new Dropout1d(probability, { generator }), [1, 2, 3]],
  ["Dropout2d", (probability, generator) => new Dropout2d(probability, { generator }), [1, 2, 3, 1]],
  ["Dropout3d", (probability, generator) => new Dropout3d(probability, { generator }), [1, 2, 3, 1, 1]],
])("%s draws nothing where nothing is dropped: in evaluation, and with a probability of 0", (_name, make, shape) => {
  const x = ones(shape);
  const stream = new Generator(5);
  expect(make(0.5, stream).eval().forward(x)).toBe(x);
  expect(make(0, stream).forward(x)).toBe(x);
  expect(stream.normal([2]).toArray()).toEqual(new Generator(5).normal([2]).toArray());
  expect(make(0.5, stream).forward(x)).not.toBe(x);
}); // biome-ignore format: one row a layer

const generator = new Generator(3);
const many = [64, 32, 4, 4];

describe("dropout of channels", () => {
  it("keeps the mean, and drops whole channels", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.9 }), (probability) => {
        const y = new Dropout2d(probability, { generator }).forward(ones(many));
        const channels = [...y.mean([2, 3]).toTypedArray()];
        const kept = Math.fround(1 / (1 - probability));
        // All of a channel or none of it.
        for (const value of channels) expect(value === 0 || Math.abs(value - kept) < 1e-5 * kept).toBe(true);
        const spread = Math.sqrt(probability / (1 - probability) / channels.length);
        expect(Math.abs(y.mean().item() - 1)).toBeLessThan(5 * spread);
      }),
      { numRuns: 10 },
    );
  });

  it("chooses for each sample, and gives back its input in evaluation", () => {
    const layer = new Dropout1d(0.5, { generator });
    const y = layer.forward(ones([8, 8, 2]));
    const [first, second] = [0, 1].map((i) => [...y.slice([i]).toTypedArray()]);
    expect(first).not.toEqual(second);
    const x = ones([2, 3, 4]);
    expect(layer.eval().forward(x)).toBe(x);
    expect(new Dropout3d(0).forward(ones([1, 1, 1, 1, 1])).item()).toBe(1);
    expect(String(new Dropout2d(0.25))).toBe("Dropout2d(0.25)");
  });

  it("refuses other shapes and probabilities", () => {
    const refused =
      /^Dropout2d: expected \[batch, channels, height, width\], and the input has shape \[2, 3\]$/;
    expect(() => new Dropout2d().forward(ones([2, 3]))).toThrow(refused);
    expect(() => new Dropout1d().forward(ones([2]))).toThrow(
      /^Dropout1d: expected \[batch, channels, length\]/,
    );
    expect(() => new Dropout3d().forward(ones([2]))).toThrow(/^Dropout3d: expected \[batch, channels, depth/);
    for (const make of [() => new Dropout1d(1), () => new Dropout2d(-0.1), () => new AlphaDropout(1)]) {
      expect(make).toThrow(/: the probability of dropping must be at least 0 and below 1, not/);
    }
  });
});

describe("AlphaDropout", () => {
  it("keeps mean 0 and variance 1", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.6 }), (probability) => {
        const x = generator.normal([200_000]);
        const y = new AlphaDropout(probability, { generator }).forward(x);
        expect(Math.abs(y.mean().item())).toBeLessThan(0.015);
        expect(Math.abs(y.var().item() - 1)).toBeLessThan(0.03);
      }),
      { numRuns: 5 },
    );
  });

  it("gives back its input in evaluation, and says what it is", () => {
    const x = ones([3]);
    expect(new AlphaDropout().eval().forward(x)).toBe(x);
    expect(String(new AlphaDropout(0.1))).toBe("AlphaDropout(0.1)");
  });
});
