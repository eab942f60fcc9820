import { execFileSync } from "node:child_process";
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Generator, onWarning, seed, type Tensor, tensor } from "@gradiente/core";
import { DataLoader, TensorDataset } from "@gradiente/datasets";
import { Dense, Dropout, Module, ReLU, Sequential, Softplus, Tanh } from "@gradiente/nn";
import { Adam, AdamW, type Optimizer } from "@gradiente/optim";
import { type Callback, EarlyStopping, fit, TrainingError } from "@gradiente/train";
import {
  loadCheckpoint,
  loadTensorFiles,
  loadWeights,
  ModelCheckpoint,
  saveWeights,
} from "@gradiente/train/node";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { asOrdinaryUser, handlePrototype, noSpace, smallDisk, writingBy } from "../../files/test/fixtures.ts";
import { optionsOf, problem, weights } from "./fixtures.ts";

let folder: string;
let directory: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gradiente-run-"));
  directory = join(folder, "runs", "a");
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

type Options = Partial<ConstructorParameters<typeof ModelCheckpoint>[0]> & {
  readonly epochs?: number;
  readonly callbacks?: readonly Callback[];
  readonly resume?: string;
};

/** One start of a run, as another process would make it. */
async function start({ epochs = 4, callbacks = [], resume = directory, ...options }: Options = {}) {
  const { model, ...rest } = problem();
  const keeper = new ModelCheckpoint({ directory, ...options });
  const history = await fit(model, { ...rest, epochs, callbacks: [...callbacks, keeper], resume });
  return { history, weights: weights(model) };
}

const timeless = (json: object) => ({ ...json, seconds: undefined });

const files = async () => (await readdir(directory)).sort();

async function warningsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const restore = onWarning((code, text) => texts.push(`${code}: ${text}`));
  await work().finally(restore);
  return texts;
}

