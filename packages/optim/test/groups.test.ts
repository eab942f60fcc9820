import { onWarning, tensor, Variable } from "@gradiente/core";
import {
  Adam,
  AdamW,
  type Optimizer as AnyOptimizer,
  adam,
  chainTransforms,
  globalNormClipping,
  Optimizer,
  SGD,
  sgd,
} from "@gradiente/optim";
import { describe, expect, it, vi } from "vitest";

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });
const one = (path: string, variable: Variable) => new Map([[path, variable]]);

const variables = () => ({ a: new Variable(f64([1, 2])), b: new Variable(f64([3])) });

/** The gradients of a + 2 b, which are 1 and 2. */
const gradients = ({ a, b }: ReturnType<typeof variables>) => a.sum().add(b.mul(2).sum()).backward();

describe("groups of parameters", () => {
  it("have options of their own, and those of the optimiser", () => {
    const { a, b } = variables();
    const optimizer = new SGD(
      [
        { parameters: one("a", a), weightDecay: 0.5 },
        { parameters: one("b", b), learningRate: 0.25 },
      ],
      { learningRate: 0.5 },
    );
    optimizer.step(gradients({ a, b }));
    expect([a.toArray(), b.item()]).toEqual([[1 - 0.5 * 1.5, 2 - 0.5 * 2], 3 - 0.25 * 2]);
    expect(optimizer.learningRates).toEqual([0.5, 0.25]);
    expect(optimizer.learningRate).toBe(0.5);
    expect([...optimizer.parameters]).toEqual([["a", a], ["b", b]]); // biome-ignore format: pairs
  });

  it("have schedules of their own, which count the same updates", () => {
    const { a, b } = variables();
    const [first, second] = [vi.fn((t: number) => 1 / (1 + t)), vi.fn((t: number) => 0.1 * t)];
    const optimizer = new SGD(
      [{ parameters: one("a", a) }, { parameters: one("b", b), learningRate: second }],
      { learningRate: first },
    );
    for (let i = 0; i < 3; i++) optimizer.step(gradients({ a, b }));
    expect(first.mock.calls).toEqual([[0], [1], [2]]);
    expect(second.mock.calls).toEqual([[0], [1], [2]]);
    expect(b.item()).toBeCloseTo(3 - 2 * 0.3, 14);
    expect(optimizer.stepCount).toBe(3);
  });

  it("of one optimiser are several optimisers with one count", () => {
    const [whole, apart] = [variables(), variables()];
    const optimizer = new AdamW([
      { parameters: one("a", whole.a), learningRate: 0.1, beta1: 0.5 },
      { parameters: one("b", whole.b), weightDecay: 0.3, amsgrad: true },
    ]);
    const others = [
      new AdamW(one("a", apart.a), { learningRate: 0.1, beta1: 0.5 }),
      new AdamW(one("b", apart.b), { weightDecay: 0.3, amsgrad: true }),
    ];
    for (let i = 0; i < 4; i++) {
      optimizer.step(gradients(whole));
      for (const other of others) other.step(gradients(apart));
    }
    expect([whole.a.toArray(), whole.b.toArray()]).toEqual([apart.a.toArray(), apart.b.toArray()]);
    expect([...optimizer.stateDict().keys()]).toEqual([
      "step",
      "a.mean",
      "a.meanSquare",
      "b.mean",
      "b.meanSquare",
      "b.largestMeanSquare",
    ]);
  });

  it("save their state by path: another order of groups loads it", () => {
    const [before, whole, after] = [variables(), variables(), variables()];
    const make = ({ a, b }: ReturnType<typeof variables>, order: "ab" | "ba") => {
      const groups = [{ parameters: one("a", a), learningRate: 0.1 }, { parameters: one("b", b), beta2: 0.9 }]; // biome-ignore format: one line
      return new Adam(order === "ab" ? groups : groups.reverse());
    };
    const [first, all, second] = [make(before, "ab"), make(whole, "ab"), make(after, "ba")];
    for (let i = 0; i < 6; i++) all.step(gradients(whole));
    for (let i = 0; i < 3; i++) first.step(gradients(before));
    after.a.set(before.a.value);
    after.b.set(before.b.value);
    second.loadStateDict(first.stateDict());
    for (let i = 0; i < 3; i++) second.step(gradients(after));
    expect([after.a.toArray(), after.b.toArray()]).toEqual([whole.a.toArray(), whole.b.toArray()]);
  });

  it("may have whole rules of their own", () => {
    const { a, b } = variables();
    const groups = [{ parameters: one("a", a) }, { parameters: one("b", b), transform: sgd() }];
    const optimizer = new Optimizer(groups, adam(), { learningRate: 0.5 });
    optimizer.step(gradients({ a, b }));
    expect(b.item()).toBe(2);
    expect(a.toArray()).not.toEqual([0.5, 1.5]);
  });

  it("are measured together: the global norm is that of all", () => {
    const [whole, apart] = [variables(), variables()];
    const clipped = chainTransforms(globalNormClipping(0.1), sgd());
    const measure = vi.spyOn(clipped, "measure" as never);
    const groups = [
      { parameters: one("a", apart.a) },
      { parameters: one("b", apart.b), learningRate: 0.5 },
      { parameters: new Map<string, Variable>() },
    ];
    new Optimizer(new Map(Object.entries(whole)), clipped, { learningRate: 0.5 }).step(gradients(whole));
    expect(measure).toHaveBeenCalledTimes(1);
    new Optimizer(groups, clipped, { learningRate: 0.5 }).step(gradients(apart));
    expect(measure).toHaveBeenCalledTimes(2);
    expect([apart.a.toArray(), apart.b.toArray()]).toEqual([whole.a.toArray(), whole.b.toArray()]);
  });

  it("take an option that is undefined for one that is not there", () => {
    const { a, b } = variables();
    const groups = [{ parameters: one("a", a), weightDecay: undefined }, { parameters: one("b", b) }];
    new SGD(groups, { learningRate: 0.5, weightDecay: 1 }).step(gradients({ a, b }));
    expect(a.toArray()).toEqual([0, 0.5]);
  });

  it("change nothing where one schedule throws", () => {
    const { a, b } = variables();
    const groups = [{ parameters: one("a", a) }, { parameters: one("b", b), learningRate: () => -1 }];
    const optimizer = new SGD(groups, { learningRate: 0.5 });
    expect(() => optimizer.step(gradients({ a, b }))).toThrow(RangeError);
    expect([a.toArray(), b.item(), optimizer.stepCount]).toEqual([[1, 2], 3, 0]);
  });

  it.each<[string, (v: ReturnType<typeof variables>) => unknown, string]>([
    ["an unknown option", ({ a }) => [{ parameters: one("a", a), lr: 1 }], 'Adam: group 0: there is no option "lr"; did you mean learningRate?'],
    ["a wrong option", ({ a, b }) => [{ parameters: one("a", a) }, { parameters: one("b", b), beta1: 2 }], "Adam: group 1: beta1 must be at least 0 and below 1, not 2"],
    ["no parameters in a group", () => [{ learningRate: 1 }], "Adam: group 0: parameters must be there, not undefined"],
    ["no Map in a group", ({ a }) => [{ parameters: [a] }], "Adam: group 0: expected parameters by path, a Map"],
    ["nothing among groups", ({ a }) => [{ parameters: one("a", a) }, null], "Adam: expected parameters by path, a Map; pass model.parameters()"],
    ["undefined among groups", ({ a }) => [{ parameters: one("a", a) }, undefined, { parameters: new Map() }], "Adam: expected parameters by path, a Map; pass model.parameters()"],
    ["a Map among groups", ({ a, b }) => [{ parameters: one("a", a) }, one("b", b)], "Adam: expected parameters by path, a Map; pass model.parameters()"],
    ["a number among groups", ({ a }) => [{ parameters: one("a", a) }, 3], "Adam: expected parameters by path, a Map; pass model.parameters()"],
    ["a group that is in no list", ({ a }) => ({ parameters: one("a", a) }), "Adam: expected parameters by path, a Map; pass model.parameters()"],
    ["Variables in a list", ({ a }) => [a], "Adam: expected parameters by path, a Map; pass model.parameters()"],
    ["no groups", () => [], "Adam: there are no parameters"],
    ["groups without parameters", () => [{ parameters: new Map() }], "Adam: there are no parameters"],
    ["one parameter twice", ({ a }) => [{ parameters: one("a", a) }, { parameters: one("a", a) }], "Adam: a is in two groups, which would be updated twice in each step; leave one out"],
    ["one parameter under two paths", ({ a }) => [{ parameters: one("a", a) }, { parameters: one("b", a) }], "Adam: a and b are the same Variable"],
    ["one path twice", ({ a, b }) => [{ parameters: one("a", a) }, { parameters: one("a", b) }], "Adam: two parameters have the path a; rename one"],
  ])("refuse %s", (_name, groups, message) => {
    const given = groups(variables()) as ConstructorParameters<typeof Adam>[0];
    expect(() => new Adam(given)).toThrow(message);
  }); // biome-ignore format: one row a case
});

