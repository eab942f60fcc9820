import { describe, expect, it } from "vitest";
import { checkOptions, checkPath, described } from "../src/arguments.ts";

/* What this package says of wrong arguments: each condition by itself. */

class Box {}
const withoutPrototype: object = Object.create(null);
const withoutName = { constructor: { name: 7 } };

describe("a value in a message", () => {
  it.each<[unknown, string]>([
    ["a", '"a"'],
    ["", '""'],
    [() => {}, "a function"],
    [Symbol("s"), "a symbol"],
    [7, "7"],
    [3n, "3"],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [{}, "an object"],
    [{ a: 1 }, "an object"],
    [[], "an object (Array)"],
    [new Map(), "an object (Map)"],
    [new Box(), "an object (Box)"],
    [withoutPrototype, "an object"],
    [withoutName, "an object"],
  ])("%o is %s", (value, words) => {
    expect(described(value)).toBe(words);
  });
});

describe("a path", () => {
  it.each(["a", "/", ".", " ", "a/b.txt"])("%j", (path) => {
    expect(checkPath("read", "the file", path)).toBe(undefined);
  });

  it.each([["", '""'], ["a\0b", '"a\\u0000b"'], [7, "7"], [undefined, "undefined"], [["a"], "an object (Array)"]])("%j is none", (path, words) => {
    expect(() => checkPath("read", "the file", path)).toThrow(
      new TypeError(`read: the file must be a path, a text that is not empty, not ${words}`),
    );
  }); // biome-ignore format: a table
});

describe("options", () => {
  it.each([{}, { limit: 1 }, { limit: undefined, mode: 2 }, withoutPrototype, new Box()])("%j", (options) => {
    expect(checkOptions("read", options, ["limit", "mode"])).toBe(undefined);
  });

  it.each<[unknown, string]>([
    [undefined, "undefined"],
    [null, "null"],
    [7, "7"],
    ["limit", '"limit"'],
    [[1], "an object (Array)"],
    [new Map(), "an object (Map)"],
    [new Date(0), "an object (Date)"],
    [() => {}, "a function"],
  ])("%o are none", (options, words) => {
    expect(() => checkOptions("read", options, ["limit", "mode"])).toThrow(
      new TypeError(`read: options are an object, { limit: ... }, not ${words}`),
    );
  });

  it("that are not known are named, with those that are", () => {
    expect(() => checkOptions("read", { limit: 1, most: 2 }, ["limit", "mode"])).toThrow(
      new TypeError('read: there is no option "most"; options are limit, mode'),
    );
  });
});