describe("a run in a directory", () => {
  test("begins in an empty one, goes on where it was, and returns at once when it is over", async () => {
    const { model, ...options } = problem();
    const whole = await fit(model, { ...options, epochs: 5 });
    expect((await start({ epochs: 2 })).history.length).toBe(2);
    const rest = await start({ epochs: 5 });
    expect(timeless(rest.history.toJSON())).toEqual(timeless(whole.toJSON()));
    expect(rest.weights).toEqual(weights(model));
    const begun = vi.fn();
    const again = await start({ epochs: 5, callbacks: [{ onEpochBegin: begun }] });
    expect([again.history.status, again.weights]).toEqual(["completed", rest.weights]);
    expect(begun).not.toHaveBeenCalled();
    // Nothing holds it any more.
    expect(await files()).toEqual(["epoch-000004.safetensors", "epoch-000005.safetensors", "manifest.json"]);
  });

  test("that was stopped is over until it gets more patience, also between two checkpoints", async () => {
    const stopping = (patience: number) =>
      new EarlyStopping({ patience, monitor: "loss", minDelta: 0.05, restoreBest: true });
    const run = (patience: number, epochs = 60) =>
      start({ epochs, every: 7, callbacks: [stopping(patience)] });
    const first = await run(3);
    expect([first.history.status, first.history.length % 7 === 0]).toEqual(["stopped", false]);
    for (const again of [await run(3), await run(3, 100)]) {
      expect(again.history.toJSON()).toEqual(first.history.toJSON());
      expect(again.weights).toEqual(first.weights);
    }
    expect((await run(6)).history.length).toBeGreaterThan(first.history.length);
  });

  test("keeps the newest, and the best of all", async () => {
    const values = [3, 1, 2, 2, 2];
    let epoch = 0;
    const figure = { update: () => {}, reset: () => {}, value: () => values[epoch++] };
    const { model, ...options } = problem();
    const keeper = new ModelCheckpoint({ directory, keep: 2, best: true, monitor: "figure" });
    const seen: string[][] = [];
    const look: Callback = { onSave: async () => void seen.push(await files()) };
    await fit(model, { ...options, metrics: { figure }, epochs: 5, callbacks: [keeper, look] });
    const named = (...epochs: number[]) => epochs.map((at) => `epoch-00000${at}.safetensors`);
    expect(seen.map((names) => names.filter((name) => name.startsWith("epoch")))).toEqual([
      named(1), named(1, 2), named(2, 3), named(2, 3, 4), named(2, 4, 5),
    ]); // biome-ignore format: a list
    expect((await loadCheckpoint(directory)).history.length).toBe(5);
    expect((await loadCheckpoint(directory, { best: true })).history.length).toBe(2);
    const manifest = JSON.parse(await readFile(join(directory, "manifest.json"), "utf8"));
    expect([manifest.format, manifest.best]).toEqual(["gradiente-run-1", 2]);
    const listed = manifest.checkpoints.flatMap(
      ({ files }: { files: { name: string; bytes: number }[] }) => files,
    );
    expect(listed.length).toBe(3);
    for (const { name, bytes } of listed) expect(bytes, name).toBe((await stat(join(directory, name))).size);
  });

  test("takes the checkpoint before a damaged one, says so, and ends the same", async () => {
    const whole = await start({ epochs: 4 });
    await rm(directory, { recursive: true });
    await start({ epochs: 3 });
    const newest = join(directory, "epoch-000003.safetensors");
    const bytes = await readFile(newest);
    const damages: (() => Promise<void>)[] = [
      () =>
        writeFile(newest, Buffer.from(bytes.map((byte, at) => (at === bytes.length - 3 ? byte ^ 4 : byte)))),
      () => writeFile(newest, bytes.subarray(0, -1)),
      () => unlink(newest),
      async () => writeFile(newest, Buffer.concat([bytes, Buffer.alloc(1)])),
    ];
    const copy = join(folder, "copy");
    await mkdir(copy);
    for (const name of await files()) await copyFile(join(directory, name), join(copy, name));
    for (const damage of damages) {
      for (const name of await readdir(copy)) await copyFile(join(copy, name), join(directory, name));
      await damage();
      let again: Awaited<ReturnType<typeof start>> | undefined;
      const [warning, ...more] = await warningsOf(async () => {
        again = await start({ epochs: 4 });
      });
      expect(warning).toMatch(
        /^GRADIENTE_CHECKPOINT: the checkpoint of epoch 2 is taken: .*epoch-000003\.safetensors/,
      );
      expect(more).toEqual([]);
      expect(again?.weights).toEqual(whole.weights);
      expect(again?.history.series("loss")).toEqual(whole.history.series("loss"));
    }
  });

  test.each<[string, (path: string) => Promise<unknown>]>([
    ["a device without an end", (path) => symlink("/dev/zero", path)],
    ["a FIFO that nobody writes to", async (path) => execFileSync("mkfifo", [path])],
    ["a directory", (path) => mkdir(path)],
  ])("does not wait for %s in place of a checkpoint, and loses none", async (_name, put) => {
    await start({ epochs: 3 });
    const newest = join(directory, "epoch-000003.safetensors");
    await unlink(newest);
    await put(newest);
    const warnings = await warningsOf(async () =>
      expect((await loadCheckpoint(directory)).history.length).toBe(2),
    );
    expect(warnings).toEqual([expect.stringMatching(/epoch 2 is taken: .*, not a regular file/)]);
    await warningsOf(() =>
      expect(start({ epochs: 4 })).rejects.toThrow(/epoch 3: cannot write .*, not a regular file/),
    );
    expect(await files()).toContain("epoch-000002.safetensors");
  });

  test("is warned of for each checkpoint that is damaged, in one process", async () => {
    const damage = async (epoch: number) => {
      const file = join(directory, `epoch-00000${epoch}.safetensors`);
      await writeFile(file, (await readFile(file)).subarray(0, -1));
      await start({ epochs: epoch + 1 });
    };
    await start({ epochs: 3 });
    const warnings = await warningsOf(async () => {
      await damage(3);
      await damage(4);
    });
    expect(warnings.map((text) => /epoch \d is taken/.exec(text)?.[0])).toEqual([
      "epoch 2 is taken",
      "epoch 3 is taken",
    ]);
  });

  test("is read without its manifest, if that is damaged or was never written, and from no other version", async () => {
    await start({ epochs: 2 });
    const manifest = join(directory, "manifest.json");
    const text = await readFile(manifest, "utf8");
    await writeFile(manifest, text.slice(0, 40));
    const warnings = await warningsOf(async () =>
      expect((await loadCheckpoint(directory)).history.length).toBe(2),
    );
    expect(warnings).toEqual([
      expect.stringMatching(/epoch 2 is taken: .*manifest\.json: .* must be sound JSON/),
    ]);
    await unlink(manifest);
    // A manifest that cannot be read is another thing than none.
    await mkdir(manifest);
    expect(await warningsOf(() => loadCheckpoint(directory))).toEqual([
      expect.stringMatching(/epoch 2 is taken: .*manifest\.json/),
    ]);
    await rm(manifest, { recursive: true });
    expect(
      await warningsOf(async () => expect((await loadCheckpoint(directory)).history.length).toBe(2)),
    ).toEqual([]);
    await writeFile(manifest, text.replace("gradiente-run-1", "gradiente-run-2"));
    await expect(start({ epochs: 3 })).rejects.toThrow(
      /gradiente-run-2, which a later version of Gradiente reads/,
    );
    const none = text.replace(/"checkpoints": \[.*\]/s, '"checkpoints": []');
    await writeFile(manifest, none);
    expect(
      await warningsOf(async () => expect((await loadCheckpoint(directory)).history.length).toBe(2)),
    ).toEqual([expect.stringMatching(/checkpoints must be a list of checkpoints, got a list of 0/)]);
    await writeFile(manifest, text.replace("epoch-000002", "../epoch-000002"));
    expect(
      await warningsOf(async () => expect((await loadCheckpoint(directory)).history.length).toBe(2)),
    ).toEqual([expect.stringMatching(/must be the name of a file beside it/)]);
  });

  test("is read without a manifest that contradicts itself or its checkpoints", async () => {
    await start({ epochs: 2 });
    const file = join(directory, "manifest.json");
    const manifest = JSON.parse(await readFile(file, "utf8"));
    const [first, second] = manifest.checkpoints;
    const cases: [object, RegExp][] = [
      [{ best: 99 }, /must be a manifest whose best checkpoint is one of its own/],
      [{ checkpoints: [second, second] }, /checkpoints must be a list of checkpoints of different epochs/],
      [
        { checkpoints: [first, { ...second, epoch: 77 }] },
        /000002.*: it has the state after epoch 2, not 77/,
      ],
    ];
    for (const [change, told] of cases) {
      await writeFile(file, JSON.stringify({ ...manifest, ...change }));
      expect(await warningsOf(() => loadCheckpoint(directory))).toEqual([expect.stringMatching(told)]);
    }
  });

  test("is not begun anew over checkpoints that are all damaged, or that nobody resumes", async () => {
    await start({ epochs: 2 });
    const before = await files();
    const { model, ...options } = problem();
    const start2 = weights(model);
    const unresumed = fit(model, { ...options, epochs: 2, callbacks: [new ModelCheckpoint({ directory })] });
    await expect(unresumed).rejects.toThrow(
      /it has the checkpoints of a training, 2 epochs; to go on with it, pass resume: ".*" to fit, or else name another/,
    );
    expect([await files(), weights(model)]).toEqual([before, start2]);
    for (const name of before) if (name.startsWith("epoch")) await writeFile(join(directory, name), "no");
    await expect(start()).rejects.toThrow(
      /none of its checkpoints is whole: .*000002.*000001.*name another directory/,
    );
    expect(await files()).toEqual(before);
  });

  test("ends where a later version has written its manifest meanwhile, and removes nothing", async () => {
    const later = JSON.stringify({ format: "gradiente-run-9", checkpoints: [], best: null });
    const other: Callback = {
      onEpochEnd: async (run) => {
        if (run.epoch === 2) await writeFile(join(directory, "manifest.json"), later);
      },
    };
    await expect(start({ epochs: 4, keep: 1, callbacks: [other] })).rejects.toThrow(
      /gradiente-run-9, which a later version of Gradiente reads/,
    );
    expect(await files()).toEqual(["epoch-000001.safetensors", "manifest.json"]);
    expect(await readFile(join(directory, "manifest.json"), "utf8")).toBe(later);
  });

  test("goes on where its manifest is damaged meanwhile, and has a sound one then", async () => {
    const damage: Callback = {
      onEpochEnd: async (run) => {
        if (run.epoch === 2) await writeFile(join(directory, "manifest.json"), "{");
      },
    };
    expect((await start({ epochs: 3, callbacks: [damage] })).history.length).toBe(3);
    expect(await files()).toEqual(["epoch-000002.safetensors", "epoch-000003.safetensors", "manifest.json"]);
    expect(await warningsOf(() => loadCheckpoint(directory))).toEqual([]);
  });

  test("belongs to one process at a time", async () => {
    // One that has begun starts another.
    const inner: Callback = {
      onEpochEnd: async (run) => {
        if (run.epoch > 2) return;
        await expect(start({ epochs: 9 })).rejects.toThrow(
          /this process has held it since .*remove .*gradiente\.lock/,
        );
      },
    };
    const { history } = await start({ epochs: 3, callbacks: [inner] });
    expect([history.status, history.length]).toEqual(["completed", 3]);
  });

  test("on a disk that fills up ends with an error, and goes on when there is room", async () => {
    const whole = await start({ epochs: 4 });
    await rm(directory, { recursive: true });
    const handles = await handlePrototype();
    const fill: Callback = {
      onEpochEnd: (run) => {
        if (run.epoch === 3) vi.spyOn(handles, "write").mockRejectedValue(noSpace());
      },
    };
    const error = await start({ epochs: 4, callbacks: [fill] }).catch((e) => e);
    expect(error).toBeInstanceOf(TrainingError);
    expect(error.message).toMatch(/epoch 3: cannot write .*epoch-000003\.safetensors: the disk is full/);
    vi.restoreAllMocks();
    expect(await files()).toEqual(["epoch-000001.safetensors", "epoch-000002.safetensors", "manifest.json"]);
    expect((await start({ epochs: 4 })).weights).toEqual(whole.weights);
  });

  test("on a real disk of a quarter of a megabyte, too", async ({ skip }) => {
    const disk = await smallDisk("size=256k");
    if ("reason" in disk) return skip(disk.reason);
    const wide = () => {
      const { model: _, ...options } = problem();
      const model = new Sequential(new Dense(2, 1200), new ReLU(), new Dense(1200, 2));
      return { ...options, model, optimizer: new Adam(model.parameters(), { learningRate: 0.01 }) };
    };
    const run = join(disk.folder, "run");
    const train = async () => {
      const { model, ...options } = wide();
      const keeper = new ModelCheckpoint({ directory: run, keep: 9 });
      const history = await fit(model, { ...options, epochs: 5, callbacks: [keeper], resume: run });
      return { history, weights: weights(model) };
    };
    await expect(train()).rejects.toThrow(
      /epoch 4: cannot write .*epoch-000004\.safetensors: the disk is full/,
    );
    expect(await readdir(run)).not.toContain("epoch-000004.safetensors");
    expect((await loadCheckpoint(run)).history.length).toBe(3);
    execFileSync("mount", ["-o", "remount,size=4m", disk.folder]);
    const whole = wide();
    await fit(whole.model, { ...optionsOf(whole), epochs: 5 });
    expect((await train()).weights).toEqual(weights(whole.model));
  });

  test("a directory that may not be written is an error before the first epoch, and its checkpoints are read", async () => {
    await start({ epochs: 2 });
    const parent = join(folder, "runs");
    const begun = vi.fn();
    await asOrdinaryUser(folder, async () => {
      const refused = start({ epochs: 3, callbacks: [{ onEpochBegin: begun }] });
      await expect(refused).rejects.toThrow(/cannot write .*gradiente\.lock: there is no permission/);
      expect((await loadCheckpoint(directory)).history.length).toBe(2);
    });
    expect(begun).not.toHaveBeenCalled();
    expect(await readdir(parent)).toEqual(["a"]);
  });

  test("a checkpoint that the disk gives back changed ends the training, and those before stay", async () => {
    const handles = await handlePrototype();
    const own = handles.write as (...args: unknown[]) => unknown;
    const lie: Callback = {
      onEpochEnd: (run) => {
        if (run.epoch !== 3) return;
        vi.spyOn(handles, "write").mockImplementation(function (this: unknown, ...args: unknown[]) {
          const [bytes, ...rest] = args as [Uint8Array];
          return own.call(
            this,
            bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte)),
            ...rest,
          );
        } as never);
      },
    };
    await expect(start({ epochs: 4, keep: 1, callbacks: [lie] })).rejects.toThrow(
      /epoch 3: cannot read .*epoch-000003\.safetensors: it is not as it was written/,
    );
    vi.restoreAllMocks();
    expect((await loadCheckpoint(directory)).history.length).toBe(2);
  });

  test("options that do not go together are refused", () => {
    const wrong: [object, RegExp][] = [
      [{}, /give either file or directory/],
      [{ file: "a", directory: "b" }, /give either file or directory/],
      [{ file: "a", keep: 2 }, /keep goes with directory alone/],
      [{ directory: "a", weightsOnly: true }, /weightsOnly goes with file alone/],
      [{ directory: "a", keep: 0 }, /keep must be/],
    ];
    for (const [options, message] of wrong) expect(() => new ModelCheckpoint(options)).toThrow(message);
  });

  test("that no callback keeps is not resumed", async () => {
    await expect(start({ resume: "elsewhere" })).rejects.toThrow(
      /^fit: no callback keeps "elsewhere", from which to resume; there are callbacks that keep ".*a"; add/,
    );
    const empty = await loadCheckpoint(folder).catch((error) => error);
    expect(empty.message).toMatch(/it has no checkpoint/);
  });
});

