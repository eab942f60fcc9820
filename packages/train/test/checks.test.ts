import { tensor, Variable } from "@gradiente/core";
import { LBFGS, SGD } from "@gradiente/optim";
import { logLoss, measure } from "@gradiente/train";
import { inWorkerThreads } from "@gradiente/train/node";
import { describe, expect, it } from "vitest";
import { testSides } from "../../../tooling/check-sides.ts";
import { aMode, aPatience, MONITOR } from "../src/callbacks/monitor.ts";
import * as fitting from "../src/fit-options.ts";
import { aClassCount } from "../src/metrics/confusion.ts";
import { SHARD_BYTES } from "../src/node/checkpoints/tensor-files.ts";
import { aPath } from "../src/node/paths.ts";

const parameters = new Map([["w", new Variable(tensor([1]))]]);
const throwIfAborted = () => {};

testSides(
  { ...fitting, ...MONITOR, aMode, aPatience, aClassCount, aPath },
  {
    aSeed: [[0, 1, 2 ** 53 - 1], [-1, 0.5, 2 ** 53, Number.NaN, "1"]],
    aBatchSize: [[1, 2 ** 53 - 1], [0, 0.5, 2 ** 53, Number.NaN, "1"]],
    someData: [[{}, [], new Map()], [null, undefined, 1, "x", () => {}]],
    aSignal: [
      [new AbortController().signal, { aborted: false, throwIfAborted }],
      [{ aborted: false }, { throwIfAborted }, { aborted: false, throwIfAborted: true }, null, throwIfAborted],
    ],
    anOptimizer: [[new SGD(parameters, { learningRate: 0.1 })], [new LBFGS(parameters), {}, null, SGD]],
    monitor: [["valLoss", " "], ["", 1, null, ["loss"]]],
    mode: [["min", "max"], ["Min", "", null]],
    minDelta: [[0, 0.1, Number.POSITIVE_INFINITY], [-1e-9, Number.NaN, "0"]],
    aMode: [["min", "max"], ["Min", "", null]],
    aPatience: [[1, 2, 2 ** 53 - 1], [0, -1, 1.5, 2 ** 53, Number.POSITIVE_INFINITY, Number.NaN, "1"]],
    aClassCount: [[1, 10_000], [0, 10_001, 1.5, "2"]],
    aPath: [["a", "/", " "], ["", "a\0", 1, null]],
  },
); // biome-ignore format: one row a check

describe("a trial in worker threads", () => {
  const module = "file:///trial.js";

  it("is named by the URL of a module and the name of an export", () => {
    for (const options of [{ module }, { module: new URL(module) }, { module: { href: module } as URL }, { module, name: "trial" }, { module, workers: 1 }, { module, workers: 1024 }]) {
      expect(() => inWorkerThreads(options)).not.toThrow();
    } // biome-ignore format: a list
  });

  it.each<[object, string]>([
    [{ module: "" }, 'module must be the URL of a module, such as new URL("./trial.ts", import.meta.url), not ""'],
    [{ module: null }, "module must be the URL of a module"],
    [{ module: {} }, "module must be the URL of a module"],
    [{ module: { href: 1 } }, "module must be the URL of a module"],
    [{ module, name: "" }, 'name must be the name of an export, not ""'],
    [{ module, name: 7 }, "name must be the name of an export, not 7"],
    [{ module, workers: 0 }, "workers must be a whole number from 1 to 1024, not 0"],
    [{ module, workers: 1025 }, "workers must be a whole number from 1 to 1024, not 1025"],
  ])("refuses %o", (options, message) => {
    expect(() => inWorkerThreads(options as never)).toThrow(`inWorkerThreads: ${message}`);
  }); // biome-ignore format: one row each
});

it("a file of weights has 2 GiB at most by default", () => {
  expect(SHARD_BYTES).toBe(2_147_483_648);
});

it.each([
  ["float32", 2 ** -23],
  ["float64", 2 ** -52],
  ["int32", 2 ** -52],
] as const)("probabilities of %s are clipped to a distance from 0 and 1", (dtype, distance) => {
  const loss = (p: number, target: number) =>
    measure(logLoss(), tensor([p], { dtype }), tensor([target], { dtype: "int32" }));
  for (const [p, target, clipped] of [
    [0, 1, distance],
    [1, 0, distance],
    [1, 1, 1 - distance],
    [0, 0, 1 - distance],
  ]) {
    expect(loss(p, target)).toBe(-Math.log(clipped));
  }
});
