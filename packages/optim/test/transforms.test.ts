import { checkpoint, Generator, type Gradients, type Tensor, tensor, Variable } from "@gradiente/core";
import {
  AdamW,
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamW,
  chainTransforms,
  clipByGlobalNorm,
  decoupledDecay,
  type GradientTransform,
  globalNormClipping,
  l2Decay,
  lamb,
  lion,
  lookahead,
  momentum,
  nadam,
  nesterov,
  Optimizer,
  radam,
  rmsprop,
  rprop,
  SGD,
  scaleByAdadelta,
  scaleByAdafactor,
  scaleByAdagrad,
  scaleByAdam,
  scaleByAdamax,
  scaleByLearningRate,
  scaleByLion,
  scaleByMomentum,
  scaleByNAdam,
  scaleByNesterov,
  scaleByRAdam,
  scaleByRMSprop,
  scaleByTrustRatio,
  sgd,
  valueClipping,
} from "@gradiente/optim";
import { describe, expect, it, vi } from "vitest";

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });

/** Two parameters, one of them as large as what runs as one kernel. */
function twoParameters(): Map<string, Variable> {
  const generator = new Generator(3);
  const random = (shape: readonly number[]) => new Variable(generator.normal(shape, { dtype: "float64" }));
  return new Map([["small", random([4])], ["large", random([30, 50])]]); // biome-ignore format: a map
}

/** Gradients that are random numbers. */
function gradientsFrom(parameters: ReadonlyMap<string, Variable>, generator: Generator): Gradients {
  const terms = [...parameters.values()].map((parameter) =>
    parameter.mul(generator.normal(parameter.shape, { dtype: "float64" })).sum(),
  );
  return terms.reduce((a, b) => a.add(b)).backward();
}

/** The parameters after 5 updates on random gradients, changed before each update if a function is given. */
function trained(
  transform: GradientTransform,
  change: (gradients: Gradients) => Gradients = (gradients) => gradients,
): number[] {
  const parameters = twoParameters();
  const optimizer = new Optimizer(parameters, transform, { learningRate: (t) => 0.1 / (1 + t) });
  const generator = new Generator(4);
  // RAdam divides by the root from the sixth update on.
  for (let i = 0; i < 8; i++) optimizer.step(change(gradientsFrom(parameters, generator)));
  return [...parameters.values()].flatMap((parameter) => [...parameter.toTypedArray()]);
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected[i])));
  });
}