describe("what a state has, or refuses", () => {
  const own = (generator?: Generator) => {
    seed(5);
    const model = new Sequential(
      new Dense(2, 16),
      new ReLU(),
      new Dropout(0.5, { generator }),
      new Dense(16, 2),
    );
    return { ...problem(), model, optimizer: new Adam(model.parameters(), { learningRate: 0.02 }) };
  };

  test("the generator of a Dropout's own goes on where it was", async () => {
    const whole = own(new Generator(7));
    const history = await fit(whole.model, { ...optionsOf(whole), epochs: 4 });
    for (const epochs of [2, 4]) {
      const part = own(new Generator(7));
      const keeper = new ModelCheckpoint({ directory });
      const { length } = await fit(part.model, {
        ...optionsOf(part),
        epochs,
        callbacks: [keeper],
        resume: directory,
      });
      expect(length).toBe(epochs);
      if (epochs === 4) expect(weights(part.model)).toEqual(weights(whole.model));
    }
    expect((await loadCheckpoint(directory)).history.series("loss")).toEqual(history.series("loss"));
    const without = own();
    await expect(
      fit(without.model, { ...optionsOf(without), epochs: 5, resume: await loadCheckpoint(directory) }),
    ).rejects.toThrow(/random numbers for 2\.generator, and the model has no such generator/);
  });

  test("a state without the numbers of such a generator is refused by its name", async () => {
    await start({ epochs: 1 });
    const part = own(new Generator(7));
    const resume = { ...(await loadCheckpoint(directory)), model: part.model.stateDict() };
    await expect(fit(part.model, { ...optionsOf(part), epochs: 2, resume })).rejects.toThrow(
      /no random numbers for 2\.generator; is it of another model/,
    );
  });

  const alike: Record<
    string,
    [(of: ReturnType<typeof problem>["model"]) => readonly [Module<[Tensor], Tensor>, Optimizer], RegExp]
  > = {
    "a model with another activation": [
      ({ layers: [first, , ...others] }) => {
        const model = new Sequential(first, new Tanh(), ...others);
        return [model, new Adam(model.parameters(), { learningRate: 0.02 })];
      },
      /set up otherwise \(model: 1: ReLU then, 1: Tanh now\)/,
    ],
    "a model with a layer more": [
      (part) => {
        const model = new Sequential(...part.layers, new Softplus());
        return [model, new Adam(model.parameters(), { learningRate: 0.02 })];
      },
      /\(model: nothing more then, 4: Softplus now\)/,
    ],
    "an optimiser that keeps the same": [
      (model) => [model, new AdamW(model.parameters(), { learningRate: 0.02 })],
      /\(optimizer: Adam then, AdamW now\)/,
    ],
  };
  for (const [name, [change, message]] of Object.entries(alike)) {
    test(`${name}, whose weights fit, is refused by name, unless it is taken out of the state`, async () => {
      await start({ epochs: 1 });
      const before = problem();
      const [model, optimizer] = change(before.model);
      const options = { ...optionsOf(before), optimizer };
      const at = weights(model);
      const callbacks = [new ModelCheckpoint({ directory })];
      await expect(fit(model, { ...options, epochs: 2, callbacks, resume: directory })).rejects.toThrow(
        message,
      );
      expect(weights(model)).toEqual(at);
      const resume = { ...(await loadCheckpoint(directory)), setup: undefined };
      expect((await fit(model, { ...options, epochs: 2, resume })).length).toBe(2);
    });
  }

  test("names that a bundler has changed are not compared", async () => {
    await start({ epochs: 1 });
    const own = Object.getOwnPropertyDescriptor(Module, "name") as PropertyDescriptor;
    const { model, ...options } = problem();
    const odd = new (class q extends ReLU {})();
    const renamed = new Sequential(model.layers[0], odd, ...model.layers.slice(2));
    Object.defineProperty(Module, "name", { ...own, value: "b" });
    try {
      const callbacks = [new ModelCheckpoint({ directory })];
      const optimizer = new Adam(renamed.parameters(), { learningRate: 0.02 });
      const history = await fit(renamed, { ...options, optimizer, epochs: 2, callbacks, resume: directory });
      expect(history.length).toBe(2);
      expect((await loadCheckpoint(directory)).setup).toMatchObject({
        model: null,
        optimizer: null,
        batchSize: 16,
      });
    } finally {
      Object.defineProperty(Module, "name", own);
    }
  });

  const changed: Record<string, [(options: ReturnType<typeof problem>) => object, RegExp]> = {
    "another batch size": [() => ({ batchSize: 8 }), /batchSize: 16 then, 8 now/],
    "another accumulation": [() => ({ accumulate: 2 }), /accumulate: 1 then, 2 now/],
    "another order": [() => ({ shuffle: false }), /shuffle: true then, false now/],
    "fewer samples": [() => ({ data: problem(40).data }), /data: 60 samples, .* then, 40 samples, .* now/],
    "one label changed": [
      ({ data }) => {
        const { x, y } = data as TensorDataset;
        const labels = [...y.toTypedArray()];
        labels[59] = 1 - labels[59];
        return { data: new TensorDataset(x, tensor(labels, { dtype: "int32" })) };
      },
      /data: 60 samples, x float32 \[2\], y int32 \[\], checksum \w+ then, .* now/,
    ],
    "batches of another size": [
      ({ data }) => ({ data: new DataLoader(data, { batchSize: 4 }), batchSize: undefined }),
      /data: 60 samples, .* then, batches of 4 of 60 samples, .* now/,
    ],
  };
  for (const [name, [change, message]] of Object.entries(changed)) {
    test(`${name} is refused by name, unless it is taken out of the state`, async () => {
      await start({ epochs: 1 });
      const { model, ...options } = problem();
      const before = weights(model);
      const all = { ...options, ...change({ model, ...options }), epochs: 2 };
      const keeper = new ModelCheckpoint({ directory });
      const refused = fit(model, { ...all, callbacks: [keeper], resume: directory } as never);
      await expect(refused).rejects.toThrow(message);
      await expect(refused).rejects.toThrow(
        /give it what it had, or, to go on all the same, resume: \{ \.\.\.state, setup/,
      );
      expect(weights(model)).toEqual(before);
      // It is free again.
      expect(await files()).toEqual(["epoch-000001.safetensors", "manifest.json"]);
      const state = { ...(await loadCheckpoint(directory)), setup: undefined };
      const usable = "data" in all && all.data instanceof DataLoader ? undefined : state;
      if (usable) expect((await fit(model, { ...all, resume: usable } as never)).length).toBe(2);
    });
  }

  test("a schedule with numbers of its own is warned of", async () => {
    const run = async (epochs: number, from: number) => {
      const { model, ...options } = problem();
      let rate = from;
      const shrink: Callback = {
        onEpochEnd: () => {
          rate *= 0.5;
        },
      };
      const optimizer = new Adam(model.parameters(), { learningRate: () => rate });
      const callbacks = [shrink, new ModelCheckpoint({ directory })];
      await fit(model, { ...options, optimizer, epochs, callbacks, resume: directory });
    };
    expect(await warningsOf(() => run(2, 0.1))).toEqual([]);
    expect(await warningsOf(() => run(3, 0.1))).toEqual([
      expect.stringMatching(
        /^GRADIENTE_RESUME: fit: the learning rate of the next update is 0\.1, and it was to be 0\.025/,
      ),
    ]);
  });
});

describe("files of several parts", () => {
  const shardBytes = 64 * 1024;
  const big = () => {
    seed(1);
    return new Sequential(new Dense(64, 256), new Dense(256, 200), new Dense(200, 3));
  };

  test("a checkpoint beyond the size is several files with an index, and is read, verified and removed as one", async () => {
    const { model: _, ...options } = problem();
    const wide = new Sequential(new Dense(2, 4000), new ReLU(), new Dense(4000, 2));
    const optimizer = () => new Adam(wide.parameters(), { learningRate: 0.01 });
    const run = (epochs: number) =>
      fit(wide, {
        ...options,
        optimizer: optimizer(),
        epochs,
        callbacks: [new ModelCheckpoint({ directory, keep: 1, shardBytes })],
        resume: directory,
      });
    await run(2);
    const names = await files();
    expect(
      names.filter((name) => /^epoch-000002-0000\d-of-0000\d\.safetensors$/.test(name)).length,
    ).toBeGreaterThan(2);
    expect(names).toContain("epoch-000002.safetensors.index.json");
    expect(names.filter((name) => name.startsWith("epoch-000001"))).toEqual([]);
    const state = await loadCheckpoint(directory);
    expect([...state.model.values()].map((x) => [...x.toTypedArray()])).toEqual(weights(wide));
    // By its index too, where its name is known.
    const index = join(directory, "epoch-000002.safetensors.index.json");
    const named = await loadCheckpoint(index);
    expect([...named.model.values()].map((x) => [...x.toTypedArray()])).toEqual(weights(wide));
    await expect(loadWeights(index)).rejects.toThrow(/it holds a whole training; .*loadCheckpoint/);
    expect((await loadTensorFiles(index)).metadata.format).toMatch(/^gradiente-training-/);
    expect((await run(3)).length).toBe(3);
  });

  test("weights are written as Hugging Face does, and come back", async () => {
    const model = big();
    const file = join(folder, "model.safetensors");
    const path = await saveWeights(file, model.stateDict(), { shardBytes });
    expect(path).toBe(`${file}.index.json`);
    const index = JSON.parse(await readFile(path, "utf8"));
    const size = [...model.stateDict().values()].reduce((sum, x) => sum + 4 * x.size, 0);
    expect(index.metadata.total_size).toBe(size);
    expect(Object.keys(index.weight_map)).toEqual([...model.stateDict().keys()]);
    // A tensor that is larger than a file may be has one of its own.
    expect(index.weight_map["1.weight"]).toBe("model-00003-of-00004.safetensors");
    for (const from of [path, file]) {
      const read = await loadWeights(from);
      expect([...read].map(([name, x]) => [name, x.toArray()])).toEqual(
        [...model.stateDict()].map(([name, x]) => [name, x.toArray()]),
      );
    }
    // Smaller ones afterwards are not read from what was left.
    const small = new Dense(2, 2);
    expect(await saveWeights(file, small.stateDict(), { shardBytes })).toBe(file);
    expect([...(await loadWeights(file)).keys()]).toEqual(["weight", "bias"]);
    await saveWeights(file, model.stateDict(), { shardBytes });
    expect((await loadWeights(file)).size).toBe(6);
    await expect(saveWeights(join(folder, "model.bin"), small.stateDict())).rejects.toThrow(
      /must end in \.safetensors/,
    );
  });

  test("an index gives tensors in the order of their files, whatever its own is", async () => {
    const path = await saveWeights(join(folder, "model.safetensors"), big().stateDict(), { shardBytes });
    const { metadata, weight_map } = JSON.parse(await readFile(path, "utf8"));
    const reversed = Object.fromEntries(Object.entries(weight_map).reverse());
    await writeFile(path, JSON.stringify({ metadata, weight_map: reversed }));
    expect([...(await loadWeights(path)).keys()]).toEqual([...big().stateDict().keys()]);
  });

  test("neighbours share a file up to its last byte", async () => {
    // Of 4, 4 and 8 bytes.
    const three = new Map([["a", tensor([1])], ["b", tensor([2])], ["c", tensor([3], { dtype: "float64" })]]); // biome-ignore format: pairs
    const filesOf = async (most: number) => {
      const path = await saveWeights(join(folder, `${most}.safetensors`), three, { shardBytes: most });
      if (!path.endsWith(".json")) return "one";
      const { weight_map } = JSON.parse(await readFile(path, "utf8")) as {
        weight_map: Record<string, string>;
      };
      return Object.values(weight_map).map((name) => name.slice(name.indexOf("-"))).join(" "); // biome-ignore format: one thing
    };
    const of = (...places: string[]) => places.map((place) => `-0000${place.replace("/", "-of-0000")}.safetensors`).join(" "); // biome-ignore format: a line
    expect(await filesOf(16)).toBe("one");
    expect(await filesOf(15)).toBe(of("1/2", "1/2", "2/2"));
    expect(await filesOf(8)).toBe(of("1/2", "1/2", "2/2"));
    expect(await filesOf(7)).toBe(of("1/3", "2/3", "3/3"));
    expect(await filesOf(1)).toBe(of("1/3", "2/3", "3/3"));
  });

  test("weights in several files stay as they were on a disk that fills up while others replace them", async () => {
    const file = join(folder, "model.safetensors");
    const path = await saveWeights(file, big().stateDict(), { shardBytes });
    const before = [...(await loadWeights(path)).values()].map((x) => x.toArray());
    const names = await readdir(folder);
    const later = new Map([...big().stateDict()].map(([name, x]) => [name, x.add(1)]));
    let room = 240_000;
    await writingBy(async (own, bytes, at, length) => {
      if (room < length) throw noSpace();
      room -= length;
      return own(bytes, at, length);
    });
    await expect(saveWeights(file, later, { shardBytes })).rejects.toThrow(
      /^cannot write .*model-0000\d-of-00004\.safetensors: the disk is full/,
    );
    expect(await readdir(folder)).toEqual(names);
    expect([...(await loadWeights(path)).values()].map((x) => x.toArray())).toEqual(before);
  });

  test("an index that is not of its files, or leads elsewhere, is refused", async () => {
    const file = join(folder, "model.safetensors");
    const path = await saveWeights(file, big().stateDict(), { shardBytes });
    const text = await readFile(path, "utf8");
    const wrong: [string, RegExp][] = [
      [
        text.replace('"0.bias"', '"0.other"'),
        /index model\.safetensors\.index\.json names a tensor '0\.other' in it; are/,
      ],
      [
        text.replace(/ +"2\.weight".*\n/, ""),
        /index model\.safetensors\.index\.json names no tensor '2\.weight' in it; are/,
      ],
      [
        text.replaceAll("model-00001", "../model-00001"),
        /weight_map\["0\.weight"\] must be the name of a safetensors file/,
      ],
      [text.replaceAll("model-00001", "/etc/model"), /must be the name of a safetensors file beside it/],
      [text.slice(0, 50), /must be sound JSON/],
      ["[]", /weight_map is missing/],
      ["7", /must be an index of safetensors files, got 7/],
      ['{"weight_map":{"a":7}}', /weight_map\.a must be the name of a safetensors file beside it/],
      [
        '{"weight_map":{"a":".safetensors"}}',
        /weight_map\.a must be the name of a safetensors file beside it/,
      ],
      ['{"weight_map":{"a":"a.bin"}}', /weight_map\.a must be the name of a safetensors file beside it/],
      ['{"weight_map":null}', /weight_map must be an object of files by tensor/],
      ['{"weight_map":[]}', /weight_map must be an object of files by tensor/],
    ];
    for (const [changed, message] of wrong) {
      await writeFile(path, changed);
      await expect(loadWeights(path), changed).rejects.toThrow(message);
    }
    await writeFile(path, text);
    const shard = join(folder, "model-00004-of-00004.safetensors");
    const bytes = await readFile(shard);
    bytes[bytes.length - 1] ^= 8;
    await writeFile(shard, bytes);
    await expect(loadWeights(path)).rejects.toThrow(/not as it was written/);
  });
});
