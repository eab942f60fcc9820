import {
  arange,
  checkGradients,
  Generator,
  IndexError,
  ones,
  ShapeError,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import { Embedding, EmbeddingBag, type EmbeddingBagOptions, functionalCall } from "@gradiente/nn";
import { describe, expect, it } from "vitest";
import { agreesWithPyTorch, type Subject } from "../agreement.ts";

const dtype = "float64";
const int = (data: number[] | number[][]) => tensor(data, { dtype: "int32" });
const weights = () => ones([4, 2], { dtype });

agreesWithPyTorch("layers/embedding", {
  Embedding: () => new Embedding(4, 3, { dtype }),
  "Embedding of one index": () => new Embedding(4, 3, { dtype }),
  "Embedding with padding": () => new Embedding(4, 3, { paddingIndex: 3, dtype }),
  "Embedding from weights": () => Embedding.from(weights(), { freeze: false }),
  "Embedding from weights with padding": () => Embedding.from(weights(), { freeze: false, paddingIndex: 0 }),
  "Embedding frozen": () => Embedding.from(weights()),
  "Embedding with maxNorm, training": () => new Embedding(4, 3, { maxNorm: 1.5, dtype }),
  "Embedding with maxNorm, evaluation": () => new Embedding(4, 3, { maxNorm: 1.5, dtype }),
  "Embedding with maxNorm of order 1 and padding": () =>
    new Embedding(4, 3, { maxNorm: 2, normOrder: 1, paddingIndex: 3, dtype }),
  "Embedding frozen, with maxNorm": () => Embedding.from(weights(), { maxNorm: 0.5 }),
  ...bagCases(),
});

function bagCases(): Record<string, () => Subject> {
  const offsets = () => int([0, 2, 2, 6]);
  const bag = (options: EmbeddingBagOptions = {}) => new EmbeddingBag(5, 3, { dtype, ...options });
  const ragged = (options: EmbeddingBagOptions) => (): Subject => {
    const module = bag(options);
    return { module, call: (x, weights) => module.forward(x, { offsets: offsets(), weights }) };
  };
  const cases: Record<string, () => Subject> = {
    EmbeddingBag: () => bag(),
    "EmbeddingBag, all padding": () => bag({ mode: "max", paddingIndex: 3 }),
    "EmbeddingBag with weights": () => {
      const module = bag({ mode: "sum" });
      return { module, call: (x, weights) => module.forward(x, { weights }) };
    },
    "EmbeddingBag with weights, of any lengths": ragged({ mode: "sum" }),
    "EmbeddingBag with maxNorm": () => bag({ maxNorm: 1, normOrder: 3 }),
  };
  for (const mode of ["sum", "mean", "max"] as const) {
    cases[`EmbeddingBag, ${mode}, with padding`] = () => bag({ mode, paddingIndex: 3 });
    cases[`EmbeddingBag, ${mode}, of any lengths`] = ragged({ mode });
    cases[`EmbeddingBag, ${mode}, of any lengths, with padding`] = ragged({ mode, paddingIndex: 4 });
  }
  return cases;
}

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

  it("shortens the rows that it takes, in the table, and no others", () => {
    const layer = Embedding.from(tensor([[3, 4], [0.3, 0.4], [30, 40]]), { freeze: false, maxNorm: 1 }); // biome-ignore format: a matrix
    const rows = layer.forward(int([0, 1, 0]));
    [0.6, 0.8, 0.3, 0.4, 0.6, 0.8].forEach((wanted, i) => {
      expect(rows.toTypedArray()[i]).toBeCloseTo(wanted, 6);
    });
    expect(layer.weight.slice([2]).toArray()).toEqual([30, 40]);
    expect(String(layer)).toBe("Embedding(3 rows of 2, norms up to 1) 6 parameters");
    // No row is asked for, and no row changes.
    expect(layer.forward(tensor([], { dtype: "int32" })).shape).toEqual([0, 2]);
    expect(() => new Embedding(2, 3, { maxNorm: 0 })).toThrow(/^Embedding: maxNorm must be a positive number, not 0$/); // biome-ignore format: one line
    expect(() => new Embedding(2, 3, { normOrder: -1 })).toThrow(/^Embedding: normOrder must be a positive number, not -1$/); // biome-ignore format: one line
  });

  it("leaves a row as it is that is just as long as it may be", () => {
    const layer = Embedding.from(tensor([[3, 4], [-5, 0]]), { maxNorm: 5 }); // biome-ignore format: a matrix
    expect(layer.forward(int([0, 1])).toArray()).toEqual([[3, 4], [-5, 0]]); // biome-ignore format: a matrix
    const first = Embedding.from(tensor([[3, -4]]), { maxNorm: 7, normOrder: 1 });
    expect(first.forward(int([0])).toArray()).toEqual([[3, -4]]);
  });

  it("with maxNorm gives gradients by weights that have a history", () => {
    const layer = new Embedding(2, 2, { maxNorm: 1, dtype });
    const scale = new Variable(tensor(2, { dtype }));
    const weight = scale.mul(tensor([[3, 4], [1, 0]], { dtype })); // biome-ignore format: a matrix
    const before = layer.weight.toArray();
    const y = functionalCall(layer, new Map([["weight", weight]]), int([0]));
    expect(y.toArray()).toEqual([[expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)]]);
    expect(y.sum().backward().get(scale)?.item()).toBe(7);
    expect(layer.weight.toArray()).toEqual(before);
  });
});

