import {
  checkGradients,
  DTypeError,
  ones,
  randn,
  ShapeError,
  seed,
  type Tensor,
  tensor,
  Variable,
  vjp,
  zeros,
} from "@gradiente/core";
import {
  Dense,
  functionalCall,
  Module,
  mseLoss,
  Parameter,
  Sequential,
  Tanh,
  type Weights,
} from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { beforeEach, describe, expect, expectTypeOf, it } from "vitest";

beforeEach(() => seed(0));

/** Counts its calls and keeps the last mean, as a layer with running statistics does. */
class Counting extends Module {
  readonly weight = new Parameter(tensor([2, 3]));
  readonly tied = this.weight;
  readonly mean = new Variable(zeros([2]), { trainable: false });
  fails = false;

  override forward(x: Tensor): Tensor {
    this.mean.set(x.mean(0).detach());
    if (this.fails) throw new Error("midway");
    return x.mul(this.weight).add(this.mean);
  }
}

describe("functionalCall", () => {
  it("uses weights by path, in a Map or a record, and its own for the others", () => {
    const model = new Sequential(new Dense(2, 2), new Tanh(), new Dense(2, 1));
    const x = randn([3, 2]);
    const state = new Sequential(new Dense(2, 2), new Tanh(), new Dense(2, 1)).stateDict();
    const other = new Sequential(new Dense(2, 2), new Tanh(), new Dense(2, 1));
    other.loadStateDict(state);
    const y = functionalCall(model, state, x);
    expectTypeOf(y).toEqualTypeOf<Tensor>();
    expect(y.toArray()).toEqual(other.forward(x).toArray());
    expect(functionalCall(model, Object.fromEntries(state), x).toArray()).toEqual(y.toArray());
    const before = model.forward(x).toArray();
    expect(functionalCall(model, {}, x).toArray()).toEqual(before);
    other.loadStateDict(model.stateDict());
    other.layers[2].bias?.set(tensor([7]));
    expect(functionalCall(model, { "2.bias": tensor([7]) }, x).toArray()).toEqual(other.forward(x).toArray());
    expect(model.forward(x).toArray()).toEqual(before);
  });

  it("has gradients for the weights, and none for the Parameters that they replace", () => {
    const model = new Counting();
    const w = new Variable(tensor([5, 7]));
    const gradients = functionalCall(model, { weight: w.mul(2) }, ones([1, 2]))
      .sum()
      .backward();
    expect([gradients.get(w).toArray(), gradients.has(model.weight)]).toEqual([[2, 2], false]);
    expect(
      model
        .forward(ones([1, 2]))
        .sum()
        .backward()
        .has(model.weight),
    ).toBe(true);
  });

  it("leaves buffers as they were, those that are given too", () => {
    const model = new Counting();
    const y = functionalCall(model, { mean: tensor([9, 9]) }, tensor([[1, 2]]));
    expect([y.toArray(), model.mean.toArray()]).toEqual([[[3, 8]], [0, 0]]);
    functionalCall(model, { weight: ones([2]) }, tensor([[1, 2]]));
    expect(model.mean.toArray()).toEqual([0, 0]);
    model.forward(tensor([[1, 2]]));
    expect(model.mean.toArray()).toEqual([1, 2]);
  });

  it("puts all back if forward throws", () => {
    const model = new Counting();
    model.fails = true;
    expect(() => functionalCall(model, { weight: ones([2]) }, tensor([[1, 2]]))).toThrow("midway");
    expect([model.weight.toArray(), model.mean.toArray()]).toEqual([[2, 3], [0, 0]]); // biome-ignore format: rows
    expect(model.weight.value.node).toBe(model.weight.node);
  });

  it("can be nested: inner weights count inside, outer ones after", () => {
    const model = new Counting();
    class Twice extends Module {
      readonly inner = model;
      override forward(x: Tensor): Tensor {
        const within = functionalCall(this.inner, { weight: tensor([10, 10]) }, x);
        return within.add(this.inner.forward(x));
      }
    }
    const x = tensor([[1, 1]]);
    expect(functionalCall(new Twice(), { "inner.weight": tensor([100, 100]) }, x).toArray()).toEqual([
      [112, 112],
    ]);
    expect(model.weight.toArray()).toEqual([2, 3]);
  });

  it("takes tied weights under any path, once", () => {
    const model = new Counting();
    const x = ones([1, 2]);
    const w = tensor([4, 4]);
    const given: Weights[] = [{ tied: w }, { weight: w }, { weight: w, tied: w }];
    for (const weights of given) {
      expect(functionalCall(model, weights, x).toArray()).toEqual([[5, 5]]);
    }
    expect(() => functionalCall(model, { weight: w, tied: ones([2]) }, x)).toThrow(
      /^functionalCall: tied is tied to another path, and both have a weight; give one$/,
    );
  });

  it("takes and gives whatever forward does", () => {
    class Pair extends Module<[a: Tensor, b: Tensor, options?: { flip: boolean }], { sum: Tensor }> {
      readonly weight = new Parameter(ones([1]));
      override forward(a: Tensor, b: Tensor, options = { flip: false }): { sum: Tensor } {
        return { sum: options.flip ? b.sub(a) : a.add(b).mul(this.weight) };
      }
    }
    const pair = functionalCall(new Pair(), { weight: tensor([3]) }, ones([1]), ones([1]));
    expectTypeOf(pair).toEqualTypeOf<{ sum: Tensor }>();
    expect(pair.sum.item()).toBe(6);
    expect(functionalCall(new Pair(), {}, ones([1]), ones([1]), { flip: true }).sum.item()).toBe(0);
    // @ts-expect-error: two tensors are needed
    expect(() => functionalCall(new Pair(), {}, ones([1]))).toThrow(/expected a tensor/);
  });

  it("names what does not fit", () => {
    const model = new Counting();
    const call = (weights: unknown) => () => functionalCall(model, weights as never, ones([1, 2]));
    expect(call({ wieght: ones([2]) })).toThrow(
      /^functionalCall: Counting has no wieght; did you mean weight\?$/,
    );
    expect(call({ weight: ones([3]) })).toThrow(ShapeError);
    expect(call({ weight: ones([3]) })).toThrow(
      /^functionalCall: weight has shape \[2\], and the weight for it \[3\]$/,
    );
    expect(call({ weight: ones([2], { dtype: "float64" }) })).toThrow(DTypeError);
    expect(call({ weight: [1, 2] })).toThrow(/^functionalCall: expected a tensor.* got an array/);
    for (const wrong of [[ones([2])], null, undefined, 3, "weight", new Set(), new Date(0), ones([2])]) {
      expect(call(wrong)).toThrow(
        /^functionalCall: the weights must be a Map or an object of tensors by path/,
      );
    }
    expect(() => functionalCall({} as never, {})).toThrow(/^functionalCall: the model must be a Module/);
    class Later extends Module<[], Promise<number>> {
      override async forward(): Promise<number> {
        return 1;
      }
    }
    expect(() => functionalCall(new Later(), {})).toThrow(/async/);
  });
});

