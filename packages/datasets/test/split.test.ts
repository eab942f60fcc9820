import { seed, tensor } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dataset, subset, TensorDataset, trainTestSplit, wholeBatch } from "../src/index.ts";

/** A data set whose sample i is the number i. */
function numbered(size: number): TensorDataset {
  const numbers = Int32Array.from({ length: size }, (_, index) => index);
  return new TensorDataset(tensor(numbers), tensor(numbers));
}

const members = (dataset: Dataset): number[] => [...wholeBatch(dataset).y.toTypedArray()];
const ascending = (a: number, b: number): number => a - b;

describe("trainTestSplit", () => {
  test("is a partition, for any size and fraction that leave no part empty", () => {
    const sizes = fc.integer({ min: 2, max: 200 });
    const fractions = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(sizes, fractions, fc.nat(), fc.boolean(), (size, testFraction, seed, shuffle) => {
        fc.pre(testFraction * size <= size - 1);
        const { train, test } = trainTestSplit(numbered(size), { testFraction, seed, shuffle });
        const all = [...members(train), ...members(test)];
        expect(all.sort(ascending)).toEqual(members(numbered(size)));
        expect(test.size).toBeGreaterThan(testFraction * size - 1e-6);
        expect(test.size).toBeLessThan(testFraction * size + 1);
        expect(train.size).toBe(size - test.size);
      }),
      { numRuns: 50 },
    );
  });

  test("rounds up like scikit-learn, but not for a product that is off in its last bit", () => {
    expect(trainTestSplit(numbered(891), { testFraction: 0.2, seed: 0 }).test.size).toBe(179);
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(trainTestSplit(numbered(100), { testFraction: 0.07, seed: 0 }).test.size).toBe(7);
  });

  test("holds out the last samples when it does not shuffle", () => {
    const { train, test } = trainTestSplit(numbered(5), { testFraction: 0.4, shuffle: false });
    expect(members(train)).toEqual([0, 1, 2]);
    expect(members(test)).toEqual([3, 4]);
  });

  test("depends on the seed alone when there is one", () => {
    const held = (seed: number): number[] =>
      members(trainTestSplit(numbered(50), { testFraction: 0.5, seed }).test);
    expect(held(1)).toEqual(held(1));
    expect(held(1)).not.toEqual(held(2));
  });

  test("follows core's seed when there is none", () => {
    const held = (): number[] => members(trainTestSplit(numbered(50), { testFraction: 0.5 }).test);
    seed(3);
    const first = held();
    expect(held()).not.toEqual(first);
    seed(3);
    expect(held()).toEqual(first);
  });

  test.each([0, 1, -0.1, 1.5, Number.NaN])("refuses the fraction %d", (testFraction) => {
    expect(() => trainTestSplit(numbered(10), { testFraction })).toThrow(
      /testFraction must be between 0 and 1/,
    );
  });

  test("refuses to leave a part empty", () => {
    expect(() => trainTestSplit(numbered(3), { testFraction: 0.9 })).toThrow(
      "trainTestSplit: a testFraction of 0.9 puts 3 of 3 samples into the test part and 0 into the training part; neither may " +
        "be empty",
    );
    expect(trainTestSplit(numbered(3), { testFraction: 0.6, seed: 0 }).train.size).toBe(1);
    expect(trainTestSplit(numbered(3), { testFraction: 1e-3, seed: 0 }).test.size).toBe(1);
    expect(() => trainTestSplit(numbered(0), { testFraction: 0.5 })).toThrow(/neither may be empty/);
  });
});

describe("subset", () => {
  test("renumbers the samples, and may be taken of a subset", () => {
    const odd = subset(numbered(10), [1, 3, 5, 7, 9]);
    expect(odd.size).toBe(5);
    expect([...odd.batch([4, 0]).y.toTypedArray()]).toEqual([9, 1]);
    expect(members(subset(odd, [2, 2]))).toEqual([5, 5]);
  });

  test("checks its indices when it is made and when it is asked", () => {
    expect(() => subset(numbered(3), [3])).toThrow(/no sample 3/);
    expect(() => subset(numbered(3), [1, 2]).batch([2])).toThrow(/no sample 2 .* from 0 to 1/);
  });

  test("is not changed by later changes to the indices it was given", () => {
    const indices = [1, 2];
    const two = subset(numbered(3), indices);
    indices[0] = 0;
    expect(members(two)).toEqual([1, 2]);
  });
});
