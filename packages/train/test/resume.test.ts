import { defaultGenerator, Generator, randn, seed, type Tensor, tensor } from "@gradiente/core";
import { augment, DataLoader, type Dataset, gaussianNoise } from "@gradiente/datasets";
import { Dense, Dropout, type Module, ReLU, Sequential } from "@gradiente/nn";
import { Momentum } from "@gradiente/optim";
import {
  type Callback,
  decodeTrainingState,
  EarlyStopping,
  encodeTrainingState,
  fit,
  type Run,
  type TrainingError,
  type TrainingState,
} from "@gradiente/train";
import { expect, test } from "vitest";
import { optionsOf, problem, weights } from "./fixtures.ts";

/** The state after each epoch, by way of the bytes of a file. */
function saver(): Callback & { readonly states: TrainingState[] } {
  const states: TrainingState[] = [];
  return {
    states,
    onSave: (run) => void states.push(decodeTrainingState(encodeTrainingState(run.snapshot()))),
  };
}

const timeless = (json: object) => ({ ...json, seconds: undefined });

for (const order of [{}, { seed: 8 }, { shuffle: false }]) {
  test(`three epochs and two are five, bit for bit (${JSON.stringify(order)})`, async () => {
    const stopping = () => new EarlyStopping({ patience: 4, restoreBest: true });
    const all = problem();
    const [states, whole] = [saver(), stopping()];
    const options = { validationSplit: 0.2, ...order };
    const history = await fit(all.model, {
      ...optionsOf(all),
      ...options,
      epochs: 5,
      callbacks: [states, whole],
    });
    const end = defaultGenerator().state.toArray();

    // Another process: other weights, another place in the stream of random numbers.
    const rest = problem();
    seed(99);
    randn([3]);
    rest.model.loadStateDict(new Map([...all.model.stateDict()].map(([path, x]) => [path, x.mul(0)])));
    const again = stopping();
    const resumed = await fit(rest.model, {
      ...optionsOf(rest),
      ...options,
      epochs: 5,
      callbacks: [again],
      resume: states.states[2],
    });
    expect(timeless(resumed.toJSON())).toEqual(timeless(history.toJSON()));
    expect(weights(rest.model)).toEqual(weights(all.model));
    expect([again.best, again.bestEpoch]).toEqual([whole.best, whole.bestEpoch]);
    expect(rest.optimizer.stateDict().get("step")?.item()).toBe(all.optimizer.stepCount);
    expect(defaultGenerator().state.toArray()).toEqual(end);
  });
}

const sources: Record<string, (data: Dataset) => object> = {
  "a loader with a seed of its own": (data) => ({
    data: new DataLoader(data, { batchSize: 16, shuffle: true, seed: 4 }),
    batchSize: undefined,
  }),
  "data with noise of its own": (data) => {
    const noisy = augment(data, gaussianNoise({ standardDeviation: 0.3 }), { seed: 6 });
    return { data: noisy, validation: noisy };
  },
};
for (const [name, from] of Object.entries(sources)) {
  test(`goes on where ${name} was`, async () => {
    const [all, rest] = [problem(), problem()];
    const states = saver();
    const whole = { ...optionsOf(all), ...from(all.data) };
    const history = await fit(all.model, { ...whole, epochs: 4, callbacks: [states] });
    const resumed = await fit(rest.model, {
      ...optionsOf(rest),
      ...from(rest.data),
      epochs: 4,
      resume: states.states[1],
    });
    expect(timeless(resumed.toJSON())).toEqual(timeless(history.toJSON()));
    expect(weights(rest.model)).toEqual(weights(all.model));
  });
}

test("the best weights are kept over a restart", async () => {
  const first = problem();
  const states = saver();
  const best: number[][][] = [];
  const figure = (values: readonly number[]) => {
    let epoch = 0;
    return { update: () => {}, reset: () => {}, value: () => values[epoch++] };
  };
  const stopping = () => new EarlyStopping({ patience: 9, monitor: "figure", restoreBest: true });
  const keep: Callback = { onEpochEnd: (run) => void best.push(weights(run.model as Sequential)) };
  const callbacks = [stopping(), states, keep];
  await fit(first.model, { ...optionsOf(first), metrics: { figure: figure([1, 3]) }, epochs: 2, callbacks });

  const second = problem();
  const rest = {
    metrics: { figure: figure([2]) },
    epochs: 3,
    callbacks: [stopping()],
    resume: states.states[1],
  };
  await fit(second.model, { ...optionsOf(second), ...rest });
  expect(weights(second.model)).toEqual(best[0]);
});

