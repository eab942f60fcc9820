import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import {
  decodeSafetensors,
  encodeSafetensors,
  Generator,
  linspace,
  randn,
  SafetensorsError,
  seed,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import { DataLoader, TensorDataset } from "@gradiente/datasets";
import { Dense, Dropout, mseLoss, Sequential } from "@gradiente/nn";
import { type LearningRate, SGD } from "@gradiente/optim";
import {
  type Callback,
  checkFinite,
  decodeTrainingState,
  EarlyStopping,
  type EpochRecord,
  findLearningRate,
  fit,
  NaNGuard,
  NotFiniteError,
  ReduceOnPlateau,
  type Run,
  type TrainingError,
  type TrainingState,
} from "@gradiente/train";
import {
  CsvLog,
  EnvironmentLog,
  JsonLinesLog,
  loadCheckpoint,
  ModelCheckpoint,
  ProgressBar,
  TensorBoard,
  untilInterrupted,
} from "@gradiente/train/node";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { optionsOf, problem, weights } from "./fixtures.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gradiente-train-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  return rm(folder, { recursive: true });
});

/** From now on, files take ten bytes more and then no more, until the mocks are restored. */
async function fillDisk(): Promise<void> {
  const handle = await open(process.execPath);
  const files = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  let room = 10;
  const own = files.write as unknown as (bytes: Uint8Array, at: number, length: number) => Promise<unknown>;
  vi.spyOn(files, "write").mockImplementation(function (this: unknown, ...args: unknown[]) {
    const [bytes, at, length] = args as [Uint8Array, number, number];
    const taken = Math.min(room, length);
    room -= taken;
    if (taken > 0) return own.call(this, bytes, at, taken);
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  } as never);
}

const weightsOf = (state: TrainingState) => [...state.model.values()].map((x) => [...x.toTypedArray()]);

const figure = (values: readonly number[]) => {
  let epoch = 0;
  return { update: () => {}, reset: () => {}, value: () => values[epoch++] };
};

