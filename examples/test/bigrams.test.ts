import { TextCorpus } from "@gradiente/datasets";
import { expect, it } from "vitest";
import { bigramLoss } from "../src/kit/bigrams.ts";

const told = { title: "a", summary: "a", source: "a", licence: "a", citation: "a" };
const corpus = (text: string, characters: readonly string[]) => new TextCorpus(text, told, characters);

it("bigrams are counted in one text, once more than they occur, and judged on another", () => {
  // After a: b in 3 of 4. After b: a in 2 of 3.
  const loss = bigramLoss(corpus("abab", ["a", "b"]), corpus("aba", ["a", "b"]));
  expect(loss).toBeCloseTo((Math.log(4 / 3) + Math.log(3 / 2)) / 2, 12);
  // What never occurred is possible: aa in 1 of 4.
  expect(bigramLoss(corpus("abab", ["a", "b"]), corpus("aa", ["a", "b"]))).toBeCloseTo(Math.log(4), 12);
});
