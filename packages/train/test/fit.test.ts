import { noGrad, randn, seed, type Tensor, tensor, Variable, zeros } from "@gradiente/core";
import { type Batch, DataLoader, moons, xorPoints } from "@gradiente/datasets";
import {
  crossEntropyLoss,
  Dense,
  Dropout,
  l1Penalty,
  l2Penalty,
  Module,
  mseLoss,
  Sequential,
  Sigmoid,
} from "@gradiente/nn";
import { Adam, clipByGlobalNorm, SGD } from "@gradiente/optim";
import {
  accuracy,
  type Callback,
  confusionMatrix,
  EarlyStopping,
  evaluate,
  fit,
  History,
  meanAbsoluteError,
  predict,
  ReduceOnPlateau,
  r2,
  TrainingError,
  type TrainingState,
} from "@gradiente/train";
import { ModelCheckpoint } from "@gradiente/train/node";
import { describe, expect, expectTypeOf, test, vi } from "vitest";
import { problem, weights } from "./fixtures.ts";

describe("fit", () => {
  test("learns, and records every epoch by name", async () => {
    const { model, ...options } = problem(100);
    const begun = performance.now();
    const history = await fit(model, { ...options, validationSplit: 0.2, epochs: 20 });
    const passed = (performance.now() - begun) / 1000;
    expect(history.seconds.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThanOrEqual(passed);
    expect(history.length).toBe(20);
    expect(history.names).toEqual(["loss", "accuracy", "valLoss", "valAccuracy"]);
    expect(history.series("loss")).toHaveLength(20);
    expect(history.curves.valAccuracy).toEqual(history.series("valAccuracy"));
    expect(history.last("loss")).toBeLessThan(history.series("loss")[0] / 2);
    expect(history.last("valAccuracy")).toBeGreaterThan(0.8);
    expect(history.learningRates).toEqual(new Array(20).fill(0.02));
    expect(history.seconds.every((seconds) => seconds > 0)).toBe(true);
    expect([history.status, history.stopReason]).toEqual(["completed", "all 20 epochs"]);
    expectTypeOf(history.series)
      .parameter(0)
      .toEqualTypeOf<"loss" | "valLoss" | "accuracy" | "valAccuracy">();
  });

  test("does what a plain loop does, to the last bit", async () => {
    const { model, data, optimizer, loss, batchSize } = problem();
    seed(5);
    await fit(model, { data, optimizer, loss, batchSize, epochs: 3, shuffle: false });

    const plain = problem();
    // fit draws one number, from which its own order would come.
    seed(5);
    randn([], { dtype: "float64" });
    for (let epoch = 0; epoch < 3; epoch++) {
      for (const { x, y } of new DataLoader(plain.data, { batchSize })) {
        plain.optimizer.step(crossEntropyLoss(plain.model.forward(x), y).backward());
      }
    }
    expect(weights(model)).toEqual(weights(plain.model));
  });

  test("takes data sets, tensors, loaders, and iterables of batches, asynchronous or not", async () => {
    const { data, batchSize } = problem();
    const whole = data.batch(Array.from({ length: data.size }, (_, i) => i));
    const loader = () => new DataLoader(data, { batchSize });
    const asynchronous = {
      async *[Symbol.asyncIterator](): AsyncGenerator<Batch> {
        yield* loader();
      },
    };
    const results: number[][][] = [];
    for (const [given, options] of [
      [data, { batchSize, shuffle: false }],
      [whole, { batchSize, shuffle: false }],
      [loader(), {}],
      [[...loader()], {}],
      [asynchronous, {}],
    ] as const) {
      const { model, optimizer, loss } = problem();
      await fit(model, { data: given, optimizer, loss, epochs: 2, ...options, seed: 1 });
      results.push(weights(model));
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });

  test("has an order of its own in each epoch, which the seed alone decides", async () => {
    const orders = async (options: { seed?: number; shuffle?: boolean }, draws: number) => {
      seed(9);
      for (let draw = 0; draw < draws; draw++) randn([1]);
      const model = new Sequential(new Dense(1, 1));
      const seen: number[][] = [];
      await fit(model, {
        data: { x: tensor([[1], [2], [3], [4], [5], [6]]), y: zeros([6, 1]) },
        step: (m, { x, y }) => {
          seen.push([...x.toTypedArray()]);
          return { loss: mseLoss(m.forward(x), y) };
        },
        optimizer: new SGD(model.parameters(), { learningRate: 0 }),
        batchSize: 6,
        epochs: 3,
        ...options,
      });
      return seen;
    };
    const first = await orders({ seed: 4 }, 0);
    expect(new Set(first.map(String)).size).toBe(3);
    expect(
      first.every(
        (order) =>
          order
            .slice()
            .sort((a, b) => a - b)
            .join() === "1,2,3,4,5,6",
      ),
    ).toBe(true);
    expect(await orders({ seed: 4 }, 10)).toEqual(first);
    expect(await orders({ seed: 5 }, 0)).not.toEqual(first);
    expect(await orders({ shuffle: false }, 0)).toEqual(new Array(3).fill([1, 2, 3, 4, 5, 6]));
    // Without a seed, core's decides.
    expect(await orders({}, 0)).toEqual(await orders({}, 0));
    expect(await orders({}, 0)).not.toEqual(await orders({}, 1));
  });

  test("weights the loss by samples, also in a last batch of fewer", async () => {
    const model = new Sequential(new Dense(1, 1));
    const x = tensor([[1], [2], [3], [4], [9]]);
    const history = await fit(model, {
      data: { x, y: zeros([5, 1]) },
      loss: mseLoss,
      optimizer: new SGD(model.parameters(), { learningRate: 0 }),
      epochs: 1,
      batchSize: 4,
      metrics: { error: meanAbsoluteError() },
    });
    const output = model.forward(x);
    expect(history.last("loss")).toBeCloseTo(output.square().mean().item(), 5);
    expect(history.last("error")).toBeCloseTo(output.abs().mean().item(), 5);
  });

  test("draws the validation part from the data, and leaves it out of the training", async () => {
    const seen = new Map<boolean, Set<number>>([
      [true, new Set()],
      [false, new Set()],
    ]);
    const model = new Sequential(new Dense(1, 1), new Dropout(0.5));
    const x = tensor(Array.from({ length: 20 }, (_, i) => [i]));
    await fit(model, {
      data: { x, y: x },
      step: (m, batch) => {
        for (const value of batch.x.toTypedArray()) seen.get(m.training)?.add(value);
        return { loss: mseLoss(m.forward(batch.x), batch.y) };
      },
      optimizer: new SGD(model.parameters(), { learningRate: 0 }),
      epochs: 3,
      validationSplit: 0.25,
    });
    const [training, validation] = [seen.get(true), seen.get(false)] as [Set<number>, Set<number>];
    expect([training.size, validation.size]).toEqual([15, 5]);
    expect([...training].filter((value) => validation.has(value))).toEqual([]);
  });

  test("adds penalties on weights and on activations", async () => {
    const model = new Sequential(new Dense(2, 3), new Sigmoid(), new Dense(3, 1));
    const { x, y } = { x: randn([4, 2]), y: zeros([4, 1]) };
    const options = {
      data: { x, y },
      epochs: 1,
      optimizer: new SGD(model.parameters(), { learningRate: 0 }),
    };
    const plain = mseLoss(model.forward(x), y).item();
    const [first] = model.layers;
    const squares = [...model.parameters().values()].reduce((sum, p) => sum + p.square().sum().item(), 0);
    const weighted = await fit(model, {
      ...options,
      loss: (p, t) => mseLoss(p, t).add(l2Penalty(model.parameters().values()).mul(0.1)),
    });
    expect(weighted.last("loss")).toBeCloseTo(plain + 0.1 * squares, 5);
    const active = await fit(model, {
      ...options,
      step: (m, batch) => {
        const hidden = first.forward(batch.x);
        return { loss: mseLoss(m.forward(batch.x), batch.y).add(l1Penalty([hidden]).mul(0.01)) };
      },
    });
    expect(active.last("loss")).toBeCloseTo(plain + 0.01 * first.forward(x).abs().sum().item(), 5);
  });

  test("changes gradients as told", async () => {
    const model = new Sequential(new Dense(2, 1));
    const before = weights(model).flat();
    await fit(model, {
      data: { x: randn([4, 2]).mul(100), y: zeros([4, 1]) },
      loss: mseLoss,
      optimizer: new SGD(model.parameters(), { learningRate: 1 }),
      epochs: 1,
      transformGradients: (gradients) => clipByGlobalNorm(gradients, 0.5).gradients,
    });
    const moved = weights(model)
      .flat()
      .map((value, i) => value - before[i]);
    expect(Math.hypot(...moved)).toBeCloseTo(0.5, 5);
  });

  test("trains models of several outputs", async () => {
    class TwoHeads extends Module<readonly [Tensor], { mean: Tensor; scale: Tensor }> {
      readonly a = new Dense(2, 1);
      readonly b = new Dense(2, 1);
      override forward(x: Tensor) {
        return { mean: this.a.forward(x), scale: this.b.forward(x) };
      }
    }
    const model = new TwoHeads();
    const options = {
      data: { x: randn([4, 2]), y: zeros([4, 1]) },
      optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
      epochs: 30,
    };
    const history = await fit(model, {
      ...options,
      loss: ({ mean, scale }, y) => mseLoss(mean, y).add(mseLoss(scale, y)),
    });
    expect(history.last("loss")).toBeLessThan(history.series("loss")[0] / 2);
    // @ts-expect-error: the metric reads one tensor, and the model gives two
    const failure = fit(model, {
      ...options,
      loss: ({ mean }, y) => mseLoss(mean, y),
      metrics: { r2: r2() },
    });
    await expect(failure).rejects.toThrow(/r2: the prediction must be a tensor, .*partMetric chooses one/);
  });

  test("trains in training mode, and sets the modes of all modules back", async () => {
    const { model, ...options } = problem();
    model.layers[2].eval();
    const inBatch: boolean[] = [];
    const look: Callback = { onBackward: () => void inBatch.push(model.layers[2].training) };
    await fit(model, { ...options, epochs: 1, validationSplit: 0.2, callbacks: [look] });
    expect(inBatch).toEqual([true, true, true]);
    expect(model.training).toBe(true);
    expect(model.layers[2].training).toBe(false);
  });

  test("calls hooks in the order written", async () => {
    const calls: string[] = [];
    const callback = (name: string): Callback =>
      Object.fromEntries(
        [
          "onTrainBegin",
          "onEpochBegin",
          "onBackward",
          "onBatchEnd",
          "onEpochEnd",
          "onSave",
          "onTrainEnd",
        ].map((hook) => [hook, async () => void calls.push(`${name}.${hook}`)]),
      );
    const { model, ...options } = problem();
    await fit(model, { ...options, batchSize: 60, epochs: 1, callbacks: [callback("a"), callback("b")] });
    const both = (hook: string) => [`a.${hook}`, `b.${hook}`];
    expect(calls).toEqual(
      [
        "onTrainBegin",
        "onEpochBegin",
        "onBackward",
        "onBatchEnd",
        "onEpochEnd",
        "onSave",
        "onTrainEnd",
      ].flatMap(both),
    );
  });

  const step = () => ({});
  const tries: [string, object, string][] = [
    ["no epochs", { epochs: 0 }, "epochs must be a whole number >= 1, not 0"],
    ["epochs that are text", { epochs: "3" }, 'epochs must be a whole number >= 1, not "3"'],
    ["loss and step", { step }, "either loss or step"],
    ["neither loss nor step", { loss: undefined }, "either loss or step"],
    ["a loss that is no function", { loss: "mse" }, 'loss must be a function, not "mse"'],
    ["another optimiser", { optimizer: {} }, "must be an Optimizer, such as new Adam(model.parameters())"],
    ["an option of another library", { lr: 0.1 }, 'there is no option "lr"'],
    ["a misspelt option", { batch_size: 3 }, 'no option "batch_size"; did you mean batchSize?'],
    ["data that are none", { data: 3 }, "data must be a data set"],
    ["validation data that are none", { validation: {} }, "data must be a data set"],
    ["a loader with a batch size", { data: [], batchSize: 3 }, "but the data are batches already"],
    [
      "batches to split",
      { data: [], batchSize: undefined, validationSplit: 0.1 },
      "validationSplit needs samples",
    ],
    ["two validations", { validation: [], validationSplit: 0.1 }, "both validation and validationSplit"],
    ["a split of nothing", { validationSplit: 0 }, "a number between 0 and 1, both excluded, not 0"],
    ["a split of all", { validationSplit: 1 }, "a number between 0 and 1, both excluded, not 1"],
    ["a batch size of 0", { batchSize: 0 }, "batchSize must be a whole number >= 1, not 0"],
    ["shuffle as text", { shuffle: "no" }, 'shuffle must be true or false, not "no"'],
    ["a negative seed", { seed: -1 }, "seed must be a whole number >= 0, not -1"],
    ["a number as a transform", { transformGradients: 1 }, "transformGradients must be a function"],
    ["a controller as signal", { signal: new AbortController() }, "signal must be an AbortSignal"],
    ["a path to resume", { resume: "last.safetensors" }, "resume: await loadCheckpoint(file)"],
    ["nothing to resume", { resume: null }, "not null"],
    ["a number to resume", { resume: 7 }, "not 7"],
    ["an empty path to resume", { resume: "" }, 'not ""'],
    ["a promise to resume", { resume: Promise.resolve() }, "not an object (Promise)"],
    ["an object without callbacks", { callbacks: [{}] }, "callbacks must be a list of callbacks"],
    ["a class as callback", { callbacks: [EarlyStopping] }, "callbacks must be a list of callbacks"],
    ["a metric called loss", { metrics: { loss: accuracy() } }, "is called loss"],
    ["a metric called as a rate", { metrics: { learningRate: accuracy() } }, "is called learningRate"],
    [
      "a metric called as another's validation",
      { metrics: { accuracy: accuracy(), valAccuracy: accuracy() } },
      "is called valAccuracy",
    ],
    ["a metric without a name", { metrics: { "": accuracy() } }, "a metric has no name"],
    ["a list of metrics", { metrics: [accuracy()] }, "not an array; did you mean { accuracy: accuracy() }?"],
    ["a list of functions", { metrics: [r2] }, "not an array; did you mean { r2: r2() }?"],
    ["the name of a metric", { metrics: "f1" }, 'not "f1"; did you mean { f1: f1() }?'],
    ["names of metrics", { metrics: ["f1"] }, "not an array; did you mean { f1: f1() }?"],
    ["one metric", { metrics: accuracy() }, "not one metric; did you mean { accuracy: accuracy() }?"],
    [
      "a metric not called",
      { metrics: { hits: accuracy } },
      "metrics.hits must be a metric, not a function; did you mean accuracy()?",
    ],
    ["a number as metric", { metrics: { hits: 1 } }, "metrics.hits must be a metric, not 1"],
    ["nothing as metrics", { metrics: null }, "not null"],
    ["an empty list of metrics", { metrics: [] }, "not an array; did you mean {}?"],
    ["an empty name of metrics", { metrics: "" }, "did you mean { accuracy: accuracy() }?"],
    ["a Map of metrics", { metrics: new Map() }, "not an object (Map)"],
    [
      "a misspelt figure to stop by",
      { callbacks: [new EarlyStopping({ patience: 1, monitor: "acuracy" })] },
      "EarlyStopping: there is no acuracy to monitor; there are loss, accuracy; did you mean accuracy?",
    ],
    [
      "a figure by its name elsewhere",
      {
        validation: moons({ samples: 4 }),
        callbacks: [new EarlyStopping({ patience: 1, monitor: "val_loss" })],
      },
      "did you mean valLoss?",
    ],
    [
      "a figure of validation data without them",
      { callbacks: [new EarlyStopping({ patience: 1 })] },
      "no valLoss to monitor; there are loss, accuracy; pass validation or validationSplit to fit",
    ],
    [
      "a misspelt figure to lower the rate by",
      { callbacks: [new ReduceOnPlateau({ patience: 1, learningRate: 0.02, monitor: "los" })] },
      "ReduceOnPlateau: there is no los to monitor; there are loss, accuracy; did you mean loss?",
    ],
    [
      "a rate that is not lowered",
      { callbacks: [new ReduceOnPlateau({ patience: 1, learningRate: 0.5, monitor: "loss" })] },
      "ReduceOnPlateau: the optimiser has another learning rate",
    ],
    [
      "a misspelt figure to save by",
      { callbacks: [new ModelCheckpoint({ file: "never", bestOnly: true, monitor: "accurracy" })] },
      "ModelCheckpoint: there is no accurracy to monitor; there are loss, accuracy; did you mean accuracy?",
    ],
  ];
  test.each(tries)("refuses %s before a callback begins or a batch is made", async (_, wrong, message) => {
    const { model, ...options } = problem();
    const before = weights(model);
    const touched: string[] = [];
    const touch: Callback = {
      onTrainBegin: () => void touched.push("onTrainBegin"),
      onTrainEnd: () => void touched.push("onTrainEnd"),
    };
    const { callbacks = [] } = wrong as { callbacks?: readonly Callback[] };
    const all = { ...options, epochs: 1, ...wrong, callbacks: [touch, ...callbacks] };
    const batch = vi.spyOn(options.data, "batch");
    const error = await fit(model, all as never).catch((e: unknown) => e);
    expect(error).not.toBeInstanceOf(TrainingError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^(fit|EarlyStopping|ReduceOnPlateau|ModelCheckpoint): /),
    });
    expect((error as Error).message).toContain(message);
    expect(touched).toEqual([]);
    expect(batch).not.toHaveBeenCalled();
    expect(weights(model)).toEqual(before);
  });

  test("says of batches, predictions and data what is missing", async () => {
    const { model, ...options } = problem();
    const rows = { ...options, epochs: 1, batchSize: undefined };
    await expect(fit(model, { ...rows, data: [{ x: 3 }] as never })).rejects.toThrow(
      "fit: a batch must be { x, y }, with the samples along the first axis of x",
    );
    const { loss: _, ...others } = options;
    const step = () => ({ loss: model.forward(options.data.batch([0]).x as Tensor).sum() });
    await expect(fit(model, { ...others, step, epochs: 1 })).rejects.toThrow(
      "fit: metrics need a prediction of tensors: one, a tuple or a record",
    );
    expect(() => predict(model, zeros([0, 2]))).toThrow("predict: there are no samples");
    for (const wrong of [null, 5, "x", {}, [], { size: 3 }, () => {}]) {
      expect(() => predict(model, wrong as never), String(wrong)).toThrow(/^predict: x must be a tensor \[samples, \.\.\.\], a tuple/); // biome-ignore format: a line
    }
  });

  test("refuses something else than a model, and empty data", async () => {
    const { model, ...options } = problem();
    await expect(fit({ model, ...options } as never, { epochs: 1 } as never)).rejects.toThrow(
      "fit: the model, its first argument, must be a Module",
    );
    const none = { batch: () => ({}), size: 0 };
    const wrong = { ...options, epochs: 1, data: none };
    await expect(fit(model, wrong as never)).rejects.toThrow("fit: data has no samples");
    await expect(fit(model, { ...wrong, data: options.data, validation: none } as never)).rejects.toThrow(
      "fit: validation has no samples",
    );
  });

  test("a training that would record something else is not resumed", async () => {
    const { model, ...options } = problem();
    let resume: TrainingState | undefined;
    const save: Callback = {
      onSave: (run) => {
        resume = run.snapshot();
      },
    };
    await fit(model, { ...options, epochs: 1, callbacks: [save] });
    await expect(fit(model, { ...options, metrics: {}, epochs: 2, resume })).rejects.toThrow(
      "the training to resume has recorded loss, accuracy, and this one would record loss; give it the same metrics",
    );
    const others = { right: accuracy() };
    await expect(fit(model, { ...options, metrics: others, epochs: 2, resume })).rejects.toThrow(
      "the training to resume has recorded loss, accuracy, and this one would record loss, right; give it",
    );
  });

  test.each([
    ["onTrainingComplete", /there are onRestore, .*onEpochEnd/],
    ["onBatchBegin", /did you mean onEpochBegin/],
    ["onepochend", /did you mean onEpochEnd/],
  ])("refuses a callback with %s, which would never be called", async (name, message) => {
    const { model, ...options } = problem();
    const callback = { onTrainBegin: vi.fn(), [name]: () => {}, onClick: () => {} } as Callback;
    const run = fit(model, { ...options, epochs: 1, callbacks: [callback] });
    await expect(run).rejects.toThrow(`fit: callbacks have no hook ${name}`);
    await expect(run).rejects.toThrow(message);
    expect(callback.onTrainBegin).not.toHaveBeenCalled();
  });

  test("tells callbacks what an epoch records, before anything", async () => {
    const { model, ...options } = problem();
    const told: unknown[] = [];
    const callback: Callback = {
      check: (run) => void told.push(run.figures),
      onEpochEnd: (_, { values }) => void told.push(Object.keys(values)),
    };
    await fit(model, { ...options, epochs: 1, validationSplit: 0.2, callbacks: [callback] });
    const all = ["loss", "accuracy", "valLoss", "valAccuracy"];
    expect(told).toEqual([all, all]);
  });
});

