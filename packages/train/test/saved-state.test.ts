import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeSafetensors, encodeSafetensors, SafetensorsError, type Tensor, tensor } from "@gradiente/core";
import { SavedDataError } from "@gradiente/datasets";
import { FileError } from "@gradiente/files";
import {
  accuracy,
  type Callback,
  decodeTrainingState,
  EarlyStopping,
  encodeTrainingState,
  fit,
  History,
  type HistoryJson,
  ReduceOnPlateau,
  type TrainingState,
} from "@gradiente/train";
import { CsvLog, loadCheckpoint, loadWeights, ModelCheckpoint } from "@gradiente/train/node";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listFiles } from "../src/node/checkpoints/manifest.ts";
import { problem, weights } from "./fixtures.ts";

let folder: string;
let state: TrainingState;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gradiente-saved-"));
  const { model, ...options } = problem(20);
  const save: Callback = {
    onSave: (run) => {
      state = run.snapshot();
    },
  };
  const callbacks = [new EarlyStopping({ monitor: "loss", patience: 5 }), save];
  await fit(model, { ...options, epochs: 2, callbacks });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("what is not there to be read is named", async () => {
  const none = join(folder, "none");
  await expect(loadCheckpoint(none, { best: true })).rejects.toThrow(
    `cannot read ${none}: there is no such directory, whose best checkpoint was asked for`,
  );
  await writeFile(join(folder, "a file"), "");
  await expect(listFiles(join(folder, "a file"))).rejects.toThrow(FileError);
  expect(await listFiles(none)).toEqual([]);
  expect(() => new History().last("loss")).toThrow("History.last: no epoch has ended yet");
});

describe("the JSON of a history", () => {
  const record = fc.record({
    seconds: fc.double({ min: 0 }),
    learningRate: fc.double(),
    loss: fc.double(),
    named: fc.double(),
  });
  const metric = fc.constantFrom("accuracy", "7", "top 5", "__proto__", "constructor");

  test("is read as it was written, whatever its figures are and are called", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 4 }), metric, (records, name) => {
        const history = new History();
        for (const [i, { seconds, learningRate, loss, named }] of records.entries()) {
          const values = Object.fromEntries([["loss", loss + 0], [name, named + 0]]); // biome-ignore format: pairs
          history.append({ epoch: i + 1, seconds: seconds + 0, learningRate: learningRate + 0, values });
        }
        history.end("stopped", "enough");
        const read = History.fromJSON(JSON.parse(JSON.stringify(history)));
        expect(read.epochs).toEqual(history.epochs);
        expect([read.status, read.stopReason]).toEqual(["stopped", "enough"]);
      }),
    );
  });

  const whole: HistoryJson = {
    status: "completed",
    stopReason: "all 2 epochs",
    seconds: [1, 2],
    learningRates: [0.1, "NaN"],
    series: { loss: [3, "Infinity"], "top 5": [0, 1] },
  };
  const wrong: Record<string, [object | null, RegExp]> = {
    "is nothing": [null, /the data must be the JSON of a history, got null/],
    "has a column of another length": [{ seconds: [1, 2, 3] }, /learningRates must have one value an epoch, 3 as `seconds`, and has 2/],
    "has a series of another length": [{ series: { loss: [1] } }, /series.loss must have one value an epoch, 2 as `seconds`, and has 1/],
    "has text for a number": [{ series: { loss: [1, 2], "top 5": [1, "x"] } }, /series\["top 5"\]\[1\] must be a number, "NaN", "Infinity" or "-Infinity", got "x"/],
    "has text for a column": [{ series: { loss: "12" } }, /series.loss must be a list of numbers, got "12"/],
    "has no series": [{ series: undefined }, /series is missing/],
    "has nothing as series": [{ series: null }, /series must be an object of lists of numbers, got null/],
    "has a list of series": [{ series: [[1, 2]] }, /series must be an object of lists of numbers, got a list of 1/],
    "has another status": [{ status: "done" }, /status must be one of running, completed, .*, got "done"/],
    "has more": [{ epochs: 2 }, /epochs is not known/],
    "has series without epochs": [{ seconds: [], learningRates: [], series: { loss: [] } }, /series must be empty, as there are no epochs/],
  }; // biome-ignore format: one row a case
  for (const [name, [change, expected]] of Object.entries(wrong)) {
    test(`is refused if it ${name}`, () => {
      const json = change && JSON.parse(JSON.stringify({ ...whole, ...change }));
      const read = () => History.fromJSON(json, "run/history.json");
      expect(History.fromJSON(JSON.parse(JSON.stringify(whole))).series("loss")).toEqual([
        3,
        Number.POSITIVE_INFINITY,
      ]);
      expect(read).toThrow(SavedDataError);
      expect(read).toThrow(expected);
      expect(read).toThrow(/^run\/history\.json: .*; was it written by history\.toJSON\(\)/);
    });
  }
});

