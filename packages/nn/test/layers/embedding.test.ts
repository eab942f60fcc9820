import { Generator, IndexError, ones, tensor, Variable } from "@gradiente/core";
import { Embedding } from "@gradiente/nn";
import { describe, expect, it } from "vitest";
import { agreesWithPyTorch } from "../agreement.ts";

const dtype = "float64";
const weights = () => ones([4, 2], { dtype });

agreesWithPyTorch("layers/embedding", {
  Embedding: () => new Embedding(4, 3, { dtype }),
  "Embedding of one index": () => new Embedding(4, 3, { dtype }),
  "Embedding with padding": () => new Embedding(4, 3, { paddingIndex: 3, dtype }),
  "Embedding from weights": () => Embedding.from(weights(), { freeze: false }),
  "Embedding from weights with padding": () => Embedding.from(weights(), { freeze: false, paddingIndex: 0 }),
  "Embedding frozen": () => Embedding.from(weights()),
});

const int = (data: number[]) => tensor(data, { dtype: "int32" });

describe("Embedding", () => {
  it("has rows of mean 0 and variance 1, and none for padding", () => {
    const { weight } = new Embedding(500, 40, { paddingIndex: 7, generator: new Generator(1) });
    expect([...weight.slice([7]).toTypedArray()]).toEqual(new Array(40).fill(0));
    expect(Math.abs(weight.mean().item())).toBeLessThan(0.02);
    expect(Math.abs(weight.var().item() - 1)).toBeLessThan(0.05);
    const constant = new Embedding(2, 3, { weightInitializer: (shape) => ones(shape), paddingIndex: 1 });
    expect(constant.weight.toArray()).toEqual([[1, 1, 1], [0, 0, 0]]); // biome-ignore format: a matrix
  });

  it("sends back to a row what all of its places got, and nothing to that of padding", () => {
    const layer = new Embedding(4, 2, { paddingIndex: 0 });
    const gradients = layer
      .forward(int([0, 2, 2, 3, 0]))
      .sum()
      .backward();
    expect(gradients.get(layer.weight)?.toArray()).toEqual([[0, 0], [0, 0], [2, 2], [1, 1]]); // biome-ignore format: a matrix
  });

  it("from weights is frozen unless it is told otherwise, and keeps the row of padding", () => {
    const given = () => tensor([[1, 2], [3, 4]]); // biome-ignore format: a matrix
    const frozen = Embedding.from(given(), { paddingIndex: 0 });
    expect([frozen.weight.trainable, frozen.parameters().size]).toEqual([false, 0]);
    expect([...frozen.stateDict().keys()]).toEqual(["weight"]);
    expect(frozen.forward(int([1, 0])).toArray()).toEqual([[3, 4], [1, 2]]); // biome-ignore format: a matrix
    const free = Embedding.from(new Variable(given()), { freeze: false });
    expect([...free.parameters().keys()]).toEqual(["weight"]);
    expect(String(free)).toBe("Embedding(2 rows of 2) 4 parameters");
    expect(String(frozen)).toBe("Embedding(2 rows of 2, padding 0)");
  });

  it("refuses what is no row", () => {
    expect(() => new Embedding(2, 3).forward(int([0, 2]))).toThrow(IndexError);
    expect(() => new Embedding(2, 3).forward(int([-1]))).toThrow(/^embedding: index -1/);
    expect(() => new Embedding(2, 3).forward(tensor([1]))).toThrow(/indices must be int32/);
    expect(() => new Embedding(2, 3, { paddingIndex: 2 })).toThrow(/^Embedding: paddingIndex must be a whole number from 0 to 1, not 2$/); // biome-ignore format: one line
    expect(() => new Embedding(0, 3)).toThrow(
      /^Embedding: the number of rows must be a whole number >= 1, not 0$/,
    );
    expect(() => new Embedding(3, 0)).toThrow(/^Embedding: the number of features must be a whole number >= 1, not 0$/); // biome-ignore format: one line
    expect(() => Embedding.from(ones([3]))).toThrow(/^Embedding.from: the weights must be \[count, features\], not \[3\]$/); // biome-ignore format: one line
    expect(() => Embedding.from(ones([3, 2]), { frozen: true } as never)).toThrow(/^Embedding.from: there is no option "frozen"; did you mean freeze\?$/); // biome-ignore format: one line
  });
});