describe("building blocks", () => {
  const lr = scaleByLearningRate;
  const centred = { centered: true, epsilon: 0.1 };
  const inside = { epsilonInside: true, epsilon: 0.1 };
  const averages = { beta1: 0.7, beta2: 0.8 };
  const rising = { momentumDecay: 0.1, epsilon: 0.1 };

  it.each([
    ["sgd", sgd({ weightDecay: 0.1 }), [l2Decay(0.1), lr()]],
    ["momentum", momentum({ momentum: 0.8 }), [scaleByMomentum({ momentum: 0.8 }), lr()]],
    ["nesterov", nesterov({ weightDecay: 0.1 }), [l2Decay(0.1), scaleByNesterov(), lr()]],
    ["adagrad", adagrad({ epsilon: 1e-3 }), [scaleByAdagrad({ epsilon: 1e-3 }), lr()]],
    ["adadelta", adadelta({ rho: 0.8 }), [scaleByAdadelta({ rho: 0.8 }), lr()]],
    ["rmsprop", rmsprop({ alpha: 0.8 }), [scaleByRMSprop({ alpha: 0.8 }), lr()]],
    [
      "rmsprop with momentum",
      rmsprop({ momentum: 0.8 }),
      [scaleByRMSprop(), scaleByMomentum({ momentum: 0.8 }), lr()],
    ],
    [
      "lamb",
      lamb({ beta1: 0.8, weightDecay: 0.1 }),
      [scaleByAdam({ beta1: 0.8, epsilon: 1e-6 }), l2Decay(0.1), scaleByTrustRatio(), lr()],
    ],
    [
      "adafactor",
      adafactor({ decayExponent: 0.5, weightDecay: 0.1 }),
      [scaleByAdafactor({ decayExponent: 0.5 }), lr(), decoupledDecay(0.1)],
    ],
    ["lion", lion({ weightDecay: 0.1 }), [decoupledDecay(0.1), scaleByLion(), lr()]],
    ["nesterov of another momentum", nesterov({ momentum: 0.8 }), [scaleByNesterov({ momentum: 0.8 }), lr()]],
    ["adadelta of another epsilon", adadelta({ epsilon: 0.1 }), [scaleByAdadelta({ epsilon: 0.1 }), lr()]],
    ["rmsprop, centred", rmsprop(centred), [scaleByRMSprop(centred), lr()]],
    [
      "rmsprop's scaling with momentum",
      chainTransforms(scaleByRMSprop({ momentum: 0.8 }), lr()),
      [scaleByRMSprop(), scaleByMomentum({ momentum: 0.8 }), lr()],
    ],
    ["rmsprop, inside", rmsprop(inside), [scaleByRMSprop(inside), lr()]],
    [
      "lion of other averages",
      lion({ beta1: 0.7, beta2: 0.8 }),
      [scaleByLion({ beta1: 0.7, beta2: 0.8 }), lr()],
    ],
  ] as const)("make %s, to the last bit", (_name, rule, parts) => {
    expect(trained(chainTransforms(...parts))).toEqual(trained(rule));
  });

  it.each([
    ["adam", adam({ beta1: 0.8, weightDecay: 0.1 }), [l2Decay(0.1), scaleByAdam({ beta1: 0.8 }), lr()]],
    ["nadam", nadam({ weightDecay: 0.1 }), [l2Decay(0.1), scaleByNAdam(), lr()]],
    ["nadam of other averages", nadam(averages), [scaleByNAdam(averages), lr()]],
    ["radam", radam({ beta2: 0.8 }), [scaleByRAdam({ beta2: 0.8 }), lr()]],
    ["radam of other averages", radam(averages), [scaleByRAdam(averages), lr()]],
    ["adamax of other averages", adamax(averages), [scaleByAdamax(averages), lr()]],
    ["adamax", adamax({ beta1: 0.8 }), [scaleByAdamax({ beta1: 0.8 }), lr()]],
    ["adamW", adamW({ weightDecay: 0.1 }), [decoupledDecay(0.1), scaleByAdam(), lr()]],
    ["adam, inside", adam(inside), [scaleByAdam(inside), lr()]],
    [
      "adam, amsgrad",
      adam({ amsgrad: true, beta2: 0.5 }),
      [scaleByAdam({ amsgrad: true, beta2: 0.5 }), lr()],
    ],
    ["nadam, other options", nadam(rising), [scaleByNAdam(rising), lr()]],
    [
      "radam, other options",
      radam({ epsilon: 0.1, beta2: 0.9 }),
      [scaleByRAdam({ epsilon: 0.1, beta2: 0.9 }), lr()],
    ],
    ["adamax, other options", adamax({ epsilon: 0.1 }), [scaleByAdamax({ epsilon: 0.1 }), lr()]],
  ] as const)("make %s, but for roundings", (_name, rule, parts) => {
    expectClose(trained(chainTransforms(...parts)), trained(rule));
  });

  it.each<[string, GradientTransform, GradientTransform]>([
    ["nesterov's momentum", scaleByNesterov({ momentum: 0.8 }), scaleByNesterov()],
    ["adadelta's epsilon", scaleByAdadelta({ epsilon: 0.1 }), scaleByAdadelta()],
    ["rmsprop's centring", scaleByRMSprop(centred), scaleByRMSprop({ epsilon: 0.1 })],
    ["rmsprop's place of epsilon", scaleByRMSprop(inside), scaleByRMSprop({ epsilon: 0.1 })],
    ["rmsprop's epsilon", scaleByRMSprop({ epsilon: 0.1 }), scaleByRMSprop()],
    ["adam's place of epsilon", scaleByAdam(inside), scaleByAdam({ epsilon: 0.1 })],
    ["adam's largest mean square", scaleByAdam({ amsgrad: true, beta2: 0.5 }), scaleByAdam({ beta2: 0.5 })],
    ["adam's epsilon", scaleByAdam({ epsilon: 0.1 }), scaleByAdam()],
    ["nadam's rise of the momentum", scaleByNAdam({ momentumDecay: 0.1 }), scaleByNAdam()],
    ["nadam's epsilon", scaleByNAdam({ epsilon: 0.1 }), scaleByNAdam()],
    ["radam's epsilon", scaleByRAdam({ epsilon: 0.1, beta2: 0.9 }), scaleByRAdam({ beta2: 0.9 })],
    ["adamax's epsilon", scaleByAdamax({ epsilon: 0.1 }), scaleByAdamax()],
  ])("are changed by %s", (_name, changed, plain) => {
    expect(trained(chainTransforms(changed, lr()))).not.toEqual(trained(chainTransforms(plain, lr())));
  });

  it("a chain of chains is a chain", () => {
    const [a, b, c] = [l2Decay(0.1), scaleByMomentum(), lr()];
    const flat = trained(chainTransforms(a, b, c));
    expect(trained(chainTransforms(chainTransforms(a, b), c))).toEqual(flat);
    expect(trained(chainTransforms(a, chainTransforms(b, c)))).toEqual(flat);
  });

  it("the order counts: decay is clipped, or not", () => {
    const one = (...parts: GradientTransform[]) => {
      const w = new Variable(f64([10]));
      const optimizer = new Optimizer(new Map([["w", w]]), chainTransforms(...parts), { learningRate: 1 });
      optimizer.step(w.mul(3).sum().backward());
      return w.item();
    };
    expect(one(l2Decay(0.5), valueClipping(1), sgd())).toBe(9);
    expect(one(valueClipping(1), l2Decay(0.5), sgd())).toBe(4);
  });
});

