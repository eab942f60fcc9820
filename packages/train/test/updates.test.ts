import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Gradients, ones, randn, seed, Tensor, tensor, Variable, zeros } from "@gradiente/core";
import { TensorDataset } from "@gradiente/datasets";
import { Dense, Module, mseLoss, Parameter } from "@gradiente/nn";
import { Adam, Ema, LBFGS, SGD } from "@gradiente/optim";
import {
  type Callback,
  type Data,
  decodeTrainingState,
  EarlyStopping,
  encodeTrainingState,
  evaluate,
  fit,
  type TrainingState,
} from "@gradiente/train";
import { loadWeights, ModelCheckpoint } from "@gradiente/train/node";
import { describe, expect, test } from "vitest";
import { optionsOf, problem, weights } from "./fixtures.ts";

/** A small model in float64, where a mean of gradients is that of the large batch up to its last digits. */
class Net extends Module {
  readonly w: Parameter;
  readonly v: Parameter;
  constructor() {
    super();
    seed(7);
    this.w = new Parameter(randn([3, 4], { dtype: "float64" }));
    this.v = new Parameter(randn([4, 1], { dtype: "float64" }));
  }
  override forward(x: Tensor): Tensor {
    return x.matmul(this.w).tanh().matmul(this.v);
  }
}

function samples(count: number) {
  seed(1);
  const x = randn([count, 3], { dtype: "float64" });
  return new TensorDataset(x, x.sum(1, { keepDims: true }).sin());
}

const flat = (model: Module<never, unknown>) =>
  [...model.stateDict().values()].flatMap((x) => [...x.toTypedArray()]);

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  const worst = Math.max(
    ...actual.map((value, i) => Math.abs(value - expected[i]) / Math.max(1e-2, Math.abs(value))),
  );
  expect(worst).toBeLessThan(1e-12);
}

describe("accumulate", () => {
  test.each([
    ["groups of equal batches", 12, 2, 3],
    ["a last batch of fewer samples", 11, 4, 3],
    ["a last group of fewer batches", 14, 3, 2],
    ["one group that the epoch does not fill", 10, 4, 8],
  ])("is the large batch: %s", async (_, count, batchSize, accumulate) => {
    const data = samples(count);
    const train = async (options: object) => {
      const model = new Net();
      const optimizer = new Adam(model.parameters(), { learningRate: 0.05 });
      const common = { data, optimizer, epochs: 4, shuffle: false, clip: { globalNorm: 0.5 } };
      const history = await fit(model, { ...common, loss: mseLoss, ...options });
      return { model, history, steps: optimizer.stepCount };
    };
    const small = await train({ batchSize, accumulate });
    const large = await train({ batchSize: batchSize * accumulate });
    expect(small.steps).toBe(large.steps);
    expect(small.steps).toBe(4 * Math.ceil(count / (batchSize * accumulate)));
    expectClose(flat(small.model), flat(large.model));
    expectClose(small.history.series("loss"), large.history.series("loss"));
  });

  test("ends each epoch with an update, also of batches whose number nobody knows", async () => {
    const data = samples(6);
    const batches = [[0, 1], [2, 3], [4, 5]].map((rows) => data.batch(rows)); // biome-ignore format: a line
    const stepsOf = async (given: Data) => {
      const model = new Net();
      const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
      const seen: number[] = [];
      const look: Callback = { onBatchEnd: () => void seen.push(optimizer.stepCount) };
      const options = { optimizer, epochs: 2, accumulate: 2, callbacks: [look], shuffle: false };
      const batchSize = given === data ? { batchSize: 2 } : {};
      await fit(model, { ...options, ...batchSize, data: given, loss: mseLoss });
      return { seen, steps: optimizer.stepCount, weights: flat(model) };
    };
    const [known, unknown] = [await stepsOf(data), await stepsOf(batches)];
    expect([known.steps, unknown.steps]).toEqual([4, 4]);
    expect(known.seen).toEqual([0, 1, 2, 2, 3, 4]);
    expect(unknown.seen).toEqual([0, 1, 1, 2, 3, 3]);
    expect(known.weights).toEqual(unknown.weights);
  });

  test("changes nothing of a single batch, to the last bit", async () => {
    const [one, plain] = [problem(), problem()];
    seed(5);
    await fit(one.model, { ...optionsOf(one), epochs: 2, accumulate: 1, seed: 3 });
    seed(5);
    await fit(plain.model, { ...optionsOf(plain), epochs: 2, seed: 3 });
    expect(weights(one.model)).toEqual(weights(plain.model));
  });

  test("hands the averages to transformGradients", async () => {
    const model = new Net();
    const seen: Gradients[] = [];
    await fit(model, {
      data: samples(4),
      loss: mseLoss,
      optimizer: new SGD(model.parameters(), { learningRate: 0 }),
      epochs: 1,
      batchSize: 1,
      accumulate: 4,
      transformGradients: (gradients) => {
        seen.push(gradients);
        return gradients;
      },
    });
    expect(seen).toHaveLength(1);
    const { x, y } = samples(4);
    const whole = mseLoss(model.forward(x), y).backward();
    expectClose([...seen[0].get(model.w).toTypedArray()], [...whole.get(model.w).toTypedArray()]);
  });
});

