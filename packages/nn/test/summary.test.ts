import { type Tensor, tensor, zeros } from "@gradiente/core";
import { Conv2d, Dense, Dropout, Flatten, MaxPool2d, Module, ReLU, Sequential, summary } from "@gradiente/nn";
import { expect, it } from "vitest";

it("lists modules with output shapes and parameters", () => {
  const model = new Sequential(
    new Conv2d(1, 8, 3),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Sequential(new Dense(1352, 10)),
  );
  expect(String(summary(model, [1, 1, 28, 28]))).toBe(
    [
      "module          output shape    parameters",
      "Sequential      [1, 10]             13,610",
      "  0 Conv2d      [1, 8, 26, 26]          80",
      "  1 ReLU        [1, 8, 26, 26]           0",
      "  2 MaxPool2d   [1, 8, 13, 13]           0",
      "  3 Flatten     [1, 1352]                0",
      "  4 Sequential  [1, 10]             13,530",
      "    4.0 Dense   [1, 10]             13,530",
      "13,610 trainable parameters",
    ].join("\n"),
  );
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