describe("ModelCheckpoint", () => {
  test("writes what a training goes on from, bit for bit", async () => {
    const all = problem();
    const file = join(folder, "deep", "er", "epoch-{epoch}.safetensors");
    const options = { validationSplit: 0.2, epochs: 5 };
    const callbacks = () => [
      new ModelCheckpoint({ file }),
      new EarlyStopping({ patience: 9, restoreBest: true }),
    ];
    const whole = await fit(all.model, { ...optionsOf(all), ...options, callbacks: callbacks() });

    const rest = problem();
    const resume = await loadCheckpoint(file.replace("{epoch}", "3"));
    const history = await fit(rest.model, { ...optionsOf(rest), ...options, callbacks: callbacks(), resume });
    expect(history.series("valLoss")).toEqual(whole.series("valLoss"));
    expect(weights(rest.model)).toEqual(weights(all.model));
  });

  test("knows over a restart what was best", async () => {
    const last = join(folder, "last");
    const run = async (
      values: number[],
      epochs: number,
      resume?: Awaited<ReturnType<typeof loadCheckpoint>>,
    ) => {
      const { model, ...options } = problem();
      const callbacks = [
        new ModelCheckpoint({ file: join(folder, "best-{epoch}"), bestOnly: true, monitor: "figure" }),
        new ModelCheckpoint({ file: last }),
      ];
      return fit(model, { ...options, metrics: { figure: figure(values) }, epochs, callbacks, resume });
    };
    await run([3, 2], 2);
    await run([2.5, 1], 4, await loadCheckpoint(last));
    expect((await readdir(folder)).sort()).toEqual(["best-1", "best-2", "best-4", "last"]);
  });

  test("writes after the epochs it should, and nothing but whole files", async () => {
    const { model, ...options } = problem();
    const callbacks = [
      new ModelCheckpoint({ file: join(folder, "every-{epoch}"), every: 2 }),
      new ModelCheckpoint({ file: join(folder, "best-{epoch}"), bestOnly: true, monitor: "figure" }),
    ];
    await fit(model, { ...options, metrics: { figure: figure([3, 4, 2, 2, 1]) }, epochs: 5, callbacks });
    expect((await readdir(folder)).sort()).toEqual(["best-1", "best-3", "best-5", "every-2", "every-4"]);
  });

  test.each([
    [{ mode: "max" }, [3, 4, 2, 4.5, 4.4], [1, 2, 4]],
    [{ mode: "min" }, [3, 4, 2, 4.5, 1], [1, 3, 5]],
    [{ minDelta: 0.6 }, [3, 2.5, 2.3, 1.8, 1.5], [1, 3, 5]],
    [{ mode: "max", minDelta: 1 }, [0, 1, 1.5, 2, 2.6], [1, 3, 5]],
  ] as const)("takes for the best what %j says", async (which, values, best) => {
    const { model, ...options } = problem(16);
    const file = join(folder, "best-{epoch}");
    const callbacks = [new ModelCheckpoint({ file, bestOnly: true, monitor: "figure", ...which })];
    await fit(model, { ...options, metrics: { figure: figure(values) }, epochs: 5, callbacks });
    expect((await readdir(folder)).sort()).toEqual(best.map((epoch) => `best-${epoch}`));
  });

  test("keeps no place to resume from if it writes one file", async () => {
    expect(await new ModelCheckpoint({ file: join(folder, "x") }).onRestore()).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  test("writes plain weights", async () => {
    const { model, ...options } = problem();
    const file = join(folder, "weights.safetensors");
    await fit(model, {
      ...options,
      epochs: 1,
      callbacks: [new ModelCheckpoint({ file, weightsOnly: true })],
    });
    const { tensors } = decodeSafetensors(await readFile(file));
    expect([...tensors.keys()]).toEqual([...model.stateDict().keys()]);
    await expect(loadCheckpoint(file)).rejects.toThrow(/no state of a training/);
    const other = problem().model;
    other.loadStateDict(tensors);
    expect(weights(other)).toEqual(weights(model));
  });

  test("on a disk that fills up, fit ends with an error that names the file, and the last one loads", async () => {
    const { model, ...options } = problem();
    const file = join(folder, "last.safetensors");
    const log = join(folder, "log.csv");
    const full: Callback = { onEpochEnd: (run) => (run.epoch === 3 ? fillDisk() : undefined) };
    const callbacks = [new CsvLog(log), full, new ModelCheckpoint({ file })];
    const error = (await fit(model, { ...options, epochs: 5, callbacks }).catch((e) => e)) as TrainingError;
    expect(error.message).toMatch(
      /^fit: epoch 3: cannot write .*last\.safetensors: the disk is full; free some space, or name/,
    );
    expect([error.history.status, error.history.length]).toEqual(["failed", 3]);

    expect((await readdir(folder)).sort()).toEqual(["last.safetensors", "log.csv"]);
    vi.restoreAllMocks();
    const resume = await loadCheckpoint(file);
    expect(resume.history.length).toBe(2);
    const again = problem();
    const rest = await fit(again.model, {
      ...optionsOf(again),
      epochs: 5,
      callbacks: [new CsvLog(log)],
      resume,
    });
    expect(rest.length).toBe(5);
    const whole = problem();
    await fit(whole.model, { ...optionsOf(whole), epochs: 5 });
    expect(weights(again.model)).toEqual(weights(whole.model));
  });

  test("and a log ends after the last whole line", async () => {
    const { model, ...options } = problem();
    const log = join(folder, "log.csv");
    const full: Callback = { onEpochEnd: (run) => (run.epoch === 3 ? fillDisk() : undefined) };
    const failure = fit(model, { ...options, epochs: 5, callbacks: [full, new CsvLog(log)] });
    await expect(failure).rejects.toThrow(/epoch 3: cannot write .*log\.csv: the disk is full/);
    expect((await readFile(log, "utf8")).match(/\n/g)).toHaveLength(3);
  });

  test("a checkpoint of which any byte was changed is refused, and the error names the file", async () => {
    const { model, ...options } = problem();
    const file = join(folder, "last.safetensors");
    await fit(model, { ...options, epochs: 1, callbacks: [new ModelCheckpoint({ file })] });
    const bytes = new Uint8Array(await readFile(file));
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] ^= 1 << (at % 8);
      expect(() => decodeTrainingState(bytes), `byte ${at}`).toThrow(SafetensorsError);
      bytes[at] ^= 1 << (at % 8);
    }
    const last = bytes.length - 1;
    bytes[last] ^= 4;
    await writeFile(file, bytes);
    await expect(loadCheckpoint(file)).rejects.toThrow(/last\.safetensors: .*not as it was written/);
    bytes[last] ^= 4;
    await writeFile(file, bytes);
    expect((await loadCheckpoint(file)).history.length).toBe(1);
    await writeFile(file, bytes.subarray(0, last));
    await expect(loadCheckpoint(file)).rejects.toThrow(/last\.safetensors: .*cut off/);
    await expect(loadCheckpoint(folder)).rejects.toThrow(/cannot read .*: it has no checkpoint/);
  });

  test("a checkpoint of the time before checksums still loads", async () => {
    const { model, ...options } = problem();
    const file = join(folder, "last.safetensors");
    await fit(model, { ...options, epochs: 1, callbacks: [new ModelCheckpoint({ file })] });
    const { tensors, metadata } = decodeSafetensors(await readFile(file));
    const { checksum, ...old } = metadata;
    expect(checksum).toMatch(/^[0-9a-f]{8}$/);
    await writeFile(file, encodeSafetensors(tensors, { ...old, format: "gradiente-training-1" }));
    expect(weightsOf(await loadCheckpoint(file))).toEqual(weights(model));
  });

  test("says what is wrong", async () => {
    expect(() => new ModelCheckpoint({ file: "x", every: 0 })).toThrow(RangeError);
    expect(() => new ModelCheckpoint({ file: "x", every: 2, bestOnly: true })).toThrow(
      /both every and bestOnly are given/,
    );
    const { model, ...options } = problem();
    // A file that cannot be written keeps the history of what was trained.
    await mkdir(join(folder, "taken"));
    const callbacks = [new ModelCheckpoint({ file: join(folder, "taken") })];
    const error = await fit(model, { ...options, epochs: 2, callbacks }).catch((e: TrainingError) => e);
    expect((error as TrainingError).history.length).toBe(1);
    expect(String(error)).toMatch(/epoch 1: cannot write .*taken: it is a directory/);
  });
});

