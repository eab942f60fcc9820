import { checkGradients, grad, tensor } from "@gradiente/core";
import { Dense, l1Penalty, l2Penalty, mseLoss } from "@gradiente/nn";
import { expect, it } from "vitest";

const f64 = (data: number[]) => tensor(data, { dtype: "float64" });

it("sums over all tensors", () => {
  expect(l1Penalty([f64([1, -2]), f64([-4])]).item()).toBe(7);
  expect(l2Penalty([f64([1, -2]), f64([-4])]).item()).toBe(21);
  expect(l2Penalty([]).item()).toBe(0);
});

it("has gradients", () => {
  expect(grad((x) => l2Penalty([x]))(f64([1, -2])).toArray()).toEqual([2, -4]);
  expect(grad((x) => l1Penalty([x]))(f64([1, -2])).toArray()).toEqual([1, -1]);
  checkGradients((x, y) => l2Penalty([x, y]).add(l1Penalty([y])), [f64([1, -2]), f64([3])], { order: 2 });
});

it("adds to a loss of a model", () => {
  const model = new Dense(2, 1);
  const penalty = l2Penalty(model.parameters().values()).mul(0.5);
  const gradients = mseLoss(model.forward(tensor([[0, 0]])), tensor([[0]]))
    .mul(0)
    .add(penalty)
    .backward();
  expect(gradients.get(model.weight).toArray()).toEqual(model.weight.toArray());
});
