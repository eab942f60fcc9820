import { Generator, onWarning, type Tensor, tensor, Variable, zeros } from "@gradiente/core";
import {
  Adam,
  type Closure,
  type ClosureOptimizer,
  LBFGS,
  type LBFGSOptions,
  Momentum,
  OptimizerStateError,
  SAM,
  type SAMOptions,
  SGD,
} from "@gradiente/optim";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { found, relativeError } from "../../../tooling/agreement.ts";
import golden from "./golden/evaluating.json" with { type: "json" };
import { problem } from "./golden/optimizers.json" with { type: "json" };

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });
const load = ({ shape, data }: { shape: number[]; data: number[] }) =>
  tensor(Float64Array.from(data), { shape });

interface Problem {
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly loss: Closure;
  evaluations: number;
}

function rosenbrock(): Problem {
  const p = new Variable(f64([-1.5, 2]));
  const made: Problem = {
    parameters: new Map([["p", p]]),
    evaluations: 0,
    loss: () => {
      made.evaluations += 1;
      const [x, y] = [p.slice([0]), p.slice([1])];
      return y.sub(x.square()).square().mul(100).add(x.neg().add(1).square());
    },
  };
  return made;
}

function net(): Problem {
  const [x, y] = [load(problem.x), load(problem.y)];
  const w = new Variable(load(problem.w));
  const b = new Variable(load(problem.b));
  const made: Problem = {
    parameters: new Map([["w", w], ["b", b]]), // biome-ignore format: a map
    evaluations: 0,
    loss: () => {
      made.evaluations += 1;
      return x.matmul(w).add(b).tanh().sub(y).square().mean();
    },
  };
  return made;
}

/** The numbers of all parameters. */
const numbersOf = ({ parameters }: Problem) => [...parameters.values()].flatMap((p) => [...p.toTypedArray()]);

function optimizerFor(kind: string, { parameters }: Problem, options: object): ClosureOptimizer {
  if (kind === "LBFGS") return new LBFGS(parameters, options as LBFGSOptions);
  const { momentum, learningRate, ...own } = options as SAMOptions & {
    momentum: number;
    learningRate: number;
  };
  return new SAM(new Momentum(parameters, { momentum, learningRate }), own);
}

describe("agree with PyTorch, or the paper (golden/evaluating.py)", () => {
  it.each(golden.cases)("$name", ({ optimizer: kind, theirs, problem, options, steps }) => {
    const made = problem === "rosenbrock" ? rosenbrock() : net();
    const optimizer = optimizerFor(kind, made, options);
    let worst = 0;
    for (const { loss, evaluations, p } of steps) {
      const before = optimizer.step(made.loss).item();
      const actual = [before, ...numbersOf(made)];
      expect(made.evaluations).toBe(evaluations);
      worst = Math.max(worst, ...[loss, ...p].map((wanted, i) => relativeError(actual[i], wanted)));
    }
    found(kind, theirs, worst);
    expect(worst).toBeLessThan(1e-8);
    expect(optimizer.stepCount).toBe(steps.length);
  });
});

const makers: Record<string, (made: Problem) => ClosureOptimizer> = {
  "LBFGS with a line search": ({ parameters }) =>
    new LBFGS(parameters, { iterations: 2, historySize: 3, lineSearch: "strongWolfe" }),
  LBFGS: ({ parameters }) => new LBFGS(parameters, { iterations: 2, learningRate: (t) => 0.5 / (1 + t) }),
  SAM: ({ parameters }) => new SAM(new Adam(parameters, { learningRate: 0.01 }), { rho: 0.1 }),
};

