import { tensor, Variable } from "@gradiente/core";
import {
  Adafactor,
  adam,
  adamW,
  adaptiveClipping,
  chainTransforms,
  decoupledDecay,
  type GradientTransform,
  LAMB,
  type LearningRate,
  Lookahead,
  lookahead,
  Muon,
  muon,
  Optimizer,
  scaleByLearningRate,
  scaleByMuon,
  sgd,
} from "@gradiente/optim";
import { describe, expect, it } from "vitest";
import { found, relativeError } from "../../../tooling/agreement.ts";
import golden from "./golden/papers.json" with { type: "json" };

type Parameters_ = ReadonlyMap<string, Variable>;
type Options = Readonly<Record<string, unknown>> & { readonly learningRate: LearningRate };

const only = (parameters: Parameters_, keep: (parameter: Variable) => boolean) =>
  new Map([...parameters].filter(([, parameter]) => keep(parameter)));

/** Vectors are for AdamW, at a rate of their own. */
function muonAndAdamW(parameters: Parameters_, { learningRate, ...options }: Options): Optimizer {
  const vectors = only(parameters, ({ ndim }) => ndim < 2);
  const groups = [
    { parameters: only(parameters, ({ ndim }) => ndim >= 2) },
    { parameters: vectors, transform: adamW(), learningRate: 0.01 },
  ];
  return new Optimizer(groups, muon(options), { learningRate });
}

const makers: Record<string, (parameters: Parameters_, options: Options) => Optimizer> = {
  LAMB: (parameters, options) => new LAMB(parameters, options),
  Adafactor: (parameters, options) => new Adafactor(parameters, options),
  Muon: muonAndAdamW,
  Lookahead: (parameters, options) => new Lookahead(parameters, adam(), options),
  adaptiveClipping: (parameters, { learningRate, clipping, ...options }) =>
    new Optimizer(parameters, chainTransforms(adaptiveClipping(clipping as number, options), sgd()), {
      learningRate,
    }),
};

const load = ({ shape, data }: { shape: number[]; data: number[] }) =>
  tensor(Float64Array.from(data), { shape });

describe("20 steps agree with the equations of papers (golden/papers.py)", () => {
  const [x, y] = [load(golden.problem.x), load(golden.problem.y)];
  it.each(golden.cases)("$name", ({ optimizer: kind, theirs, options, steps }) => {
    const [w, v, b] = [golden.problem.w, golden.problem.v, golden.problem.b].map(
      (each) => new Variable(load(each)),
    );
    const parameters = new Map(Object.entries({ w, v, b }));
    const learningRate = (step: number) => steps[step].learningRate;
    const optimizer = makers[kind](parameters, { ...options, learningRate });
    let worst = 0;
    for (const step of steps) {
      const loss = x.matmul(w).add(b).tanh().matmul(v).sub(y).square().mean();
      const before = loss.item();
      optimizer.step(loss.backward());
      const wanted = [step.loss, ...step.w, ...step.v, ...step.b];
      const actual = [before, ...[w, v, b].flatMap((p) => [...p.toTypedArray()])];
      worst = Math.max(worst, ...wanted.map((value, i) => relativeError(actual[i], value)));
    }
    expect(steps.length).toBe(20);
    expect(worst).toBeLessThan(1e-8);
    if (kind !== "adaptiveClipping") found(kind, theirs, worst);
  });
});

describe("defaults are those of the papers", () => {
  const trained = (make: (parameters: Parameters_) => Optimizer) => {
    const w = new Variable(load({ shape: [2, 3], data: [1, -2, 0.5, 3, 0, 1] }));
    const optimizer = make(new Map([["w", w]]));
    for (let i = 0; i < 12; i++) optimizer.step(w.sub(3).square().sum().backward());
    return w.toArray();
  };
  const adams = { beta1: 0.9, beta2: 0.999 };
  const rate = { learningRate: 0.1 };
  it.each<[string, (p: Parameters_) => Optimizer, (p: Parameters_) => Optimizer]>([
    ["LAMB", (p) => new LAMB(p), (p) => new LAMB(p, { ...adams, epsilon: 1e-6, weightDecay: 0, learningRate: 0.001 })],
    ["Adafactor", (p) => new Adafactor(p), (p) => new Adafactor(p, { decayExponent: 0.8, clippingThreshold: 1, epsilon: 1e-30, scaleByParameter: true, smallestScale: 1e-3, weightDecay: 0, learningRate: (t) => Math.min(0.01, 1 / Math.sqrt(t + 1)) })],
    ["Muon", (p) => new Muon(p), (p) => new Muon(p, { momentum: 0.95, nesterov: true, iterations: 5, weightDecay: 0, learningRate: 0.02 })],
    ["Lookahead", (p) => new Lookahead(p, adam(), rate), (p) => new Lookahead(p, adam(), { period: 5, alpha: 0.5, ...rate })],
    ["adaptive clipping", (p) => new Optimizer(p, chainTransforms(adaptiveClipping(0.1), sgd()), rate), (p) => new Optimizer(p, chainTransforms(adaptiveClipping(0.1, { epsilon: 1e-3 }), sgd()), rate)],
  ])("%s", (_name, usual, explicit) => {
    expect(trained(usual)).toEqual(trained(explicit));
  }); // biome-ignore format: one row a case
});