it.each([
  ["a chain", chainTransforms(valueClipping(1), decoupledDecay(0.1), adam({ weightDecay: 0.1 }))],
  ["adam with amsgrad", adam({ amsgrad: true })],
  ["adamW with epsilon inside", adamW({ epsilonInside: true })],
  ["rmsprop, centered and with momentum", rmsprop({ centered: true, momentum: 0.5 })],
  ["nadam", nadam()],
  ["radam", radam()],
  ["adamax", adamax()],
  ["lion", lion()],
  ["rprop", rprop()],
])("%s is one kernel for each large parameter", (_name, chain) => {
  const parameters = new Map([...twoParameters()].slice(1));
  const optimizer = new Optimizer(parameters, chain, { learningRate: 0.1 });
  const gradients = gradientsFrom(parameters, new Generator(4));
  const { backend } = gradients.tensors()[0];
  const kernels = (["elementwise", "unary", "binary", "where", "copy"] as const).map((name) =>
    vi.spyOn(backend, name),
  );
  try {
    optimizer.step(gradients);
    expect(kernels.map(({ mock }) => mock.calls.length)).toEqual([1, 0, 0, 0, 0]);
    expect(kernels[0].mock.results[0].value).toBe(true);
  } finally {
    for (const kernel of kernels) kernel.mockRestore();
  }
});

it.each([
  ["adam with amsgrad", adam({ amsgrad: true })],
  ["adam with amsgrad and epsilon inside", adam({ amsgrad: true, epsilonInside: true })],
  ["rmsprop, centered and with momentum", rmsprop({ centered: true, momentum: 0.5 })],
  ["nadam", nadam()],
  ["radam", radam({ beta2: 0.8 })],
  ["adamax", adamax()],
  ["lion", lion()],
  ["rprop", rprop()],
  ["lookahead", lookahead(adam(), { period: 2 })],
])("%s gives the same bits as one kernel and as many, in float32", (_name, rule) => {
  const run = (size: number) => {
    const w = new Variable(new Generator(1).normal([2000]).slice([[0, size]]));
    const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.01 });
    const generator = new Generator(2);
    for (let i = 0; i < 8; i++) {
      const direction = generator.normal([2000]).slice([[0, size]]);
      optimizer.step(w.mul(direction).sum().backward());
    }
    return [...w.toTypedArray()].slice(0, 1000);
  };
  expect(run(1500)).toEqual(run(1000));
});

