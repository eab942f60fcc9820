import { zeros } from "@gradiente/core";
import { numericColumn, Table, TensorDataset } from "@gradiente/datasets";
import { describe, expect, it } from "vitest";
import { testSides } from "../../../tooling/check-sides.ts";
import * as checks from "../src/checks.ts";
import { isListOf, isObject } from "../src/checks.ts";

describe("what a list is", () => {
  const isText = (value: unknown) => typeof value === "string";
  const holes: unknown[] = ["a"];
  holes[2] = "c";

  it.each<[unknown, boolean]>([
    [[], true],
    [["a"], true],
    [["a", "b"], true],
    [[1], false],
    [[1, "b"], false],
    [["a", 1], false],
    [holes, false],
    ["a", false],
    [{ 0: "a", length: 1 }, false],
    [null, false],
  ])("%j of texts: %s", (value, expected) => {
    expect(isListOf(value, isText)).toBe(expected);
  });

  it.each<[unknown, boolean]>([
    [{}, true],
    [[], true],
    [null, false],
    [undefined, false],
    ["a", false],
    [() => {}, false],
  ])("%j is an object: %s", (value, expected) => {
    expect(isObject(value)).toBe(expected);
  });
});

testSides(checks, {
  aSeed: [[0, 1, 2 ** 53 - 1], [-1, 0.5, 2 ** 53, Number.NaN, "1", null]],
  aCount: [[1, 2, 2 ** 31, 2 ** 53 - 1], [0, -1, 1.5, 2 ** 53, Number.POSITIVE_INFINITY, Number.NaN, "1", [1]]],
  aSize: [[1, 2, 2 ** 31 - 1], [0, -1, 1.5, 2 ** 31, Number.POSITIVE_INFINITY, Number.NaN, "1", [1]]],
  aStrength: [[0, 0.5, 1e308], [-1e-9, Number.POSITIVE_INFINITY, Number.NaN, "1"]],
  aProbability: [[0, 0.5, 1], [-1e-9, 1 + 1e-9, Number.NaN, "0.5"]],
  aFraction: [[1e-9, 0.5, 1 - 1e-9], [0, 1, -1, 2, Number.NaN, "0.5"]],
  aText: [["", "a"], [1, null, ["a"]]],
  aPath: [["a", "/"], ["", 1, null, ["a"]]],
  someTexts: [[[], ["a", ""]], ["a", ["a", 1], [null], { length: 0 }]],
  aRange: [[[0, 1], [1, 0], [2, 2]], [[0], [0, 1, 2], [0, Number.NaN], [Number.POSITIVE_INFINITY, 0], ["0", 1], "01", null]],
  anImageShape: [[[1, 1], [28, 28]], [[28], [1, 28, 28], [0, 1], [1, 0], [1.5, 1], ["28", "28"], 28]],
  aDataset: [[new TensorDataset(zeros([2, 1]), zeros([2])), { size: 2, batch: () => {} }], [{ size: 2 }, { batch: () => {} }, { size: "2", batch: () => {} }, { size: 2, batch: 1 }, null, () => {}]],
  someRows: [
    [new TensorDataset(zeros([2, 1]), zeros([2])), new Table({ a: numericColumn([1, 2]) }), { size: 2, take: () => {} }],
    [{ size: 2 }, { take: () => {} }, { size: "2", take: () => {} }, { size: 2, take: 1 }, [1], null],
  ],
}); // biome-ignore format: one row a check

it("a range ascends", () => {
  expect(checks.checkAscending("sine", [0, 1e-9])).toBe(undefined);
  for (const [low, high] of [[1, 1], [1, 0]] as const) {
    expect(() => checks.checkAscending("sine", [low, high])).toThrow(
      new RangeError(`sine: range must be two numbers in ascending order, not [${low}, ${high}]`),
    );
  } // biome-ignore format: a list
});

it.each<[unknown, list: boolean, labels: boolean]>([
  [[], true, true],
  [["a", 1, null, Number.NaN], true, true],
  [new Int32Array(2), true, true],
  [[undefined], true, false],
  [["a", true], true, false],
  [new Array(1), true, false],
  [[{}], true, false],
  [new DataView(new ArrayBuffer(1)), false, false],
  [new BigInt64Array(1), true, false],
  ["ab", false, false],
  [{ length: 0 }, false, false],
  [null, false, false],
])("%o is a list: %s, of labels: %s", (value, list, labels) => {
  expect([checks.isList(value), checks.isLabels(value)]).toEqual([list, labels]);
});