it("Muon takes filters as matrices of a row each, and refuses vectors", () => {
  const data = Array.from({ length: 24 }, (_, i) => Math.sin(i));
  const run = (shape: number[]) => {
    const w = new Variable(load({ shape, data }));
    const optimizer = new Muon(new Map([["w", w]]));
    for (let i = 0; i < 3; i++) optimizer.step(w.square().sum().backward());
    return [...w.toTypedArray()];
  };
  expect(run([4, 3, 2])).toEqual(run([4, 6]));
  expect(() => new Muon(new Map([["b", new Variable(tensor([1, 2]))]]))).toThrow(
    /^muon: a parameter of shape \[2\] is no matrix; give it to an Optimizer in a group of its own: \{ parameters, transform: adamW\(\)/,
  );
});

it("Muon does with a square matrix what it does with its transpose", () => {
  const data = Array.from({ length: 9 }, (_, i) => Math.sin(3 * i + 1));
  const moved = (turned: boolean) => {
    const w = load({ shape: [3, 3], data });
    const p = new Variable(turned ? w.transpose() : w);
    const optimizer = new Muon(new Map([["p", p]]));
    for (let i = 0; i < 2; i++) optimizer.step(p.sub(1).pow(3).sum().backward());
    return turned ? p.transpose() : p.value;
  };
  const [plain, turned] = [moved(false), moved(true)];
  expect(plain.sub(turned).abs().max().item()).toBeLessThan(1e-12);
  expect(plain.toArray()).not.toEqual(load({ shape: [3, 3], data }).toArray());
});

it("muon is made of its parts", () => {
  const options = { momentum: 0.6, nesterov: false, iterations: 3 };
  const run = (transform: GradientTransform) => {
    const w = new Variable(load({ shape: [2, 3], data: [1, -2, 0.5, 3, 0, 1] }));
    const optimizer = new Optimizer(new Map([["w", w]]), transform, { learningRate: 0.1 });
    for (let i = 0; i < 4; i++) optimizer.step(w.sub(3).pow(3).sum().backward());
    return w.toArray();
  };
  const parts = [decoupledDecay(0.1), scaleByMuon(options), scaleByLearningRate()];
  expect(run(chainTransforms(...parts))).toEqual(run(muon({ ...options, weightDecay: 0.1 })));
});

it("Muon goes on from a saved state exactly as without the break, and keeps float32", () => {
  const start = () => {
    const w = new Variable(tensor([[1, -2, 3], [0.5, 1, 2]])); // biome-ignore format: a matrix
    return { w, optimizer: new Muon(new Map([["layer.w", w]])) };
  };
  const steps = ({ w, optimizer }: ReturnType<typeof start>, count: number) => {
    for (let i = 0; i < count; i++) optimizer.step(w.sub(3).pow(3).sum().backward());
  };
  const [whole, before, after] = [start(), start(), start()];
  steps(whole, 6);
  steps(before, 3);
  after.w.set(before.w.value);
  after.optimizer.loadStateDict(before.optimizer.stateDict());
  steps(after, 3);
  expect(after.w.toArray()).toEqual(whole.w.toArray());
  expect(after.w.dtype).toBe("float32");
  for (const value of after.optimizer.stateDict().values()) expect(value.node).toBe(null);
});

it("Adafactor keeps rows and columns of the last two axes, alike for each matrix before them", () => {
  const data = Array.from({ length: 12 }, (_, i) => Math.cos(i));
  const w = new Variable(load({ shape: [2, 3, 2], data }));
  const optimizer = new Adafactor(new Map([["w", w]]), { scaleByParameter: false, clippingThreshold: 1e9 });
  const parts = [0, 1].map((i) => new Variable(load({ shape: [3, 2], data: data.slice(6 * i, 6 * i + 6) })));
  const others = parts.map(
    (p) => new Adafactor(new Map([["p", p]]), { scaleByParameter: false, clippingThreshold: 1e9 }),
  );
  for (let i = 0; i < 3; i++) {
    optimizer.step(w.pow(3).sum().backward());
    for (const [k, other] of others.entries()) other.step(parts[k].pow(3).sum().backward());
  }
  expect([...w.toTypedArray()]).toEqual(parts.flatMap((p) => [...p.toTypedArray()]));
  const shapes = [...optimizer.stateDict()].map(([name, { shape }]) => [name, shape]);
  expect(shapes).toEqual([["step", []], ["w.rows", [2, 3]], ["w.columns", [2, 2]]]); // biome-ignore format: a list
});

it("Adafactor's rate is 0.01 for 10,000 updates, and then falls", () => {
  const optimizer = new Adafactor(new Map([["w", new Variable(tensor([1]))]]));
  const rates = [0, 9_999, 39_999, 999_999].map((count) => {
    optimizer.loadStateDict(optimizer.stateDict().set("step", tensor(count, { dtype: "float64" })));
    return optimizer.learningRate;
  });
  expect(rates).toEqual([0.01, 0.01, 0.005, 0.001]);
});

it("LAMB and adaptive clipping move parameters of zeros", () => {
  for (const make of [
    (p: Parameters_) => new LAMB(p, { learningRate: 0.1 }),
    (p: Parameters_) => new Optimizer(p, chainTransforms(adaptiveClipping(0.1), sgd()), { learningRate: 1 }),
  ]) {
    const w = new Variable(load({ shape: [2, 2], data: [0, 0, 0, 0] }));
    make(new Map([["w", w]])).step(w.slice([0]).sum().backward());
    const [[moved], [still]] = w.toArray() as number[][];
    expect(moved).toBeLessThan(0);
    expect(still).toBe(0);
  }
});

describe("Lookahead", () => {
  const start = (group?: object) => {
    const w = new Variable(tensor([1, -2], { dtype: "float64" }));
    const parameters = new Map([["w", w]]);
    const own = group === undefined ? parameters : [{ parameters, ...group }];
    return { w, optimizer: new Lookahead(own, adam(), { learningRate: 0.1, period: 2, alpha: 0 }) };
  };

  it("comes back to where it was with an alpha of 0, by the rules of groups too", () => {
    for (const { w, optimizer } of [start(), start({ transform: sgd() })]) {
      for (let i = 1; i <= 4; i++) {
        optimizer.step(w.square().sum().backward());
        if (i % 2 === 0) expect(w.toArray()).toEqual([1, -2]);
        else expect(w.toArray()).not.toEqual([1, -2]);
      }
    }
  });

  it("of a lookahead, whose slow weights would be mixed up, is refused when it is used", () => {
    const p = new Map([["w", new Variable(tensor([1]))]]);
    const twice = () => new Optimizer(p, lookahead(lookahead(sgd())), { learningRate: 0.1 });
    expect(twice).toThrow(
      new TypeError("lookahead: lookahead(sgd) has a state called slow; it may be a lookahead already"),
    );
  });

  it("refuses itself, what is no rule, and options out of range", () => {
    const p = new Map([["w", new Variable(tensor([1]))]]);
    const rate = { learningRate: 0.1 };
    const nested = () => new Lookahead(p, new Lookahead(p, adam(), rate) as never, rate);
    expect(nested).toThrow(/^Lookahead: the transform must be a gradient transformation/);
    expect(() => new Lookahead(p, adam(), { ...rate, period: 0 })).toThrow(
      /period must be a whole number of updates >= 1/,
    );
    expect(() => new Lookahead(p, adam(), { ...rate, alpha: 2 })).toThrow(/alpha must be from 0 to 1, not 2/);
    expect(() => new Lookahead([3 as never], adam(), rate)).toThrow(TypeError);
    const none = "lookahead: the transform must be a gradient transformation, such as adam(), not an object with name"; // biome-ignore format: one line
    expect(() => lookahead({ name: "sgd" } as never)).toThrow(none);
  });
});

it("refuse options that make no sense", () => {
  const p = new Map([["w", new Variable(tensor([[1]]))]]);
  const cases: [() => unknown, RegExp][] = [
    [() => new LAMB(p, { beta1: 1 }), /LAMB: beta1 must be at least 0 and below 1, not 1/],
    [() => new Adafactor(p, { clippingThreshold: 0 }), /clippingThreshold must be positive, not 0/],
    [() => new Adafactor(p, { decayExponent: -1 }), /decayExponent must be a number of 0 or more, not -1/],
    [() => new Muon(p, { iterations: 0 }), /iterations must be a whole number >= 1, not 0/],
    [() => new Muon(p, { momentum: 1 }), /momentum must be at least 0 and below 1, not 1/],
    [() => adaptiveClipping(0), /^adaptiveClipping: clipping must be positive, not 0/],
    [() => adaptiveClipping(1, { epsilon: 0 }), /epsilon must be positive, not 0/],
  ];
  for (const [run, message] of cases) expect(run).toThrow(message);
});