/** Starts a training with a state, as many times as there are options, each from the last state of those before. */
async function starts(all: readonly { patience?: number; epochs?: number; callbacks?: Callback[] }[]) {
  let state: TrainingState | undefined;
  const histories = [];
  for (const { patience = 3, epochs = 40, callbacks } of all) {
    const { model, ...options } = problem();
    const states = saver();
    const stopping = new EarlyStopping({ patience, monitor: "loss", minDelta: 0.05, restoreBest: true });
    const resume = state;
    const history = await fit(model, {
      ...options,
      epochs,
      callbacks: [...(callbacks ?? [stopping]), states],
      resume,
    });
    state = states.states.at(-1) ?? state;
    histories.push({ ...history.toJSON(), length: history.length, model: weights(model) });
  }
  return histories;
}

test("a training that EarlyStopping has ended is over, however often it is started again", async () => {
  const [first, ...again] = await starts([{}, {}, {}, {}]);
  expect([first.status, first.stopReason]).toEqual([
    "stopped",
    expect.stringMatching(/^loss has not become better for 3 epochs; it was best in epoch \d+: /),
  ]);
  expect(first.length).toBeLessThan(40);
  // The same epochs, reason and weights: the best ones, which restoreBest gives back each time.
  for (const history of again) expect(history).toEqual(first);
});

test("a stopped training goes on with more patience, and not with more epochs alone", async () => {
  const [first, more, patient, over] = await starts([
    {},
    { epochs: 400 },
    { patience: 6 },
    { patience: 6, epochs: 400 },
  ]);
  expect(more).toEqual(first);
  expect(patient.length).toBeGreaterThan(first.length);
  expect(patient.series.loss.slice(0, first.length)).toEqual(first.series.loss);
  const [whole] = await starts([{ patience: 6 }]);
  expect(timeless(patient)).toEqual(timeless(whole));
  expect(over).toEqual(patient);
});

test("with less patience than it has waited already, a training ends at once", async () => {
  const [whole] = await starts([{ patience: 9 }]);
  const [waiting, less] = await starts([{ patience: 9, epochs: whole.length - 4 }, { patience: 3 }]);
  expect([waiting.status, less.status]).toEqual(["completed", "stopped"]);
  expect(less.length).toBe(waiting.length);
  expect(less.stopReason).toMatch(/for 3 epochs/);
});

test("the same rules hold for callbacks of your own, which stop by run.stop", async () => {
  const stop = (more: Partial<Callback> = {}): Callback => ({
    onEpochEnd: (run) => (run.epoch >= 2 ? run.stop("enough") : undefined),
    ...more,
  });
  const ends = async (...callbacks: Callback[][]) =>
    (await starts(callbacks.map((list) => ({ callbacks: list, epochs: 5 })))).map(({ status, length }) => [
      status,
      length,
    ]);
  const [stopped, completed] = [
    ["stopped", 2],
    ["completed", 5],
  ];
  // Without a name it cannot be told whether it is still there.
  expect(await ends([stop()], [stop()], [])).toEqual([stopped, stopped, stopped]);
  expect(await ends([stop({ name: "mine" })], [stop({ name: "mine" })], [])).toEqual([
    stopped,
    stopped,
    completed,
  ]);
  // It has its say.
  const lenient: Callback = { name: "mine", onResume: () => {} };
  expect(await ends([stop({ name: "mine" })], [lenient])).toEqual([stopped, completed]);
  const strict: Callback = { onResume: (run) => run.stop("no") };
  expect(await ends([], [strict])).toEqual([completed, ["stopped", 5]]);
});