it("a centered RMSprop knows small deviations from a large mean, in float32", () => {
  // The mean of squares is 10⁶ here: without the squared mean, nothing of the variance of about 0.02 would be left.
  const variance = (dtype: "float32" | "float64") => {
    const w = new Variable(tensor([0], { dtype }));
    const rule = rmsprop({ centered: true, alpha: 0.5 });
    const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 1e-6 });
    for (let i = 0; i < 60; i++) optimizer.step(w.mul(1000 + (i % 2 === 0 ? 0.125 : -0.125)).sum().backward()); // biome-ignore format: one line
    return optimizer.stateDict().get("w.variance")?.item() as number;
  };
  const exact = variance("float64");
  expect(exact).toBeCloseTo(0.125 ** 2 * (8 / 9), 6);
  expect(Math.abs(variance("float32") - exact)).toBeLessThan(1e-3 * exact);
});

it("RAdam without epsilon divides by nothing before it is rectified, and Adamax by epsilon", () => {
  for (const rule of [radam({ epsilon: 0 }), adamax()]) {
    const w = new Variable(f64([1, 1]));
    const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
    optimizer.step(
      w
        .mul(f64([0, 1]))
        .sum()
        .backward(),
    );
    const [still, moved] = w.toTypedArray();
    expect(still).toBe(1);
    expect(moved).toBeCloseTo(0.9, 8);
  }
});

describe("globalNormClipping", () => {
  it("does in an optimiser what clipByGlobalNorm does to gradients", () => {
    for (const maxNorm of [0.5, 20, 1000]) {
      const inside = trained(chainTransforms(globalNormClipping(maxNorm), adamW()));
      expect(inside).toEqual(trained(adamW(), (gradients) => clipByGlobalNorm(gradients, maxNorm).gradients));
    }
  });

  it("is worked out in float64, and applied in the parameter's dtype", () => {
    const parameters = new Map([
      ["a", new Variable(tensor([0]))],
      ["b", new Variable(f64([0]))],
    ]);
    const optimizer = new Optimizer(parameters, chainTransforms(globalNormClipping(1), sgd()), {
      learningRate: 1,
    });
    const [a, b] = [...parameters.values()];
    optimizer.step(a.mul(3).sum().cast("float64").add(b.mul(4).sum()).backward());
    const factor = 1 / (5 + 1e-6);
    expect([a.dtype, b.dtype]).toEqual(["float32", "float64"]);
    expect(a.item()).toBe(-Math.fround(3 * Math.fround(factor)));
    expect(b.item()).toBeCloseTo(-4 * factor, 14);
  });
});

it("valueClipping keeps what is within the limit, and NaN", () => {
  const w = new Variable(f64([0, 0, 0, 0]));
  const optimizer = new Optimizer(new Map([["w", w]]), valueClipping(2), { learningRate: 1 });
  optimizer.step(w.mul(f64([-3, 1.5, 7, Number.NaN])).sum().backward()); // biome-ignore format: one expression
  expect(w.toArray()).toEqual([2, -1.5, -2, Number.NaN]);
});

describe("a chain refuses", () => {
  const w = () => new Map([["w", new Variable(f64([1]))]]);

  it("what is no transform, wherever it stands", () => {
    for (const [given, found] of [[{ name: "sgd" }, "an object with name"], [sgd, "a function"], [undefined, "undefined"]] as const) {
      const wrong = given as unknown as GradientTransform;
      for (const i of [0, 1]) {
        expect(() => chainTransforms(...(i === 0 ? [wrong, sgd()] : [sgd(), wrong]))).toThrow(
          `chainTransforms: transform ${i} must be a gradient transformation, such as adam(), not ${found}`,
        );
      }
    }
  }); // biome-ignore format: one row a case

  it("two states of one name", () => {
    expect(() => new Optimizer(w(), chainTransforms(scaleByRMSprop(), adam()), { learningRate: 1 })).toThrow(
      /scaleByRMSprop and adam both have a state called meanSquare/,
    );
  });

  it("two scalars of one name, and then nothing has changed", () => {
    const parameters = w();
    const optimizer = new Optimizer(parameters, chainTransforms(sgd(), scaleByLearningRate()), {
      learningRate: 1,
    });
    const { value } = parameters.get("w") as Variable;
    expect(() => optimizer.step(value.square().sum().backward())).toThrow(
      /sgd and scaleByLearningRate both have a scalar called learningRate/,
    );
    expect([optimizer.stepCount, value.item()]).toEqual([0, 1]);
  });

  it("a transform that uses all gradients, after one that changes them", () => {
    expect(() => chainTransforms(l2Decay(0.1), globalNormClipping(1), sgd())).toThrow(
      /globalNormClipping uses the unchanged gradients of all parameters, so it must be first; move it before l2Decay/,
    );
    expect(() => chainTransforms(sgd(), chainTransforms(globalNormClipping(1)))).toThrow(/must be first/);
    expect(() => chainTransforms(chainTransforms(globalNormClipping(1)), sgd())).not.toThrow();
  });

  it("a measured scalar under the name of another", () => {
    const twice: GradientTransform = { ...sgd(), measure: () => ({ learningRate: f64(1) }) };
    const parameters = w();
    const optimizer = new Optimizer(parameters, twice, { learningRate: 1 });
    const gradients = (parameters.get("w") as Variable).square().sum().backward();
    expect(() => optimizer.step(gradients)).toThrow(
      /sgd: begin and measure both give a scalar called learningRate/,
    );
    expect(optimizer.stepCount).toBe(0);
  });
});

