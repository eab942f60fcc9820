import { ones, type Tensor } from "@gradiente/core";
import { Dense, Module, mseLoss, Sequential } from "@gradiente/nn";
import { SGD } from "@gradiente/optim";
import { evaluate, fit, predict } from "@gradiente/train";
import { describe, expect, expectTypeOf, it } from "vitest";

/* What the compiler refuses fails when it runs, and what it takes does not. */

class TwoInputs extends Module<readonly [Tensor, Tensor]> {
  readonly dense = new Dense(1, 1);
  override forward(a: Tensor, b: Tensor): Tensor {
    return this.dense.forward(a.add(b));
  }
}

class Two extends Module<readonly [Tensor], { readonly mean: Tensor; readonly spread: Tensor }> {
  readonly dense = new Dense(1, 1);
  override forward(x: Tensor): { readonly mean: Tensor; readonly spread: Tensor } {
    const y = this.dense.forward(x);
    return { mean: y, spread: y.exp() };
  }
}

class Optional extends Module<readonly [Tensor, Tensor?]> {
  readonly dense = new Dense(1, 1);
  override forward(x: Tensor, mask?: Tensor): Tensor {
    return this.dense.forward(mask === undefined ? x : x.mul(mask));
  }
}

const data = { x: ones([2, 1]), y: ones([2, 1]) };
const settings = (model: Module | TwoInputs | Two) => ({
  data,
  epochs: 1,
  optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
});

describe("predict", () => {
  it("takes models that give one tensor for one tensor", () => {
    for (const model of [new Dense(1, 1), new Sequential(new Dense(1, 1)), new Optional()]) {
      expect(predict(model, data.x).shape).toEqual([2, 1]);
    }
    expectTypeOf(predict).toBeCallableWith(new Optional(), data.x);
  });

  it("refuses models of other signatures", () => {
    // @ts-expect-error: it takes two tensors
    expect(() => predict(new TwoInputs(), data.x)).toThrow(/expected a tensor/);
    // @ts-expect-error: it does not give a tensor
    expect(() => predict(new Two(), data.x)).toThrow(/expected a tensor/);
  });
});

describe("fit and evaluate", () => {
  it("take a loss for models that are called with one tensor, whatever they give", async () => {
    const model = new Two();
    const loss = ({ mean }: { readonly mean: Tensor }, y: Tensor) => mseLoss(mean, y);
    const history = await fit(model, { ...settings(model), loss });
    expect(history.epochs).toHaveLength(1);
    const inferred = await evaluate(model, data, {
      loss: ({ mean, spread }, y) => mseLoss(mean.mul(spread), y),
    });
    expectTypeOf(inferred.loss).toEqualTypeOf<number>();
    expect(inferred.loss).toBeGreaterThanOrEqual(0);
  });

  it("refuse a loss for a model that is called with something else, and take a step", async () => {
    const model = new TwoInputs();
    // @ts-expect-error: a batch has one tensor of inputs, and the model wants two
    await expect(fit(model, { ...settings(model), loss: mseLoss })).rejects.toThrow(/expected a tensor/);
    // @ts-expect-error: likewise
    await expect(evaluate(model, data, { loss: mseLoss })).rejects.toThrow(/expected a tensor/);
    const history = await fit(model, {
      ...settings(model),
      step: (m, { x, y }) => ({ loss: mseLoss(m.forward(x, x), y) }),
    });
    expect(history.epochs).toHaveLength(1);
  });
});