test("a state that says it is over goes on when that is taken out of it", async () => {
  const { model, ...options } = problem();
  const states = saver();
  const stop: Callback = { onEpochEnd: (run) => run.stop("enough") };
  await fit(model, { ...options, epochs: 3, callbacks: [stop, states] });
  expect(states.states[0].stop).toEqual({ reason: "enough", by: null });
  const resume = { ...states.states[0], stop: undefined };
  expect((await fit(model, { ...options, epochs: 3, resume })).length).toBe(3);
});

test("what a signal has interrupted goes on", async () => {
  const { model, ...options } = problem();
  const states = saver();
  const controller = new AbortController();
  const interrupt: Callback = { onSave: (run) => (run.epoch === 2 ? controller.abort() : undefined) };
  const callbacks = [states, interrupt];
  const history = await fit(model, { ...options, epochs: 4, callbacks, signal: controller.signal });
  expect([history.status, history.length]).toEqual(["aborted", 2]);
  const resumed = await fit(model, { ...options, epochs: 4, resume: states.states[1] });
  expect([resumed.status, resumed.length]).toEqual(["completed", 4]);
});

test("a state of another model is refused, and nothing of it is loaded", async () => {
  const { model, ...options } = problem();
  const states = saver();
  await fit(model, { ...options, epochs: 1, callbacks: [states] });
  const others: [Module<[Tensor], Tensor>, RegExp][] = [
    [new Sequential(new Dense(2, 2)), /\(model: 1: ReLU then, nothing more now\)/],
    [
      new Sequential(new Dense(2, 4), new ReLU(), new Dropout(0.2), new Dense(4, 2)),
      /does not fit Sequential/,
    ],
  ];
  for (const [other, message] of others) {
    const before = weights(other);
    await expect(fit(other, { ...options, epochs: 2, resume: states.states[0] })).rejects.toThrow(message);
    expect(weights(other)).toEqual(before);
  }

  const same = problem();
  const start = weights(same.model);
  const momentum = {
    ...optionsOf(same),
    optimizer: new Momentum(same.model.parameters(), { learningRate: 0.1 }),
  };
  const [resume] = states.states;
  await expect(fit(same.model, { ...momentum, epochs: 2, resume })).rejects.toThrow(
    /\(optimizer: Adam then, Momentum now\)/,
  );
  const unnamed = { ...resume, setup: undefined };
  await expect(fit(same.model, { ...momentum, epochs: 2, resume: unnamed })).rejects.toThrow(
    /this optimiser/,
  );
  expect(weights(same.model)).toEqual(start);
});

test("callbacks that remember must be told apart", async () => {
  const { model, ...options } = problem();
  const twice = [new EarlyStopping({ patience: 1 }), new EarlyStopping({ patience: 2 })];
  await expect(fit(model, { ...options, epochs: 1, callbacks: twice })).rejects.toThrow(
    /two callbacks have the name EarlyStopping\(valLoss\)/,
  );
  const nameless = [{ stateDict: () => new Map() }];
  await expect(fit(model, { ...options, epochs: 1, callbacks: nameless })).rejects.toThrow(
    /has no name; give it one/,
  );
});

test("a stop has the name of the callback that calls for it, and none if something else does", async () => {
  const stopped = async (by: "callback" | "step" | "nobody") => {
    const { model, loss, ...options } = problem();
    const states = saver();
    const runs: Run[] = [];
    const mine: Callback = {
      name: "mine",
      onTrainBegin: (run) => void runs.push(run),
      onEpochEnd: (run) => (by === "callback" ? run.stop("enough") : undefined),
    };
    let batches = 0;
    const step = (m: typeof model, { x, y }: { x: Tensor; y: Tensor }) => {
      if (by === "step" && ++batches === 5) runs[0].stop("enough");
      const prediction = m.forward(x);
      return { loss: loss(prediction, y), prediction };
    };
    const { length, status } = await fit(model, { ...options, step, epochs: 3, callbacks: [states, mine] });
    return [length, status, states.states.at(-1)?.stop];
  };
  expect(await stopped("callback")).toEqual([1, "stopped", { reason: "enough", by: "mine" }]);
  // In the second epoch, which is then not recorded.
  expect(await stopped("step")).toEqual([1, "stopped", undefined]);
  expect(await stopped("nobody")).toEqual([3, "completed", undefined]);
});

