import { Gradients, grad, noGrad, ones, type Tensor, tensor, Variable, zeros } from "@gradiente/core";
import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  adadelta,
  adagrad,
  adam,
  adamax,
  adamW,
  clipByGlobalNorm,
  type GradientTransform,
  Lion,
  lion,
  Momentum,
  momentum,
  NAdam,
  nadam,
  nesterov,
  Optimizer,
  OptimizerStateError,
  RAdam,
  RMSprop,
  Rprop,
  radam,
  rmsprop,
  rprop,
  SGD,
  sgd,
} from "@gradiente/optim";
import { describe, expect, it } from "vitest";
import { makers } from "./makers.ts";

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });
type Parameters_ = ReadonlyMap<string, Variable>;

describe.each(Object.entries(makers))("%s", (_name, make) => {
  const lossOf = (w: Variable) => w.sub(3).square().sum();

  it("keeps float32 parameters float32", () => {
    const w = new Variable(ones([2]));
    const optimizer = make(new Map([["w", w]]));
    optimizer.step(lossOf(w).backward());
    expect(w.dtype).toBe("float32");
    expect(w.toArray()).not.toEqual([1, 1]);
  });

  it("goes on from a saved state exactly as without the break", () => {
    const start = () => {
      const w = new Variable(f64([1, -2]));
      return { w, optimizer: make(new Map([["layer.w", w]])) };
    };
    const whole = start();
    for (let i = 0; i < 6; i++) whole.optimizer.step(lossOf(whole.w).backward());
    const before = start();
    for (let i = 0; i < 3; i++) before.optimizer.step(lossOf(before.w).backward());
    const after = start();
    after.w.set(before.w.value);
    after.optimizer.loadStateDict(before.optimizer.stateDict());
    for (let i = 0; i < 3; i++) after.optimizer.step(lossOf(after.w).backward());
    expect(after.w.toArray()).toEqual(whole.w.toArray());
    expect(after.optimizer.stepCount).toBe(6);
  });

  it("leaves parameters without a gradient alone", () => {
    const w = new Variable(f64([1]));
    const idle = new Variable(f64([5]));
    make(new Map([["idle", idle], ["w", w]])).step(lossOf(w).backward()); // biome-ignore format: a map
    expect(idle.toArray()).toEqual([5]);
  });

  it("records nothing", () => {
    const w = new Variable(f64([1]));
    const optimizer = make(new Map([["w", w]]));
    optimizer.step(lossOf(w).backward({ createGraph: true }));
    for (const value of optimizer.stateDict().values()) expect(value.node).toBe(null);
    const seen: boolean[] = [];
    const spy: GradientTransform = {
      name: "spy",
      init: () => ({}),
      update: ({ parameter, direction }) => [{ parameter, direction: direction.mul(watch(parameter)) }, {}],
    };
    const watch = (p: Tensor) => {
      seen.push(p.mul(2).node === null);
      return 0.1;
    };
    new Optimizer(new Map([["w", w]]), spy, { learningRate: 0.1 }).step(lossOf(w).backward());
    expect(seen).toEqual([true]);
    expect(lossOf(w).backward().tensors().length).toBe(1);
  });
});

