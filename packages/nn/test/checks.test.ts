import { tensor, Variable } from "@gradiente/core";
import { expect, it } from "vitest";
import { testSides } from "../../../tooling/check-sides.ts";
import { aFilter } from "../src/filter.ts";
import { anEvenSize, aPositive } from "../src/layers/attention/positions.ts";
import { droppable } from "../src/layers/dropout.ts";
import { anEpsilon, CHANNEL_NORM } from "../src/layers/normalization/options.ts";
import { anActivation } from "../src/layers/recurrent/cells.ts";
import { anOperand } from "../src/losses/operand.ts";
import { tensorsByPath } from "../src/state-dict.ts";
import { checkLevels } from "../src/walk.ts";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const x = tensor([1]);
const { momentum } = CHANNEL_NORM.checks;

testSides(
  { aFilter, aPositive, anEvenSize, droppable, anEpsilon, momentum, anActivation, anOperand, tensorsByPath },
  {
    aFilter: [["", "encoder.*", /bias/, () => true], [1, null, {}, ["a"]]],
    aPositive: [[1e-300, 1, 1e308], [0, -1, infinity, nan, "1"]],
    anEvenSize: [[2, 4, 2 ** 53 - 2], [0, 1, 3, -2, 2.5, 2 ** 53, "2"]],
    droppable: [[0, 0.5, 1 - 1e-9], [-1e-9, 1, nan, "0.5"]],
    anEpsilon: [[0, 1e-5, 1e308], [-1e-9, infinity, nan, "0"]],
    momentum: [[0, 0.1, 1, null], [-1e-9, 1 + 1e-9, nan, "0.1", undefined]],
    anActivation: [["tanh", "relu"], ["Tanh", "sigmoid", null]],
    anOperand: [[x, new Variable(x)], [1, [1], null]],
    tensorsByPath: [[new Map(), new Map([["a", x]])], [{ a: x }, new Map([["a", 1]]), new Map<string, unknown>([["a", x], ["b", new Variable(x)]]), new Map([[1, x]]), null]],
  },
); // biome-ignore format: one row a check

it("fields may lie 500 levels deep, and paths of up to 60 characters are shown whole", () => {
  expect(checkLevels("Net", 499, "a")).toBe(undefined);
  for (const [path, shown] of [
    ["x".repeat(60), "x".repeat(60)],
    ["x".repeat(61), `${"x".repeat(60)}...`],
  ]) {
    expect(() => checkLevels("Net", 500, path)).toThrow(
      new RangeError(
        `Net: fields are searched 500 levels deep, and ${shown} lies deeper; put layers in one list`,
      ),
    );
  }
});
