import { tensor, Variable } from "@gradiente/core";
import { Adam, Ema, LBFGS } from "@gradiente/optim";
import { expect, it } from "vitest";

const parameters = () => new Map([["w", new Variable(tensor([1, 2]))]]);
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

it("JSON of an optimiser says what it is and where its numbers are", () => {
  const optimizer = new Adam(parameters(), { learningRate: 0.25 });
  optimizer.step(optimizer.parameters.get("w")!.square().sum().backward());
  const { type, stepCount, learningRate, state, values } = plain(optimizer);
  expect({ type, stepCount, learningRate }).toEqual({ type: "Adam", stepCount: 1, learningRate: 0.25 });
  const entries = [...optimizer.stateDict()].map(([path, { shape, dtype }]) => ({ path, shape, dtype }));
  expect(entries.length).toBeGreaterThan(2);
  expect(state).toEqual(entries);
  expect(values).toContain("stateDict()");
});

it.each([
  ["LBFGS", () => new LBFGS(parameters()), { learningRate: 1 }],
  ["Ema", () => new Ema(parameters(), { decay: 0.9 }), {}],
])("JSON of %s lists its state", (type, make, numbers) => {
  const { values, ...listed } = plain(make());
  const state = [...make().stateDict()].map(([path, { shape, dtype }]) => ({ path, shape, dtype }));
  expect(listed).toEqual({ type, stepCount: 0, ...numbers, state });
  expect(values).toContain("stateDict()");
});