it("building blocks refuse options that make no sense, in their own name", () => {
  const cases: [() => unknown, string][] = [
    [() => l2Decay(-1), "l2Decay: weightDecay must be a number of 0 or more, not -1"],
    [() => decoupledDecay(Number.NaN), "decoupledDecay: weightDecay must be"],
    [() => globalNormClipping(0), "globalNormClipping: maxNorm must be positive, not 0"],
    [() => valueClipping(-1), "valueClipping: limit must be positive, not -1"],
    [() => scaleByMomentum({ momentum: 1 }), "scaleByMomentum: momentum must be at least 0 and below 1"],
    [() => scaleByNesterov({ momentum: 1 }), "scaleByNesterov: momentum"],
    [() => scaleByAdagrad({ epsilon: -1 }), "scaleByAdagrad: epsilon"],
    [() => scaleByAdadelta({ rho: 1 }), "scaleByAdadelta: rho"],
    [() => scaleByRMSprop({ alpha: 1 }), "scaleByRMSprop: alpha"],
    [() => scaleByAdam({ beta2: 1 }), "scaleByAdam: beta2"],
    [() => scaleByNAdam({ beta2: 1 }), "scaleByNAdam: beta2"],
    [() => scaleByRAdam({ epsilon: -1 }), "scaleByRAdam: epsilon"],
    [() => scaleByAdamax({ beta1: 1 }), "scaleByAdamax: beta1"],
    [() => scaleByLion({ beta1: 1 }), "scaleByLion: beta1"],
    [() => adamW({ beta1: 1 }), "adamW: beta1"],
    [() => adamW({ weightDecay: -1 }), "adamW: weightDecay"],
  ];
  for (const [run, message] of cases) {
    expect(run).toThrow(RangeError);
    expect(run).toThrow(message);
  }
});