describe("an Optimizer", () => {
  const w = () => new Map([["w", new Variable(ones([2]))]]);

  it("refuses gradients that are none of its parameters'", () => {
    const optimizer = new Adam(w());
    const other = new Variable(f64(1));
    expect(() => optimizer.step(other.square().backward())).toThrow(
      /Adam\.step: no parameter of this optimiser has a gradient/,
    );
    expect(optimizer.stepCount).toBe(0);
  });

  it("has PyTorch's defaults", () => {
    const p = f64([1, -2]);
    const g = f64([0.3, 0.7]);
    const given: [GradientTransform, GradientTransform][] = [
      [momentum(), momentum({ momentum: 0.9, weightDecay: 0 })],
      [nesterov(), nesterov({ momentum: 0.9, weightDecay: 0 })],
      [rmsprop(), rmsprop({ alpha: 0.99, epsilon: 1e-8, weightDecay: 0 })],
      [adam(), adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 })],
      [adamW(), adamW({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 })],
      [adagrad(), adagrad({ epsilon: 1e-10, weightDecay: 0 })],
      [adadelta(), adadelta({ rho: 0.9, epsilon: 1e-6, weightDecay: 0 })],
      [adam(), adam({ amsgrad: false, epsilonInside: false })],
      [rmsprop(), rmsprop({ centered: false, momentum: 0, epsilonInside: false })],
      [nadam(), nadam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentumDecay: 0.004, weightDecay: 0 })],
      [radam(), radam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 })],
      [adamax(), adamax({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 })],
      [lion(), lion({ beta1: 0.9, beta2: 0.99, weightDecay: 0 })],
      [rprop(), rprop({ etaMinus: 0.5, etaPlus: 1.2, smallestStep: 1e-6, largestStep: 50 })],
    ];
    for (const [usual, explicit] of given) {
      const twice = (rule: GradientTransform) => {
        const [p1, s1] = updated(rule, 1, p, g, rule.init(p));
        const [p2, s2] = updated(rule, 2, p1, g.neg(), s1);
        return [p2, ...Object.values(s2)].map((x) => x.toArray());
      };
      expect(twice(usual)).toEqual(twice(explicit));
    }
    expect(
      [RMSprop, Adam, AdamW, Adagrad, Adadelta, NAdam, RAdam, Adamax, Lion, Rprop].map(
        (Optimiser) => new Optimiser(w()).learningRate,
      ),
    ).toEqual([0.01, 0.001, 0.001, 0.01, 1, 0.002, 0.001, 0.002, 0.0001, 0.01]);
  });

  it("updates all parameters or, where a rule throws, none", () => {
    const parameters = new Map([...w(), ["v", new Variable(f64([1]))] as const]);
    const rule: GradientTransform = {
      name: "choosy",
      init: () => ({}),
      update: (move, state) => {
        if (move.parameter.dtype === "float64") throw new RangeError("not this one");
        return [move, state];
      },
    };
    const optimizer = new Optimizer(parameters, rule, { learningRate: 0.1 });
    const loss = [...parameters.values()].map((p) => p.square().sum()).reduce((a, b) => a.add(b));
    expect(() => optimizer.step(loss.backward())).toThrow("not this one");
    expect([...parameters.values()].map((p) => p.toArray())).toEqual([[1, 1], [1]]);
    expect(optimizer.stepCount).toBe(0);
  });

  it("names its state by path", () => {
    expect([...new Adam(w()).stateDict().keys()]).toEqual(["step", "w.mean", "w.meanSquare"]);
  });

  it("lists what does not fit in a state, and then loads nothing", () => {
    const optimizer = new Adam(w());
    const state = optimizer.stateDict();
    state.set("step", f64(7));
    state.set("w.mean", zeros([3]));
    state.delete("w.meanSquare");
    state.set("v.mean", zeros([2]));
    expect(() => optimizer.loadStateDict(state)).toThrow(OptimizerStateError);
    expect(() => optimizer.loadStateDict(state)).toThrow(
      /does not fit: w\.mean is float32 \[2\] here and float32 \[3\] in the state\n {2}missing: w\.meanSquare\n {2}unknown: v\.mean/,
    );
    expect(optimizer.stepCount).toBe(0);
  });

  it.each([-1, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses a state after %s updates, and then loads nothing",
    (step) => {
      const optimizer = new Adam(w());
      const state = optimizer
        .stateDict()
        .set("step", f64(step))
        .set("w.mean", ones([2]));
      expect(() => optimizer.loadStateDict(state)).toThrow(
        new OptimizerStateError(
          `loadStateDict: the state does not fit this optimiser:\n  does not fit: step is ${step}, and must be a number of updates`,
        ),
      );
      expect([optimizer.stepCount, optimizer.stateDict().get("w.mean")?.toArray()]).toEqual([0, [0, 0]]);
      for (const good of [0, 2 ** 53 - 1]) {
        optimizer.loadStateDict(state.set("step", f64(good)));
        expect(optimizer.stepCount).toBe(good);
      }
    },
  );

  it("refuses options that make no sense", () => {
    const cases: [() => unknown, RegExp][] = [
      [() => new SGD(w(), { learningRate: -1 }), /SGD: learningRate must be a number of 0 or more, or a schedule that gives one, not -1/],
      [() => new SGD(w(), {} as { learningRate: number }), /SGD: learningRate must be .*, not undefined/],
      [() => new SGD(w(), { learningRate: () => Number.NaN }).learningRate, /got NaN/],
      [() => new Adam(w(), { beta1: 1 }), /Adam: beta1 must be at least 0 and below 1, not 1/],
      [() => new Adam(w(), { epsilon: -1 }), /Adam: epsilon must be a number of 0 or more, not -1/],
      [() => new Momentum(w(), { learningRate: 1, momentum: 2 }), /Momentum: momentum must be/],
      [() => new NAdam(w(), { momentumDecay: -1 }), /NAdam: momentumDecay must be a number of 0 or more, not -1/],
      [() => new RAdam(w(), { beta2: 1 }), /RAdam: beta2 must be at least 0 and below 1, not 1/],
      [() => new Adamax(w(), { epsilon: -1 }), /Adamax: epsilon must be a number of 0 or more, not -1/],
      [() => new Lion(w(), { beta1: 1 }), /Lion: beta1 must be at least 0 and below 1, not 1/],
      [() => lion({ epsilon: 1 } as object), /^lion: there is no option "epsilon"; options are beta1, beta2, weightDecay$/],
      [() => new Rprop(w(), { etaMinus: 1 }), /Rprop: etaMinus must be between 0 and 1, not 1/],
      [() => new Rprop(w(), { etaPlus: 1 }), /Rprop: etaPlus must be a finite number above 1, not 1/],
      [() => rprop({ smallestStep: 1 + 1e-9, largestStep: 1 }), /rprop: smallestStep, 1.000000001, is larger than largestStep, 1/],
      [() => rprop({ smallestStep: 2, largestStep: 1 }), /rprop: smallestStep, 2, is larger than largestStep, 1/],
      [() => new Adam(w(), { amsgrad: 1 } as object), /Adam: amsgrad must be true or false, not 1/],
      [() => new RMSprop(w(), { momentum: 1 }), /RMSprop: momentum must be at least 0 and below 1, not 1/],
      [() => new RMSprop(w(), { weightDecay: Number.NaN }), /RMSprop: weightDecay must be a number of 0 or more, not NaN/],
      [() => new SGD([...w().values()] as unknown as Parameters_, { learningRate: 1 }), /SGD: expected parameters by path, a Map; pass model\.parameters\(\)/],
      [() => clipByGlobalNorm(new Variable(f64(1)).backward(), 0), /maxNorm must be positive, not 0/],
      [() => new SGD(w(), undefined as unknown as { learningRate: number }), /^SGD: options are an object, \{ learningRate: \.\.\. \}, not undefined$/],
      [() => new SGD(w(), { learningRate: 1, lr: 0.1 } as { learningRate: number }), /^SGD: there is no option "lr"; did you mean learningRate\?$/],
      [() => new Adam(w(), { betas: [0.9, 0.999] } as object), /^Adam: there is no option "betas"; did you mean beta1 and beta2\?$/],
      [() => new Adam(w(), { weight_decay: 1 } as object), /did you mean weightDecay\?$/],
      [() => adam({ momentum: 0.9 } as object), /^adam: there is no option "momentum"; options are beta1, beta2, epsilon, epsilonInside, amsgrad, weightDecay$/],
      [() => new Optimizer(w(), { learningRate: 1 } as unknown as GradientTransform, { learningRate: 1 }), /^Optimizer: the transform must be a gradient transformation, such as adam\(\), not an object with learningRate$/],
      [() => new SGD(w(), { learningRate: 1 }).step(tensor(1) as unknown as Gradients), /^SGD\.step: the argument must be Gradients, such as those of loss\.backward\(\), not an object \(Tensor\)$/],
    ]; // biome-ignore format: one row a case
    for (const [run, message] of cases) expect(run).toThrow(message);
  });
});