describe("clip", () => {
  const moved = async (options: object, also?: Variable) => {
    const model = new Net();
    const before = flat(model);
    await fit(model, {
      data: samples(5),
      step: (m, { x, y }) => {
        const loss = mseLoss(m.forward(x), y).mul(1000);
        return { loss: also === undefined ? loss : loss.add(also.mul(1e6).sum()) };
      },
      optimizer: new SGD(model.parameters(), { learningRate: 1 }),
      epochs: 1,
      ...options,
    });
    return flat(model).map((value, i) => value - before[i]);
  };

  test("limits the global norm of the parameters of the optimiser, and counts no others", async () => {
    expect(Math.hypot(...(await moved({})))).toBeGreaterThan(10);
    expect(Math.hypot(...(await moved({ clip: { globalNorm: 0.25 } })))).toBeCloseTo(0.25, 7);
    const other = new Variable(ones([3]));
    const with_ = await moved({ clip: { globalNorm: 0.25 }, alsoTrained: [other] }, other);
    expect(Math.hypot(...with_)).toBeCloseTo(0.25, 7);
    // Small gradients stay as they are, up to the 1e-6 beside the norm.
    expect(await moved({ clip: { globalNorm: 1e9 } })).toEqual(await moved({}));
  });

  test("limits each element", async () => {
    const [free, limited] = [await moved({}), await moved({ clip: { value: 0.5 } })];
    limited.forEach((value, i) => {
      expect(value).toBeCloseTo(-Math.max(-0.5, Math.min(0.5, -free[i])), 12);
    });
  });

  test("comes after transformGradients", async () => {
    const transformGradients = (gradients: Gradients) => gradients.scale(1e-9);
    const tiny = await moved({ transformGradients, clip: { globalNorm: 0.25 } });
    expect(Math.hypot(...tiny)).toBeLessThan(1e-3);
  });
});

