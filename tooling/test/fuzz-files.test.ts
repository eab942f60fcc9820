import { rmSync } from "node:fs";
import { SafetensorsError } from "@gradiente/core";
import { SavedDataError } from "@gradiente/datasets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judge } from "../fuzz/judge.ts";
import { mutateJson, textOf, toWritten } from "../fuzz/mutate-json.ts";
import { Random } from "../fuzz/random.ts";
import { runTarget } from "../fuzz/run.ts";
import { makeSample, type Sample } from "../fuzz/sample.ts";
import { checkSame } from "../fuzz/target.ts";
import { allTargets } from "../fuzz/targets/index.ts";

/** `pnpm fuzz:files` reads far more. */
const MUTANTS = 40;

let sample: Sample;
beforeAll(async () => {
  sample = await makeSample();
});
afterAll(() => rmSync(sample.folder, { recursive: true, force: true }));

it("files that were changed in any way are read soundly, or refused by name", async () => {
  for (const target of allTargets(sample)) {
    const { bad, read, refused } = await runTarget(target, { seed: 1, mutants: MUTANTS });
    expect(bad, target.name).toEqual([]);
    expect([read + refused, refused > 0], target.name).toEqual([MUTANTS, true]);
  }
});

describe("the judge", () => {
  const thrower = (error: unknown) => () => {
    throw error;
  };

  it("takes errors of ours that name the file, and what reads in full", async () => {
    expect(await judge(() => 1, "f")).toEqual({ outcome: "read" });
    expect(await judge(thrower(new SavedDataError({ file: "f", writer: "w" }, "is missing")), "f")).toEqual({
      outcome: "refused",
    });
    expect(
      await judge(thrower(new RangeError("DataLoader.loadState: batch is 4")), "DataLoader.loadState"),
    ).toEqual({
      outcome: "refused",
    });
  });

  it("finds errors of the engine, errors without the file, and nonsense that was read", async () => {
    const engine = await judge(() => (undefined as never as { x: number }).x, "f");
    expect(engine).toEqual({
      outcome: "bad",
      why: expect.stringMatching(/TypeError: Cannot read properties/),
    });
    const bad = [
      () => JSON.parse("{"),
      () => decodeURIComponent("%"),
      () => new Array(-1),
      thrower(new SafetensorsError("safetensors: no file is named")),
      thrower("text"),
      async () => checkSame("it", 1, 2),
    ];
    for (const read of bad)
      expect(await judge(read, "mutant.f"), String(read)).toMatchObject({ outcome: "bad" });
  });
});

describe("changes of JSON", () => {
  it("are the same for the same seed, and reach keys twice, deep nesting and numbers that no double holds", () => {
    const seed = toWritten({ a: [1, { b: "x" }], c: null });
    const texts = (from: number, count: number) => {
      const random = new Random(from);
      return Array.from({ length: count }, () => textOf(mutateJson(seed, random)));
    };
    const many = texts(1, 1500);
    expect(texts(1, 20)).toEqual(many.slice(0, 20));
    expect(texts(2, 20)).not.toEqual(many.slice(0, 20));
    const reached = [/^\{"(\w)":.*,"\1":/, /(\[{40}|(\{"a":){40})/, /9007199254740993/, /%zz/, /"__proto__"/];
    for (const pattern of reached)
      expect(
        many.some((text) => pattern.test(text)),
        String(pattern),
      ).toBe(true);
  });
});
