import { tensor } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Dataset,
  kFold,
  numericColumn,
  Table,
  TensorDataset,
  trainTestSplit,
  wholeBatch,
} from "../src/index.ts";

const labelled = (labels: readonly number[]): Dataset =>
  new TensorDataset(
    tensor(Float32Array.from(labels, (_, at) => at)).reshape([labels.length, 1]),
    tensor(Int32Array.from(labels)),
  );
const members = (part: Dataset): number[] => [...wholeBatch(part).x.toTypedArray()];
const all = (size: number): number[] => Array.from({ length: size }, (_, at) => at);
const ascending = (values: number[]): number[] => [...values].sort((a, b) => a - b);
const count = (labels: readonly number[], samples: number[], label: number): number =>
  samples.filter((sample) => labels[sample] === label).length;
/** At least five of each of two or three classes. */
const classes = fc
  .array(fc.integer({ min: 0, max: 2 }), { maxLength: 40 })
  .map((labels) => [...labels, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);

describe("a stratified split", () => {
  test("gives both parts their share of each class, to within one, and stays a division", () => {
    fc.assert(
      fc.property(
        classes,
        fc.double({ min: 0.15, max: 0.85, noNaN: true }),
        fc.nat(),
        (labels, testFraction, seed) => {
          const split = trainTestSplit(labelled(labels), { testFraction, seed, stratify: true });
          const [train, held] = [members(split.train), members(split.test)];
          expect(ascending([...train, ...held])).toEqual(all(labels.length));
          expect(held).toHaveLength(Math.ceil(testFraction * labels.length - 1e-9));
          for (const label of [0, 1, 2]) {
            const exact = (count(labels, all(labels.length), label) * held.length) / labels.length;
            expect(Math.abs(count(labels, held, label) - exact)).toBeLessThan(1);
          }
        },
      ),
    );
  });

  test("takes labels of any kind, is shuffled, and follows the seed", () => {
    const table = new Table({ n: numericColumn(all(20)) });
    const stratify = all(20).map((at) => (at < 16 ? "many" : null));
    const split = (seed: number) => trainTestSplit(table, { testFraction: 0.25, seed, stratify });
    const held = [...split(1).test.numbers("n")];
    expect(held.filter((at) => at >= 16)).toHaveLength(1);
    expect([...split(1).test.numbers("n")]).toEqual(held);
    expect([...split(2).test.numbers("n")]).not.toEqual(held);
    expect([...split(1).train.numbers("n")]).not.toEqual(ascending([...split(1).train.numbers("n")]));
  });

  test("holds out the last of each class when it does not shuffle, the first classes having what is left", () => {
    const split = (labels: number[], testFraction: number) => {
      const { train, test: held } = trainTestSplit(labelled(labels), { testFraction, shuffle: false, stratify: true });
      return [members(train), members(held)];
    };
    expect(split([0, 1, 0, 1, 0, 1], 0.5)).toEqual([[0, 1, 3], [2, 4, 5]]);
    expect(split([1, 1, 0, 0, 0, 0], 0.5)).toEqual([[0, 2, 3], [1, 4, 5]]);
    // Of 4.8, 2.4 and 0.8 whole ones go to 5, 2 and 1.
    expect(split([0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2].slice(0, 11), 0.7)[1]).toEqual([2, 3, 4, 5, 7, 8, 9, 10]);
  }); // biome-ignore format: lists

  test("tells classes that are too small, and labels that do not fit", () => {
    const split = (labels: number[]) =>
      trainTestSplit(labelled(labels), { testFraction: 0.5, stratify: true });
    expect(() => split([0, 0, 0, 1])).toThrow(
      "trainTestSplit: class 1 has 1 of 4 samples, and to stratify, every class needs 2; use coarser labels, or leave out `stratify`",
    );
    expect(() => split([0, 0, 1, 1])).not.toThrow();
    const named = { testFraction: 0.5, stratify: ["a", "b", "a"] };
    expect(() => trainTestSplit(labelled([0, 0, 0]), named)).toThrow('class "b" has 1 of 3 samples');
    expect(() => trainTestSplit(labelled([0, 0]), { testFraction: 0.5, stratify: [1] })).toThrow(
      /stratify has 1 labels for 2 samples/,
    );
    const wide = new TensorDataset(
      tensor([[1], [2]]),
      tensor([
        [1, 2],
        [3, 4],
      ]),
    );
    expect(() => trainTestSplit(wide, { testFraction: 0.5, stratify: true })).toThrow(
      /one target per sample, .*\[2, 2\]/,
    );
    const table = new Table({ n: numericColumn([1, 2]) });
    expect(() => trainTestSplit(table, { testFraction: 0.5, stratify: true })).toThrow(
      /a table has no targets/,
    );
  });
});

describe("kFold", () => {
  test("has every sample in one test part, and in the training parts of all other folds", () => {
    fc.assert(
      fc.property(
        classes,
        fc.integer({ min: 2, max: 5 }),
        fc.boolean(),
        fc.nat(),
        (labels, folds, stratify, seed) => {
          const parts = kFold(labelled(labels), { folds, seed, stratify });
          expect(parts).toHaveLength(folds);
          expect(ascending(parts.flatMap((part) => members(part.test)))).toEqual(all(labels.length));
          const sizes = parts.map((part) => part.test.size);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          for (const part of parts) {
            expect(ascending([...members(part.train), ...members(part.test)])).toEqual(all(labels.length));
          }
          if (!stratify) return;
          for (const label of [0, 1, 2]) {
            const counts = parts.map((part) => count(labels, members(part.test), label));
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test("follows the seed, or deals in order", () => {
    const data = labelled(all(7));
    const parts = (options: { seed?: number; shuffle?: boolean }) =>
      kFold(data, { folds: 3, ...options }).map((part) => members(part.test));
    expect(parts({ seed: 1 })).toEqual(parts({ seed: 1 }));
    expect(parts({ seed: 1 })).not.toEqual(parts({ seed: 2 }));
    expect(parts({ shuffle: false })).toEqual([
      [0, 3, 6],
      [1, 4],
      [2, 5],
    ]);
  });

  test("deals each class in turn, going on where the one before ended", () => {
    const parts = kFold(labelled([0, 1, 0, 1, 0, 1, 0]), { folds: 3, shuffle: false, stratify: true });
    expect(parts.map((part) => members(part.test))).toEqual([[0, 5, 6], [1, 2], [3, 4]]); // biome-ignore format: lists
    expect(parts.map((part) => members(part.train))).toEqual([[1, 2, 3, 4], [0, 3, 4, 5, 6], [0, 1, 2, 5, 6]]); // biome-ignore format: lists
  });

  test("may have a fold for each sample", () => {
    expect(kFold(labelled([0, 0, 0]), { folds: 3, seed: 0 }).map((part) => part.test.size)).toEqual([
      1, 1, 1,
    ]);
  });

  test("refuses numbers of folds that leave a part empty", () => {
    for (const folds of [1, 2.5, Number.NaN]) {
      expect(() => kFold(labelled([0, 0, 0]), { folds })).toThrow(/folds must be a whole number >= 2/);
    }
    expect(() => kFold(labelled([0, 0, 0]), { folds: 4 })).toThrow(
      /folds must be a whole number from 2 to the 3 samples, not 4/,
    );
    expect(() => kFold(labelled([0, 0, 0, 1, 1]), { folds: 3, stratify: true })).toThrow(
      /class 1 has 2 of 5 .* needs 3/,
    );
  });
});