describe.each(Object.entries(makers))("%s", (_name, make) => {
  it("goes on from a saved state exactly as without the break", () => {
    for (const breakAt of [0, 1, 6]) {
      const whole = net();
      const optimizer = make(whole);
      for (let i = 0; i < 9; i++) optimizer.step(whole.loss);
      const [before, after] = [net(), net()];
      const [first, second] = [make(before), make(after)];
      for (let i = 0; i < breakAt; i++) first.step(before.loss);
      for (const [path, parameter] of after.parameters) parameter.set((before.parameters.get(path) as Variable).value); // biome-ignore format: one line
      second.loadStateDict(first.stateDict());
      for (let i = breakAt; i < 9; i++) second.step(after.loss);
      expect(numbersOf(after)).toEqual(numbersOf(whole));
      expect(second.stepCount).toBe(9);
      expect([...second.stateDict().keys()]).toEqual([...optimizer.stateDict().keys()]);
    }
  });

  it("changes nothing where the closure throws, in any of its calls", () => {
    for (const fatal of [1, 2, 3]) {
      const [made, other] = [net(), net()];
      const [optimizer, same] = [make(made), make(other)];
      for (const [one, at] of [[optimizer, made], [same, other]] as const) one.step(at.loss); // biome-ignore format: pairs
      const before = numbersOf(made);
      let calls = 0;
      const failing = () => {
        calls += 1;
        if (calls === fatal) throw new RangeError("no loss");
        return made.loss();
      };
      let threw = false;
      try {
        optimizer.step(failing);
      } catch (error) {
        expect((error as Error).message).toBe("no loss");
        threw = true;
      }
      if (!threw) continue;
      expect(numbersOf(made)).toEqual(before);
      expect(optimizer.stepCount).toBe(1);
      optimizer.step(made.loss);
      same.step(other.loss);
      expect(numbersOf(made)).toEqual(numbersOf(other));
    }
  });

  it("records nothing, and keeps float32 parameters float32", () => {
    const w = new Variable(tensor([1, -2]));
    const loss = () => w.sub(3).square().sum();
    const made = { parameters: new Map([["w", w]]), loss, evaluations: 0 };
    const optimizer = make(made);
    for (let i = 0; i < 3; i++) expect(optimizer.step(loss).node).toBe(null);
    expect(w.dtype).toBe("float32");
    expect(w.toArray()).not.toEqual([1, -2]);
    for (const value of optimizer.stateDict().values()) expect(value.node).toBe(null);
  });

  it("leaves parameters that are not trained, or take no part, alone", () => {
    const made = net();
    const frozen = new Variable(f64([4]), { trainable: false });
    const idle = new Variable(f64([5]));
    const all = { ...made, parameters: new Map([...made.parameters, ["frozen", frozen], ["idle", idle]]) };
    const optimizer = make(all);
    for (let i = 0; i < 4; i++) optimizer.step(() => made.loss().add(frozen.sum()));
    expect([frozen.item(), idle.item()]).toEqual([4, 5]);
    const other = net();
    const alone = make(other);
    for (let i = 0; i < 4; i++) alone.step(other.loss);
    expect(numbersOf(made).map((x) => x.toFixed(12))).toEqual(numbersOf(other).map((x) => x.toFixed(12)));
  });

  it("wants a function that gives a loss", () => {
    const made = net();
    const optimizer = make(made);
    const name = optimizer.constructor.name;
    expect(() => optimizer.step(made.loss() as unknown as Closure)).toThrow(
      `${name}.step: the argument must be a function, not an object (Tensor)`,
    );
    expect(() => optimizer.step((() => 3) as unknown as Closure)).toThrow(
      `${name}.step: the closure must return the loss, a tensor with one element, not 3`,
    );
    expect(() => optimizer.step((async () => made.loss()) as unknown as Closure)).toThrow(
      `${name}.step: the closure must return the loss`,
    );
    expect(() => optimizer.step(() => [...made.parameters.values()][0].square())).toThrow("one element");
  });
});

