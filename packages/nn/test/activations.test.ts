import { ones, randn, seed, type Tensor, tensor } from "@gradiente/core";
import { activations, Dense, Dropout, l1Penalty, Module, Parameter, ReLU, Sequential } from "@gradiente/nn";
import { beforeEach, expect, it } from "vitest";

beforeEach(() => seed(0));

it("gives outputs by path, and the model's own under the empty path", () => {
  const model = new Sequential(new Dense(3, 4), new Sequential(new ReLU()), new Dense(4, 1));
  const x = randn([2, 3]);
  const outputs = activations(model, x);
  const hidden = model.layers[0].forward(x);
  expect([...outputs].map(([path, { shape }]) => [path, shape])).toEqual([
    ["", [2, 1]],
    ["0", [2, 4]],
    ["1", [2, 4]],
    ["1.0", [2, 4]],
    ["2", [2, 1]],
  ]);
  expect(outputs.get("0")?.toArray()).toEqual(hidden.toArray());
  expect(outputs.get("1.0")?.toArray()).toEqual(hidden.relu().toArray());
  expect(outputs.get("")).toBe(outputs.get("2"));
  for (const module of model.modules().values()) expect(Object.hasOwn(module, "forward")).toBe(false);
});

it("gives outputs with their history: a penalty on them has gradients", () => {
  const model = new Sequential(new Dense(3, 4), new ReLU(), new Dense(4, 1));
  const x = randn([2, 3]);
  const gradients = l1Penalty([activations(model, x).get("1") as Tensor]).backward();
  const own = model.layers[0].forward(x).relu().sum().backward();
  const { weight } = model.layers[0];
  expect(gradients.get(weight).toArray()).toEqual(own.get(weight).toArray());
  expect(gradients.has(model.layers[2].weight)).toBe(false);
});

it("lists what is tensors and was called, each module once, by its first call", () => {
  class Net extends Module<[Tensor, number]> {
    readonly idle = new ReLU();
    readonly first = new ReLU();
    readonly again = this.first;
    readonly pair = new (class Pair extends Module<[Tensor], Tensor[]> {
      override forward(x: Tensor): Tensor[] {
        return [x, x];
      }
    })();
    override forward(x: Tensor, factor: number): Tensor {
      return this.pair.forward(this.again.forward(this.first.forward(x).mul(factor)))[0];
    }
  }
  const outputs = activations(new Net(), tensor([-1, 2]), 3);
  expect([...outputs].map(([path, y]) => [path, y.toArray()])).toEqual([
    ["", [0, 6]],
    ["first", [0, 2]],
  ]);
});

it("runs in the present mode, and leaves the model as it was if it throws", () => {
  const model = new Sequential(new Dropout(0.5));
  expect(
    new Set(
      activations(model, ones([100]))
        .get("0")
        ?.toTypedArray(),
    ),
  ).toEqual(new Set([0, 2]));
  expect(
    new Set(
      activations(model.eval(), ones([100]))
        .get("0")
        ?.toTypedArray(),
    ),
  ).toEqual(new Set([1]));
  class Failing extends Module {
    readonly weight = new Parameter(ones([1]));
    override forward(_x: Tensor): Tensor {
      throw new Error("midway");
    }
  }
  const failing = new Failing();
  expect(() => activations(failing, ones([1]))).toThrow("midway");
  expect(Object.hasOwn(failing, "forward")).toBe(false);
  expect(() => activations({ forward: () => 1 } as never)).toThrow(
    /^activations: the model must be a Module/,
  );
});