describe("logs", () => {
  test("have a line for each epoch, those of a resumed training too", async () => {
    const [csv, lines, last] = ["log.csv", "log.jsonl", "last"].map((name) => join(folder, "logs", name));
    const run = async (epochs: number, resume?: Awaited<ReturnType<typeof loadCheckpoint>>) => {
      const { model, ...options } = problem();
      const callbacks = [new CsvLog(csv), new JsonLinesLog(lines), new ModelCheckpoint({ file: last })];
      const metrics = { 'a "b", c': figure([Number.NaN, 2]) };
      return fit(model, { ...options, metrics, epochs, callbacks, resume });
    };
    await run(1);
    const history = await run(3, await loadCheckpoint(last));
    const rows = (await readFile(csv, "utf8")).trimEnd().split("\n");
    expect(rows[0]).toBe('epoch,seconds,learningRate,loss,"a ""b"", c"');
    expect(rows.slice(1)).toEqual(
      history.epochs.map(({ epoch, seconds, learningRate, values }) =>
        [epoch, seconds, learningRate, ...Object.values(values)].join(),
      ),
    );
    const records = (await readFile(lines, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(records.map(({ epoch, loss }) => [epoch, loss])).toEqual(
      history.series("loss").map((loss, i) => [i + 1, loss]),
    );
    expect(records[0]['a "b", c']).toBe("NaN");
    expect(records[2].learningRate).toBe(0.02);
  });
});

describe("ProgressBar", () => {
  function stream(isTTY: boolean) {
    const chunks: string[] = [];
    const writable = new Writable({
      write: (chunk, _encoding, done) => {
        chunks.push(String(chunk));
        done();
      },
    });
    return {
      stream: Object.assign(writable, { isTTY, columns: 80 }) as unknown as NodeJS.WriteStream,
      chunks,
    };
  }

  test("writes a line an epoch where there is no terminal", async () => {
    const { model, ...options } = problem();
    const { stream: out, chunks } = stream(false);
    await fit(model, { ...options, epochs: 2, callbacks: [new ProgressBar({ stream: out })] });
    expect(chunks).toHaveLength(2);
    expect(chunks[1]).toMatch(/^Epoch 2\/2: loss 0\.\d{4}, accuracy 0\.\d{4} \(\d+\.\d s\)\n$/);
  });

  test("writes fewer lines if told so, and why a training ended early", async () => {
    const { model, ...options } = problem();
    const { stream: out, chunks } = stream(false);
    const stop: Callback = { onEpochEnd: (run) => (run.epoch === 5 ? run.stop("enough") : undefined) };
    await fit(model, {
      ...options,
      epochs: 9,
      callbacks: [new ProgressBar({ stream: out, every: 2 }), stop],
    });
    expect(chunks.map((chunk) => chunk.replace(/:.*\n/s, ""))).toEqual(["Epoch 2/9", "Epoch 4/9", "Stopped"]);
    expect(chunks[2]).toBe("Stopped: enough\n");
  });

  test("writes no lines if told so, and still draws the bar", async () => {
    const stop: Callback = { onEpochEnd: (run) => run.stop("enough") };
    for (const isTTY of [true, false]) {
      const { model, ...options } = problem();
      const { stream: out, chunks } = stream(isTTY);
      await fit(model, {
        ...options,
        epochs: 2,
        callbacks: [new ProgressBar({ stream: out, lines: false }), stop],
      });
      expect(/Epoch 1\/2 \[=+\] 4\/4 loss 0/.test(chunks.join(""))).toBe(isTTY);
      expect(chunks.join("")).not.toMatch(/Epoch 1\/2:|Stopped/);
    }
  });

  const ended = (epoch: number, values: object, seconds = 1.26) => ({ epoch, seconds, learningRate: 1, values }) as EpochRecord; // biome-ignore format: a line

  test("writes numbers so that small and large ones can be read", () => {
    const { stream: out, chunks } = stream(false);
    const values = { a: 0, b: 0.001, c: -0.000999, d: 99_999, e: 1e5, f: -0.5, g: Number.NaN };
    new ProgressBar({ stream: out }).onEpochEnd({ epochs: 1 } as Run, ended(1, values));
    expect(chunks).toEqual([
      "Epoch 1/1: a 0.0000, b 0.0010, c -9.990e-4, d 99999.0000, e 1.000e+5, f -0.5000, g NaN (1.3 s)\n",
    ]);
  });

  test("always writes a line for the last epoch", () => {
    const { stream: out, chunks } = stream(false);
    const bar = new ProgressBar({ stream: out, every: 3 });
    for (let epoch = 1; epoch <= 4; epoch++) bar.onEpochEnd({ epochs: 4 } as Run, ended(epoch, {}));
    expect(chunks).toEqual(["Epoch 3/4:  (1.3 s)\n", "Epoch 4/4:  (1.3 s)\n"]);
  });

  test("counts batches whose number nobody knows, and asks for figures five times a second", () => {
    const { stream: out, chunks } = stream(true);
    const bar = new ProgressBar({ stream: out });
    const run = { epoch: 2, epochs: 3, batches: undefined } as Run;
    const asked: number[] = [];
    const times = [1000, 1199, 1200, 1399, 1400];
    const clock = vi.spyOn(performance, "now");
    for (const epoch of [2, 3]) {
      bar.onEpochBegin({ ...run, epoch });
      for (const [at, time] of times.entries()) {
        clock.mockReturnValue(time);
        const soFar = () => ({ loss: asked.push(at + 1) });
        bar.onBatchEnd(run, { batch: at + 1, samples: 1, loss: 0, soFar });
      }
      bar.onEpochEnd({ epochs: 3 } as Run, ended(epoch, {}));
    }
    expect(asked).toEqual([1, 3, 5, 1, 3, 5]);
    expect(chunks.join("")).toMatch(
      /Epoch 2\/3 \[=+-+\] 5\/6 loss 3\.0000.*Epoch 2\/3: .*Epoch 3\/3 \[=+-+\] 5\/6/s,
    );
  });

  test("draws nothing before an epoch has begun, or after it is over", () => {
    const { stream: out, chunks } = stream(true);
    const bar = new ProgressBar({ stream: out });
    const batch = { batch: 1, samples: 1, loss: 0, soFar: () => ({}) };
    bar.onBatchEnd({ batches: 2 } as Run, batch);
    bar.onTrainEnd({ history: { status: "completed", stopReason: "all" } } as Run);
    expect(chunks).toEqual([]);
  });

  test("draws a bar on a terminal, and takes it away on an error", async () => {
    const { model, ...options } = problem();
    const { stream: out, chunks } = stream(true);
    const fail: Callback = { onEpochEnd: () => Promise.reject(new Error("a failing callback")) };
    const failure = fit(model, {
      ...options,
      epochs: 1,
      callbacks: [new ProgressBar({ stream: out }), fail],
    });
    await expect(failure).rejects.toThrow("a failing callback");
    const text = chunks.join("");
    expect(text).toMatch(/Epoch 1\/1 \[=+\] 4\/4 loss 0/);
    // Nothing that a process ended by Ctrl-C would leave behind: a hidden cursor, lines that are not wrapped.
    expect(text).not.toContain("\u001b[?25l");
    expect(text).not.toContain("\u001b[?7l");
    expect(chunks.at(-1)).toBe("Failed: epoch 1: a failing callback\n");
  });
});

test("a folder that cannot be made is known before the first epoch", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  const callbacks = [
    new ModelCheckpoint({ file: join(file, "x") }),
    new TensorBoard(file),
    new CsvLog(join(file, "x")),
  ];
  for (const callback of callbacks) {
    const { model, ...options } = problem();
    const failure = fit(model, { ...options, epochs: 1, callbacks: [callback] });
    await expect(failure).rejects.toThrow(/before the first epoch: .*(EEXIST|ENOTDIR)/);
  }
});

describe("NaNGuard", () => {
  const data = { x: tensor([[1, 2]]), y: tensor([[0]]) };
  const model = () => {
    seed(0);
    return new Sequential(new Dense(2, 2), new Dense(2, 1));
  };

  async function failure(m: Sequential, loss: (p: Tensor) => Tensor) {
    const optimizer = new SGD(m.parameters(), { learningRate: 1e30 });
    const error = await fit(m, { data, loss, optimizer, epochs: 9, callbacks: [new NaNGuard()] }).catch(
      (e: TrainingError) => e,
    );
    const { cause, history } = error as TrainingError;
    expect(cause).toBeInstanceOf(NotFiniteError);
    return {
      ...(cause as NotFiniteError),
      message: (cause as NotFiniteError).message,
      length: history.length,
      m,
    };
  }

  test("names the first gradient at fault, before the update that would spread it", async () => {
    const m = model();
    const before = weights(m);
    const found = await failure(m, (p) => p.sub(p).sqrt().sum());
    expect(found.parameter).toBe("0.weight");
    expect(found.message).toMatch(/the gradient of parameter 0\.weight holds (NaN|Infinity).*the loss is 0/);
    expect(weights(m)).toEqual(before);
  });

  test("names a parameter that overflows", async () => {
    const found = await failure(model(), (p) => mseLoss(p, data.y).mul(1e15));
    expect(found.parameter).toMatch(/^[01]\.(weight|bias)$/);
    expect(found.message).toMatch(/lower the learning rate/);
    expect(found.length).toBe(1);
  });

  test("looks at the last update of an epoch too, before its weights are written", async () => {
    const m = model();
    const file = join(folder, "last.safetensors");
    const failure = fit(m, {
      data,
      loss: (p: Tensor) => mseLoss(p, data.y).mul(1e15),
      optimizer: new SGD(m.parameters(), { learningRate: 1e30 }),
      epochs: 1,
      callbacks: [new ModelCheckpoint({ file }), new NaNGuard()],
    });
    await expect(failure).rejects.toThrow(/epoch 1: parameter [01]\.(weight|bias) holds/);
    expect(await readdir(folder)).toEqual([]);
  });

  test("names the loss where all else is finite, and is a function for plain loops", () => {
    const m = model();
    const loss = m.forward(data.x).sum();
    const gradients = loss.backward();
    expect(() => checkFinite(m.parameters(), loss, gradients)).not.toThrow();
    expect(() => checkFinite(m.parameters(), tensor(Number.NaN), gradients)).toThrow(
      /the loss is NaN, though/,
    );
    expect(() => checkFinite([...m.parameters()] as never, loss, gradients)).toThrow(
      /^checkFinite: the parameters must be a Map/,
    );
    expect(() => checkFinite(m.parameters(), tensor([1, 2]), gradients)).toThrow(
      /^checkFinite: the loss must be a tensor with one element/,
    );
    expect(() => checkFinite(m.parameters(), loss, new Map() as never)).toThrow(
      /^checkFinite: the gradients must be/,
    );
  });

  test("says which element it is, and takes a parameter before a gradient before the loss", () => {
    const w = new Variable(tensor([1, 2, 3, 4]));
    const unused = new Variable(tensor([1]));
    const all = new Map([["unused", unused], ["w", w]]); // biome-ignore format: pairs
    const gradients = (factors: number[]) => w.mul(tensor(factors)).sum().backward();
    const found = (values: number[], factors: number[], loss: number) => {
      w.set(tensor(values));
      try {
        checkFinite(all, tensor([loss]), gradients(factors));
        return [];
      } catch (error) {
        return [(error as NotFiniteError).parameter, (error as NotFiniteError).message];
      }
    };
    const fine = [1, 2, 3, 4];
    expect(found(fine, fine, 1)).toEqual([]);
    expect(found(fine, fine, Number.POSITIVE_INFINITY)).toEqual([
      undefined,
      "the loss is Infinity, though all parameters and gradients are finite",
    ]);
    expect(found(fine, [1, 2, Number.NEGATIVE_INFINITY, Number.NaN], Number.NaN)).toEqual([
      "w",
      "the gradient of parameter w holds -Infinity (element 2 of 4); the loss is NaN; look for a logarithm, root or quotient " +
        "at the edge of its domain",
    ]);
    expect(found([1, 2, 3, Number.NaN], [Number.NaN, 1, 1, 1], Number.NaN)).toEqual([
      "w",
      "parameter w holds NaN (element 3 of 4); an earlier update put it there: lower the learning rate, or clip the gradients",
    ]);
  });
});

describe("ReduceOnPlateau", () => {
  const schedule = (options = {}) =>
    new ReduceOnPlateau({
      learningRate: 1,
      patience: 2,
      factor: 0.5,
      monitor: "figure",
      mode: "min",
      ...options,
    });

  test.each([0, 1, -0.5, Number.NaN])("takes no factor of %d, which would not lower a rate", (factor) => {
    expect(() => schedule({ factor })).toThrow(
      `ReduceOnPlateau: factor must be between 0 and 1, both excluded, not ${factor}`,
    );
  });

  test("takes rates from 0 on", () => {
    expect(schedule({ learningRate: 0, minLearningRate: 0 }).schedule()).toBe(0);
    for (const wrong of [-1e-9, Number.POSITIVE_INFINITY, Number.NaN]) {
      for (const name of ["learningRate", "minLearningRate"]) {
        expect(() => schedule({ [name]: wrong })).toThrow(`ReduceOnPlateau: ${name} must be a finite number >= 0, not ${wrong}`); // biome-ignore format: a line
      }
    }
  });

  test("lowers the rate of the optimiser after epochs without gain, down to the least", async () => {
    const { model, ...options } = problem();
    const plateau = schedule({ minLearningRate: 0.2 });
    const optimizer = new SGD(model.parameters(), { learningRate: plateau.schedule });
    const metrics = { figure: figure([5, 4, 4, 4, 3, 3, 3, 3, 3, 3]) };
    const history = await fit(model, { ...options, metrics, optimizer, epochs: 10, callbacks: [plateau] });
    expect(history.learningRates).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2]);
  });

  test.each([
    [{}, [1, 1, 1, 1, 1]],
    // A gain of 0.5 is none beside the best value, which stays the first.
    [{ minDelta: 0.5 }, [1, 1, 1, 0.5, 0.5]],
    [{ minDelta: 0.4 }, [1, 1, 1, 1, 1]],
    [{ mode: "max" }, [1, 1, 1, 0.5, 0.5]],
  ] as const)("takes for a gain what %j says", async (which, rates) => {
    const { model, ...options } = problem(16);
    const plateau = schedule(which);
    const optimizer = new SGD(model.parameters(), { learningRate: plateau.schedule });
    const metrics = { figure: figure([5, 4.5, 4.5, 4, 3.5].map((value, i) => (i === 2 ? 4.75 : value))) };
    const history = await fit(model, { ...options, metrics, optimizer, epochs: 5, callbacks: [plateau] });
    expect(history.learningRates).toEqual(rates);
  });

  test("goes on where a checkpoint left it", async () => {
    const run = async (
      values: number[],
      epochs: number,
      resume?: Awaited<ReturnType<typeof loadCheckpoint>>,
    ) => {
      const { model, ...options } = problem();
      const plateau = schedule();
      const optimizer = new SGD(model.parameters(), { learningRate: plateau.schedule });
      const callbacks = [plateau, new ModelCheckpoint({ file: join(folder, "last") })];
      return fit(model, {
        ...options,
        metrics: { figure: figure(values) },
        optimizer,
        epochs,
        callbacks,
        resume,
      });
    };
    await run([1, 1, 1, 1], 4);
    const history = await run([1, 1, 1], 7, await loadCheckpoint(join(folder, "last")));
    expect(history.learningRates).toEqual([1, 1, 1, 0.5, 0.5, 0.25, 0.25]);
  });

  test("notices an optimiser that does not follow", async () => {
    const { model, ...options } = problem();
    const run = fit(model, {
      ...options,
      metrics: { figure: figure([1]) },
      epochs: 1,
      callbacks: [schedule()],
    });
    await expect(run).rejects.toThrow(/pass \{ learningRate: plateau.schedule \}/);
    expect(() => schedule({ factor: 1 })).toThrow(RangeError);
    expect(() => schedule({ patience: 0 })).toThrow(RangeError);
  });
});

