import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loadIris } from "../src/index.ts";

const iris = loadIris();
/** Tenths of centimetres: whole numbers, whose sums are exact. */
const rows = (iris.x.toArray() as number[][]).map((row) => row.map((value) => Math.round(10 * value)));
const classes = iris.y.toArray() as number[];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const columns = (of: readonly number[][]): number[][] => [0, 1, 2, 3].map((c) => of.map((row) => row[c]));

describe("loadIris", () => {
  test("has 150 flowers in three classes of 50", () => {
    expect([iris.size, iris.x.shape, iris.y.shape]).toEqual([150, [150, 4], [150]]);
    expect([iris.x.dtype, iris.y.dtype]).toEqual(["float32", "int32"]);
    expect(classes).toEqual(Array.from({ length: 150 }, (_, flower) => Math.floor(flower / 50)));
  });

  test("names its columns and classes", () => {
    expect(iris.featureNames).toHaveLength(4);
    expect(iris.classNames).toEqual(["setosa", "versicolor", "virginica"]);
    expect(iris.source).toContain("1936");
  });

  test("has the known column means", () => {
    expect(columns(rows).map((column) => (sum(column) / 1500).toFixed(4))).toEqual([
      "5.8433",
      "3.0573",
      "3.7580",
      "1.1993",
    ]);
  });

  test.each([
    ["setosa", [2503, 1714, 731, 123], [125909, 59460, 10835, 357]],
    ["versicolor", [2968, 1385, 2130, 663], [177486, 38847, 91820, 8983]],
    ["virginica", [3294, 1487, 2776, 1013], [218990, 44733, 155616, 20893]],
  ])("%s has the known sums and sums of squares", (name, sums, squares) => {
    const first = 50 * iris.classNames.indexOf(name);
    const ofClass = columns(rows.slice(first, first + 50));
    expect(ofClass.map(sum)).toEqual(sums);
    expect(ofClass.map((column) => sum(column.map((value) => value ** 2)))).toEqual(squares);
  });

  test("has its rows in the published order", () => {
    const weighted = columns(rows).map((column) => sum(column.map((value, row) => (row + 1) * value)));
    expect(weighted).toEqual([700174, 334892, 526456, 180234]);
    expect(rows[34]).toEqual([49, 31, 15, 2]);
    expect(rows[37]).toEqual([49, 36, 14, 1]);
  });

  test("is the table of scikit-learn to the last digit", () => {
    const line = (row: number[], index: number): string =>
      `${row.map((value) => (value / 10).toFixed(1)).join(",")},${classes[index]}\n`;
    expect(createHash("sha256").update(rows.map(line).join("")).digest("hex")).toBe(
      "111f8932a62b6c883fdc21a018d7459e603d6468fd8bdb4d1e0f0b125f2c9f39",
    );
  });

  test("holds the nearest float32 of each figure", () => {
    const values = [...iris.x.toTypedArray()];
    expect(values).toEqual(rows.flat().map((tenths) => Math.fround(tenths / 10)));
  });
});
