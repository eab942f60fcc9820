import { grad, type Tensor, tensor } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  loadIris,
  MinMaxScaler,
  mapBatches,
  RobustScaler,
  Standardizer,
  trainTestSplit,
} from "../src/index.ts";

const closeTo = (actual: ArrayLike<number>, expected: ArrayLike<number>, digits: number): void => {
  expect(actual).toHaveLength(expected.length);
  for (let at = 0; at < expected.length; at++) expect(actual[at]).toBeCloseTo(expected[at], digits);
};

describe("Standardizer", () => {
  test("makes means 0 and population deviations 1", () => {
    const { x } = loadIris();
    const z = new Standardizer().fit(x).transform(x).cast("float64");
    closeTo(z.mean([0]).toTypedArray(), [0, 0, 0, 0], 6);
    closeTo(z.square().mean([0]).toTypedArray(), [1, 1, 1, 1], 6);
  });

  test("has the figures of a small table", () => {
    const standardizer = new Standardizer().fit(
      tensor([
        [1, 10],
        [3, 10],
        [5, 40],
      ]),
    );
    closeTo(standardizer.mean.toTypedArray(), [3, 20], 6);
    closeTo(standardizer.standardDeviation.toTypedArray(), [Math.sqrt(8 / 3), Math.sqrt(200)], 5);
    expect(standardizer.mean.dtype).toBe("float32");
  });

  test("is undone by its inverse", () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((columns) =>
        fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 8 }),
      );
    fc.assert(
      fc.property(rows, (table) => {
        const x = tensor(table, { dtype: "float64" });
        const standardizer = new Standardizer().fit(x);
        const back = standardizer.inverseTransform(standardizer.transform(x));
        expect(back.dtype).toBe("float64");
        const [original, restored] = [x.toTypedArray(), back.toTypedArray()];
        // Off by some roundings of the largest value, of which the mean may consist.
        for (let at = 0; at < original.length; at++) {
          expect(Math.abs(restored[at] - original[at])).toBeLessThanOrEqual(1e6 * 2 ** -50);
        }
      }),
    );
  });

  test("shifts a constant column to 0 and does not scale it", () => {
    // The variance of seven times 0.1, computed in float64, is not 0.
    const table = Array.from({ length: 7 }, (_, row) => [0.1, row]);
    for (const dtype of ["float32", "float64"] as const) {
      const x = tensor(table, { dtype });
      const standardizer = new Standardizer().fit(x);
      expect(standardizer.standardDeviation.toTypedArray()[0]).toBe(0);
      const first = (standardizer.transform(x).toArray() as number[][]).map((row) => row[0]);
      expect(first).toEqual(Array(7).fill(0));
      // A value that differs later on keeps its distance.
      const later = standardizer.transform(tensor([[1.1, 0]], { dtype })).toTypedArray()[0];
      expect(later).toBeCloseTo(1, 6);
      closeTo(standardizer.inverseTransform(standardizer.transform(x)).toTypedArray(), x.toTypedArray(), 6);
    }
  });

  test("never divides by a deviation that float32 rounds to 0", () => {
    const x = tensor([[1e-45], [0], [0], [0], [0], [0], [0], [0], [0], [0]]);
    const z = new Standardizer().fit(x).transform(x);
    expect([...z.toTypedArray()].every(Number.isFinite)).toBe(true);
  });

  test("takes whole numbers, single rows and stacks of rows", () => {
    const standardizer = new Standardizer().fit(tensor(Int32Array.of(0, 1, 2, 3), { shape: [2, 2] }));
    closeTo(standardizer.transform(tensor([0, 1])).toTypedArray(), [-1, -1], 6);
    expect(standardizer.transform(tensor([[[0, 1]], [[2, 3]]])).shape).toEqual([2, 1, 2]);
    closeTo(standardizer.transform(tensor(Int32Array.of(2, 3))).toTypedArray(), [1, 1], 6);
  });

  test("uses the figures of the rows it was fitted on, not of those it transforms", () => {
    const standardizer = new Standardizer().fit(tensor([[0], [2]]));
    closeTo(standardizer.transform(tensor([[5], [5]])).toTypedArray(), [4, 4], 6);
    standardizer.fit(tensor([[4], [6]]));
    closeTo(standardizer.transform(tensor([[5]])).toTypedArray(), [0], 6);
  });

  test("tells how the inputs of a part of a split are transformed", () => {
    const { train, test: held } = trainTestSplit(loadIris(), { testFraction: 0.2, seed: 0 });
    const standardizer = new Standardizer().fit(train);
    expect(() => standardizer.transform(train as never)).toThrow(
      new TypeError(
        "Standardizer.transform: the data must be a Table, a tensor or a TabularDataset, not a data set without a table; transform its batches: mapBatches(data, ({ x, y }) => ({ x: transform.transform(x), y }))",
      ),
    );
    // The way out that it names.
    const scaled = mapBatches(held, ({ x, y }) => ({ x: standardizer.transform(x), y }));
    expect(scaled.batch([0]).x.toArray()).toEqual(standardizer.transform(held.batch([0]).x).toArray());
  });

  test("tells when it is not fitted", () => {
    const x = tensor([[1]]);
    const fresh = new Standardizer();
    expect(() => fresh.transform(x)).toThrow(/Standardizer.transform: nothing is fitted yet; call fit/);
    expect(() => fresh.inverseTransform(x)).toThrow(/inverseTransform: nothing is fitted/);
    expect(() => fresh.mean).toThrow(/nothing is fitted/);
    expect(() => fresh.standardDeviation).toThrow(/nothing is fitted/);
  });

  test("tells another number of columns", () => {
    const standardizer = new Standardizer().fit(tensor([[1, 2, 3]]));
    expect(() => standardizer.transform(tensor([[1, 2]]))).toThrow(/fitted on 3 columns, .* \[1, 2\]/);
    expect(() => standardizer.inverseTransform(tensor([[1]]))).toThrow(/fitted on 3 columns, .* \[1, 1\]/);
    expect(() => standardizer.transform(tensor(1))).toThrow(/fitted on 3 columns/);
  });

  test("refuses what it cannot be fitted on, and stays as it was", () => {
    const standardizer = new Standardizer().fit(tensor([[0], [2]]));
    expect(() => standardizer.fit(tensor([1, 2]))).toThrow(/must be \[rows, columns\] .* not \[2\]/);
    expect(() => standardizer.fit(tensor([], { shape: [0, 3] }))).toThrow(/at least one row, not \[0, 3\]/);
    expect(() =>
      standardizer.fit(
        tensor([
          [1, 2],
          [3, Number.NaN],
        ]),
      ),
    ).toThrow(/column 1 holds NaN in row 1; fill in/);
    expect(() => standardizer.fit(tensor([[Number.POSITIVE_INFINITY]]))).toThrow(
      /column 0 holds Infinity in row 0/,
    );
    closeTo(standardizer.transform(tensor([[2]])).toTypedArray(), [1], 6);
  });
});

