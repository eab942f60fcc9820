import { defaultGenerator, seed, tensor } from "@gradiente/core";
import {
  type Bundle,
  bundleParts,
  LeakageError,
  loadIris,
  Standardizer,
  Table,
  TensorDataset,
  wholeBatch,
} from "@gradiente/datasets";
import {
  crossValidate,
  type Fold,
  gridSearch,
  randomSearch,
  type Space,
  successiveHalving,
  type TrialInput,
} from "@gradiente/train";
import { inWorkerThreads } from "@gradiente/train/node";
import { describe, expect, expectTypeOf, test } from "vitest";
import { receiveBundle, shareBundle } from "../src/node/workers/shared-tensor.ts";

const labelled = (labels: number[]) =>
  new TensorDataset(tensor(labels.map((_, i) => [i])), tensor(labels, { dtype: "int32" }));

describe("crossValidate", () => {
  test("gives each trial its parts, and the mean and deviation over them", async () => {
    const seen: number[][] = [];
    const data = labelled([0, 0, 0, 1, 1, 1]);
    const trial = ({ train, test: part, fold }: Fold) => {
      const values = [train, part].map((d) => [...wholeBatch(d).x.toTypedArray()]);
      expect(values.flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
      expect([...wholeBatch(part).y.toTypedArray()].sort()).toEqual([0, 1]);
      seen.push(values[1]);
      return { score: fold * fold };
    };
    const result = await crossValidate(trial, data, { folds: 3, stratify: true, seed: 1 });
    expect(seen.flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(result.folds.map(({ fold, status, scores }) => [fold, status, scores])).toEqual([
      [0, "done", { score: 0 }],
      [1, "done", { score: 1 }],
      [2, "done", { score: 4 }],
    ]);
    expect(result.mean.score).toBeCloseTo(5 / 3, 14);
    expect(result.standardDeviation.score).toBeCloseTo(Math.sqrt(13 / 3), 14);
    expectTypeOf(result.mean).toEqualTypeOf<{ score: number }>();
  });

  test("is decided by its seed, and leaves core's stream alone but for that", async () => {
    const run = (options: { seed?: number }) =>
      crossValidate(
        ({ test: part, seed: own }) => ({
          x: wholeBatch(part).x.sum().item(),
          own,
          drawn: Math.random() * 0,
        }),
        labelled([0, 1, 2, 3, 4, 5, 6, 7]),
        { folds: 4, ...options },
      );
    expect((await run({ seed: 3 })).folds).toEqual((await run({ seed: 3 })).folds);
    expect((await run({ seed: 3 })).folds).not.toEqual((await run({ seed: 4 })).folds);
    seed(8);
    const before = defaultGenerator().state.toArray();
    await run({ seed: 3 });
    expect(defaultGenerator().state.toArray()).toEqual(before);
    const first = await run({});
    seed(8);
    expect(await run({})).toEqual(first);
  });

  test("has the proportions of classes in all folds if asked, by the targets or by other labels", async () => {
    const parity = ({ test: part }: Fold) => ({
      odd: [...wholeBatch(part).y.toTypedArray()].filter((label) => label % 2 === 1).length,
    });
    const data = labelled([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    const counts = async (stratify: boolean | readonly number[], start: number) => {
      const { folds } = await crossValidate(parity, data, { folds: 3, stratify, seed: start });
      return folds.map(({ scores }) => scores?.odd);
    };
    const starts = [0, 1, 2, 3, 4, 5];
    for (const start of starts) expect(await counts(true, start)).toEqual([2, 2, 2]);
    const otherwise = await Promise.all(starts.map((start) => counts(false, start)));
    expect(otherwise.some((odd) => odd.some((count) => count !== 2))).toBe(true);
    const labels = [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1];
    const byLabels = ({ test: part }: Fold) => ({
      ones: [...wholeBatch(part).x.toTypedArray()].filter((x) => labels[x] === 1).length,
    });
    for (const start of starts) {
      const { folds } = await crossValidate(byLabels, data, { folds: 3, stratify: labels, seed: start });
      expect(folds.map(({ scores }) => scores?.ones)).toEqual([2, 2, 2]);
    }
  });

  test("ends by a signal between folds, with the results so far", async () => {
    const controller = new AbortController();
    const trial = ({ fold }: Fold) => {
      if (fold === 1) controller.abort();
      return { score: fold };
    };
    const { signal } = controller;
    const { folds, mean } = await crossValidate(trial, labelled([0, 1, 2, 3]), { folds: 4, seed: 0, signal });
    expect(folds.map(({ status }) => status)).toEqual(["done", "done", "cancelled", "cancelled"]);
    expect(mean.score).toBe(0.5);
  });

  test("gives a trial tables where the data are one, the test part guarded", async () => {
    const table = Table.fromTensor(tensor([[1], [2], [3], [4]]), ["height"]);
    const { mean } = await crossValidate(
      ({ train, test: part }) => {
        expectTypeOf(train).toEqualTypeOf<Table>();
        expect(() => new Standardizer().fit(part)).toThrow(LeakageError);
        return { rows: train.size, held: part.size };
      },
      table,
      { folds: 4, seed: 0 },
    );
    expect(mean).toEqual({ rows: 3, held: 1 });
  });

  test.each([
    [null, "null"],
    ["done", "'done'"],
    [new Map([["score", 1]]), "[Map]"],
    [{ score: "high", of: {} }, "{ score: 'high', of: [Object] }"],
    [[1, 0.5], "[1, 0.5]"],
    [[1, "a"], "[1, 'a']"],
    [() => 1, "[function]"],
  ] as [unknown, string][])("says what a trial returned that is no scores: %j", async (value, shown) => {
    const { folds } = await crossValidate((() => value) as never, labelled([0, 1, 2]), { folds: 3 });
    expect(folds[0].error?.message).toBe(
      `the trial returned ${shown}; expected scores by name, such as { accuracy: 0.9 }`,
    );
  });

  test("reports a fold that fails, and keeps the others", async () => {
    const trial = ({ fold }: Fold) => {
      if (fold === 1) throw new RangeError("no luck");
      return { score: fold };
    };
    const { folds, mean } = await crossValidate(trial, labelled([0, 1, 2, 3]), { folds: 3, seed: 0 });
    expect(folds.map(({ status }) => status)).toEqual(["done", "failed", "done"]);
    expect(folds[1].error).toMatchObject({ name: "RangeError", message: "no luck" });
    expect(mean.score).toBe(1);
  });

  test("has five folds unless told otherwise, and no deviation of one", async () => {
    const data = labelled([0, 1, 2, 3, 4, 5, 6]);
    expect((await crossValidate(() => ({ score: 1 }), data)).folds).toHaveLength(5);
    const one = ({ fold }: Fold) => {
      if (fold > 0) throw new Error("no luck");
      return { score: 3 };
    };
    const { mean, standardDeviation } = await crossValidate(one, data, { folds: 2 });
    expect([mean.score, standardDeviation.score]).toEqual([3, Number.NaN]);
    const none = await crossValidate((): { score: number } => { throw new Error("no luck"); }, data, { folds: 2 }); // biome-ignore format: a line
    expect([none.mean, none.standardDeviation]).toEqual([{}, {}]);
  });

  test.each<[object, string]>([
    [{ folds: 1 }, "folds must be a whole number >= 2, not 1"],
    [{ folds: 2.5 }, "folds must be a whole number >= 2, not 2.5"],
    [{ stratify: "yes" }, "stratify must be true, false, or a list of labels, one per sample"],
    [{ seed: -1 }, "seed must be a whole number >= 0, not -1"],
    [{ signal: {} }, "signal must be an AbortSignal"],
  ])("refuses %o", async (options, message) => {
    const run = crossValidate(() => ({ score: 1 }), labelled([0, 1, 2]), options as never);
    await expect(run).rejects.toThrow(`crossValidate: ${message}`);
  });

  test("takes labels as a typed array", async () => {
    const labels = Int32Array.of(0, 0, 1, 1);
    const trial = ({ test: part }: Fold) => ({ ones: [...wholeBatch(part).x.toTypedArray()].filter((x) => labels[x] === 1).length }); // biome-ignore format: a line
    const { folds } = await crossValidate(trial, labelled([5, 6, 7, 8]), { folds: 2, stratify: labels });
    expect(folds.map(({ scores }) => scores?.ones)).toEqual([1, 1]);
  });

  test("says what is wrong", async () => {
    const trial = () => ({ score: 1 });
    await expect(crossValidate(trial, labelled([0, 1]), { folds: 3 })).rejects.toThrow(
      /from 2 to the 2 samples, not 3/,
    );
    await expect(crossValidate(trial, [], {})).rejects.toThrow(/folds need samples/);
    for (const wrong of [null, undefined, 3, {}]) {
      await expect(crossValidate(trial, wrong as never)).rejects.toThrow(
        "crossValidate: data must be a data set",
      );
    }
    const floating = { x: tensor([[1], [2]]), y: tensor([[1], [2]]) };
    await expect(crossValidate(trial, floating, { stratify: true })).rejects.toThrow(/kFold/);
    const module = { module: "file:///trial.js" };
    await expect(crossValidate(module as never, await loadIris())).rejects.toThrow(
      /crossValidate: the trial must be a function, or inWorkerThreads\(\{ module, name \}\) of @gradiente\/train\/node/,
    );
    const table = Table.fromTensor(tensor([[1], [2]]), ["height"]);
    await expect(
      crossValidate(inWorkerThreads(module), table as unknown as TensorDataset, { folds: 2 }),
    ).rejects.toThrow(/crossValidate of a parallel trial: data must be/);
  });
});

test("data are the same in memory that threads share, in each of their forms", () => {
  const values = (bundle: Bundle) => bundleParts("f", "x", bundle).map(([path, part]) => [path, part.dtype, part.toArray()]);
  const bundles: Bundle[] = [
    tensor([[1, 2], [3, 4]]),
    [tensor([1, 2], { dtype: "int32" }), tensor([0.1], { dtype: "float64" })],
    { flags: tensor([true, false]), numbers: tensor([5]) },
  ];
  for (const bundle of bundles) {
    const shared = shareBundle(bundle);
    const [first] = shared.form === "tensor" ? [shared.part] : shared.form === "tuple" ? shared.parts : shared.parts.map(([, part]) => part);
    expect(first.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(values(receiveBundle(structuredClone(shared)))).toEqual(values(bundle));
  }
}); // biome-ignore format: one thing a line

describe("searches", () => {
  test("a grid has all combinations, typed, the last parameter changing fastest", async () => {
    const { trials, best } = await gridSearch(
      ({ parameters: { a, b } }) => {
        expectTypeOf(a).toEqualTypeOf<1 | 2>();
        expectTypeOf(b).toEqualTypeOf<"x" | "y" | "z">();
        return a * 10 + "xyz".indexOf(b);
      },
      { a: [1, 2], b: ["x", "y", "z"] },
      { mode: "min", seed: 0 },
    );
    expect(trials.map(({ parameters: { a, b } }) => `${a}${b}`)).toEqual([
      "1x",
      "1y",
      "1z",
      "2x",
      "2y",
      "2z",
    ]);
    expect(trials.map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(best?.parameters).toEqual({ a: 1, b: "x" });
    expect(new Set(trials.map((t) => t.seed)).size).toBe(6);
  });

  test("random ones draw from lists and ranges, by their seed", async () => {
    const space = {
      rate: { low: 1e-4, high: 1, scale: "log" },
      hidden: { low: 1, high: 4, whole: true },
      momentum: { low: 0.5, high: 0.6 },
      kind: ["a", "b"],
    } as const satisfies Space;
    const run = (start: number) =>
      randomSearch(({ parameters }) => parameters.rate, space, { mode: "max", trials: 400, seed: start });
    const { trials, best } = await run(1);
    const all = trials.map(({ parameters }) => parameters);
    expect(new Set(all.map(({ hidden }) => hidden))).toEqual(new Set([1, 2, 3, 4]));
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(["a", "b"]));
    expect(all.every(({ rate }) => rate >= 1e-4 && rate <= 1)).toBe(true);
    expect(all.every(({ momentum }) => momentum >= 0.5 && momentum <= 0.6)).toBe(true);
    // Evenly over orders of magnitude: half below the geometric mean, up to six deviations.
    expect(Math.abs(all.filter(({ rate }) => rate < 1e-2).length - 200)).toBeLessThan(60);
    expect(best?.score).toBe(Math.max(...all.map(({ rate }) => rate)));
    const parameters = async (start: number) => (await run(start)).trials.map((t) => [t.parameters, t.seed]);
    expect(await parameters(1)).toEqual(trials.map((t) => [t.parameters, t.seed]));
    expect(await parameters(2)).not.toEqual(trials.map((t) => [t.parameters, t.seed]));
  });

  test("halving lets the best third go on with three times the budget, under the same seed", async () => {
    const calls: [number, number | undefined][] = [];
    const { trials, best } = await successiveHalving(
      ({ parameters: { a }, budget }: TrialInput<{ readonly a: number }>) => {
        calls.push([a, budget]);
        return { score: (a - 0.3) ** 2, a };
      },
      { a: { low: 0, high: 1 } },
      { mode: "min", trials: 9, minBudget: 2, maxBudget: 20, seed: 4 },
    );
    expect(trials.map(({ budget }) => budget)).toEqual([...new Array(9).fill(2), 6, 6, 6, 18]);
    expect(trials.map(({ trial }) => trial)).toEqual(trials.map((_, i) => i));
    const order = trials.slice(0, 9).sort((p, q) => p.score - q.score);
    expect(trials.slice(9, 12).map(({ seed: own, parameters }) => [own, parameters])).toEqual(
      order.slice(0, 3).map(({ seed: own, parameters }) => [own, parameters]),
    );
    expect(best?.trial).toBe(12);
    expect(best?.values).toEqual({ a: best?.parameters.a });
    expect(calls).toHaveLength(13);
  });

  test("keep what other trials gave where some fail, and rank NaN below everything", async () => {
    const { trials, best } = await gridSearch(
      ({ parameters: { a } }) => {
        if (a === 1) throw new Error("no luck");
        return a === 2 ? Number.NaN : a;
      },
      { a: [1, 2, 3, 4] },
      { mode: "min" },
    );
    expect(trials.map(({ status, score }) => [status, score])).toEqual([
      ["failed", Number.NaN],
      ["done", Number.NaN],
      ["done", 3],
      ["done", 4],
    ]);
    expect(best?.parameters.a).toBe(3);
  });

  const space = { a: [1, 2, 3, 4] };
  const searches = {
    gridSearch: (trial, options) => gridSearch(trial, space, { mode: "max", ...options }),
    randomSearch: (trial, options) => randomSearch(trial, space, { mode: "max", trials: 4, ...options }),
    successiveHalving: (trial, options) =>
      successiveHalving(trial, space, { mode: "max", trials: 4, minBudget: 1, maxBudget: 1, ...options }),
  } satisfies Record<
    string,
    (
      trial: (input: TrialInput<{ readonly a: number }>) => number,
      options: { seed?: number; signal?: AbortSignal },
    ) => Promise<{ readonly trials: readonly { readonly status: string; readonly seed: number }[] }>
  >;

  test.each(Object.entries(searches))("%s ends by a signal between trials", async (_, search) => {
    const controller = new AbortController();
    const trial = ({ trial: number }: { readonly trial: number }) => {
      if (number === 1) controller.abort();
      return number;
    };
    const { trials } = await search(trial, { signal: controller.signal });
    expect(trials.map(({ status }) => status)).toEqual(["done", "done", "cancelled", "cancelled"]);
  });

  test("end by a signal from outside between trials", async () => {
    const controller = new AbortController();
    const trial = ({ trial: number }: { readonly trial: number }) => {
      if (number === 0) setTimeout(() => controller.abort());
      return number;
    };
    const many = { a: Array.from({ length: 2000 }, (_, i) => i) };
    const { trials } = await gridSearch(trial, many, { mode: "max", signal: controller.signal });
    expect(trials.at(-1)).toMatchObject({ status: "cancelled", score: Number.NaN, values: {}, seconds: 0 });
  });

  test.each(Object.entries(searches))("%s has the trials' seeds by its own, or core's", async (_, search) => {
    const seeds = async (options: { seed?: number }) =>
      (await search(() => 1, options)).trials.map((trial) => trial.seed);
    expect(await seeds({ seed: 5 })).toEqual(await seeds({ seed: 5 }));
    expect(await seeds({ seed: 5 })).not.toEqual(await seeds({ seed: 6 }));
    seed(7);
    const first = await seeds({});
    seed(7);
    expect(await seeds({})).toEqual(first);
    expect(await seeds({})).not.toEqual(first);
  });

  test("halving keeps one in as many as its factor says, with as many times the budget", async () => {
    const budgets = async (factor: number) =>
      (
        await successiveHalving(({ parameters: { a } }) => a, space, {
          ...{ mode: "max", trials: 8, minBudget: 1, maxBudget: 8, seed: 0, factor },
        })
      ).trials.map(({ budget }) => budget);
    expect(await budgets(2)).toEqual([...new Array(8).fill(1), 2, 2, 2, 2, 4, 4, 8]);
    expect(await budgets(4)).toEqual([...new Array(8).fill(1), 4, 4]);
  });

  test("whole numbers are drawn on a scale of factors too", async () => {
    const range = { a: { low: 1, high: 1000, scale: "log", whole: true } } as const satisfies Space;
    const { trials } = await randomSearch(({ parameters }) => parameters.a, range, { mode: "max", trials: 300, seed: 2 }); // biome-ignore format: a line
    const drawn = trials.map(({ parameters }) => parameters.a);
    expect(drawn.every((a) => Number.isInteger(a) && a >= 1 && a <= 1000)).toBe(true);
    // A third in each power of ten, up to six deviations.
    for (const [from, to] of [
      [1, 10],
      [10, 100],
      [100, 1001],
    ]) {
      // biome-ignore format: powers
      expect(Math.abs(drawn.filter((a) => a >= from && a < to).length - 100)).toBeLessThan(50);
    }
  });

  test("may have a single trial", async () => {
    const options = { mode: "max", trials: 1, seed: 3 } as const;
    const { trials } = await randomSearch(({ parameters: { a } }) => a, { a: [7] }, options);
    expect(trials.map(({ parameters, score }) => [parameters.a, score])).toEqual([[7, 7]]);
  });

  test("say what is wrong", async () => {
    const trial = () => 1;
    const options = { mode: "max", trials: 2 } as const;
    await expect(gridSearch(trial, { a: { low: 0, high: 1 } }, { mode: "max" })).rejects.toThrow(
      /a is a range/,
    );
    await expect(gridSearch(trial, { a: [] }, { mode: "max" })).rejects.toThrow(/a: the list has no values/);
    await expect(gridSearch(trial, { a: [1] }, {} as never)).rejects.toThrow(
      /mode must be "min" or "max", not undefined/,
    );
    for (const range of [
      { low: 1, high: 1 },
      { low: 0, high: 1, scale: "log" },
      { low: 0.5, high: 2, whole: true },
    ] as const) {
      await expect(randomSearch(trial, { a: range }, options)).rejects.toThrow(/parameter a: /);
    }
    await expect(randomSearch(trial, { a: [1] }, { mode: "max", trials: 0 })).rejects.toThrow(/not 0/);
    const budgets = { ...options, minBudget: 3, maxBudget: 2 };
    await expect(successiveHalving(trial, { a: [1] }, budgets)).rejects.toThrow(/got 3 and 2/);
    await expect(
      gridSearch({ module: "file:///trial.js" } as never, { a: [1] }, { mode: "max" }),
    ).rejects.toThrow(/gridSearch: the trial must be a function, or inWorkerThreads/);
    await expect(gridSearch(trial, { a: [1] }, { mode: "max", sed: 1 } as never)).rejects.toThrow(
      /gridSearch: there is no option "sed"; did you mean seed\?/,
    );
    await expect(randomSearch(trial, { a: { low: 0, hi: 1 } as never }, options)).rejects.toThrow(
      /parameter a: there is no option "hi"/,
    );
    expect(() => inWorkerThreads({ module: "file:///trial.js", workers: 0 })).toThrow(/workers .* not 0/);
    expect(() => inWorkerThreads({} as never)).toThrow(/module must be the URL of a module/);
  });

  const wrongRanges: [object, string][] = [
    [{ low: 2, high: 1 }, "expected low < high, got low 2 and high 1"],
    [{ low: 1, high: 1 }, "expected low < high, got low 1 and high 1"],
    [{ low: Number.NEGATIVE_INFINITY, high: 1 }, "expected low < high, got low -Infinity and high 1"],
    [{ low: 0, high: Number.POSITIVE_INFINITY }, "expected low < high, got low 0 and high Infinity"],
    [{ low: Number.NaN, high: 1 }, "expected low < high, got low NaN and high 1"],
    [{ low: 0, high: 1, scale: "log" }, "a log scale needs low > 0, not 0"],
    [{ low: -1, high: 1, scale: "log" }, "a log scale needs low > 0, not -1"],
    [{ low: 0.5, high: 2, whole: true }, "whole numbers need whole bounds, not 0.5 and 2"],
    [{ low: 1, high: 2.5, whole: true }, "whole numbers need whole bounds, not 1 and 2.5"],
    [{ low: "1", high: 2 }, "low must be a number"],
    [{ low: 1, high: 2, scale: "exp" }, 'scale must be "linear" or "log"'],
    [{ low: 1, high: 2, whole: 1 }, "whole must be true or false"],
    [[], "the list has no values"],
  ]; // biome-ignore format: one row each
  test.each(wrongRanges)("refuse a range like %o", async (range, message) => {
    for (const search of [randomSearch, successiveHalving]) {
      const options = { mode: "max", trials: 2, minBudget: 1, maxBudget: 1 } as const;
      const { minBudget: _, maxBudget: __, ...fewer } = options;
      const given = search === randomSearch ? fewer : options;
      await expect(search(() => 1, { b: [1], a: range } as never, given as never)).rejects.toThrow(`${search.name}: parameter a: ${message}`); // biome-ignore format: a line
    }
  });

  test.each<[object, string]>([
    [{ trials: 1.5 }, "trials must be a positive whole number below 2^31, not 1.5"],
    [{ trials: 2 ** 31 }, "trials must be a positive whole number below 2^31, not 2147483648"],
    [{ trials: -1 }, "trials must be"],
    [{ minBudget: 0 }, "minBudget must be a finite number above 0, not 0"],
    [{ maxBudget: Number.POSITIVE_INFINITY }, "maxBudget must be a finite number above 0, not Infinity"],
    [{ factor: 1 }, "factor must be above 1, not 1"],
    [{ mode: "best" }, 'mode must be "min" or "max", not "best"'],
    [{ minBudget: 3, maxBudget: 2 }, "expected 0 < minBudget <= maxBudget, got 3 and 2"],
  ])("halving refuses %o", async (wrong, message) => {
    const options = { mode: "max", trials: 2, minBudget: 1, maxBudget: 1, ...wrong } as const;
    await expect(successiveHalving(() => 1, { a: [1] }, options as never)).rejects.toThrow(`successiveHalving: ${message}`); // biome-ignore format: a line
  });

  test.each([null, 3, "a", [1], new Map()])("refuse %o for a space", async (wrong) => {
    await expect(gridSearch(() => 1, wrong as never, { mode: "max" })).rejects.toThrow(
      "gridSearch: the space must be an object with a list of values or a range for each parameter",
    );
  });

  test("a grid of nothing has one trial", async () => {
    const { trials } = await gridSearch(() => 1, {}, { mode: "max" });
    expect(trials.map(({ parameters }) => parameters)).toEqual([{}]);
  });

  test("draw from ranges up to their ends", async () => {
    const extremes = async (range: object) => {
      const { trials } = await randomSearch(() => 1, { a: range } as never, { mode: "max", trials: 300, seed: 1 });
      const all = trials.map(({ parameters }) => (parameters as { a: number }).a);
      return [Math.min(...all), Math.max(...all), all.every(Number.isInteger)];
    }; // biome-ignore format: one thing
    expect(await extremes({ low: 5, high: 6, whole: true })).toEqual([5, 6, true]);
    expect(await extremes({ low: -3, high: -1, whole: true })).toEqual([-3, -1, true]);
    expect(await extremes({ low: 1, high: 3, whole: true, scale: "log" })).toEqual([1, 3, true]);
    const [low, high, whole] = (await extremes({ low: 5, high: 7 })) as [number, number, boolean];
    expect([low >= 5, low < 5.1, high > 6.9, high < 7, whole]).toEqual([true, true, true, true, false]);
    const [least, most] = (await extremes({ low: 1, high: 100, scale: "log" })) as [number, number];
    expect([least >= 1, least < 1.2, most > 90, most < 100]).toEqual([true, true, true, true]);
  });

  test("the first of equals is best, of the largest budget", async () => {
    const best = async (mode: "min" | "max", scores: number[]) =>
      (await gridSearch(({ trial }) => scores[trial], { a: scores }, { mode })).best?.trial;
    expect(await best("max", [1, 2, 2, 1])).toBe(1);
    expect(await best("min", [2, 1, 1, 2])).toBe(1);
    const infinity = Number.POSITIVE_INFINITY;
    expect(await best("max", [0, infinity, infinity])).toBe(1);
    expect(await best("min", [infinity, infinity])).toBe(0);
    expect(await best("max", [Number.NaN, Number.NaN])).toBeUndefined();
    // The score falls with the budget: the last round counts all the same.
    const options = { mode: "max", trials: 4, minBudget: 1, maxBudget: 2, factor: 2, seed: 0 } as const;
    const { best: late, trials } = await successiveHalving(({ trial, budget = 0 }) => trial / budget ** 9, { a: [1] }, options); // biome-ignore format: a line
    expect([trials.length, late?.trial, late?.budget]).toEqual([6, 5, 2]);
  });

  test("halving keeps no trial that failed, and ends where none is left", async () => {
    const options = { mode: "max", trials: 4, minBudget: 1, maxBudget: 4, factor: 2, seed: 0 } as const;
    const failing = ({ trial }: { trial: number }) => {
      if (trial > 0) throw new Error("no luck");
      return 1;
    };
    const { trials, best } = await successiveHalving(failing, { a: [1] }, options);
    expect(trials.map(({ status }) => status)).toEqual(["done", "failed", "failed", "failed", "failed"]);
    expect(best?.trial).toBe(0);
    const none = await successiveHalving(() => Number.NaN, { a: [1] }, options);
    expect([none.trials.length, none.best]).toEqual([4, undefined]);
  });

  test("a trial gives a number, or numbers with a score; the time that it took is told", async () => {
    const given = async (value: unknown) => {
      const { trials } = await gridSearch(() => value as number, { a: [1] }, { mode: "max" });
      const [{ status, score, values, error, seconds }] = trials;
      expect(seconds).toBeGreaterThan(0);
      return [status, score, values, error?.message];
    };
    expect(await given({ score: 2, extra: 3 })).toEqual(["done", 2, { extra: 3 }, undefined]);
    const expected = "expected its score, a number, or numbers by name with { score }";
    expect(await given({ extra: 3 })).toEqual(["failed", Number.NaN, {}, `the trial returned { extra: 3 }; ${expected}`]);
    expect(await given({ score: "high" })).toEqual(["failed", Number.NaN, {}, `the trial returned { score: 'high' }; ${expected}`]);
    expect(await given({})).toEqual(["failed", Number.NaN, {}, `the trial returned [Object]; ${expected}`]);
    expect(await given([])).toEqual(["failed", Number.NaN, {}, `the trial returned []; ${expected}`]);
    expect(await given([null, {}])).toEqual(["failed", Number.NaN, {}, `the trial returned [null, [Object]]; ${expected}`]);
    expect(await given(Object.create(null))).toEqual(["failed", Number.NaN, {}, `the trial returned [Object]; ${expected}`]);
  }); // biome-ignore format: one row each

  test("what is thrown that is no error is told as text", async () => {
    const thrown = async (value: unknown) => {
      const { trials } = await gridSearch(() => { throw value; }, { a: [1] }, { mode: "max" });
      return trials[0].error;
    }; // biome-ignore format: one thing
    expect(await thrown("out of luck")).toEqual({ name: "Error", message: "out of luck" });
    expect(await thrown(null)).toEqual({ name: "Error", message: "null" });
    for (const half of [{ name: "Odd" }, { message: "odd" }]) {
      expect(await thrown(half)).toEqual({ name: "Error", message: "[object Object]" });
    }
    expect(await thrown({ name: "Odd", message: "without a stack" })).toEqual({
      name: "Odd",
      message: "without a stack",
    });
    expect(await thrown(new RangeError("x"))).toEqual({
      name: "RangeError",
      message: "x",
      stack: expect.any(String),
    });
  });
});