describe("an optimiser says so where", () => {
  it("it has no parameters", () => {
    expect(() => new Adam(new Map())).toThrow("Adam: there are no parameters");
  });

  it("one Variable has two paths", () => {
    const { a } = variables();
    const both = new Map([["a", a], ["tied", a]]); // biome-ignore format: a map
    expect(() => new SGD(both, { learningRate: 1 })).toThrow(
      "SGD: a and tied are the same Variable, which would be updated twice in each step; leave one out",
    );
  });

  it("another one updates the same parameter in turn, once, and not where one follows the other", () => {
    const { a, b } = variables();
    const seen: string[] = [];
    const restore = onWarning((code, text) => seen.push(`${code}: ${text}`));
    const update = (optimizer: AnyOptimizer) => optimizer.step(gradients({ a, b }));
    try {
      const first = new SGD(one("a", a), { learningRate: 0.1 });
      const second = new Adam(new Map([["a", a], ["b", b]])); // biome-ignore format: a map
      const apart = new Adam(one("b", b));
      for (let i = 0; i < 3; i++) update(first);
      for (let i = 0; i < 3; i++) update(second);
      expect(seen).toEqual([]);
      update(first);
      const told = [
        "GRADIENTE_SHARED_PARAMETER: SGD and another optimiser, Adam, update the parameter a in turn; give each parameter to one optimiser, e.g. as groups of it",
      ];
      expect(seen).toEqual(told);
      for (const optimizer of [second, apart, first, second]) update(optimizer);
      expect(seen).toEqual(told);
    } finally {
      restore();
    }
  });

  it("a parameter is frozen for a while, which stays as it is with its state", () => {
    const { a, b } = variables();
    const optimizer = new Adam(new Map([["a", a], ["b", b]]), { learningRate: 0.1 }); // biome-ignore format: a map
    const before = gradients({ a, b });
    optimizer.step(before);
    const [value, mean] = [b.item(), optimizer.stateDict().get("b.mean")?.item()];
    b.trainable = false;
    optimizer.step(gradients({ a, b }));
    // Gradients from before it was frozen do not move it either.
    optimizer.step(before);
    expect([b.item(), optimizer.stateDict().get("b.mean")?.item()]).toEqual([value, mean]);
    b.trainable = true;
    optimizer.step(gradients({ a, b }));
    expect(b.item()).not.toBe(value);
  });

  it("a parameter that was frozen when the optimiser was made is trained later", () => {
    const w = new Variable(tensor([1, 2]), { trainable: false });
    const { a } = variables();
    const optimizer = new AdamW(new Map([["a", a], ["w", w]])); // biome-ignore format: a map
    optimizer.step(a.sum().backward());
    w.trainable = true;
    optimizer.step(w.sum().backward());
    expect(w.toArray()).not.toEqual([1, 2]);
    expect(w.dtype).toBe("float32");
  });

  it("its parameters are all frozen; others go on", () => {
    const { a, b } = variables();
    const frozen = new Variable(f64([4]), { trainable: false });
    const optimizer = new Adam(new Map([["a", a], ["frozen", frozen]])); // biome-ignore format: a map
    optimizer.step(a.mul(frozen).sum().backward());
    expect(frozen.item()).toBe(4);
    expect(() => new Adam(one("frozen", frozen)).step(gradients({ a, b }))).toThrow(
      "Adam.step: no parameter of this optimiser has a gradient; was the loss computed from another model, or are all frozen?",
    );
  });
});