it("a hypernetwork gives the weights of another model and learns through them", () => {
  const options = { dtype: "float64" } as const;
  const main = new Dense(2, 1, options);
  const hyper = new Sequential(new Dense(1, 8, options), new Tanh(), new Dense(8, 3, options));
  const run = (context: Tensor, x: Tensor) => {
    const made = hyper.forward(context);
    return functionalCall(
      main,
      { weight: made.slice([[0, 2]]).reshape([1, 2]), bias: made.slice([[2, 3]]) },
      x,
    );
  };
  const x = randn([16, 2], options);
  const contexts = [-1, 0.5, 1].map((c) => tensor([c], options));
  // For each context c the target is c x₀ - x₁ + c.
  const targets = contexts.map((c) =>
    x
      .slice([null, [0, 1]])
      .mul(c)
      .sub(x.slice([null, [1, 2]]))
      .add(c),
  );
  const loss = () => contexts.map((c, i) => mseLoss(run(c, x), targets[i])).reduce((a, b) => a.add(b));
  const optimizer = new Adam(hyper.parameters(), { learningRate: 0.05 });
  const first = loss().item();
  const frozen = main.stateDict();
  for (let step = 0; step < 60; step++) optimizer.step(loss().backward());
  expect(loss().item()).toBeLessThan(0.1 * first);
  expect(main.stateDict().get("weight")?.toArray()).toEqual(frozen.get("weight")?.toArray());
  checkGradients((c) => run(c, x).square().sum(), [contexts[1]], { order: 2 });
});

it("an ensemble runs many weights through one model, each as a model of its own would", () => {
  const make = () => new Sequential(new Dense(2, 3), new Tanh(), new Dense(3, 1));
  const [shared, ...members] = Array.from({ length: 4 }, make);
  const x = randn([5, 2]);
  const weights = members.map((member) => member.parameters());
  const outputs = weights.map((each) => functionalCall(shared, each, x));
  outputs.forEach((y, i) => {
    expect(y.toArray()).toEqual(members[i].forward(x).toArray());
  });
  // One backward pass trains all members.
  const gradients = outputs
    .map((y) => y.square().mean())
    .reduce((a, b) => a.add(b))
    .backward();
  members.forEach((member) => {
    const own = member.gradientsByPath(member.forward(x).square().mean().backward());
    const both = member.gradientsByPath(gradients);
    expect([...both.keys()]).toEqual([...own.keys()]);
    for (const [path, gradient] of both) expect(gradient.toArray()).toEqual(own.get(path)?.toArray());
  });
  expect(shared.gradientsByPath(gradients).size).toBe(0);
  const { gradients: byMember } = vjp(
    (a, b) =>
      functionalCall(shared, a, x)
        .mul(functionalCall(shared, b, x))
        .sum(),
    [weights[0], weights[1]],
  );
  expectTypeOf(byMember).toEqualTypeOf<[Map<string, Tensor>, Map<string, Tensor>]>();
  expect([...byMember[1].keys()]).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
});
