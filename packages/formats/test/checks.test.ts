import { tensor } from "@gradiente/core";
import { testSides } from "../../../tooling/check-sides.ts";
import * as checks from "../src/checks.ts";
import { someChannels } from "../src/image/options.ts";
import { aLimit } from "../src/limit.ts";
import { aPath } from "../src/node/paths.ts";
import { aColumn } from "../src/parquet/input.ts";

const x = tensor([1]);

testSides(
  { ...checks, someChannels, aLimit, aPath, aColumn },
  {
    pairs: [[[], new Map(), new Set()], [{}, "ab", x, null]],
    aPair: [[["a", x], ["", 1]], [["a"], ["a", x, 1], [1, x], "ab", null]],
    someNames: [[[], ["a", ""]], ["ab", [1], ["a", null], new Array(1), null]],
    someChannels: [[1, 3, 4], [0, 2, 5, "1", [1], null]],
    aLimit: [[0, 1.5, 2 ** 60, Number.POSITIVE_INFINITY], [-1, Number.NaN, "1"]],
    aPath: [["a", " "], ["", "a\0", 1, null]],
    aColumn: [
      [["a", x], ["a", { kind: "numeric", values: [1, Number.NaN] }], ["a", { kind: "numeric", dtype: "int32", values: new Int32Array(1) }], ["a", { kind: "text", values: ["b", null] }], ["a", { kind: "categorical", values: [] }]],
      [["a"], ["a", x, 1], [1, x], ["a", null], ["a", {}], ["a", { kind: "words", values: [] }], ["a", { kind: "numeric", values: ["1"] }], ["a", { kind: "numeric", values: new Array(1) }], ["a", { kind: "numeric", dtype: "int8", values: [1] }], ["a", { kind: "numeric", values: { length: 0 } }], ["a", { kind: "numeric", values: new DataView(new ArrayBuffer(1)) }], ["a", { kind: "text", values: [1] }], ["a", { kind: "text", values: [undefined] }], ["a", { kind: "text" }], null],
    ],
  },
); // biome-ignore format: one row a check
