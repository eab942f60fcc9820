import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonError, type ParsedJson, parseJson, shown } from "../src/serialize/json.ts";

/** The value that JSON.parse gives. */
function plain(value: ParsedJson): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, part]) => [key, plain(part)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

/** What JSON.parse gives; an error where it throws, and where a key is lost or the stack would be. */
function judged(text: string): unknown {
  let keys = 0;
  try {
    const value = JSON.parse(text, function (this: unknown, _key, part: unknown) {
      if (!Array.isArray(this)) keys++;
      return part;
    });
    const written = text
      .replaceAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (_, colon) => (colon ? "K" : ""))
      .match(/K/g);
    return keys - 1 === (written?.length ?? 0) ? value : "refused";
  } catch {
    return "refused";
  }
}

function read(text: string): unknown {
  try {
    return plain(parseJson(text));
  } catch (error) {
    expect(error).toBeInstanceOf(JsonError);
    return "refused";
  }
}

describe("parseJson", () => {
  it("agrees with JSON.parse on JSON", () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 5, stringUnit: "binary" }),
        fc.constantFrom(undefined, 1, "\t"),
        (text, space) => {
          const spaced = JSON.stringify(JSON.parse(text), undefined, space);
          expect(plain(parseJson(spaced))).toEqual(JSON.parse(spaced));
        },
      ),
    );
  });

  it("agrees with JSON.parse on what is nearly JSON, but for keys that are there twice", () => {
    const token = fc.constantFrom("{", "}", "[", "]", ",", ":", '"a"', '"a":', '"b":', '"\\u0061":', '"\\"', "1", "-", "0", ".5", "e3", "true", "null", "nul", " ", "\n", "\u00a0", '"\t"'); // biome-ignore format: a list
    const nearly = fc.array(token, { maxLength: 9 }).map((tokens) => tokens.join(""));
    const objects = fc.array(token, { maxLength: 7 }).map((tokens) => `{"a":${tokens.join("")}}`);
    fc.assert(
      fc.property(fc.oneof(nearly, objects), (text) => {
        expect(read(text)).toEqual(judged(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps every key in order, and tells the first that is there twice, with its place", () => {
    expect([...(parseJson('{"b":1,"2":2,"__proto__":3,"1":4}') as ReadonlyMap<string, ParsedJson>)]).toEqual([
      ["b", 1], ["2", 2], ["__proto__", 3], ["1", 4],
    ]); // biome-ignore format: pairs
    expect(() => parseJson('{"a":{"x":1,"\\u0078":2}}')).toThrow(
      'the key "x" is there twice, at character 20',
    );
  });

  it("refuses what would use up the stack", () => {
    expect(parseJson(`${"[".repeat(32)}${"]".repeat(32)}`)).toBeInstanceOf(Array);
    expect(() => parseJson("[".repeat(33))).toThrow("it nests deeper than 32, at character 33");
    expect(() => parseJson('{"a":'.repeat(1e6))).toThrow("it nests deeper than 32");
  });

  it("tells what is wrong, and where", () => {
    expect(() => parseJson("")).toThrow("a value is missing, at character 0");
    expect(() => parseJson("[1 2]")).toThrow('"," or "]" is missing, at character 3');
    expect(() => parseJson('{"a" 1}')).toThrow('":" is missing, at character 5');
    expect(() => parseJson('{"a":"\\x"}')).toThrow("a string is not valid, at character 5");
    expect(() => parseJson("1 1")).toThrow("there is text after the value, at character 2");
  });
});

it("values in messages are short, whatever they are", () => {
  // The quotes count.
  expect(shown("x".repeat(58))).toBe(`"${"x".repeat(58)}"`);
  expect(shown("x".repeat(59))).toBe(`"${"x".repeat(56)}...`);
  expect(shown([1, "a", null, true])).toBe("a list of other things");
  expect(shown([1, "a", true])).toBe('[1,"a",true]');
  expect(shown(parseJson("[[1]]"))).toBe("a list of other things");
  expect(shown(parseJson('{"a":1}'))).toBe("an object");
  expect(shown(undefined)).toBe("undefined");
});