describe("float32 columns whose center is no float32", () => {
  const base = 2 ** 24;
  const x = tensor([[base], [base + 2], [base + 4], [base + 8]]);
  const exact = (values: number[], center: number, spread: number) =>
    values.map((value) => Math.fround((value - center) / spread));
  const column = [0, 2, 4, 8];

  test("are standardised by the center itself", () => {
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - 3.5) ** 2 / 4, 0));
    const standardizer = new Standardizer().fit(x);
    const z = standardizer.transform(x);
    expect([z.dtype, Array.from(z.toTypedArray())]).toEqual(["float32", exact(column, 3.5, deviation)]);
    expect(standardizer.inverseTransform(z).toArray()).toEqual(x.toArray());
  });

  test("are scaled robustly by the median itself", () => {
    const z = new RobustScaler().fit(x).transform(x);
    expect(Array.from(z.toTypedArray())).toEqual(exact(column, 3, 3.5));
  });

  test("int32 is not rounded on the way", () => {
    const whole = tensor([[base + 1], [base + 3]], { dtype: "int32" });
    expect(new Standardizer().fit(whole).transform(whole).toArray()).toEqual([[-1], [1]]);
    expect(new MinMaxScaler({ range: [-1, 1] }).fit(whole).transform(whole).toArray()).toEqual([[-1], [1]]);
  });

  test("have gradients in their own dtype", () => {
    const standardizer = new Standardizer().fit(x);
    const slope = grad((v: Tensor) => standardizer.transform(v).sum())(x);
    expect(slope.dtype).toBe("float32");
    expect(slope.slice([0, 0]).item()).toBeCloseTo(1 / standardizer.standardDeviation.item(), 6);
  });
});
