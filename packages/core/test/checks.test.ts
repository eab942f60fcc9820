import { Generator, Tensor, tensor, Variable, zeros } from "@gradiente/core";
import { expect, it } from "vitest";
import { testSides } from "../../../tooling/check-sides.ts";
import * as conditions from "../src/arguments/check.ts";
import { real } from "../src/distributions/distribution.ts";
import { aDType } from "../src/dtype.ts";
import { someNames } from "../src/inspect/graph-of.ts";
import { severalOf } from "../src/operand.ts";
import { aPadding, aPerAxis } from "../src/ops/internal/sliding.ts";
import { anEpsilon, aWeight } from "../src/ops/normalization/options.ts";
import { aParameter, positive } from "../src/ops/random/draws.ts";
import { aGenerator } from "../src/ops/random/generator.ts";
import { someMetadata } from "../src/serialize/encode.ts";
import { aFileName, someBytes } from "../src/serialize/file.ts";
import { aShape, someAxes } from "../src/shape.ts";
import { someInputs } from "../src/transforms/structure.ts";
import { aTensor } from "../src/variable.ts";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const x = tensor([1]);
const w = new Variable(x);

testSides(
  {
    ...conditions,
    ...{ real, aDType, someNames, aPadding, aPerAxis, anEpsilon, aWeight, aParameter, positive, aGenerator },
    ...{ someMetadata, aFileName, someBytes, aShape, someAxes, someInputs, aTensor },
    several: severalOf("several"),
    fromTwoToFour: conditions.whole(2, 4),
    fromMinusOne: conditions.whole(-1),
    either: conditions.oneOf("a", "b"),
    lists: conditions.listOf("things"),
    numbersByName: conditions.mapOf("numbers", (value) => typeof value === "number"),
    functions: conditions.aFunction(),
    evenNumbers: conditions.numeric("even", (value) => value % 2 === 0),
  },
  {
    aBoolean: [[true, false], [0, 1, "true", null, undefined]],
    aNumber: [[0, -1, nan, infinity], ["0", null, 1n, [1]]],
    anInteger: [[0, -3, 2 ** 53 - 1, -(2 ** 53 - 1)], [0.5, 2 ** 53, -(2 ** 53), nan, infinity, "1"]],
    aFinite: [[0, -1.5, 1e308], [nan, infinity, -infinity, "1"]],
    fromTwoToFour: [[2, 3, 4], [1, 5, 2.5, nan, "3"]],
    fromMinusOne: [[-1, 0, 2 ** 53 - 1], [-2, 2 ** 53, 0.5, infinity]],
    either: [["a", "b"], ["c", "", "ab", ["a"], null]],
    lists: [[[], [1]], ["a", { length: 0 }, new Float32Array(1), null]],
    numbersByName: [[new Map(), new Map([["a", 1]])], [{ a: 1 }, new Map([["a", "1"]]), new Map<string, unknown>([["a", 1], ["b", null]]), new Map([[1, 1]]), new Set(), null]],
    functions: [[() => 1, Tensor], [{}, null, "f"]],
    evenNumbers: [[2, 0], [1, "2", nan]],
    several: [[[], new Set(), new Map(), new Float32Array(1)], [x, w, "ab", { length: 1 }, null, 1]],
    real: [[0, -infinity, 1e308], [nan, "0"]],
    aDType: [["float32", "float64", "int32", "bool"], ["float16", "", "Float32", null, "toString"]],
    someNames: [[new Map(), new Map<string, Tensor | Variable>([["a", x], ["w", w]])], [{ x }, new Map([["a", 1]]), null]],
    aPerAxis: [[1, 0.5, [1, 2], []], ["1", null, new Int32Array(1)]],
    aPadding: [[1, [1, [2, 0]], []], ["1", null, { 0: 1 }]],
    anEpsilon: [[0, 1e-5, 1e308], [-1e-9, infinity, nan, "1"]],
    aWeight: [[x, w], [1, true, [1], null]],
    aParameter: [[1, nan, x, w], [true, "1", [1], null]],
    positive: [[1e-300, 1, 1e308], [0, -1, infinity, nan, "1"]],
    aGenerator: [[new Generator(1)], [{}, 1, null, Generator]],
    someMetadata: [[{}, { a: "b" }, Object.create(null)], [{ a: 1 }, { a: "b", c: null }, new Map([["a", "b"]]), ["a"], "a", null]],
    aFileName: [["", "a"], [1, null]],
    someBytes: [
      [new Uint8Array(0), Buffer.from("a")],
      [new Int8Array(1), new Uint8ClampedArray(1), new Uint16Array(1), new DataView(new ArrayBuffer(1)), new ArrayBuffer(1), [1], "a", null, { BYTES_PER_ELEMENT: 1 }, { [Symbol.toStringTag]: "Uint8Array" }],
    ],
    aShape: [[[], [2, 3], ["a"]], [2, "23", new Int32Array(2), null]],
    someAxes: [[0, -1, [0, 1], []], ["0", [0.5], ["0"], new Array(1), null]],
    someInputs: [[[x], new Array(4096).fill(x)], [[], new Array(4097).fill(x), x, new Map([["x", x]])]],
    aTensor: [[x, zeros([0])], [w, 1, [1], null, { shape: [1] }]],
  },
); // biome-ignore format: one row a check

it("an instance of a class is called by its name", () => {
  const aDate = conditions.instanceOf("a Date", Date);
  expect([aDate.expected, aDate.accepts(new Date(0)), aDate.accepts({})]).toEqual(["a Date", true, false]);
});

it("the words of a check are its bounds and its values", () => {
  expect(conditions.whole(1).expected).toBe("a whole number >= 1");
  expect(conditions.whole(1, 4).expected).toBe("a whole number from 1 to 4");
  expect(conditions.oneOf("a", "b", "c").expected).toBe('"a", "b" or "c"');
  expect([conditions.listOf("sizes").expected, conditions.mapOf("sizes", () => true).expected]).toEqual(["a list of sizes", "a Map of sizes"]); // biome-ignore format: a line
});
