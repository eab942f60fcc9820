import { tensor } from "@gradiente/core";
import { TextCorpus } from "@gradiente/datasets";
import { describe, expect, test } from "vitest";

const description = { title: "Words", summary: "", source: "", licence: "", citation: "" };
const corpus = (text: string, characters?: readonly string[]) =>
  new TextCorpus(text, description, characters);

describe("a text", () => {
  test("has its characters in ascending order, each once, and a code for each", () => {
    const words = corpus("cab\nbac😀");
    expect(words.characters).toEqual(["\n", "a", "b", "c", "😀"]);
    const codes = words.encode("abc😀");
    expect([codes.dtype, codes.toArray()]).toEqual(["int32", [1, 2, 3, 4]]);
    expect(words.decode(codes.reshape([2, 2]))).toBe("abc😀");
    expect(words.encode("").shape).toEqual([0]);
    expect(words.decode(tensor([], { dtype: "int32" }))).toBe("");
  });

  test("may have characters of its own, in their order", () => {
    const words = corpus("ab", ["b", "a", "z"]);
    expect(words.encode("zab").toArray()).toEqual([2, 1, 0]);
    expect(() => corpus("ab", ["a"]).sequences({ length: 1 })).toThrow(
      '"b", character 1, does not occur in Words',
    );
    for (const code of [3, -1, 0.5]) {
      expect(() => words.decode(tensor([0, code]))).toThrow(
        `TextCorpus.decode: there is no character ${code}`,
      );
    }
  });

  test("is cut in two, and the size of the second part is rounded up", () => {
    const words = corpus("abcdefg😀");
    const cut = (fraction: number) => {
      const { train, test: rest } = words.split(fraction);
      expect([train.characters, rest.characters, rest.description]).toEqual([words.characters, words.characters, description]); // biome-ignore format: a line
      return [train.text, rest.text];
    };
    expect(cut(0.25)).toEqual(["abcdef", "g😀"]);
    expect(cut(0.26)).toEqual(["abcde", "fg😀"]);
    expect(cut(0.99)).toEqual(["", "abcdefg😀"]);
    for (const fraction of [0, 1]) expect(() => words.split(fraction)).toThrow("TextCorpus.split: testFraction must be between 0 and 1"); // biome-ignore format: a line
  });

  test.each<[object, string[], string[]]>([
    [{ length: 2 }, ["ab", "cd"], ["bc", "de"]],
    [{ length: 2, stride: 1 }, ["ab", "bc", "cd", "de"], ["bc", "cd", "de", "ef"]],
    [{ length: 2, stride: 3 }, ["ab", "de"], ["bc", "ef"]],
    [{ length: 2, stride: 4 }, ["ab"], ["bc"]],
    [{ length: 5 }, ["abcde"], ["bcdef"]],
    [{ length: 1, stride: 5 }, ["a"], ["b"]],
    [{ length: 1, stride: 4 }, ["a", "e"], ["b", "f"]],
  ])("is samples with the next characters: %j", (options, inputs, targets) => {
    const words = corpus("abcdef");
    const data = words.sequences(options as { length: number });
    const all = Array.from({ length: data.size }, (_, at) => at);
    const { x, y } = data.batch(all);
    const rows = (part: typeof x) => all.map((row) => words.decode(part.slice([row])));
    expect([rows(x), rows(y)]).toEqual([inputs, targets]);
    expect([x.dtype, y.shape]).toEqual(["int32", x.shape]);
    expect(words.decode(data.batch([data.size - 1]).x)).toBe(inputs[inputs.length - 1]);
    expect(() => data.batch([data.size])).toThrow(`there is no sample ${data.size}`);
  });

  test.each<[object, string]>([
    [{ length: 0 }, "length must be a positive whole number"],
    [{ length: 2, stride: 0 }, "stride must be a positive whole number"],
    [{}, "length must be a positive whole number"],
    [{ length: 6 }, "a sample of 6 characters needs a text of at least 7, not 6"],
  ])("has no samples of %j", (options, message) => {
    expect(() => corpus("abcdef").sequences(options as never)).toThrow(`TextCorpus.sequences: ${message}`);
  });

  test("is made of a text and its description", () => {
    expect(() => corpus(7 as never)).toThrow("TextCorpus: the text must be a text, not 7");
    expect(() => new TextCorpus("a", {} as never)).toThrow("TextCorpus: the description must be");
    expect(() => corpus("a", "ab" as never)).toThrow("TextCorpus: characters must be");
    expect(() => corpus("a").encode(["a"] as never)).toThrow("TextCorpus.encode: the text must be a text");
    expect(() => corpus("a").decode([0] as never)).toThrow("TextCorpus.decode: codes must be a tensor");
  });
});
