import { tensor, zeros } from "@gradiente/core";
import { heatMap } from "@gradiente/plot";
import { describe, expect, it } from "vitest";
import { testSides } from "../../../tooling/check-sides.ts";
import {
  entriesOf,
  extent,
  isValues,
  isVector,
  kindOf,
  sameLength,
  toTable,
  toVector,
} from "../src/input/data.ts";
import { neuronValues } from "../src/input/network.ts";
import * as options from "../src/input/options.ts";
import { shortNumber, shortValue } from "../src/input/short-value.ts";

/* What charts take: each condition by itself, and what is said of the rest. */

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const holes = new Array(2);

testSides(options, {
  aSize: [[1e-9, 1, 420.5, 10_000], [0, -1, 10_000.1, infinity, nan, "1"]],
  aText: [["", "a"], [1, null, ["a"]]],
  someTexts: [[[], ["a", ""]], ["a", ["a", 1], [null, "a"], holes, { length: 0 }]],
  aRange: [[[0, 1], [2, 2], [-1e308, 1e308]], [[1, 0], [0], [0, 1, 2], [0, infinity], [-infinity, 0], [nan, 1], ["0", 1], holes, "01"]],
  aPoint: [[[0, 1], [1, 0]], [[0], [0, 1, 2], [0, infinity], [nan, 0], ["0", 1], holes, "01"]],
  aColourScale: [["grey", "sequential", "diverging", "blues"], ["gray", "", null]],
  someDecimals: [[0, 100], [-1, 101, 0.5, "1"]],
  someColumns: [[1, 10_000], [0, 10_001, 1.5, "1"]],
  aNumberOnly: [[0, -1, infinity], [nan, "1", null]],
  aVector: [[[], [1, nan], new Float32Array(2), tensor([1]), zeros([2, 2])], [["1"], [1, null], holes, "12", { length: 1 }, new DataView(new ArrayBuffer(1)), new BigInt64Array(1), null]],
  aShare: [[0, 0.5, 1], [-1e-9, 1 + 1e-9, nan, "0.5"]],
}); // biome-ignore format: one row a check