describe("findLearningRate", () => {
  test("finds rates at which a convex problem learns, and leaves everything as it was", async () => {
    seed(1);
    const model = new Sequential(new Dense(1, 1));
    const x = tensor(Array.from({ length: 64 }, (_, i) => [i / 32 - 1]));
    const data = { x, y: x.mul(3).add(1) };
    const before = weights(model);
    model.eval();
    const { learningRates, losses, suggestion } = await findLearningRate(model, {
      data,
      loss: mseLoss,
      optimizer: (learningRate) => new SGD(model.parameters(), { learningRate }),
      from: 1e-4,
      to: 100,
      seed: 0,
    });
    expect(weights(model)).toEqual(before);
    expect(model.training).toBe(false);
    const noisy = {
      data,
      optimizer: (learningRate: LearningRate) => new SGD(model.parameters(), { learningRate }),
    };
    const step = (m: typeof model, { x: input, y }: { x: Tensor; y: Tensor }) => ({
      loss: mseLoss(m.forward(input.add(randn(input.shape))), y),
    });
    seed(7);
    const expected = randn([]).item();
    seed(7);
    await findLearningRate(model, { ...noisy, step, seed: 0 });
    expect(randn([]).item()).toBe(expected);
    expect(learningRates).toHaveLength(losses.length);
    expect(learningRates[1] / learningRates[0]).toBeCloseTo(1e6 ** (1 / 99), 10);
    // The Hessian's largest eigenvalue is 2: rates from 1 up diverge, and end the search early.
    expect(losses.length).toBeLessThan(100);
    expect(suggestion).toBeGreaterThan(0.01);
    expect(suggestion).toBeLessThan(1);
    const history = await fit(model, {
      data,
      loss: mseLoss,
      optimizer: new SGD(model.parameters(), { learningRate: suggestion }),
      epochs: 60,
    });
    expect(history.last("loss")).toBeLessThan(0.01);
  });

  test.each([0, 0.25, -1, -3, -1000])("finds the same rate for a loss that is %d lower", async (offset) => {
    const find = async (lower: number) => {
      seed(1);
      const model = new Dense(1, 1);
      const x = linspace(-1, 1, 32).reshape([32, 1]);
      return findLearningRate(model, {
        data: { x, y: x.mul(2) },
        loss: (p: Tensor, y: Tensor) => mseLoss(p, y).add(lower),
        optimizer: (learningRate) => new SGD(model.parameters(), { learningRate }),
        from: 1e-4,
        to: 0.5,
        seed: 0,
      });
    };
    const [positive, lowered] = [await find(0), await find(offset)];
    expect(positive.losses).toHaveLength(100);
    expect(lowered.losses).toHaveLength(100);
    expect(lowered.suggestion / positive.suggestion).toBeCloseTo(1, 1);
  });

  test("leaves the generators of the model and a loader as they were", async () => {
    const generator = new Generator(3);
    const model = new Sequential(new Dense(1, 8), new Dropout(0.5, { generator }), new Dense(8, 1));
    const x = linspace(-1, 1, 32).reshape([32, 1]);
    const data = new DataLoader(new TensorDataset(x, x.mul(2)), { batchSize: 8, shuffle: true, seed: 4 });
    const optimizer = (learningRate: LearningRate) => new SGD(model.parameters(), { learningRate });
    const states = () => [[...generator.state.value.toTypedArray()], data.state()];
    const before = states();
    await findLearningRate(model, { data, loss: mseLoss, optimizer, steps: 11 });
    expect(states()).toEqual(before);
  });

  test("takes rates whose quotient no double holds", async () => {
    const model = new Dense(1, 1, { dtype: "float64" });
    const x = linspace(-1, 1, 32, { dtype: "float64" }).reshape([32, 1]);
    const { learningRates } = await findLearningRate(model, {
      data: { x, y: x.mul(2) },
      loss: (p: Tensor) => p.mul(0).sum(),
      optimizer: (learningRate) => new SGD(model.parameters(), { learningRate }),
      from: 1e-200,
      to: 1e200,
      steps: 11,
    });
    expect([learningRates[0], learningRates[10]]).toEqual([1e-200, 1e200]);
    for (let i = 1; i < 10; i++) expect(Math.log10(learningRates[i])).toBeCloseTo(-200 + 40 * i, 9);
  });

  test("takes no difference between the first few batches for a fall", async () => {
    const model = new Dense(1, 1);
    // The losses of the first batches fall by chance; the rate can only matter at the end.
    const offsets = [9, 5, 2, 1];
    let at = 0;
    const x = linspace(-1, 1, 32).reshape([32, 1]);
    const { learningRates, suggestion } = await findLearningRate(model, {
      data: { x, y: x.mul(2) },
      loss: (p: Tensor, y: Tensor) => mseLoss(p, y).add(offsets[at++] ?? 0),
      optimizer: (learningRate) => new SGD(model.parameters(), { learningRate }),
      from: 1e-4,
      to: 0.5,
      seed: 0,
    });
    expect(suggestion).toBeGreaterThanOrEqual(learningRates[10]);
  });

  test("ends for a negative loss that diverges", async () => {
    const model = new Dense(1, 1);
    const x = linspace(-1, 1, 32).reshape([32, 1]);
    const { losses } = await findLearningRate(model, {
      data: { x, y: x.mul(2).add(x.square()) },
      loss: (p: Tensor, y: Tensor) => mseLoss(p, y).sub(10),
      optimizer: (learningRate) => new SGD(model.parameters(), { learningRate }),
      from: 1e-3,
      to: 1e3,
      seed: 0,
    });
    expect(losses.length).toBeLessThan(100);
    expect(losses[losses.length - 1]).toBeLessThan(20);
  });

  test("says what is wrong", async () => {
    const { model, data, loss, optimizer } = problem();
    const made = { data, loss, optimizer } as never;
    await expect(findLearningRate(model, made)).rejects.toThrow(
      "findLearningRate: optimizer must be a function, not an object",
    );
    const options = { data, loss, optimizer: () => optimizer };
    await expect(findLearningRate(model, { ...options, from: 1, to: 0.1 })).rejects.toThrow(/0 < from < to/);
    await expect(findLearningRate(model, { ...options, steps: 3 })).rejects.toThrow(
      "steps must be a whole number >= 11, not 3",
    );
    await expect(findLearningRate(model, { ...options, data: [] })).rejects.toThrow(/no batch/);
    const odd = [{ x: tensor(1), y: tensor(1) }];
    await expect(findLearningRate(model, { ...options, data: odd })).rejects.toThrow(
      "findLearningRate: a batch must be { x, y }",
    );
    const nan = { ...options, loss: (p: Tensor) => p.mul(Number.NaN).sum() };
    await expect(findLearningRate(model, nan)).rejects.toThrow(/not finite after 0 of 100 steps/);
    const loader = new DataLoader(data, { batchSize: 8 });
    expect((await findLearningRate(model, { ...options, data: loader, steps: 12 })).losses).toHaveLength(12);
    await expect(findLearningRate(model, { ...options, data: loader, batchSize: 8 })).rejects.toThrow(
      "findLearningRate: batchSize is 8, but the data are batches already; leave it out",
    );
  });

  describe("of losses that are known", () => {
    /** What it finds where the loss of each step is the next of these, whatever the rate. */
    const find = (
      losses: readonly number[],
      options: { from?: number; to?: number; steps?: number } = {},
    ) => {
      const model = new Dense(1, 1, { dtype: "float64" });
      let at = 0;
      return findLearningRate(model, {
        data: { x: tensor([[1]], { dtype: "float64" }), y: tensor([[1]]) },
        step: (m: Dense, { x }) => ({ loss: m.forward(x).mul(0).sum().add(losses[at++] ?? losses[losses.length - 1]) }),
        optimizer: (learningRate) => new SGD(model.parameters(), { learningRate }),
        ...options,
      }); // biome-ignore format: one thing
    };
    const times = (count: number, value: number) => new Array<number>(count).fill(value);

    test("smooths them, with weights of 0.98", async () => {
      const values = [3, 1, 2, 5, 4, 1, 2, 3, 1, 2, 1];
      const { losses } = await find(values, { steps: 11 });
      expect(losses).toHaveLength(11);
      for (const [end, loss] of losses.entries()) {
        const weights = values.slice(0, end + 1).map((_, i) => 0.98 ** (end - i));
        const sum = weights.reduce((total, weight, i) => total + weight * values[i], 0);
        expect(loss).toBeCloseTo(sum / weights.reduce((total, weight) => total + weight, 0), 12);
      }
    });

    test("goes from 1e-7 to 10 in 100 steps unless told otherwise", async () => {
      const { learningRates } = await find([1]);
      expect(learningRates).toHaveLength(100);
      expect(learningRates[0]).toBeCloseTo(1e-7, 20);
      expect(learningRates[99]).toBeCloseTo(10, 10);
    });

    test.each<[string, number[], number]>([
      ["above four times the best", [...times(10, 2), 80], 10],
      ["not below", [...times(10, 2), 60, ...times(9, 2)], 20],
      ["not within the first ten", [...times(9, 2), 2000, 2], 10],
      ["of losses below 0, as far above 0", [...times(10, -2), 64, -2], 10],
      ["of losses below 0, not below that", [...times(10, -2), 40, ...times(9, -2)], 20],
      ["of no number", [1, 1, 1, Number.NaN], 3],
      ["of no number after ten", [...times(15, 2), Number.POSITIVE_INFINITY], 15],
    ])("ends at a loss %s", async (_, values, length) => {
      expect((await find(values, { steps: 20 })).losses).toHaveLength(length);
    });

    test("says after how many steps and from which rate there was no number, and needs three", async () => {
      await expect(find([1, 1, Number.NaN], { from: 0.5, steps: 12 })).rejects.toThrow(
        "findLearningRate: the loss is not finite after 2 of 12 steps, from a learning rate of 0.5 on; look at the loss, " +
          "or begin with a smaller rate",
      );
    });

    test("takes the steepest fall: after the first ten, if there are ten more", async () => {
      for (const [steps, place] of [[19, 1], [20, 10]]) {
        const { suggestion, learningRates } = await find([10, 3, 3], { steps });
        expect(suggestion).toBe(learningRates[place]);
      } // biome-ignore format: pairs
      const { suggestion, learningRates } = await find([...times(14, 9), 1, ...times(9, 5)], { steps: 24 });
      expect(suggestion).toBe(learningRates[14]);
      const last = await find([...times(23, 9), 1], { steps: 24 });
      expect(last.suggestion).toBe(last.learningRates[22]);
    });

    test("from a rate to a larger one, and no smaller or equal one", async () => {
      for (const [from, to] of [[1, 1], [2, 1]]) {
        await expect(find([1], { from, to })).rejects.toThrow(
          `findLearningRate: expected 0 < from < to, got from ${from} to ${to}`,
        );
      } // biome-ignore format: pairs
      for (const wrong of [0, -1, Number.POSITIVE_INFINITY, Number.NaN]) {
        await expect(find([1], { from: wrong })).rejects.toThrow("from must be a finite number above 0");
        await expect(find([1], { to: wrong })).rejects.toThrow("to must be a finite number above 0");
      }
    });
  });

  describe("takes batches", () => {
    /** The samples of each batch, until 12 steps are over or the signal ends them. */
    const batches = async (options: { batchSize?: number; seed?: number; after?: number }) => {
      const { after, ...others } = options;
      const controller = new AbortController();
      const reason = new Error("enough");
      const model = new Dense(1, 1);
      const before = weights(model);
      const x = tensor(Array.from({ length: 40 }, (_, i) => [i]));
      const seen: number[][] = [];
      const run = findLearningRate(model, {
        data: { x, y: x.mul(0) },
        step: (m: Dense, batch: { x: Tensor; y: Tensor }) => {
          seen.push([...batch.x.toTypedArray()]);
          if (seen.length === after) controller.abort(reason);
          return { loss: mseLoss(m.forward(batch.x), batch.y) };
        },
        optimizer: (learningRate) => new SGD(model.parameters(), { learningRate }),
        to: 1e-6,
        steps: 12,
        signal: controller.signal,
        ...others,
      });
      if (after === undefined) await run;
      else await expect(run).rejects.toBe(reason);
      expect(weights(model)).toEqual(before);
      return seen;
    };

    test("of the size asked for, and 32 otherwise", async () => {
      const sizes = async (batchSize?: number) => (await batches({ batchSize })).map(({ length }) => length);
      expect(await sizes()).toEqual([32, 8, 32, 8, 32, 8, 32, 8, 32, 8, 32, 8]);
      expect(await sizes(15)).toEqual([15, 15, 10, 15, 15, 10, 15, 15, 10, 15, 15, 10]);
    });

    test("in the order of the seed, or of core's", async () => {
      const first = await batches({ batchSize: 20, seed: 5 });
      expect(await batches({ batchSize: 20, seed: 5 })).toEqual(first);
      expect(await batches({ batchSize: 20, seed: 6 })).not.toEqual(first);
      expect(first[0]).not.toEqual(first[2]);
      seed(9);
      const cores = await batches({ batchSize: 20 });
      seed(9);
      expect(await batches({ batchSize: 20 })).toEqual(cores);
      seed(10);
      expect(await batches({ batchSize: 20 })).not.toEqual(cores);
    });

    test("until the signal aborts", async () => {
      expect(await batches({ after: 3 })).toHaveLength(3);
    });

    test("until a signal from outside aborts", async () => {
      const model = new Dense(1, 1);
      const signal = AbortSignal.timeout(5);
      const x = tensor([[1]]);
      const run = findLearningRate(model, {
        data: { x, y: x },
        loss: mseLoss,
        optimizer: (learningRate) => new SGD(model.parameters(), { learningRate }),
        to: 1e-6,
        steps: 1e5,
        signal,
      });
      await expect(run).rejects.toThrow("aborted due to timeout");
    });
  });
});