describe("a training state", () => {
  const stopped = () => ({ ...state, stop: { reason: "enough", by: null } });

  /** A state of the format without a checksum, which guards nothing, with other text or tensors in it. */
  function altered(
    change: (tensors: Map<string, Tensor>, metadata: Record<string, string>) => void,
  ): Uint8Array {
    const { tensors, metadata } = decodeSafetensors(encodeTrainingState(stopped()));
    const { checksum, ...unchecked } = metadata;
    unchecked.format = "gradiente-training-1";
    change(tensors, unchecked);
    return encodeSafetensors(tensors, unchecked);
  }
  const text = (name: string, value: string) =>
    altered((_, metadata) => {
      metadata[name] = value;
    });
  const named = (name: string, value = tensor(1)) => altered((tensors) => tensors.set(name, value));

  const wrong: Record<string, [() => Uint8Array, RegExp]> = {
    "no history": [() => altered((_, metadata) => delete metadata.history), /__metadata__.history is missing/],
    "text beside it": [() => text("more", "1"), /__metadata__.more is not known/],
    "a history that is no JSON": [() => text("history", "{"), /__metadata__.history must be sound JSON \(a key is missing/],
    "a history of columns that differ": [() => text("history", JSON.stringify({ ...state.history.toJSON(), seconds: [1] })), /__metadata__.history: learningRates must have one value an epoch/],
    "data of one loader": [() => text("data", "[null]"), /__metadata__.data must be a list of 2: .*, got a list of 1/],
    "data with a key twice": [() => text("data", '[{"batch":0,"b\\u0061tch":1},null]'), /__metadata__.data must be sound JSON \(the key "batch" is there twice/],
    "data nested deep": [() => text("data", `[${"[".repeat(2000)}${"]".repeat(2000)},null]`), /__metadata__.data must be sound JSON \(it nests deeper than 1000/],
    "a stop by a number": [() => text("stop", '{"reason":"x","by":7}'), /__metadata__.stop.by must be the name of a callback, or null, got 7/],
    "a stop that is null": [() => text("stop", "null"), /__metadata__.stop must be a reason and the name of a callback, got null/],
    "a setup without classes": [() => text("setup", '{"model":"Dense"}'), /__metadata__.setup.model must be a list of classes, or null, got "Dense"/],
    "a class that is no name": [() => text("setup", '{"model":[7]}'), /__metadata__.setup.model.0. must be the name of a class, got 7/],
    "an optimiser that is no name": [() => text("setup", '{"optimizer":7}'), /__metadata__.setup.optimizer must be the name of a class, or null, got 7/],
    "a setup of another kind": [() => text("setup", '{"data":7}'), /__metadata__.setup.data must be a text, or null, got 7/],
    "a rate that no number holds": [() => text("setup", JSON.stringify(state.setup).replace(/"learningRate":[^}]*/, '"learningRate":1e400')), /__metadata__.setup.learningRate must be a finite number, got Infinity/],
    "numbers of a model that are no state": [() => named("random/model/2.generator"), /\["random\/model\/2.generator"\] must be int32 \[4\], got float32 \[\]/],
    "a tensor of nothing": [() => named("weights/w"), /\["weights\/w"\] is not known/],
    "a bad percent-escape": [() => named("callbacks/%E0%A4%A/best"), /\["callbacks\/%E0%A4%A\/best"\] must be callbacks\/, the name of a callback/],
    "an escape that need not be": [() => named("callbacks/%41/best"), /must be callbacks\//],
    "a callback without a path": [() => named("callbacks/best"), /must be callbacks\//],
    "no order": [() => altered((tensors) => tensors.delete("random/order")), /\["random\/order"\] is missing/],
    "an order of another shape": [() => named("random/order"), /\["random\/order"\] must be int32 \[4\], got float32 \[\]/],
    "another stream": [() => named("random/more"), /\["random\/more"\] is not known/],
    "a seed that is no number": [() => named("random/seed", tensor(Number.NaN, { dtype: "float64" })), /must be a whole number, 0 or more, got NaN/],
  }; // biome-ignore format: one row a case
  for (const [name, [bytes, expected]] of Object.entries(wrong)) {
    test(`with ${name} is refused by file and place`, () => {
      const read = () => decodeTrainingState(bytes(), "run/last.safetensors");
      expect(read).toThrow(SafetensorsError);
      expect(read).toThrow(expected);
      expect(read).toThrow(/^run\/last\.safetensors: /);
    });
  }

  test("whose callbacks have names with slashes, percents and none is read as it was", () => {
    const callbacks = new Map(
      ["a/b", "100 %", "", "é"].map((name, i) => [name, new Map([["x/y", tensor(i)]])]),
    );
    const read = decodeTrainingState(encodeTrainingState({ ...state, callbacks }));
    expect([...read.callbacks.keys()]).toEqual([...callbacks.keys()]);
    expect(read.callbacks.get("100 %")?.get("x/y")?.item()).toBe(1);
  });

  test.each<[string, unknown]>([
    ["nothing", null],
    ["a number", 3],
    ["no tensors", {}],
    ["tensors alone", { tensors: new Map() }],
    ["tensors without metadata", { tensors: new Map(), metadata: null }],
    ["metadata of text", { tensors: new Map(), metadata: "x" }],
    ["an object of tensors", { tensors: {}, metadata: {} }],
    ["a number as tensor", { tensors: new Map([["a", 3]]), metadata: {} }],
    ["a number as name", { tensors: new Map([[3, tensor(1)]]), metadata: {} }],
  ])("is not decoded from %s", (_, bytes) => {
    expect(() => decodeTrainingState(bytes as never)).toThrow(
      "decodeTrainingState: the bytes must be a Uint8Array, or { tensors, metadata } as decodeSafetensors gives them",
    );
  });

  test("is encoded whole, and refused where a part is something else", () => {
    const parts: [keyof TrainingState, unknown[]][] = [
      ["model", [undefined, {}, new Map([["w", 1]]), new Map([[1, tensor(1)]])]],
      ["ema", [{}, null]],
      ["callbacks", [undefined, {}, new Map([["a", {}]])]],
      ["data", [undefined, [], [null], [null, null, null], "ab"]],
      ["history", [undefined, state.history.toJSON()]],
      ["stop", [null, {}, { reason: 3 }]],
      ["setup", [null, "x"]],
    ];
    for (const [part, wrong] of parts) {
      for (const value of wrong) {
        expect(() => encodeTrainingState({ ...state, [part]: value } as never), `${part}: ${value}`).toThrow(
          "encodeTrainingState: the state must be a training state, such as run.snapshot()",
        );
      }
    }
    expect(() => encodeTrainingState(null as never)).toThrow("the state must be a training state");
    // What need not be there.
    const less = { ...state, ema: undefined, stop: undefined, setup: undefined };
    expect(decodeTrainingState(encodeTrainingState(less)).setup).toBeUndefined();
    expect(() => decodeTrainingState(encodeTrainingState(less), 3 as never)).toThrow("the name of the file must be a text"); // biome-ignore format: a line
  });

  test("may have a seed of 0, and none below", () => {
    const seeded = (seed: number) => new Map([...state.random, ["seed", tensor(seed, { dtype: "float64" })]]);
    expect(decodeTrainingState(encodeTrainingState({ ...state, random: seeded(0) })).random.get("seed")?.item()).toBe(0); // biome-ignore format: a line
    for (const seed of [-1, 0.5, 2 ** 53]) {
      expect(() => decodeTrainingState(encodeTrainingState({ ...state, random: seeded(seed) }))).toThrow(
        `["random/seed"] must be a whole number, 0 or more, got ${seed}`,
      );
    }
  });

  test("is named by loadCheckpoint", async () => {
    const file = join(folder, "last.safetensors");
    await writeFile(file, text("stop", "1"));
    await expect(loadCheckpoint(file)).rejects.toThrow(`${file}: __metadata__.stop must be`);
  });
});

describe("the state of a callback", () => {
  const numbers = (...values: number[]) => new Map([["figures", tensor(Float64Array.from(values))]]);

  test("is refused by the callback's name if it cannot be one", () => {
    const stopping = new EarlyStopping({ monitor: "loss", patience: 2 });
    expect(() => stopping.loadStateDict(new Map())).toThrow(
      /EarlyStopping\(loss\): figures is missing; was it written by stateDict/,
    );
    expect(() => stopping.loadStateDict(numbers(1, 2))).toThrow(
      /figures must be float64 \[3\], got float64 \[2\]/,
    );
    expect(() => stopping.loadStateDict(new Map([["figures", tensor([1, 1, 1])]]))).toThrow(
      /got float32 \[3\]/,
    );
    for (const values of [
      [1.5, 1, 0],
      [1, 2, 0],
      [-1, -1, 0],
      [2, 1, Number.NaN],
    ]) {
      expect(() => stopping.loadStateDict(numbers(...values)), String(values)).toThrow(
        /must be the epochs so far/,
      );
    }
    expect(stopping.bestEpoch).toBe(0);
    const plateau = new ReduceOnPlateau({ monitor: "loss", learningRate: 0.1, patience: 2 });
    expect(() => plateau.loadStateDict(new Map())).toThrow(/ReduceOnPlateau\(loss\): figures is missing/);
    for (const values of [[Number.NaN, 0, 1], [Number.POSITIVE_INFINITY, 0, 1], [-0.1, 0, 1], [0.1, -1, 1], [0.1, 0.5, 1]]) {
      expect(() => plateau.loadStateDict(numbers(...values))).toThrow(
        `must be a learning rate, the epochs waited and the best value, got ${values.join(", ")}`,
      );
    } // biome-ignore format: a list
    expect(plateau.schedule()).toBe(0.1);
    const checkpoint = new ModelCheckpoint({ file: "x" });
    expect(() => checkpoint.loadStateDict(new Map())).toThrow(/ModelCheckpoint\(x\): best is missing/);
  });

  test("may be one of no epochs, or of no number that was good", () => {
    const stopping = new EarlyStopping({ monitor: "loss", patience: 2 });
    for (const [epochs, bestEpoch, best] of [[0, 0, Number.NaN], [3, 0, 5], [3, 3, 1], [3, 1, 2]]) {
      stopping.loadStateDict(numbers(epochs, bestEpoch, best));
      expect([stopping.bestEpoch, stopping.best]).toEqual([bestEpoch, bestEpoch === 0 ? undefined : best]);
    } // biome-ignore format: a list
    const plateau = new ReduceOnPlateau({ monitor: "loss", mode: "max", learningRate: 0.1, patience: 2 });
    plateau.loadStateDict(numbers(0, 0, Number.NaN));
    expect(plateau.schedule()).toBe(0);
    plateau.loadStateDict(numbers(4, 1, 7));
    expect([plateau.update(7), plateau.update(8), plateau.update(8), plateau.update(8)]).toEqual([0.4, 0.4, 0.4, expect.closeTo(0.04, 10)]); // biome-ignore format: a line
    expect([...plateau.stateDict().values()].map((x) => x.toArray())).toEqual([
      [expect.closeTo(0.04, 10), 0, 8],
    ]);
  });

  test("of an optimiser has a whole number of updates", () => {
    const { optimizer } = problem();
    const step = (value: number) =>
      new Map([...optimizer.stateDict(), ["step", tensor(value, { dtype: "float64" })]]);
    expect(() => optimizer.loadStateDict(step(7))).not.toThrow();
    for (const value of [-1, 0.5, Number.NaN]) {
      expect(() => optimizer.loadStateDict(step(value))).toThrow(
        `step is ${value}, and must be a number of updates`,
      );
    }
    expect(optimizer.stateDict().get("step")?.item()).toBe(7);
  });
});

describe("weights alone", () => {
  test("carry a checksum: a file of which any byte was changed is refused, or has the same weights", async () => {
    const { model, ...options } = problem(20);
    const file = join(folder, "weights.safetensors");
    const callbacks = [new ModelCheckpoint({ file, weightsOnly: true })];
    await fit(model, { ...options, epochs: 1, callbacks });
    const kept = weights(model);
    const values = (state: ReadonlyMap<string, Tensor>) =>
      [...state.values()].map((x) => [...x.toTypedArray()]);
    expect(values(await loadWeights(file))).toEqual(kept);
    const bytes = new Uint8Array(await readFile(file));
    const damaged = join(folder, "damaged.safetensors");
    const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    let refused = 0;
    for (let at = 0; at < bytes.length; at += at < start ? 1 : 7) {
      const changed = bytes.slice();
      changed[at] ^= 1 << (at % 8);
      await writeFile(damaged, changed);
      const read = await loadWeights(damaged).catch((error: Error) => error);
      if (read instanceof Error) {
        refused++;
        expect([read.name, read.message.startsWith(damaged)], `byte ${at}`).toEqual([
          "SafetensorsError",
          true,
        ]);
      } else expect([at < start, values(read)], `byte ${at}`).toEqual([true, kept]);
    }
    expect(refused).toBeGreaterThan(bytes.length / 10);
  });

  test("of another program have none, and a whole training is told", async () => {
    const file = join(folder, "foreign.safetensors");
    await writeFile(file, encodeSafetensors([["w", tensor([1, 2])]], { format: "pt" }));
    expect((await loadWeights(file)).get("w")?.toArray()).toEqual([1, 2]);
    await writeFile(file, encodeTrainingState(state));
    await expect(loadWeights(file)).rejects.toThrow(
      /foreign.safetensors: it holds a whole training; \(await loadCheckpoint/,
    );
    await expect(loadWeights(join(folder, "none"))).rejects.toThrow(
      /cannot read .*none: there is no such file/,
    );
  });
});

test("a CSV log keeps its columns when a resumed training has its metrics in another order", async () => {
  const log = join(folder, "log.csv");
  const { model: first, ...options } = problem(20);
  const [a, b] = [accuracy(), accuracy({ threshold: 2 })];
  let saved: TrainingState | undefined;
  const save: Callback = {
    onSave: (run) => {
      saved = run.snapshot();
    },
  };
  await fit(first, { ...options, metrics: { a, b }, epochs: 1, callbacks: [save] });
  const { model: second, ...others } = problem(20);
  const history = await fit(second, {
    ...others,
    metrics: { b, a },
    epochs: 2,
    callbacks: [new CsvLog(log)],
    resume: saved,
  });
  const [head, ...lines] = (await readFile(log, "utf8")).trim().split("\n");
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(",").map((cell, at) => [head.split(",")[at], cell])),
  );
  for (const name of ["loss", "a", "b"] as const) {
    expect(
      rows.map((row) => Number(row[name])),
      name,
    ).toEqual(history.series(name));
  }
});

test("two metrics of one name on the validation data are refused", async () => {
  const { model, ...options } = problem();
  const metrics = { a: accuracy(), A: accuracy() };
  await expect(fit(model, { ...options, metrics, epochs: 1 })).rejects.toThrow(
    "fit: two metrics would be called valA on the validation data; give one another name",
  );
});