describe("begin and apply", () => {
  const clippedAdamW = () => chainTransforms(globalNormClipping(1), adamW());
  const options = { learningRate: (t: number) => 0.1 / (1 + t) };

  it("are a step", () => {
    const run = (update: (optimizer: Optimizer, gradients: Gradients) => void) => {
      const parameters = twoParameters();
      const optimizer = new Optimizer(parameters, clippedAdamW(), options);
      const generator = new Generator(4);
      for (let i = 0; i < 4; i++) update(optimizer, gradientsFrom(parameters, generator));
      return [...parameters.values(), ...optimizer.stateDict().values()].map((x) => x.toArray());
    };
    const parts = run((optimizer, gradients) => {
      optimizer.begin();
      optimizer.apply(gradients);
    });
    expect(parts).toEqual(run((optimizer, gradients) => optimizer.step(gradients)));
  });

  it("nothing is uploaded or read while parameters are updated, and a step reads nothing", () => {
    const parameters = twoParameters();
    const optimizer = new Optimizer(parameters, clippedAdamW(), options);
    const gradients = gradientsFrom(parameters, new Generator(4));
    optimizer.step(gradients);
    const { backend } = optimizer.stateDict().get("step") as ReturnType<typeof f64>;
    const [write, fill] = [vi.spyOn(backend, "write"), vi.spyOn(backend, "fill")];
    const readNow = vi.spyOn(backend as Required<typeof backend>, "readNow");
    try {
      optimizer.begin();
      expect(fill).toHaveBeenCalled();
      fill.mockClear();
      optimizer.apply(gradients);
      expect(write).not.toHaveBeenCalled();
      expect(fill).not.toHaveBeenCalled();
      optimizer.step(gradients);
      expect(optimizer.stepCount).toBe(3);
      expect(readNow).not.toHaveBeenCalled();
    } finally {
      write.mockRestore();
      fill.mockRestore();
      readNow.mockRestore();
    }
  });

  it("what changes from one update to the next is in cells: the program is worked out once", () => {
    const parameters = new Map([...twoParameters()].slice(0, 1));
    const { update, ...rest } = adamW();
    const counted = vi.fn(update);
    const optimizer = new Optimizer(parameters, { ...rest, update: counted }, options);
    const gradients = gradientsFrom(parameters, new Generator(4));
    const { backend } = gradients.tensors()[0];
    optimizer.step(gradients);
    const constant = vi.spyOn(backend, "constant");
    try {
      for (let i = 0; i < 3; i++) optimizer.step(gradients);
      expect(counted).toHaveBeenCalledTimes(1);
      expect(constant).not.toHaveBeenCalled();
    } finally {
      constant.mockRestore();
    }
  });

  it("begin counts and asks the schedule, once", () => {
    const schedule = vi.fn(() => 0.1);
    const optimizer = new SGD(twoParameters(), { learningRate: schedule });
    optimizer.begin();
    expect([optimizer.stepCount, schedule.mock.calls]).toEqual([1, [[0]]]);
  });

  it("begin changes nothing where the schedule throws", () => {
    const optimizer = new SGD(twoParameters(), { learningRate: () => Number.NaN });
    expect(() => optimizer.begin()).toThrow(RangeError);
    expect(optimizer.stepCount).toBe(0);
  });

  it("apply wants an update that has begun, and a gradient", () => {
    const parameters = twoParameters();
    const optimizer = new AdamW(parameters);
    const gradients = gradientsFrom(parameters, new Generator(4));
    expect(() => optimizer.apply(gradients)).toThrow(
      /AdamW\.apply: no update has begun; call begin\(\) first/,
    );
    optimizer.begin();
    const other = new Variable(f64(1));
    expect(() => optimizer.apply(other.square().backward())).toThrow(
      /AdamW\.apply: no parameter of this optimiser has a gradient/,
    );
  });

  it("goes on from the count of a loaded state", () => {
    const parameters = twoParameters();
    const rates: number[] = [];
    const optimizer = new SGD(parameters, {
      learningRate: (t) => {
        rates.push(t);
        return 0.1;
      },
    });
    const gradients = gradientsFrom(parameters, new Generator(4));
    optimizer.step(gradients);
    optimizer.loadStateDict(new Map([["step", f64(41)]]));
    optimizer.step(gradients);
    expect([rates, optimizer.stepCount]).toEqual([[0, 41], 42]);
  });

  it.each([
    ["adamW", adamW(), options.learningRate],
    ["sgd at two rates in turn", sgd(), (t: number) => (t % 2 === 0 ? 0.1 : 0.03)],
  ])("a step inside a recomputed function is done once: %s", (_name, rule, learningRate) => {
    type Step = (input: Variable) => Tensor;
    const run = (wrap: (f: Step) => Step) => {
      const w = new Variable(f64([1, 2]));
      const x = new Variable(f64([3, 4]));
      const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate });
      const f = wrap((input: Variable) => {
        optimizer.step(w.square().sum().backward());
        return input.mul(w.value.detach()).sum();
      });
      const found: unknown[] = [];
      for (let i = 0; i < 3; i++) {
        const y = f(x);
        optimizer.step(w.sum().backward());
        const gradient = y.backward().get(x).toArray();
        found.push([gradient, w.toArray(), optimizer.stepCount]);
      }
      return found;
    };
    expect(run(checkpoint)).toEqual(run((f) => f));
  });
});