describe("LBFGS", () => {
  const wolfe = { lineSearch: "strongWolfe" } as const;

  it("finds the minimum of Rosenbrock's function", () => {
    const made = rosenbrock();
    const optimizer = new LBFGS(made.parameters, { ...wolfe, changeTolerance: 0 });
    for (let i = 0; i < 4; i++) optimizer.step(made.loss);
    for (const x of numbersOf(made)) expect(Math.abs(x - 1)).toBeLessThan(1e-6);
  });

  it("finds the minimum of any convex quadratic function", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(), (n, seed) => {
        const generator = new Generator(seed);
        const root = generator.normal([n, n], { dtype: "float64" });
        const target = generator.normal([n], { dtype: "float64" });
        const x = new Variable(zeros([n], { dtype: "float64" }));
        const loss = () => {
          const off = x.sub(target);
          return root.matmul(off.reshape([n, 1])).square().sum().add(off.square().sum()); // biome-ignore format: one line
        };
        const optimizer = new LBFGS(new Map([["x", x]]), { ...wolfe, changeTolerance: 0 });
        for (let i = 0; i < 4; i++) optimizer.step(loss);
        expect(x.sub(target).abs().max().item()).toBeLessThan(1e-6);
      }),
      { numRuns: 10 },
    );
  });

  it("with a line search never raises the loss, in float32 too", () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.001, max: 100, noNaN: true }), (seed, learningRate) => {
        const generator = new Generator(seed);
        const [x, y] = [generator.normal([7, 3]), generator.normal([7, 2])];
        const w = new Variable(generator.normal([3, 2]));
        const loss = () => x.matmul(w).sin().sub(y).square().mean();
        const optimizer = new LBFGS(new Map([["w", w]]), { ...wolfe, iterations: 3, learningRate });
        let last = loss().item();
        for (let i = 0; i < 4; i++) {
          optimizer.step(loss);
          const now = loss().item();
          expect(now).toBeLessThanOrEqual(last);
          last = now;
        }
      }),
      { numRuns: 8 },
    );
  });

  it("turns back where the loss is not finite", () => {
    const w = new Variable(f64(1));
    // NaN from 2 on: log of a negative number.
    const loss = () => w.neg().add(2).log().add(w.mul(3)).neg();
    const optimizer = new LBFGS(new Map([["w", w]]), { ...wolfe, learningRate: 8 });
    for (let i = 0; i < 3; i++) optimizer.step(loss);
    expect(Number.isFinite(loss().item())).toBe(true);
    expect(w.item()).toBeLessThan(2);
    const before = w.item();
    const broken = optimizer.step(() => w.mul(Number.NaN));
    expect([broken.item(), w.item()]).toEqual([Number.NaN, before]);
  });

  it("takes float32 and float64 together", () => {
    const a = new Variable(tensor([5, 4]));
    const b = new Variable(f64([-3]));
    const loss = () => a.cast("float64").square().sum().add(b.sub(1).square().sum());
    const optimizer = new LBFGS(new Map([["a", a], ["b", b]]), wolfe); // biome-ignore format: a map
    optimizer.step(loss);
    expect([a.dtype, b.dtype]).toEqual(["float32", "float64"]);
    expect(loss().item()).toBeLessThan(1e-10);
    // What it remembers is as fine as the finest parameter.
    expect(optimizer.stateDict().get("a.move")?.dtype).toBe("float64");
  });

  it("does not move what is frozen between two steps", () => {
    const made = net();
    const b = made.parameters.get("b") as Variable;
    const optimizer = new LBFGS(made.parameters, { ...wolfe, iterations: 2 });
    optimizer.step(made.loss);
    const [before, loss] = [b.toArray(), made.loss().item()];
    b.trainable = false;
    for (let i = 0; i < 3; i++) optimizer.step(made.loss);
    expect(b.toArray()).toEqual(before);
    expect(made.loss().item()).toBeLessThan(loss);
  });

  it("stays at a minimum", () => {
    const w = new Variable(f64([3]));
    const optimizer = new LBFGS(new Map([["w", w]]));
    optimizer.step(() => w.sub(3).square().sum());
    expect([w.item(), optimizer.stepCount]).toEqual([3, 1]);
  });

  it("names its state by path, and says what does not fit", () => {
    const made = net();
    const optimizer = new LBFGS(made.parameters, { iterations: 1, learningRate: 0.1 });
    expect([...optimizer.stateDict().keys()]).toEqual([
      "step",
      "iterations",
      "evaluations",
      "pairs",
      "scale",
    ]);
    optimizer.step(made.loss);
    optimizer.step(made.loss);
    const state = optimizer.stateDict();
    const ofParameter = ["move", "gradient", "step.0", "change.0"].flatMap((name) => [`w.${name}`, `b.${name}`]); // biome-ignore format: one line
    expect([...state.keys()].slice(5)).toEqual(ofParameter);
    expect(state.get("w.change.0")?.shape).toEqual([3, 2]);
    const fresh = new LBFGS(net().parameters);
    const wrong = new Map(state).set("b.move", f64([1, 2, 3]));
    wrong.delete("w.gradient");
    expect(() => fresh.loadStateDict(wrong)).toThrow(OptimizerStateError);
    expect(() => fresh.loadStateDict(wrong)).toThrow(
      /this optimiser:\n {2}does not fit: b\.move is float64 \[2\] here and float64 \[3\] in the state\n {2}missing: w\.gradient/,
    );
    expect(() => fresh.loadStateDict(new Map())).toThrow(/missing: step\n {2}missing: iterations/);
    expect(() => fresh.loadStateDict({} as Map<string, Tensor>)).toThrow(
      "loadStateDict: the state must be a Map",
    );
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, -3]) {
      expect(() => fresh.loadStateDict(new Map(state).set("pairs", f64(none)))).toThrow(
        /this optimiser:\n {2}unknown: w\.step\.0\n {2}unknown: b\.step\.0\n {2}unknown: w\.change\.0/,
      );
    }
    expect(fresh.stepCount).toBe(0);
    // A history that is longer than this one remembers.
    const short = new LBFGS(net().parameters, { historySize: 1, iterations: 3, learningRate: 0.1 });
    const long = net();
    const longer = new LBFGS(long.parameters, { iterations: 5, learningRate: 0.1 });
    longer.step(long.loss);
    expect(() => short.loadStateDict(longer.stateDict())).toThrow("unknown: w.step.1");
  });

  it("refuses what makes no sense", () => {
    const { parameters } = net();
    const [w] = parameters.values();
    const cases: [() => unknown, string][] = [
      [() => new LBFGS(parameters, { iterations: 0 }), "LBFGS: iterations must be a whole number >= 1, not 0"],
      [() => new LBFGS(parameters, { historySize: 0.5 }), "LBFGS: historySize must be a whole number >= 1, not 0.5"],
      [() => new LBFGS(parameters, { lineSearch: "wolfe" } as unknown as LBFGSOptions), 'LBFGS: lineSearch must be "strongWolfe" or "none", not "wolfe"'],
      [() => new LBFGS(parameters, { gradientTolerance: -1 }), "LBFGS: gradientTolerance must be a number of 0 or more, not -1"],
      [() => new LBFGS(parameters, { maxIter: 3 } as LBFGSOptions), 'LBFGS: there is no option "maxIter"'],
      [() => new LBFGS(new Map()), "LBFGS: there are no parameters"],
      [() => new LBFGS([{ parameters }] as unknown as typeof parameters), "LBFGS: expected parameters by path, a Map"],
      [() => new LBFGS(new Map([["a", w], ["b", w]])), "LBFGS: a and b are the same Variable"],
      [() => new LBFGS(parameters, { learningRate: () => -1 }).step(() => w.sum()), "learningRate: expected a number of 0 or more"],
      [() => new SAM(parameters as unknown as SGD), "SAM: the optimizer must be an optimiser, such as new SGD(parameters, options), not an object (Map)"],
      [() => new SAM(new SGD(parameters, { learningRate: 1 }), { rho: -1 }), "SAM: rho must be a number of 0 or more, not -1"],
    ]; // biome-ignore format: one row a case
    for (const [run, message] of cases) expect(run).toThrow(message);
  });
});