describe("EmbeddingBag", () => {
  const index = int([[0, 3, 1], [3, 3, 2]]); // biome-ignore format: a matrix

  it("of equal lengths is that of any lengths", () => {
    for (const mode of ["sum", "mean", "max"] as const) {
      const layer = new EmbeddingBag(4, 3, { mode, dtype });
      const offsets = int([0, 3]);
      expect(layer.forward(index.reshape([-1]), { offsets }).toArray()).toEqual(
        layer.forward(index).toArray(),
      );
    }
  });

  it("takes bags from offset to offset, the first, the last and those between also without rows", () => {
    const layer = new EmbeddingBag(4, 1, { mode: "sum", weightInitializer: () => tensor([[1], [10], [100], [1000]]) }); // biome-ignore format: one line
    const bags = (offsets: number[]) => [
      ...layer.forward(int([0, 1, 2]), { offsets: int(offsets) }).toTypedArray(),
    ];
    expect(bags([0])).toEqual([111]);
    expect(bags([0, 0, 1, 1, 3])).toEqual([0, 1, 0, 110, 0]);
    expect(bags([0, 1, 2])).toEqual([1, 10, 100]);
  });

  it("gives zeros for bags without rows, and no bags for none", () => {
    const layer = new EmbeddingBag(4, 3, { mode: "max" });
    expect(layer.forward(index.slice([null, [0, 0]])).toArray()).toEqual([[0, 0, 0], [0, 0, 0]]); // biome-ignore format: a matrix
    expect(layer.forward(tensor([], { dtype: "int32" }), { offsets: int([0, 0]) }).toArray()).toEqual([[0, 0, 0], [0, 0, 0]]); // biome-ignore format: a matrix
    expect(layer.forward(index.slice([[0, 0]])).shape).toEqual([0, 3]);
  });

  it("has derivatives of the second order by weights", () => {
    const layer = new EmbeddingBag(4, 2, { mode: "sum", dtype, generator: new Generator(2) });
    const f = (weights: Tensor) => layer.forward(index, { weights }).tanh().sum();
    const weights = arange(6).cast(dtype).reshape([2, 3]).mul(0.1);
    expect(checkGradients(f, [weights], { order: 2 }).worstError).toBeLessThan(1e-6);
  });

  it("shows its mode, and refuses what does not fit", () => {
    const layer = new EmbeddingBag(4, 3);
    expect(String(layer)).toBe("EmbeddingBag(4 rows of 3, mean) 12 parameters");
    const offsets = (data: number[]) => () => layer.forward(int([0, 1]), { offsets: int(data) });
    expect(offsets([1])).toThrow(/^EmbeddingBag: offsets must begin with 0, and must not fall or exceed the 2 indices; offset 0 is 1$/); // biome-ignore format: one line
    expect(offsets([0, 2, 1])).toThrow(/offset 1 is 2$/);
    expect(offsets([0, 3])).toThrow(IndexError);
    expect(() => layer.forward(int([0]), { offsets: tensor([0]) })).toThrow(/^EmbeddingBag: offsets must be int32 \[bags\], not float32 \[1\]$/); // biome-ignore format: one line
    expect(() => layer.forward(int([0]))).toThrow(/^EmbeddingBag: the indices must be \[bags, length\], or \[count\] with offsets, not \[1\]$/); // biome-ignore format: one line
    expect(() => layer.forward(index, { offsets: int([0]) })).toThrow(/not \[2, 3\] with offsets$/);
    expect(() => layer.forward(index, { weights: ones([2, 3]) })).toThrow(/^EmbeddingBag: weights are for the mode "sum", not for "mean"$/); // biome-ignore format: one line
    const sums = new EmbeddingBag(4, 3, { mode: "sum" });
    for (const shape of [[3], [2, 2], [3, 3], [2, 3, 1]]) {
      const refused = new ShapeError(`EmbeddingBag: weights must have the shape of the indices, [2, 3], not [${shape.join(", ")}]`); // biome-ignore format: one line
      expect(() => sums.forward(index, { weights: ones(shape) })).toThrow(refused);
    }
    expect(() => layer.forward(int([0]), { offsets: int([[0]]) })).toThrow(/offsets must be int32 \[bags\], not int32 \[1, 1\]$/); // biome-ignore format: one line
  });
});
