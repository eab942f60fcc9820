import { checkGradients, Generator, ones } from "@gradiente/core";
import { Bilinear, Dense, type Parameter } from "@gradiente/nn";
import { describe, expect, it } from "vitest";
import { agreesWithPyTorch } from "../agreement.ts";

const dtype = "float64";

agreesWithPyTorch("layers/basic", {
  Dense: () => new Dense(4, 3, { dtype }),
  "Dense without bias": () => new Dense(4, 3, { bias: false, dtype }),
  "Dense of a sequence": () => new Dense(4, 3, { dtype }),
  Bilinear: () => new Bilinear(4, 3, 2, { dtype }),
  "Bilinear without bias": () => new Bilinear(2, 3, 4, { bias: false, dtype }),
  "Bilinear of one sample": () => new Bilinear(2, 3, 1, { dtype }),
});

describe("Bilinear", () => {
  it("starts within ±1/√firstFeatures", () => {
    const { weight, bias } = new Bilinear(100, 2, 2000);
    for (const parameter of [weight, bias as Parameter]) {
      const largest = parameter.abs().max().item();
      expect(largest).toBeLessThanOrEqual(0.1);
      expect(largest).toBeGreaterThan(0.099);
    }
  });

  it("has gradients of the second order by both inputs", () => {
    const layer = new Bilinear(2, 3, 2, { dtype });
    const [x, y] = [[2, 2], [2, 3]].map((shape) => new Generator(1).normal(shape, { dtype })); // biome-ignore format: shapes
    const { worstError } = checkGradients((a, b) => layer.forward(a, b).square(), [x, y], { order: 2 });
    expect(worstError).toBeLessThan(1e-6);
  });

  it("refuses other features, samples that do not fit, and sizes that make no sense", () => {
    const layer = new Bilinear(2, 3, 1);
    expect(() => layer.forward(ones([4, 3]), ones([4, 3]))).toThrow(
      /^Bilinear: the last axis must have 2 features/,
    );
    expect(() => layer.forward(ones([4, 2]), ones([4, 2]))).toThrow(
      /^Bilinear: the last axis must have 3 features/,
    );
    expect(() => layer.forward(ones([4, 2]), ones([1, 3]))).toThrow(
      /^Bilinear: the inputs must have the same axes before the last, and have shapes \[4, 2\] and \[1, 3\]$/,
    );
    expect(() => new Bilinear(2, 0, 1)).toThrow(
      /^Bilinear: secondFeatures must be a whole number >= 1, not 0$/,
    );
    expect(String(new Bilinear(2, 3, 1, { bias: false }))).toMatch(/^Bilinear\(2, 3 -> 1, no bias\)/);
  });
});