it.each<[string, (made: Problem) => ClosureOptimizer, (made: Problem) => ClosureOptimizer]>([
  ["SAM", ({ parameters }) => new SAM(new SGD(parameters, { learningRate: 0.1 })), ({ parameters }) => new SAM(new SGD(parameters, { learningRate: 0.1 }), { rho: 0.05, adaptive: false })],
  ["LBFGS", ({ parameters }) => new LBFGS(parameters), ({ parameters }) => new LBFGS(parameters, { learningRate: 1, iterations: 20, evaluations: 25, gradientTolerance: 1e-7, changeTolerance: 1e-9, historySize: 100, lineSearch: "none" })],
  ["LBFGS with fewer iterations", ({ parameters }) => new LBFGS(parameters, { iterations: 6 }), ({ parameters }) => new LBFGS(parameters, { iterations: 6, evaluations: 7 })],
])("%s has the defaults that it tells of", (_name, usual, explicit) => {
  const run = (make: (made: Problem) => ClosureOptimizer) => {
    const made = net();
    const optimizer = make(made);
    for (let i = 0; i < 3; i++) optimizer.step(made.loss);
    return [numbersOf(made), made.evaluations, [...optimizer.stateDict()].map(([path, x]) => [path, x.toArray()])]; // biome-ignore format: one line
  };
  expect(run(usual)).toEqual(run(explicit));
}); // biome-ignore format: one row a case

it("SAM says so where no parameter has a gradient, and moves nothing", () => {
  const made = net();
  const before = numbersOf(made);
  const sam = new SAM(new SGD(made.parameters, { learningRate: 0.1 }));
  const other = new Variable(f64(1));
  expect(() => sam.step(() => other.square())).toThrow(
    /^SGD\.step: no parameter of this optimiser has a gradient/,
  );
  expect([numbersOf(made), sam.stepCount]).toEqual([before, 0]);
});

it("SAM without a distance is its optimiser", () => {
  const [made, other] = [net(), net()];
  const sam = new SAM(new Adam(made.parameters), { rho: 0 });
  const adam = new Adam(other.parameters);
  for (let i = 0; i < 3; i++) {
    sam.step(made.loss);
    adam.step(other.loss().backward());
  }
  expect(numbersOf(made)).toEqual(numbersOf(other));
  expect(made.evaluations).toBe(2 * other.evaluations);
});

it("warns where LBFGS and another optimiser take turns", () => {
  const made = net();
  const seen: string[] = [];
  const restore = onWarning((code, text) => seen.push(`${code}: ${text}`));
  try {
    const lbfgs = new LBFGS(made.parameters, { iterations: 1 });
    const sgd = new SGD(made.parameters, { learningRate: 0.1 });
    lbfgs.step(made.loss);
    sgd.step(made.loss().backward());
    expect(seen).toEqual([]);
    lbfgs.step(made.loss);
  } finally {
    restore();
  }
  expect(seen).toEqual([
    "GRADIENTE_SHARED_PARAMETER: LBFGS and another optimiser, SGD, update the parameter w in turn; give each parameter to one optimiser, e.g. as groups of it",
  ]);
});