it("Rprop goes by 50 at most and by a millionth at least", () => {
  const moved = (learningRate: number, slopes: number[]) => {
    const w = new Variable(f64([0]));
    const optimizer = new Optimizer(new Map([["w", w]]), rprop(), { learningRate });
    for (const slope of slopes) optimizer.step(w.mul(-slope).sum().backward());
    return w.item();
  };
  expect(moved(45, [1, 1, 1])).toBeCloseTo(45 + 50 + 50, 9);
  expect(moved(100, [1])).toBeCloseTo(50, 9);
  expect(moved(1e-9, [1])).toBeCloseTo(1e-6, 15);
});

it("Rprop with one size for all steps goes on by it", () => {
  const w = new Variable(f64([1, 1]));
  const optimizer = new Optimizer(new Map([["w", w]]), rprop({ smallestStep: 0.5, largestStep: 0.5 }), { learningRate: 0.1 }); // biome-ignore format: one line
  for (let i = 0; i < 3; i++) optimizer.step(w.mul(f64([1, -3])).sum().backward()); // biome-ignore format: one line
  expect(w.toArray()).toEqual([-0.5, 2.5]);
});

it("Rprop shrinks its steps at a rate of 0 too, where nothing moves", () => {
  const w = new Variable(f64([1]));
  const optimizer = new Rprop(new Map([["w", w]]), { learningRate: (step) => (step < 2 ? 0 : 0.1) });
  for (const slope of [1, -1]) {
    optimizer.step(w.mul(slope).sum().backward());
    expect(w.item()).toBe(1);
  }
  // Half of the first step, since the sign has changed once.
  optimizer.step(w.mul(-1).sum().backward());
  expect(w.item()).toBeCloseTo(1.05, 12);
});

it("a rule is pure: one update can itself be differentiated", () => {
  const after = (p: Tensor) => updated(sgd(), 1, p, grad((q) => q.pow(3))(p), {})[0];
  // p - 0.1 · 3 p²: derivative 1 - 0.6 p.
  expect(Math.abs(grad(after)(f64(2)).item() + 0.2)).toBeLessThan(1e-12);
  expect(noGrad(() => after(f64(2))).item()).toBeCloseTo(0.8, 12);
});

/** One update by a rule on its own, with a learning rate of 0.1. */
function updated(
  rule: GradientTransform,
  count: number,
  parameter: Tensor,
  gradient: Tensor,
  state: Readonly<Record<string, Tensor>>,
): [Tensor, Readonly<Record<string, Tensor>>] {
  const numbers = Object.entries(rule.begin?.({ count, learningRate: 0.1 }) ?? {});
  const scalars = Object.fromEntries(numbers.map(([name, value]) => [name, f64(value)]));
  const [move, next] = rule.update({ parameter, direction: gradient }, state, scalars);
  return [move.parameter.sub(move.direction), next];
}

it("clips nothing where there is nothing: the norm of no gradients is 0", () => {
  const { gradients, norm } = clipByGlobalNorm(Gradients.from(new Map()), 1);
  expect([norm.item(), [...gradients.tensors()]]).toEqual([0, []]);
});