describe("untilInterrupted", () => {
  test("installs a handler for SIGINT, and removes it", async () => {
    const before = process.listenerCount("SIGINT");
    const result = await untilInterrupted(async (signal) => {
      expect(process.listenerCount("SIGINT")).toBe(before + 1);
      expect(signal.aborted).toBe(false);
      return 3;
    });
    expect(result).toBe(3);
    await expect(untilInterrupted(() => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  test("ends a training by Ctrl-C with its history", async () => {
    const script = join(import.meta.dirname, "fixtures", "interrupted.ts");
    const child = spawn(process.execPath, ["--import", "tsx", "--conditions=@gradiente/source", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    let sent = false;
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      if (output.includes("epoch 2") && !sent) {
        sent = true;
        child.kill("SIGINT");
      }
    });
    const [code] = await once(child, "close");
    expect(code).toBe(0);
    expect(output).toMatch(/aborted after \d+ epochs, listeners 0\n$/);
  });
});

test("two callbacks on one file are refused by its name, before anything is written", async () => {
  const file = join(folder, "a.log");
  const again = join(folder, "b", "..", "a.log");
  const log = new CsvLog(file);
  const lists: Callback[][] = [
    [log, log],
    [log, new CsvLog(again)],
    [log, new JsonLinesLog(file)],
    [new ModelCheckpoint({ file }), new ModelCheckpoint({ file: `${folder}/./a.log` })],
    [new EnvironmentLog(file), log],
  ];
  for (const callbacks of lists) {
    const { model, ...options } = problem();
    await expect(fit(model, { ...options, epochs: 1, callbacks })).rejects.toThrow(
      `fit: two callbacks write ${file}; give one of them another file`,
    );
  }
  expect(await readdir(folder)).toEqual([]);
});