describe("data", () => {
  it("are values if they have a shape, and can be read", () => {
    const toTypedArray = () => [1];
    expect([tensor(1), { shape: [1], toTypedArray }].map(isValues)).toEqual([true, true]);
    const others = [null, undefined, 1, [1], { shape: [1] }, { toTypedArray }, { shape: 1, toTypedArray }, { shape: [1], toTypedArray: 1 }]; // biome-ignore format: a list
    expect(others.map(isValues)).toEqual(others.map(() => false));
    expect(isVector(new Uint8ClampedArray(1))).toBe(true);
  });

  it("have no holes", () => {
    const wrong = (what: string) => new RegExp(`^${what}.* not an array of other things$`);
    expect(() => heatMap([[1, 2], holes], { decimals: 1 })).toThrow(wrong("heatMap: matrix: row 1: "));
    expect(() => neuronValues("f: a", holes, 2)).toThrow(wrong("f: a: "));
  });

  it("are lists of numbers, with one axis", () => {
    for (const data of [[1, 2], Float32Array.of(1, 2), tensor([1, 2])])
      expect(toVector("f: x", data)).toEqual([1, 2]);
    expect(() => toVector("f: x", zeros([2, 2]))).toThrow("f: x: one axis, [n], not [2, 2]; reshape it");
    expect(() => toVector("f: x", ["1"] as never)).toThrow(
      "f: x: a list of numbers or a tensor [n], not an array of other things",
    );
  });

  it("are tables of rows of one length, with something in them", () => {
    const table = { rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6] };
    for (const data of [[[1, 2, 3], [4, 5, 6]], [tensor([1, 2, 3]), Int32Array.of(4, 5, 6)], tensor([[1, 2, 3], [4, 5, 6]])]) {
      expect(toTable("f", data)).toEqual(table);
    } // biome-ignore format: a list
    expect(() => toTable("f", zeros([4]))).toThrow("f: two axes, [rows, columns], not [4]; reshape it");
    expect(() => toTable("f", zeros([1, 2, 2]))).toThrow("f: two axes, [rows, columns], not [1, 2, 2]; reshape it");
    expect(() => toTable("f", [[1, 2], [1, 2], [1]])).toThrow("f: row 2 has 1 numbers, and row 0 has 2");
    expect(() => toTable("f", [[1], ["1"]] as never)).toThrow("f: row 1: a list of numbers or a tensor [n], not an array of other things");
    expect(() => toTable("f", [])).toThrow("f: there is nothing to draw: 0 rows, 0 columns");
    expect(() => toTable("f", [[], []])).toThrow("f: there is nothing to draw: 2 rows, 0 columns");
    expect(() => toTable("f", zeros([0, 3]))).toThrow("f: there is nothing to draw: 0 rows, 3 columns");
    expect(() => toTable("f", "12" as never)).toThrow("f: rows of numbers or a tensor, not string");
  }); // biome-ignore format: a line each

  it("by name have an order, and at least one entry", () => {
    expect(entriesOf("f", { b: 1, a: 2 })).toEqual([["b", 1], ["a", 2]]); // biome-ignore format: pairs
    expect(entriesOf("f", new Map([["2", 1], ["1", 2]]))).toEqual([["2", 1], ["1", 2]]); // biome-ignore format: pairs
    for (const none of [{}, new Map()])
      expect(() => entriesOf("f", none)).toThrow("f: there is nothing to draw; give at least one entry");
    for (const [named, words] of [
      [null, "null"],
      [7, "number"],
      [[1], "an array of other things"],
      [Float32Array.of(1), "an object with 0"],
      [tensor([1]), "a tensor without a name"],
    ] as const) {
      expect(() => entriesOf("f", named as never)).toThrow(
        `f: the argument must be an object of things to draw by name, not ${words}`,
      );
    }
  });

  it("that belong together have one length", () => {
    expect(sameLength("f", { x: [1, 2], y: "ab", z: { length: 2 } })).toBe(undefined);
    expect(() => sameLength("f", { x: [1, 2], y: [1, 2], z: [1] })).toThrow(
      "f: x has 2 entries, and z has 1",
    );
    expect(() => sameLength("f", { x: [1, 2], y: [1, 2, 3] })).toThrow("f: x has 2 entries, and y has 3");
  });

  it("extend from the least to the greatest finite number", () => {
    expect(extent("f", [3, nan, -1, infinity, 2, -infinity])).toEqual([-1, 3]);
    expect(extent("f", [5])).toEqual([5, 5]);
    for (const values of [[], [nan, infinity, -infinity]]) {
      expect(() => extent("f", values)).toThrow(new RangeError("f: there is no finite number to draw"));
    }
  });

  it("that are something else are named", () => {
    expect([null, [1], {}, { a: 1, b: 2 }, 7, "a", undefined, () => {}].map(kindOf)).toEqual(["null", "an array of other things", "an object with no entries", "an object with a, b", "number", "string", "undefined", "function"]); // biome-ignore format: a list
  });
});

describe("values in boxes", () => {
  it.each<[number, string]>([
    [0, "0"],
    [1, "1"],
    [-1.5, "−1.5"],
    [1.23456, "1.235"],
    [123_456, "123500"],
    [999_949, "999900"],
    [1e6, "1e6"],
    [-1_234_567, "−1.235e6"],
    [0.001, "0.001"],
    [0.000999, "9.99e−4"],
    [-1e-10, "−1e−10"],
    [nan, "NaN"],
    [infinity, "Infinity"],
    [-infinity, "−Infinity"],
  ])("%d is %s", (value, text) => {
    expect(shortNumber(value)).toBe(text);
  });

  it.each([
    [[], [0], "empty"],
    [[2], [], "2"],
    [[2, 2, 2, 2, 2], [5], "2"],
    [[nan, nan, nan, nan, nan], [5], "NaN"],
    [[0, -0], [2], "[0, 0]"],
    [[1, 2, 3, 4], [4], "[1, 2, 3, 4]"],
    [[1, 2, 3, 4], [2, 2], "[[1, 2], [3, 4]]"],
    [[1, 2, 3, 4, 5], [5], "1 to 5"],
    [[5, -2, nan, 3, infinity], [5], "−2 to 5, 2 not finite"],
    [[nan, infinity, nan, nan, nan], [5], "not finite"],
  ])("%j of shape %j", (values, shape, text) => {
    expect(shortValue({ shape, toTypedArray: () => values })).toBe(text);
  });
});