test.each([
  [{ accumulate: 0 }, RangeError, /^fit: accumulate must be a whole number >= 1, not 0/],
  [{ clip: 1 }, TypeError, /^fit: clip must be \{ globalNorm: \.\.\. \} or \{ value: \.\.\. \}, not 1/],
  [{ clip: {} }, TypeError, /^fit: clip must be either \{ globalNorm: \.\.\. \} or \{ value/],
  [{ clip: { globalNorm: 1, value: 1 } }, TypeError, /^fit: clip must be either/],
  [{ clip: { norm: 1 } }, TypeError, /^fit: clip: there is no option "norm"; options are globalNorm, value/],
  [{ clip: { globalNorm: -1 } }, RangeError, /^fit: clip: globalNorm must be a number above 0, not -1/],
  [{ clip: { globalNorm: 0 } }, RangeError, /^fit: clip: globalNorm must be a number above 0, not 0/],
  [{ clip: { value: 0 } }, RangeError, /^fit: clip: value must be a number above 0, not 0/],
  [{ clip: { value: Number.NaN } }, RangeError, /^fit: clip: value must be a number above 0, not NaN/],
  [{ ema: { decay: 0.9 } }, TypeError, /^fit: ema must be an Ema, such as new Ema\(model.parameters\(\)\)/],
  [{ alsoTrained: new Variable(ones([1])) }, TypeError, /^fit: alsoTrained must be a list of Variables/],
  [{ alsoTrained: [ones([1])] }, TypeError, /^fit: alsoTrained must be a list of Variables/],
  [{ accumulates: 2 }, TypeError, /^fit: there is no option "accumulates"; did you mean accumulate\?/],
] as [object, new () => Error, RegExp][])("refuses %j", async (options, type, message) => {
  const { model, ...others } = problem(20);
  const failure = fit(model, { ...others, epochs: 1, ...options });
  await expect(failure).rejects.toThrow(type);
  await expect(failure).rejects.toThrow(message);
});

describe("ema", () => {
  const averaged = () => {
    const { model, ...options } = problem(40);
    const ema = new Ema(model.parameters(), { decay: 0.8 });
    return { model, ema, options: { ...options, ema, validationSplit: 0.25, seed: 2 } };
  };

  test("takes in each update, and is what the model is validated with", async () => {
    const { model, ema, options } = averaged();
    const plain = problem(40);
    const own = { data: options.data, validation: options.data, validationSplit: undefined };
    seed(5);
    const history = await fit(model, { ...options, ...own, epochs: 3, accumulate: 2 });
    const { loss, metrics } = options;
    expect(ema.stepCount).toBe(3 * Math.ceil(40 / 16 / 2));
    const judged = await ema.use(() => evaluate(model, options.data, { loss, metrics }));
    expect(judged.loss).toBe(history.last("valLoss"));
    expect(judged.loss).not.toBe((await evaluate(model, options.data, { loss })).loss);
    // The training itself is as without.
    seed(5);
    await fit(plain.model, { ...optionsOf(plain), ...own, epochs: 3, accumulate: 2, seed: 2 });
    expect(weights(model)).toEqual(weights(plain.model));
  });

  test("goes on to the bit from the bytes of a file", async () => {
    const [all, rest] = [averaged(), averaged()];
    const states: TrainingState[] = [];
    const save: Callback = {
      onSave: (run) => void states.push(decodeTrainingState(encodeTrainingState(run.snapshot()))),
    };
    const stopping = () => new EarlyStopping({ patience: 9, restoreBest: true });
    const common = { epochs: 5, accumulate: 2, clip: { globalNorm: 1 } };
    const history = await fit(all.model, { ...all.options, ...common, callbacks: [stopping(), save] });
    for (const x of rest.ema.averages().values()) expect(x).toBeInstanceOf(Tensor);
    rest.ema.update();
    const resumed = await fit(rest.model, {
      ...rest.options,
      ...common,
      callbacks: [stopping()],
      resume: states[1],
    });
    expect(resumed.curves).toEqual(history.curves);
    expect(weights(rest.model)).toEqual(weights(all.model));
    const values = ({ ema }: typeof all) => [...ema.stateDict()].map(([path, x]) => [path, x.toArray()]);
    expect(values(rest)).toEqual(values(all));
  });

  test("is part of a training or not, which a resumed one cannot change", async () => {
    const { model, options, ema } = averaged();
    const states: TrainingState[] = [];
    const save: Callback = { onSave: (run) => void states.push(run.snapshot()) };
    await fit(model, { ...options, epochs: 1, callbacks: [save] });
    const without = fit(model, { ...options, ema: undefined, epochs: 2, resume: states[0] });
    await expect(without).rejects.toThrow(
      /^fit: the training to resume has averaged its weights; give fit an ema/,
    );
    const { ema: _, ...plain } = states[0];
    await expect(fit(model, { ...options, epochs: 2, resume: plain })).rejects.toThrow(
      /^fit: the training to resume has not averaged its weights; leave out ema/,
    );
    // Nothing is loaded if the averages do not fit.
    const before = weights(model);
    const other = new Map(
      [...(states[0].ema ?? [])].map(([path, x]) => [path, path === "step" ? x : zeros([1])]),
    );
    const wrong = {
      ...states[0],
      ema: other,
      model: new Map([...states[0].model].map(([p, x]) => [p, x.mul(2)])),
    };
    await expect(fit(model, { ...options, epochs: 2, resume: wrong })).rejects.toThrow(
      /does not fit this average/,
    );
    expect(weights(model)).toEqual(before);
    expect(ema.stepCount).toBe(2);
  });

  test("goes back to the best epoch with the weights, and is what weightsOnly writes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gradiente-ema-"));
    const { model, options, ema } = averaged();
    const file = join(folder, "w.safetensors");
    const kept: unknown[] = [];
    const look: Callback = {
      onEpochEnd: () => void kept.push([...ema.averages()].map(([, x]) => x.toArray())),
    };
    const callbacks = [
      look,
      new EarlyStopping({ monitor: "loss", mode: "max", patience: 9, restoreBest: true }),
      new ModelCheckpoint({ file, weightsOnly: true }),
    ];
    await fit(model, { ...options, epochs: 4, callbacks });
    // The loss falls, so that its largest value is that of the first epoch.
    expect([...ema.averages()].map(([, x]) => x.toArray())).toEqual(kept[0]);
    const written = await loadWeights(file);
    expect([...model.parameters().keys()].map((path) => written.get(path)?.toArray())).toEqual(kept[3]);
    await rm(folder, { recursive: true });
  });
});

