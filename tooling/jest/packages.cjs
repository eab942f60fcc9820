/* What a user's tests do with the packages, in jest's realm and by its modules: main.ts runs it in each environment. */

const core = require("@gradiente/core");
const { Dense, Module, Sequential, Tanh, mseLoss } = require("@gradiente/nn");
const { Adam } = require("@gradiente/optim");

const { tensor } = core;

test.each([
  ["float32", Float32Array],
  ["float64", Float64Array],
  ["int32", Int32Array],
])("an array of this realm keeps its dtype: %s", (dtype, TypedArray) => {
  const x = tensor(TypedArray.of(1, 2));
  expect(x.dtype).toBe(dtype);
  expect(x.toArray()).toEqual([1, 2]);
  expect([...x].map(Number)).toEqual([1, 2]);
});

test("a model learns, with layers in lists, objects and Maps", () => {
  class Net extends Module {
    layers = [new Dense(2, 8), new Tanh()];
    heads = new Map([["out", new Sequential(new Dense(8, 1))]]);
    forward(x) {
      const hidden = this.layers.reduce((y, layer) => layer.forward(y), x);
      return this.heads.get("out").forward(hidden);
    }
  }
  const model = new Net();
  expect([...model.parameters().keys()]).toEqual([
    "layers.0.weight",
    "layers.0.bias",
    "heads.out.0.weight",
    "heads.out.0.bias",
  ]);
  const optimizer = new Adam(model.parameters(), { learningRate: 0.05 });
  const [x, y] = [tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), tensor([[0], [1], [1], [0]])]; // biome-ignore format: a table
  const loss = () => mseLoss(model.forward(x), y);
  const first = loss().item();
  for (let step = 0; step < 200; step++) optimizer.step(loss().backward());
  expect(loss().item()).toBeLessThan(first / 2);
});

test("the loop of train, and batches of datasets", async () => {
  const train = require("@gradiente/train");
  const { TensorDataset } = require("@gradiente/datasets");
  const model = new Dense(1, 1);
  const data = new TensorDataset(core.ones([4, 1]), core.ones([4, 1]));
  const optimizer = new Adam(model.parameters(), { learningRate: 0.1 });
  const history = await train.fit(model, { data, optimizer, loss: mseLoss, epochs: 2 });
  expect(history.epochs).toHaveLength(2);
});

test("files of tensors, or an error that says what the environment lacks", () => {
  const write = () => core.encodeSafetensors([["w", tensor([1, 2])]]);
  if (globalThis.TextEncoder === undefined) {
    expect(write).toThrow(/TextEncoder.*node:util/);
    Object.assign(globalThis, require("node:util"));
  }
  expect(core.decodeSafetensors(write()).tensors.get("w").toArray()).toEqual([1, 2]);
});

test("an async function in a mode is refused", () => {
  expect(() => core.noGrad(async () => {})).toThrow(/is async/);
});

test("a tensor from before resetModules is said to be of another copy", () => {
  const before = tensor([1]);
  jest.resetModules();
  const after = require("@gradiente/core");
  expect(after.tensor).not.toBe(tensor);
  expect(() => after.add(before, 1)).toThrow(
    /another copy of @gradiente\/core.*loaded twice.*jest\.resetModules/,
  );
});