describe("an ending", () => {
  test("by a signal keeps the epochs that are whole, and the steps done", async () => {
    const { model, ...options } = problem();
    const controller = new AbortController();
    let batches = 0;
    const callback: Callback = { onBatchEnd: () => void (++batches === 6 && controller.abort()) };
    const history = await fit(model, {
      ...options,
      epochs: 5,
      callbacks: [callback],
      signal: controller.signal,
    });
    expect(batches).toBe(6);
    expect([history.length, history.status]).toEqual([1, "aborted"]);
    expect(history.stopReason).toBe("by its signal, epoch 2, batch 2");
    expect(options.optimizer.stepCount).toBe(6);
  });

  test("by a signal from outside is heard between batches", async () => {
    const { model, ...options } = problem();
    const controller = new AbortController();
    const training = fit(model, { ...options, epochs: 1e6, signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    expect((await training).status).toBe("aborted");
  });

  test("by a signal ends a validation too, and that before the start leaves everything as it is", async () => {
    const { model, ...options } = problem();
    const controller = new AbortController();
    const validation = {
      *[Symbol.iterator]() {
        controller.abort();
        yield* new DataLoader(options.data, { batchSize: 8 });
      },
    };
    const history = await fit(model, { ...options, validation, epochs: 2, signal: controller.signal });
    expect([history.length, history.status]).toEqual([0, "aborted"]);

    const before = weights(model);
    const next = await fit(model, { ...options, epochs: 2, signal: controller.signal });
    expect([next.length, next.status]).toEqual([0, "aborted"]);
    expect(weights(model)).toEqual(before);
  });

  test("by a callback gives its reason", async () => {
    const { model, ...options } = problem();
    const callback: Callback = { onEpochEnd: (run) => (run.epoch === 2 ? run.stop("enough") : undefined) };
    const history = await fit(model, { ...options, epochs: 5, callbacks: [callback] });
    expect([history.length, history.status, history.stopReason]).toEqual([2, "stopped", "enough"]);
  });

  test("by an error keeps the history, names the place, and tells all callbacks", async () => {
    const { model, ...options } = problem();
    const cause = new RangeError("no such thing");
    let ended = "";
    const callbacks: Callback[] = [
      {
        onBatchEnd: (run, { batch }) => {
          if (run.epoch === 3 && batch === 2) throw cause;
        },
      },
      {
        onTrainEnd: (run) => {
          ended = run.history.status;
        },
      },
    ];
    const error = await fit(model, { ...options, epochs: 5, callbacks }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TrainingError);
    const { message, history, cause: found } = error as TrainingError;
    expect(message).toBe("fit: epoch 3, batch 2: no such thing");
    expect(found).toBe(cause);
    expect([history.length, history.status, ended]).toEqual([2, "failed", "failed"]);
  });

  test("by an error of the validation says so", async () => {
    const { model, ...options } = problem();
    const failure = fit(model, { ...options, epochs: 1, validation: [] });
    await expect(failure).rejects.toThrow("fit: epoch 1, validation: evaluate: the data have no batches");
  });

  test("by an error in the end of a callback does not keep the others from theirs", async () => {
    const { model, ...options } = problem();
    let told = false;
    const callbacks: Callback[] = [
      { onTrainEnd: () => Promise.reject(new Error("disk full")) },
      {
        onTrainEnd: () => {
          told = true;
        },
      },
    ];
    await expect(fit(model, { ...options, epochs: 1, callbacks })).rejects.toThrow(/disk full/);
    expect(told).toBe(true);
  });

  test("of data that can be gone through once only is explained", async () => {
    const { model, ...options } = problem();
    const once = new DataLoader(options.data, { batchSize: 8 })[Symbol.iterator]();
    const { batchSize, ...rest } = options;
    await expect(fit(model, { ...rest, data: once, epochs: 2 })).rejects.toThrow(
      /have no batches; an iterable must/,
    );
    await expect(fit(model, { ...options, data: once, epochs: 2 })).rejects.toThrow(
      /batchSize is 16, but the data are batches already/,
    );
  });

  test("with NaN is recorded like any other", async () => {
    const { model, ...options } = problem();
    const history = await fit(model, { ...options, loss: (p) => p.sum().mul(Number.NaN), epochs: 2 });
    expect(history.series("loss")).toEqual([Number.NaN, Number.NaN]);
    expect(History.fromJSON(JSON.parse(JSON.stringify(history))).toJSON()).toEqual(history.toJSON());
  });
});

describe("evaluate and predict", () => {
  test("run in evaluation mode, do not record, and set modes back", async () => {
    const { model, data } = problem();
    model.layers[0].eval();
    const modes: boolean[] = [];
    const watched = {
      loss: (p: Tensor, t: Tensor) => {
        modes.push(model.layers[2].training);
        expect(() => p.sum().backward()).toThrow(/backward:/);
        return crossEntropyLoss(p, t);
      },
    };
    await evaluate(model, data, { ...watched, batchSize: 25 });
    expect(modes).toEqual([false, false, false]);
    const modesAfter = model.layers.map((layer) => layer.training);
    expect(modesAfter).toEqual([false, true, true, true]);
    expect(predict(model, data).toTypedArray()).toEqual(predict(model, data).toTypedArray());
    expect(model.layers.map((layer) => layer.training)).toEqual(modesAfter);
  });

  test("give the same whatever the size of the batches", async () => {
    const { model, data, loss } = problem();
    const metrics = { accuracy: accuracy(), confusion: confusionMatrix() };
    const all = await evaluate(model, data, { loss, metrics });
    const some = await evaluate(model, data, { loss, metrics, batchSize: 7 });
    expect(some.loss).toBeCloseTo(all.loss, 6);
    expect([some.accuracy, some.confusion]).toEqual([all.accuracy, all.confusion]);
    expectTypeOf(all.confusion).toEqualTypeOf<readonly (readonly number[])[]>();
    const { x } = data.batch(Array.from({ length: data.size }, (_, i) => i));
    model.eval();
    const whole = noGrad(() => model.forward(x)).toTypedArray();
    predict(model, x, { batchSize: 7 })
      .toTypedArray()
      .forEach((value, i) => {
        expect(value).toBeCloseTo(whole[i], 5);
      });
  });

  test("want data, and take metrics without a loss", async () => {
    const { model, data } = problem();
    const result = await evaluate(model, data, { metrics: { accuracy: accuracy() } });
    expect(Object.keys(result)).toEqual(["accuracy"]);
    await expect(evaluate(model, [], { metrics: {} })).rejects.toThrow(/no batch/);
    await expect(evaluate(model, data, { loss: (p) => p })).rejects.toThrow(/must be one number.*\[60, 2\]/);
  });

  test("have batches of 256 samples, or of as many as told", async () => {
    const sizes: number[] = [];
    class Counting extends Module<readonly [Tensor], Tensor> {
      override forward(x: Tensor): Tensor {
        sizes.push(x.shape[0]);
        return x;
      }
    }
    const x = zeros([260, 1]);
    predict(new Counting(), x);
    predict(new Counting(), x, { batchSize: 130 });
    await evaluate(new Counting(), { x, y: x }, { loss: mseLoss });
    await evaluate(new Counting(), { x, y: x }, { loss: mseLoss, batchSize: 130 });
    expect(sizes).toEqual([256, 4, 130, 130, 256, 4, 130, 130]);
  });

  test("weight a loss by samples, also of a step", async () => {
    const { model } = problem();
    const data = { x: zeros([3, 2]), y: tensor([1, 2, 6]) };
    const step = (_: typeof model, { y }: { y: Tensor }) => ({ loss: y.mean() });
    expect(await evaluate(model, data, { step, batchSize: 2 })).toEqual({ loss: 3 });
  });

  test("a signal that aborts in the last batch counts too, and modes are set back", async () => {
    const { model, data } = problem();
    const controller = new AbortController();
    const reason = new Error("enough");
    const loss = (p: Tensor) => {
      controller.abort(reason);
      return p.sum();
    };
    const run = evaluate(model, data, { loss, signal: controller.signal, batchSize: 60 });
    await expect(run).rejects.toBe(reason);
    expect(model.training).toBe(true);
  });

  test.each<[string, () => unknown]>([
    ["evaluate: the options must be an object, such as { loss } or { metrics: { accuracy: accuracy() } }", () => evaluate(problem().model, problem().data, undefined as never)],
    ["evaluate: the options must be an object", () => evaluate(problem().model, problem().data, null as never)],
    ["evaluate: loss must be a function, not 1", () => evaluate(problem().model, problem().data, { loss: 1 } as never)],
    ["evaluate: batchSize must be a whole number >= 1, not 0", () => evaluate(problem().model, problem().data, { batchSize: 0 })],
    ["evaluate: the loss must be a tensor, such as tensor([1, 2]), not 3", () => evaluate(problem().model, problem().data, { loss: () => 3 } as never)],
    ["evaluate: what the step gives must be an object, { loss } or { loss, prediction }, not 3", () => evaluate(problem().model, problem().data, { step: () => 3 } as never)],
    ["evaluate: what the step gives must be an object", () => evaluate(problem().model, problem().data, { step: () => null } as never)],
    ["evaluate: what the step gives must be an object", () => evaluate(problem().model, problem().data, { step: () => ({}) } as never)],
    ["evaluate: give either loss or step, and not both", () => evaluate(problem().model, problem().data, { loss: () => tensor(1), step: () => ({ loss: tensor(1) }) } as never)],
    ["evaluate: the model, its first argument, must be a Module", () => evaluate({} as never, problem().data, {})],
    ["predict: batchSize must be a whole number >= 1, not 1.5", async () => predict(problem().model, zeros([2, 2]), { batchSize: 1.5 })],
  ])("say what is wrong: %s", async (message, wrong) => {
    await expect(wrong()).rejects.toThrow(message);
  }); // biome-ignore format: one row each

  test("want data, of which there are three kinds", async () => {
    const { model } = problem();
    const part = tensor([[1, 2]]);
    const wrong = [
      null,
      undefined,
      3,
      "x",
      () => {},
      part,
      new Variable(part),
      {},
      { x: part },
      { x: 3, y: 3 },
    ];
    for (const data of wrong) {
      await expect(evaluate(model, data as never, {}), String(data)).rejects.toThrow(
        "evaluate: data must be a data set, { x, y } of tensors, or an iterable of batches such as a DataLoader",
      );
    }
  });

  test("want a model", async () => {
    for (const wrong of [null, undefined, 3, () => {}, { forward: () => {} }]) {
      await expect(evaluate(wrong as never, problem().data, {}), String(wrong)).rejects.toThrow(
        "evaluate: the model, its first argument, must be a Module, not ",
      );
    }
  });

  test("want a model whose output is of tensors to predict with", () => {
    class Odd extends Module<readonly [Tensor], number> {
      override forward(): number {
        return 7;
      }
    }
    expect(() => predict(new Odd() as never, zeros([1, 1]))).toThrow(
      "predict: the model must give a tensor, or a tuple or an object of tensors by name",
    );
  });

  test("a signal from outside ends an evaluation between batches", async () => {
    const { model, data } = problem();
    const signal = AbortSignal.timeout(5);
    let batches = 0;
    function* many(): Iterable<Batch> {
      for (; batches < 1e5; batches++) yield data.batch([0]);
    }
    await expect(evaluate(model, many(), { signal })).rejects.toThrow("aborted due to timeout");
    expect(batches).toBeLessThan(1e5);
  });

  test("a signal ends an evaluation with its reason", async () => {
    const { model, data } = problem();
    const reason = new Error("enough");
    await expect(evaluate(model, data, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("what a training was set up with", () => {
  const dataOf = async (data: unknown) => {
    const { model, batchSize: _, ...options } = problem();
    const found: unknown[] = [];
    const look: Callback = { onSave: (run) => void found.push(run.snapshot().setup?.data) };
    await fit(model, { ...options, data: data as never, epochs: 1, callbacks: [look] });
    return found[0];
  }; // biome-ignore format: a function

  test("says of batches what they are of, if that is known", async () => {
    const { data } = problem();
    const batch = data.batch([0, 1]);
    expect(await dataOf([batch])).toBe(null);
    for (const dataset of [null, 3, {}, { samples: 3 }]) {
      expect(await dataOf(Object.assign([batch], { dataset, batchSize: 2 }))).toBe(null);
    }
    expect(await dataOf(Object.assign([batch], { dataset: { size: 2 }, batchSize: 2 }))).toBe("batches of 2 of 2 samples"); // biome-ignore format: a line
    // It has a state only with a way to load one.
    expect(await dataOf(Object.assign([batch], { state: 3 }))).toBe(null);
  });
});

describe("a batch", () => {
  const train = (batch: unknown) => {
    const model = new Dense(1, 1);
    return fit(model, {
      data: [batch] as never,
      step: (m, { x }) => ({ loss: m.forward((x as unknown as { a?: Tensor }).a ?? x).sum() }),
      optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
      epochs: 1,
    });
  };

  test("has as many rows in each part of its inputs", async () => {
    const y = zeros([2, 1]);
    expect((await train({ x: { a: zeros([2, 1]), b: zeros([2]) }, y })).length).toBe(1);
    for (const x of [{ a: zeros([2, 1]), b: zeros([3]) }, tensor(1), [], {}, undefined]) {
      await expect(train({ x, y })).rejects.toThrow(
        "fit: epoch 1, batch 1: fit: a batch must be { x, y }, with the samples along the first axis of x, or of each part of x",
      );
    }
    await expect(train(undefined)).rejects.toThrow("fit: a batch must be { x, y }");
  });
});

test("a history takes epochs with the same values alone, in any order of their names", () => {
  const history = new History<"accuracy">();
  const append = (epoch: number, values: object) =>
    history.append({
      epoch,
      seconds: 0,
      learningRate: 0.1,
      values: values as Record<"accuracy" | "loss", number>,
    });
  append(1, { loss: 1, accuracy: 0.5 });
  for (const values of [
    { loss: 1 },
    { loss: 1, auc: 1 },
    { auc: 1, accuracy: 1 },
    { loss: 1, accuracy: 1, auc: 1 },
  ]) {
    expect(() => append(2, values)).toThrow(
      new RangeError(
        `History.append: epoch 2 has the values ${Object.keys(values).join(", ")}, and earlier epochs have loss, accuracy`,
      ),
    );
  }
  append(2, { accuracy: 1, loss: 0 });
  expect([history.series("loss"), history.series("accuracy")]).toEqual([[1, 0], [0.5, 1]]); // biome-ignore format: series
});

test("a history refuses what is no record, and no end", () => {
  const record = { epoch: 1, seconds: 0, learningRate: 0.1, values: { loss: 1 } };
  const wrong: [object, string][] = [
    [{ epoch: 0 }, "epoch must be a whole number >= 1, not 0"],
    [{ seconds: "1" }, 'seconds must be a number, not "1"'],
    [{ learningRate: null }, "learningRate must be a number, not null"],
    [{ values: null }, "values must be an object of numbers by name, not null"],
    [{ values: 3 }, "values must be an object of numbers by name, not 3"],
    [{ values: new Map() }, "values must be an object of numbers by name"],
    [{ values: { loss: 1, accuracy: "1" } }, "values must be an object of numbers by name"],
    [{ more: 1 }, 'there is no option "more"'],
    [{ learningRate: undefined }, "learningRate must be a number, not undefined"],
  ]; // biome-ignore format: one row each
  const history = new History();
  for (const [change, message] of wrong) {
    expect(() => history.append({ ...record, ...change } as never), message).toThrow(message);
  }
  expect(() => history.end("done" as never, "")).toThrow(
    'History.end: the status must be "running", "completed"',
  );
  expect(() => history.end("stopped", 1 as never)).toThrow("History.end: the reason must be a text, not 1");
  expect([history.length, history.status, history.names]).toEqual([0, "running", []]);
  expect(history.series("loss")).toEqual([]);
  history.append(record);
  expect(() => history.last("los" as "loss")).toThrow(
    "History.last: nothing was recorded as los; there are loss",
  );
  expect([history.seconds, history.learningRates]).toEqual([[0], [0.1]]);
});

test("a plain loop uses the same parts", async () => {
  seed(0);
  const data = xorPoints();
  const model = new Sequential(new Dense(2, 5), new Sigmoid(), new Dense(5, 1), new Sigmoid());
  const optimizer = new Adam(model.parameters(), { learningRate: 0.1 });
  const history = new History<"accuracy">();
  for (let epoch = 1; epoch <= 200; epoch++) {
    for (const { x, y } of new DataLoader(data, { batchSize: 4 })) {
      optimizer.step(mseLoss(model.forward(x), y).backward());
    }
    const values = await evaluate(model, data, { loss: mseLoss, metrics: { accuracy: accuracy() } });
    history.append({ epoch, seconds: 0, learningRate: optimizer.learningRate, values });
  }
  expect(history.last("accuracy")).toBe(1);
  expect(() => history.series("acuracy" as "accuracy")).toThrow(/there are loss, accuracy/);
});

test("a history is sent to another thread as JSON, not as a copy without epochs", () => {
  const history = new History();
  expect(() => structuredClone(history)).toThrow(/a History; send history\.toJSON\(\)/);
  expect(History.fromJSON(structuredClone(history.toJSON()))).toEqual(history);
});