describe("a Variable that nothing trains", () => {
  class Hidden extends Module {
    readonly seen = new Dense(1, 1);
    readonly #hidden = new Dense(1, 1);
    override forward(x: Tensor): Tensor {
      return this.#hidden.forward(this.seen.forward(x));
    }
    get hidden(): Dense {
      return this.#hidden;
    }
  }
  class Plain extends Module {
    readonly seen = new Dense(1, 1);
    readonly factor = new Variable(ones([1]));
    override forward(x: Tensor): Tensor {
      return this.seen.forward(x).mul(this.factor);
    }
  }
  const options = (model: Module) => ({
    data: { x: ones([4, 1]), y: zeros([4, 1]) },
    loss: mseLoss as (prediction: Tensor, target: Tensor) => Tensor,
    optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
    epochs: 1,
  });

  test("is an error at the first batch, before an update, with its shape or path", async () => {
    const hidden = new Hidden();
    const before = weights(hidden);
    await expect(fit(hidden, options(hidden))).rejects.toThrow(
      "fit: epoch 1, batch 1: fit: the loss depends on trainable Variables that would never be trained, for neither the " +
        "optimiser nor model.parameters() has them: one of shape [1, 1], one of shape [1]; a layer in a #private field " +
        "is not found, and only a Parameter is trained: put it in a public field, or name the Variables in alsoTrained",
    );
    expect(weights(hidden)).toEqual(before);
    const plain = new Plain();
    await expect(fit(plain, options(plain))).rejects.toThrow(/has them: factor; a layer/);
  });

  test("may be one that is named, that the optimiser has, or that is not trainable", async () => {
    const hidden = new Hidden();
    const alsoTrained = [...hidden.hidden.parameters().values()];
    expect((await fit(hidden, { ...options(hidden), alsoTrained })).length).toBe(1);
    const all = new Map([
      ...hidden.parameters(),
      ...[...hidden.hidden.parameters()].map(([path, x]) => [`hidden.${path}`, x] as const),
    ]);
    const optimizer = new SGD(all, { learningRate: 0.1 });
    expect((await fit(hidden, { ...options(hidden), optimizer })).length).toBe(1);
    const half = new SGD(new Map([...hidden.parameters()].slice(0, 1)), { learningRate: 0.1 });
    expect((await fit(hidden, { ...options(hidden), optimizer: half, alsoTrained })).length).toBe(1);
    const plain = new Plain();
    plain.factor.trainable = false;
    expect((await fit(plain, options(plain))).length).toBe(1);
    expect(tensor(1).item()).toBe(1);
  });
});

describe("an optimiser that evaluates again", () => {
  test("gets the loss of all batches of an update, and is resumed to the bit", async () => {
    const train = async (options: object) => {
      const model = new Net();
      const states: TrainingState[] = [];
      const save: Callback = {
        onSave: (run) => void states.push(decodeTrainingState(encodeTrainingState(run.snapshot()))),
      };
      const optimizer = new LBFGS(model.parameters(), { iterations: 5 });
      const common = { data: samples(12), loss: mseLoss, optimizer, epochs: 4, shuffle: false };
      const history = await fit(model, { ...common, callbacks: [save], ...options });
      return { model, history, states };
    };
    const whole = await train({ batchSize: 12 });
    expect(whole.history.last("loss")).toBeLessThan(whole.history.series("loss")[0] / 10);
    const resumed = await train({ batchSize: 12, resume: whole.states[1] });
    expect(flat(resumed.model)).toEqual(flat(whole.model));
    const parts = await train({ batchSize: 5, accumulate: 3, epochs: 1 });
    const one = await train({ batchSize: 12, epochs: 1 });
    flat(parts.model).forEach((value, i) => {
      expect(value).toBeCloseTo(flat(one.model)[i], 8);
    });
  });

  test("draws the same random numbers in each evaluation", async () => {
    const { model, ...options } = problem(32);
    const seen: number[] = [];
    const optimizer = new LBFGS(model.parameters(), { iterations: 3 });
    const step = (m: typeof model, { x, y }: { readonly x: Tensor; readonly y: Tensor }) => {
      seen.push(randn([]).item());
      return { loss: options.loss(m.forward(x), y) };
    };
    await fit(model, { data: options.data, step, optimizer, epochs: 1, batchSize: 32 });
    // The first is that of the batch; those of the closure are all the same.
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen.slice(1)).size).toBe(1);
  });

  test("has no gradients to clip", async () => {
    const model = new Net();
    const options = { data: samples(4), loss: mseLoss, optimizer: new LBFGS(model.parameters()), epochs: 1 };
    await expect(fit(model, { ...options, clip: { value: 1 } })).rejects.toThrow(
      /^fit: LBFGS computes the gradients of an update itself; leave out clip and transformGradients/,
    );
  });
});
