import { describe, expect, it } from "vitest";
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
