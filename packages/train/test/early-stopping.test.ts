import { tensor } from "@gradiente/core";
import { Dense, mseLoss, Sequential } from "@gradiente/nn";
import { SGD } from "@gradiente/optim";
import { type Callback, EarlyStopping, fit, Monitor } from "@gradiente/train";
import { describe, expect, test } from "vitest";
import { problem, recorder, weights } from "./fixtures.ts";

/** Trains with a figure that follows a script, whatever the model does. */
async function script(
  values: readonly number[],
  options: Partial<ConstructorParameters<typeof EarlyStopping>[0]>,
) {
  const { model, ...rest } = problem();
  const stopping = new EarlyStopping({ patience: 2, monitor: "figure", mode: "min", ...options });
  const epochs = recorder();
  let epoch = 0;
  const figure = { update: () => {}, reset: () => {}, value: () => values[epoch] };
  const next: Callback = { onEpochEnd: () => void epoch++ };
  const run = fit(model, {
    ...rest,
    metrics: { figure },
    epochs: values.length,
    callbacks: [epochs, stopping, next],
  });
  return { history: await run, stopping, epochs: epochs.epochs, model };
}

describe("EarlyStopping", () => {
  test("stops after so many epochs without a better value, and says why", async () => {
    const { history, stopping } = await script([5, 4, 3, 3, 3, 1], {});
    expect([history.length, history.status]).toEqual([5, "stopped"]);
    expect(history.stopReason).toBe("figure has not become better for 2 epochs; it was best in epoch 3: 3");
    expect([stopping.best, stopping.bestEpoch]).toEqual([3, 3]);
  });

  test("counts only what is better by more than minDelta, in either direction, and never NaN", async () => {
    expect((await script([5, 4.5, 4.1, 0], { minDelta: 1 })).history.length).toBe(3);
    expect((await script([1, 2, 3, 2, 3, 9], { mode: "max" })).history.length).toBe(5);
    const { history, stopping } = await script([Number.NaN, Number.NaN, 1], {});
    expect([history.length, stopping.best, stopping.bestEpoch]).toEqual([2, undefined, 0]);
    expect(history.stopReason).toMatch(/was never a number/);
  });

  test("begins anew in each training", async () => {
    const { model, ...options } = problem();
    const stopping = new EarlyStopping({ patience: 1, monitor: "loss", minDelta: 1e9 });
    for (let i = 0; i < 2; i++) {
      expect((await fit(model, { ...options, epochs: 5, callbacks: [stopping] })).length).toBe(2);
    }
    const nothing: typeof options.loss = (p) => p.sum().mul(Number.NaN);
    await fit(model, { ...options, loss: nothing, epochs: 1, callbacks: [stopping] });
    expect([stopping.best, stopping.bestEpoch]).toEqual([undefined, 0]);
  });

  test("knows what is not there to be watched", async () => {
    const { model, ...options } = problem();
    const callbacks = [new EarlyStopping({ patience: 1 })];
    await expect(fit(model, { ...options, epochs: 1, callbacks })).rejects.toThrow(
      /no valLoss to monitor; there are loss, accuracy; pass validation or validationSplit to fit/,
    );
    expect(() => new EarlyStopping({ patience: 0 })).toThrow(RangeError);
    expect(() => new Monitor({ minDelta: -1 })).toThrow(RangeError);
  });
});

