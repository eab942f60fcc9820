import { tensor, Variable } from "@gradiente/core";
import { expect, it } from "vitest";
import { testSides } from "../../../tooling/check-sides.ts";
import * as checks from "../src/checks.ts";
import { aTransform } from "../src/transform.ts";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

const parts = { name: "still", init: () => ({}), update: () => [] };

testSides({ ...checks, aTransform }, {
  aTransform: [
    [parts, { ...parts, begin: () => ({}), measure: () => ({}) }, { ...parts, begin: undefined, more: 1 }],
    [{ ...parts, name: 1 }, { ...parts, init: {} }, { ...parts, update: undefined }, { ...parts, begin: 1 }, { ...parts, measure: null }, {}, null, undefined, "adam"],
  ],
  fraction: [[0, 0.5, 1 - 1e-9], [-1e-9, 1, nan, "0.5"]],
  share: [[0, 0.5, 1], [-1e-9, 1 + 1e-9, nan, "0.5"]],
  nonNegative: [[0, 0.5, 1e308], [-1e-9, infinity, nan, "1", () => 1]],
  positive: [[1e-9, 1, infinity], [0, -1, nan, "1"]],
  steps: [[1, 2, 2 ** 53 - 1], [0, -1, 1.5, 2 ** 53, infinity, nan, "1"]],
  rateOrSchedule: [[0, 0.5, 1e308, () => 1], [-1e-9, infinity, nan, "1", null]],
}); // biome-ignore format: one row a check

it("a learning rate that a schedule gives is a finite number of 0 or more", () => {
  for (const rate of [0, 0.1, 1e308]) expect(checks.checkLearningRate(rate)).toBe(undefined);
  for (const rate of [-1e-9, infinity, nan, "0.1"]) {
    expect(() => checks.checkLearningRate(rate as number)).toThrow(
      new RangeError(
        `learningRate: expected a number of 0 or more, or a schedule that gives one, got ${rate}`,
      ),
    );
  }
});

it("parameters are Variables by path, at least one unless there may be none", () => {
  const w = new Variable(tensor([1]));
  const none = new Map();
  expect(checks.checkVariables("adam", new Map([["w", w]]))).toBe(undefined);
  expect(checks.checkVariables("adam", none, { mayBeEmpty: true })).toBe(undefined);
  expect(() => checks.checkVariables("adam", none)).toThrow(/^adam: there are no parameters; /);
  const wrong = [undefined, null, [w], { w }, new Map([[1, w]]), new Map<string, unknown>([["w", w], ["b", 1]]), new Map([["w", w.value]])]; // biome-ignore format: a list
  for (const parameters of wrong) {
    expect(() => checks.checkVariables("adam", parameters)).toThrow(
      new TypeError("adam: expected parameters by path, a Map; pass model.parameters()"),
    );
  }
});

it("floating are float32 and float64", () => {
  const dtypes = ["float32", "float64", "int32", "bool"] as const;
  expect(dtypes.map((dtype) => checks.isFloating(new Variable(tensor([1], { dtype }), { trainable: false })))).toEqual([true, true, false, false]); // biome-ignore format: a list
});