test("the first reason to stop is the one that counts", async () => {
  const { model, ...options } = problem();
  const stop = (reason: string): Callback => ({ onEpochEnd: (run) => run.stop(reason) });
  const history = await fit(model, { ...options, epochs: 3, callbacks: [stop("one"), stop("two")] });
  expect(history.stopReason).toBe("one");
});

test("generators are saved once each, under the first path of a module that has them", async () => {
  const shared = new Generator(3);
  class Noisy extends Sequential {
    readonly noise = new Generator(4);
    readonly common = defaultGenerator();
  }
  const layers = [new Dropout(0.5, { generator: shared }), new Dropout(0.5, { generator: shared }), new Dense(2, 2)] as const; // biome-ignore format: a line
  const model = new Noisy(...layers);
  const { data, loss } = problem();
  const states = saver();
  const optimizer = new Momentum(model.parameters(), { learningRate: 0.1 });
  const options = { data, loss, optimizer, callbacks: [states] };
  await fit(model as never, { ...options, epochs: 1 } as never);
  const { random } = states.states[0];
  expect([...random.keys()]).toEqual(["seed", "order", "default", "model/noise", "model/0.generator"]);
  const resumed = (change: (random: Map<string, Tensor>) => void) => {
    const changed = new Map(random);
    change(changed);
    return fit(model as never, { ...options, epochs: 2, resume: { ...states.states[0], random: changed } } as never);
  }; // biome-ignore format: a line
  await expect(resumed((all) => all.delete("model/noise"))).rejects.toThrow(
    "fit: the state to resume has no random numbers for noise; is it of another model, or of a time when such numbers were not saved?",
  );
  await expect(resumed((all) => all.delete("order"))).rejects.toThrow("has no random numbers for order;");
  await expect(resumed((all) => all.set("model/5.generator", tensor(1)))).rejects.toThrow(
    "fit: the state to resume has random numbers for 5.generator, and the model has no such generator; is it of another model?",
  );
  expect((await resumed(() => {})).length).toBe(2);
});

test("callbacks that were begun are ended, and their errors are told together", async () => {
  const { model, ...options } = problem();
  const ended: string[] = [];
  const failing = (name: string, more: Partial<Callback> = {}): Callback => ({
    onTrainEnd: () => {
      ended.push(name);
      throw new Error(`${name} cannot end`);
    },
    ...more,
  });
  const begin = () => Promise.reject(new Error("b cannot begin"));
  const callbacks = [failing("a"), failing("b", { onTrainBegin: begin }), failing("c")];
  const error = await fit(model, { ...options, epochs: 1, callbacks }).catch((reason: unknown) => reason);
  expect(ended).toEqual(["a", "b"]);
  expect((error as Error).message).toBe(
    "fit: before the first epoch: b cannot begin; a cannot end; b cannot end",
  );
  expect((error as Error).cause).toBeInstanceOf(AggregateError);
  expect((error as TrainingError).history).toMatchObject({ status: "failed", stopReason: "before the first epoch: b cannot begin" }); // biome-ignore format: a line
  const late: Callback = { onEpochEnd: () => Promise.reject("a text") };
  await expect(fit(model, { ...options, epochs: 2, callbacks: [late] })).rejects.toThrow(
    /^fit: epoch 1: a text$/,
  );
});

test("what has no saved state begins from its beginning, and what need not be told is not", async () => {
  const { model, ...options } = problem();
  const states = saver();
  await fit(model, { ...options, epochs: 1, callbacks: [states] });
  const loaded: unknown[] = [];
  const mine: Callback = {
    name: "mine",
    stateDict: () => new Map(),
    loadStateDict: (state) => void loaded.push(state),
  };
  const silent: Callback = { name: "silent", stateDict: () => new Map() };
  const callbacks = [mine, silent, states];
  await fit(model, { ...options, epochs: 2, callbacks, resume: states.states[0] });
  expect(loaded).toEqual([]);
  const state = { ...states.states[1], callbacks: new Map([["mine", new Map([["a", tensor(1)]])], ["silent", new Map()]]) }; // biome-ignore format: a line
  await fit(model, { ...options, epochs: 3, callbacks, resume: state });
  expect(loaded).toEqual([state.callbacks.get("mine")]);
});