describe("restoreBest gives the best epoch's weights back", () => {
  test("when it stops", async () => {
    const { model, epochs } = await script([3, 1, 2, 2, 0], { restoreBest: true });
    expect(epochs).toHaveLength(4);
    expect(weights(model)).toEqual(epochs[1]);
  });

  test("when all epochs are over", async () => {
    const { model, epochs, history } = await script([3, 1, 2], { restoreBest: true });
    expect(history.status).toBe("completed");
    expect(weights(model)).toEqual(epochs[1]);
  });

  test("not unless told so", async () => {
    const { model, epochs } = await script([3, 1, 2], {});
    expect(weights(model)).toEqual(epochs[2]);
  });

  /** Goes on with a worse third epoch, and then leaves in some way. */
  async function leave(callback: Callback, signal?: AbortSignal) {
    const { model, ...options } = problem();
    const stopping = new EarlyStopping({ patience: 9, monitor: "figure", restoreBest: true });
    const epochs = recorder();
    const values = [3, 1, 2];
    let epoch = 0;
    const figure = { update: () => {}, reset: () => {}, value: () => values[epoch] };
    const next: Callback = { onEpochEnd: () => void epoch++ };
    const callbacks = [epochs, stopping, next, callback];
    const ending = await fit(model, {
      ...options,
      metrics: { figure },
      epochs: 9,
      callbacks,
      signal,
    }).then(
      (history) => history.status,
      () => "failed",
    );
    return { ending, restored: weights(model), best: epochs.epochs[1], last: epochs.epochs[2] };
  }

  test("on an abort, an error, and a stop by another callback", async () => {
    const controller = new AbortController();
    const inEpoch4 = (f: () => void): Callback => ({
      onBatchEnd: (run) => (run.epoch === 4 ? f() : undefined),
    });
    const ways: [string, Callback, AbortSignal?][] = [
      ["aborted", inEpoch4(() => controller.abort()), controller.signal],
      [
        "failed",
        inEpoch4(() => {
          throw new Error("no more");
        }),
      ],
      ["stopped", { onBatchEnd: (run) => (run.epoch === 4 ? run.stop("enough") : undefined) }],
    ];
    for (const [way, callback, signal] of ways) {
      const { ending, restored, best, last } = await leave(callback, signal);
      expect(ending).toBe(way);
      expect(restored).toEqual(best);
      expect(restored).not.toEqual(last);
    }
  });

  test("in a plain loop", () => {
    const model = new Sequential(new Dense(1, 1));
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
    const stopping = new EarlyStopping({ patience: 2, restoreBest: true });
    const [x, y] = [tensor([[1]]), tensor([[3]])];
    const seen: number[][][] = [];
    const losses = [3, 1, 2, 4];
    let epoch = 0;
    do {
      optimizer.step(mseLoss(model.forward(x), y).backward());
      seen.push(weights(model));
    } while (!stopping.update(losses[epoch++], model));
    stopping.restore(model);
    expect(epoch).toBe(4);
    expect(weights(model)).toEqual(seen[1]);
  });
});

test("the direction of a figure follows from its name", () => {
  const modes = ["valLoss", "meanSquaredError", "valAccuracy", "r2", "valF1", "rocAuc", "macroF1", "averagePrecision", "valRecall", "aucLoss"].map(
    (monitor) => new Monitor({ monitor }).mode,
  ); // biome-ignore format: a list
  expect(modes).toEqual(["min", "min", "max", "max", "max", "max", "max", "max", "max", "min"]);
  expect([new Monitor().name, new Monitor().mode]).toEqual(["valLoss", "min"]);
  expect(new Monitor({ monitor: "accuracy", mode: "min" }).mode).toBe("min");
  expect(new Monitor({ monitor: "reward", mode: "max" }).mode).toBe("max");
});

describe("a monitor", () => {
  test("takes a first value, whatever it is, and then only better ones", () => {
    const monitor = new Monitor({ monitor: "loss", minDelta: 0.5 });
    const taken = [Number.NaN, Number.POSITIVE_INFINITY, 4, 3.5, 3.4, Number.NaN, 3.4].map((value) =>
      monitor.update(value),
    );
    expect(taken).toEqual([false, true, true, false, true, false, false]); // biome-ignore format: a line
    expect(monitor.best).toBe(3.4);
    expect(() => monitor.update("3" as never)).toThrow("Monitor.update: the value must be a number");
  });

  test("says what is recorded, and what was meant", () => {
    const message = (name: string, figures: readonly string[]) => {
      try {
        new Monitor({ monitor: name }).read("A", { values: Object.fromEntries(figures.map((each) => [each, 1])) } as never); // biome-ignore format: a line
        return "";
      } catch (error) {
        return String(error);
      }
    };
    expect(message("loss", ["loss"])).toBe("");
    expect(message("xyz", ["loss", "f1"])).toBe(
      "RangeError: A: there is no xyz to monitor; there are loss, f1",
    );
    expect(message("valF1", ["loss", "f1"])).toBe(
      "RangeError: A: there is no valF1 to monitor; there are loss, f1; pass validation or validationSplit to fit, or monitor " +
        "another figure",
    );
    expect(message("valLos", ["loss", "valLoss"])).toBe(
      "RangeError: A: there is no valLos to monitor; there are loss, valLoss; did you mean valLoss?",
    );
    expect(message("lss", ["loss", "less"])).toMatch(/; did you mean (loss or less|less or loss)\?$/);
  });

  test("refuses what is no owner, record or list of figures", () => {
    const monitor = new Monitor({ monitor: "loss" });
    const values = { loss: 1 };
    expect(() => monitor.read(1 as never, { values } as never)).toThrow(
      "Monitor.read: the owner must be a text",
    );
    expect(() => monitor.check(1 as never, ["loss"])).toThrow("Monitor.check: the owner must be a text");
    for (const record of [undefined, null, 1, {}, { values: null }, { values: 1 }, { values: new Map() }]) {
      expect(() => monitor.read("A", record as never)).toThrow("Monitor.read: the record must be the record");
    }
    for (const figures of [undefined, "loss", ["loss", 1], new Set(["loss"])]) {
      expect(() => monitor.check("A", figures as never)).toThrow(
        "Monitor.check: the figures must be a list of names",
      );
    }
  });
});
