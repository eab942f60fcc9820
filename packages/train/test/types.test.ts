import { ones, type Tensor } from "@gradiente/core";
import {
  autoencoding,
  type Batch,
  DataLoader,
  mapBatches,
  StreamLoader,
  subset,
  TensorDataset,
  trainTestSplit,
  wholeBatch,
} from "@gradiente/datasets";
import { Dense, Module, mseLoss, Sequential } from "@gradiente/nn";
import { SGD } from "@gradiente/optim";
import {
  crossValidate,
  evaluate,
  findLearningRate,
  fit,
  meanSquaredError,
  partMetric,
  predict,
} from "@gradiente/train";
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

class Named extends Module<readonly [{ readonly a: Tensor; readonly b: Tensor }]> {
  readonly dense = new Dense(1, 1);
  override forward({ a, b }: { readonly a: Tensor; readonly b: Tensor }): Tensor {
    return this.dense.forward(a.add(b));
  }
}

class Many extends Module<Tensor[]> {
  override forward(...inputs: Tensor[]): Tensor {
    return inputs.reduce((sum, x) => sum.add(x));
  }
}

class Count extends Module<readonly [Tensor], number> {
  override forward(x: Tensor): number {
    return x.size;
  }
}

const data = { x: ones([2, 1]), y: ones([2, 1]) };
const settings = (model: Module | TwoInputs | Two | Named) => ({
  data,
  ...update(model),
});
const update = (model: Module | TwoInputs | Two | Named) => ({
  epochs: 1,
  optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
});

