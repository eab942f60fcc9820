import { type Tensor, tensor, zeros } from "@gradiente/core";
import {
  Conv2d,
  Dense,
  Dropout,
  Flatten,
  Lambda,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
  summary,
} from "@gradiente/nn";
import { expect, it } from "vitest";

it("lists modules with output shapes, parameters, multiply-adds and memory", () => {
  const model = new Sequential(
    new Conv2d(1, 8, 3),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Sequential(new Dense(1352, 10)),
  );
  const { rows, multiplyAdds, memory, ...table } = summary(model, [1, 1, 28, 28]);
  expect(
    rows.map(({ path, type, outputShapes, parameters }) => [path, type, outputShapes, parameters]),
  ).toEqual([
    ["", "Sequential", [[1, 10]], 13_610],
    ["0", "Conv2d", [[1, 8, 26, 26]], 80],
    ["1", "ReLU", [[1, 8, 26, 26]], 0],
    ["2", "MaxPool2d", [[1, 8, 13, 13]], 0],
    ["3", "Flatten", [[1, 1352]], 0],
    ["4", "Sequential", [[1, 10]], 13_530],
    ["4.0", "Dense", [[1, 10]], 13_530],
  ]);
  const products = [8 * 26 * 26 * 9, 0, 0, 0, 1352 * 10, 1352 * 10];
  expect(rows.map((row) => row.multiplyAdds)).toEqual([8 * 26 * 26 * 9 + 1352 * 10, ...products]);
  expect(multiplyAdds).toBe(rows[0].multiplyAdds);
  // The convolution and the sum with its bias; the pooling's own results, and the product of Dense, are not looked at.
  expect([rows[1], rows[2], rows[4], rows[6]].map((row) => row.memory)).toEqual([
    4 * 2 * 5408,
    4 * 5408,
    0,
    4 * 10,
  ]);
  expect(rows[0].memory).toBe([1, 2, 3, 4, 5].reduce((total, i) => total + rows[i].memory, 0));
  expect(memory).toBe(rows[0].memory);
  const lines = String(table).split("\n");
  expect(lines[0]).toMatch(/^module +output shape +parameters +multiply-adds +memory$/);
  expect(lines[2]).toMatch(/^ {2}0 Conv2d {6}\[1, 8, 26, 26\] +80 +48,672 +43\.3 kB$/);
  expect(lines[8]).toMatch(
    /^13,610 parameters; 62,192 multiply-adds and [\d.]+ kB of results in one forward pass$/,
  );
});

it("takes several inputs, shapes or not, and tells frozen Parameters", () => {
  class Bilinear extends Module<
    [a: Tensor, b: Tensor, factors: { scale: number }],
    { sum: Tensor; parts: Tensor[] }
  > {
    readonly left = new Dense(3, 2, { bias: false });
    readonly right = new Dense(4, 2, { bias: false });
    override forward(a: Tensor, b: Tensor, { scale }: { scale: number }): { sum: Tensor; parts: Tensor[] } {
      const parts = [this.left.forward(a), this.right.forward(b)];
      return { sum: parts[0].add(parts[1]).mul(scale), parts };
    }
  }
  const model = new Bilinear().freeze("left");
  const table = summary(model, [5, 3], zeros([5, 4]), { scale: 2 });
  expect(table.rows.map(({ outputShapes }) => outputShapes)).toEqual([[[5, 2], [5, 2], [5, 2]], [[5, 2]], [[5, 2]]]); // biome-ignore format: shapes
  expect(table.rows.map(({ multiplyAdds }) => multiplyAdds)).toEqual([5 * 2 * 7, 5 * 2 * 3, 5 * 2 * 4]);
  expect([table.parameters, table.trainable]).toEqual([14, 8]);
  expect(String(table)).toMatch(/\n14 parameters, 8 of them trainable; 70 multiply-adds and /);
});

it("counts the calls of a module that is called twice, and runs without gradients in evaluation mode", () => {
  const seen: unknown[] = [];
  class Twice extends Module {
    readonly layer = new Dense(3, 3);
    override forward(x: Tensor): Tensor {
      const y = this.layer.forward(this.layer.forward(x));
      seen.push(this.training, y.node);
      return y;
    }
  }
  expect(summary(new Twice(), [1, 3]).rows.map(({ multiplyAdds }) => multiplyAdds)).toEqual([18, 18]);
  expect(seen).toEqual([false, null]);
});

class Shared extends Module {
  readonly layer = new Dense(3, 3);
  readonly same = this.layer;
  readonly idle = new Dense(2, 2, { bias: false });
  // A field, not a method of the class.
  override readonly forward = (x: Tensor): Tensor => this.layer.forward(this.layer.forward(x));
}

it("counts shared parameters once, and knows what was not called", () => {
  const model = new Shared();
  const { forward } = model;
  const { rows, parameters } = summary(model, zeros([5, 3]));
  expect(parameters).toBe(12 + 4);
  expect(rows.map(({ path, outputShapes }) => [path, outputShapes])).toEqual([
    ["", [[5, 3]]],
    ["layer", [[5, 3]]],
    ["same", [[5, 3]]],
    ["idle", null],
  ]);
  expect(model.forward).toBe(forward);
});

it("leaves the model as it was, also where the input does not fit", () => {
  const dropout = new Dropout(0.5).eval();
  const model = new Sequential(new Dense(2, 2), dropout);
  expect(() => summary(model, [1, 3])).toThrow(/^0 \(Dense\): the last axis must have 2 features/);
  for (const module of model.modules().values()) expect(Object.hasOwn(module, "forward")).toBe(false);
  expect([...model.modules().values()].map(({ training }) => training)).toEqual([true, true, false]);
  summary(model, tensor([[1, 2]]));
  expect([...model.modules().values()].map(({ training }) => training)).toEqual([true, true, false]);
  for (const module of model.modules().values()) expect(Object.hasOwn(module, "forward")).toBe(false);
});

it("lists the tensors of an output of any kind, four levels deep", () => {
  const outputs: [unknown, readonly number[][]][] = [
    [3, []],
    ["text", []],
    [null, []],
    [undefined, []],
    [new Date(0), []],
    [{ a: zeros([1]), b: null, c: [zeros([2, 1]), 4] }, [[1], [2, 1]]],
    [new Map([["a", zeros([3])]]), [[3]]],
    [[[[zeros([1])]]], [[1]]],
    [[[[[zeros([1])]]]], [[1]]],
    [[[[[[zeros([1])]]]]], []],
  ];
  for (const [output, shapes] of outputs) {
    const model = new Lambda((() => output) as never);
    expect(summary(model, [1]).rows[0].outputShapes).toEqual(shapes);
  }
});

it.each([
  [0, "0 B"],
  [1, "4 B"],
  [249, "996 B"],
  [250, "1.0 kB"],
  [250_000, "1.0 MB"],
])("writes the memory of %i numbers of float32 as %s", (size, text) => {
  const copy = new Lambda((x: Tensor) => x.add(1));
  expect(String(summary(copy, [size]))).toContain(`and ${text} of results`);
});