describe("predict", () => {
  it("takes models that give one tensor for one tensor", () => {
    for (const model of [new Dense(1, 1), new Sequential(new Dense(1, 1)), new Optional()]) {
      expect(predict(model, data.x).shape).toEqual([2, 1]);
    }
    expectTypeOf(predict(new Optional(), data.x)).toEqualTypeOf<Tensor>();
  });

  it("refuses models of other signatures", () => {
    // @ts-expect-error: it takes two tensors
    expect(() => predict(new TwoInputs(), data.x)).toThrow(/expected a tensor/);
    // @ts-expect-error: it takes a record
    expect(() => predict(new Named(), data.x)).toThrow(/Cannot read properties of undefined/);
    // @ts-expect-error: it gives a number
    expect(() => predict(new Count(), data.x)).toThrow(/predict: the model must give a tensor/);
  });

  it("spreads a tuple, hands a record on, and joins each output", () => {
    const two = predict(new TwoInputs(), [data.x, data.x], { batchSize: 1 });
    expectTypeOf(two).toEqualTypeOf<Tensor>();
    expect(two.shape).toEqual([2, 1]);
    const named = predict(new Named(), { a: data.x, b: data.x });
    expectTypeOf(named).toEqualTypeOf<Tensor>();
    const several = predict(new Two(), data.x, { batchSize: 1 });
    expectTypeOf(several).toEqualTypeOf<{ readonly mean: Tensor; readonly spread: Tensor }>();
    expect(several.spread.shape).toEqual([2, 1]);
    const anyNumber = predict(new Many(), [data.x, data.x, data.x]);
    expectTypeOf(anyNumber).toEqualTypeOf<Tensor>();
    expect(anyNumber.toArray()).toEqual([[3], [3]]);
    // @ts-expect-error: one input is missing
    expect(() => predict(new Named(), { a: data.x })).toThrow(/add: expected a tensor/);
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

describe("data of several tensors", () => {
  const { x, y } = data;
  const tuple = new TensorDataset([x, x], y);
  const record = new TensorDataset({ a: x, b: x }, { mean: y, spread: y });
  type Pair = readonly [Tensor, Tensor];
  type Names = { readonly a: Tensor; readonly b: Tensor };
  type Targets = { readonly mean: Tensor; readonly spread: Tensor };

  it("keep their form in data sets, views, splits and loaders", () => {
    expectTypeOf(tuple).toEqualTypeOf<TensorDataset<Pair, Tensor>>();
    expectTypeOf(tuple.batch([0])).toEqualTypeOf<Batch<Pair, Tensor>>();
    expectTypeOf(wholeBatch(record)).toEqualTypeOf<Batch<Names, Targets>>();
    expectTypeOf(subset(record, [0]).batch).returns.toEqualTypeOf<Batch<Names, Targets>>();
    expectTypeOf(trainTestSplit(record, { testFraction: 0.5 }).test.batch).returns.toEqualTypeOf<
      Batch<Names, Targets>
    >();
    for (const batch of new DataLoader(record, { batchSize: 1 })) {
      expectTypeOf(batch).toEqualTypeOf<Batch<Names, Targets>>();
      expect(batch.x.b.shape).toEqual([1, 1]);
    }
    const doubled = mapBatches(new TensorDataset(x, y), (batch) => ({
      x: [batch.x, batch.x.mul(2)],
      y: { twice: batch.y },
    }));
    expectTypeOf(doubled.batch([0]).y).toEqualTypeOf<{ twice: Tensor }>();
    expect(doubled.batch([0]).x[1].item()).toBe(2);
    expectTypeOf(autoencoding(tuple).batch([0])).toEqualTypeOf<Batch<Pair, Pair>>();
    const stream = new StreamLoader(() => [{ x: { a: x }, y }], { batchSize: 1 });
    expectTypeOf(stream).toEqualTypeOf<StreamLoader<{ a: Tensor }, Tensor>>();
  });

  it("are spread over the arguments of a model, or are its one argument", async () => {
    const [two, named] = [new TwoInputs(), new Named()];
    expect((await fit(two, { ...update(two), data: tuple, loss: mseLoss })).length).toBe(1);
    expect((await fit(two, { ...update(two), data: { x: [x, x], y }, loss: mseLoss })).length).toBe(1);
    const loader = new DataLoader(tuple, { batchSize: 1 });
    expect((await fit(two, { ...update(two), data: loader, loss: mseLoss })).length).toBe(1);
    const inputs = { x: { a: x, b: x }, y };
    expect((await fit(named, { ...update(named), data: inputs, loss: mseLoss })).length).toBe(1);
    expect((await evaluate(named, inputs, { loss: mseLoss })).loss).toBeGreaterThanOrEqual(0);
    // @ts-expect-error: the model takes a record, and the data are a tuple
    await expect(fit(named, { ...update(named), data: tuple, loss: mseLoss })).rejects.toThrow(
      /batch 1: Cannot read properties/,
    );
    // @ts-expect-error: the model takes two tensors, and the data have one
    await expect(evaluate(two, data, { loss: mseLoss })).rejects.toThrow(/expected a tensor/);
    // @ts-expect-error: the names are other ones
    await expect(evaluate(named, { x: { a: x, c: x }, y }, { loss: mseLoss })).rejects.toThrow(
      /expected a tensor/,
    );
  });

  it("give losses, steps and metrics what belongs together", async () => {
    const model = new Two();
    const targets = new TensorDataset(x, { mean: y, spread: y });
    const options = { ...update(model), data: targets };
    const history = await fit(model, {
      ...options,
      validation: targets,
      loss: (prediction, target) => mseLoss(prediction.mean, target.mean),
      metrics: {
        spread: partMetric(meanSquaredError(), (output, target: Targets) => [output.spread, target.spread]),
      },
    });
    expect(history.last("valSpread")).toBeGreaterThanOrEqual(0);
    // @ts-expect-error: there is no such target
    const wrong = fit(model, { ...options, loss: (p, target) => mseLoss(p.mean, target.median) });
    await expect(wrong).rejects.toThrow(/mseLoss: expected/);
    const stepped = await evaluate(model, targets, {
      step: (m, batch) => {
        expectTypeOf(batch).toEqualTypeOf<Batch<Tensor, Targets>>();
        const { mean } = m.forward(batch.x);
        return { loss: mseLoss(mean, batch.y.mean), prediction: { mean } };
      },
    });
    expect(stepped.loss).toBeGreaterThanOrEqual(0);
    const scores = await evaluate(model, targets, {
      metrics: { mean: partMetric(meanSquaredError(), (p, t) => [p.mean, t.mean]) },
    });
    expectTypeOf(scores.mean).toEqualTypeOf<number>();
    // @ts-expect-error: a metric of one tensor, where the data have two targets
    await expect(evaluate(model, targets, { metrics: { m: meanSquaredError() } })).rejects.toThrow(
      /meanSquaredError: the prediction must be a tensor/,
    );
  });

  it("go through searches and folds", async () => {
    const model = new TwoInputs();
    const large = new TensorDataset([ones([8, 1]), ones([8, 1])], ones([8, 1]));
    const curve = await findLearningRate(model, {
      data: large,
      loss: mseLoss,
      optimizer: (learningRate) => new SGD(model.parameters(), { learningRate }),
      steps: 12,
    });
    expect(curve.losses.length).toBeGreaterThan(2);
    const { folds } = await crossValidate(
      ({ train, test }) => {
        expectTypeOf(train.batch).returns.toEqualTypeOf<Batch<Pair, Tensor>>();
        return { rows: train.batch([0]).x[1].size + test.size };
      },
      large,
      { folds: 2 },
    );
    expect(folds.map(({ scores }) => scores?.rows)).toEqual([5, 5]);
  });
});

it("inputs beyond those that forward takes do not compile: JavaScript would pass over them", async () => {
  const x = ones([2, 1]);
  const pair = { x: [x, x] as const, y: x };
  const dense = new Dense(1, 1);
  // @ts-expect-error: it takes one tensor
  expect(predict(dense, [x, x])).toEqual(predict(dense, x));
  // @ts-expect-error: it takes two
  predict(new TwoInputs(), [x, x, x]);
  // @ts-expect-error: it takes one
  expect(await evaluate(dense, pair, { loss: mseLoss })).toEqual(
    await evaluate(dense, { x, y: x }, { loss: mseLoss }),
  );
  // @ts-expect-error: its first layer takes one
  await evaluate(new Sequential(dense), pair, { loss: mseLoss });
  await evaluate(new Optional(), pair, { loss: mseLoss });
  await evaluate(new Many(), { x: [x, x, x] as const, y: x }, { loss: mseLoss });
  await evaluate(new Optional(), { x, y: x }, { loss: mseLoss });
});
