import { readFileSync } from "node:fs";
import { tensor } from "@gradiente/core";
import { describe, expect, test } from "vitest";
import {
  type Column,
  categoricalColumn,
  correlation,
  describe as describeTable,
  numericColumn,
  Table,
  textColumn,
} from "../src/index.ts";

const people = new Table({
  Age: numericColumn([22, null, 38, 4]),
  " BMI ": numericColumn([20, 21, 22, 23]),
  Sex: categoricalColumn(["male", "female", null, "male"]),
  Name: textColumn(["Braund", "Cumings", "Heikkinen", "Allen"]),
});

describe("Table", () => {
  test("gives columns, rows and cells, with null for what is missing", () => {
    expect([people.size, people.names]).toEqual([4, ["Age", " BMI ", "Sex", "Name"]]);
    expect([...people.numbers("Age")]).toEqual([22, Number.NaN, 38, 4]);
    expect(people.words("Sex")[2]).toBe(null);
    expect(people.row(1)).toEqual({ Age: null, " BMI ": 21, Sex: "female", Name: "Cumings" });
    expect([people.missing("Age"), people.missing("Sex"), people.missing("Name")]).toEqual([1, 1, 0]);
  });

  test("hints at the name meant", () => {
    expect(() => people.column("BMI")).toThrow(
      'no column "BMI". Did you mean " BMI "? There are: "Age", " BMI "',
    );
    expect(() => people.numbers("sex")).toThrow(/Did you mean "Sex"/);
    expect(() => people.numbers("Sex")).toThrow(/"Sex" is categorical, not numeric/);
    expect(() => people.words("Age")).toThrow(/"Age" is numeric, not of words/);
    expect(() => people.row(4)).toThrow(/no sample 4/);
  });

  test("selects, drops, renames and joins columns", () => {
    expect(people.select(["Sex", "Age"]).names).toEqual(["Sex", "Age"]);
    expect(people.drop(["Name"]).names).toEqual(["Age", " BMI ", "Sex"]);
    expect(people.selectKind("numeric").names).toEqual(["Age", " BMI "]);
    expect(people.rename({ " BMI ": "BMI" }).names).toEqual(["Age", "BMI", "Sex", "Name"]);
    expect(people.names).toContain(" BMI ");
    expect(() => people.rename({ Age: "Sex" })).toThrow(/two columns would be named "Sex"/);
    expect(() => people.drop(["Ag"])).toThrow(/no column "Ag"/);
    expect(people.select(["Age"]).join(people.select(["Sex"])).names).toEqual(["Age", "Sex"]);
    expect(() => people.join(people)).toThrow(/both tables have a column "Age"/);
    expect(people.select([]).size).toBe(4);
  });

  test("keeps the order of its columns, whatever they are called", () => {
    const column = numericColumn([1]);
    const list = [["sign", column], ["2015", column], ["7", column], ["__proto__", column]] as const; // biome-ignore format: a list
    for (const columns of [list, new Map(list)]) {
      expect(new Table(columns).names).toEqual(["sign", "2015", "7", "__proto__"]);
      expect(new Table(columns).drop(["7"]).toTensor().shape).toEqual([1, 3]);
    }
    expect(() => new Table({ sign: column, 2015: column })).toThrow(
      'Table: an object puts the column "2015" in front, wherever it was written; give the columns as a list of pairs',
    );
    expect(new Table({ 2015: column }).names).toEqual(["2015"]);
    expect(new Table({ "01": column, "-1": column, 4294967295: column }).names).toHaveLength(3);
  });

  test("has each name once", () => {
    const column = numericColumn([1]);
    expect(() => new Table([["a", column], ["a", column]])).toThrow(/the column "a" is there twice/); // biome-ignore format: a list
    expect(() => people.select(["Age", "Age"])).toThrow(/Table.select: the column "Age" is there twice/);
    expect(() => Table.fromTensor(tensor([[1, 2]]), ["a", "a"])).toThrow(/the column "a" is there twice/);
  });

  test("refuses a number that float32 would turn into infinity", () => {
    const table = new Table({
      a: numericColumn([1, 2]),
      b: numericColumn([Number.POSITIVE_INFINITY, -1e39]),
    });
    expect(() => table.toTensor()).toThrow(/"b" holds -1e\+39 in row 1, .* float32; .* dtype: "float64"/);
    expect(table.toTensor({ dtype: "float64" }).toArray()).toEqual([[1, Number.POSITIVE_INFINITY], [2, -1e39]]); // biome-ignore format: a matrix
  });

  test("derives columns from rows", () => {
    const title = people.withColumn("Initial", (row) => String(row.Name)[0]);
    expect(title.column("Initial")).toEqual(categoricalColumn(["B", "C", "H", "A"]));
    const doubled = people.withColumn("Age", (row) => (row.Age === null ? null : 2 * Number(row.Age)));
    expect([...doubled.numbers("Age")]).toEqual([44, Number.NaN, 76, 8]);
    expect(doubled.names).toEqual(people.names);
    expect(() => people.withColumn("x", (row) => row.Age ?? "none")).toThrow(
      /returns both numbers and strings/,
    );
    expect(() => people.withColumn("x", numericColumn([1]))).toThrow(/"x" has 1 values in a table of 4 rows/);
  });

  test("takes rows by index, by condition, and without gaps", () => {
    expect(people.take([3, 0, 3]).words("Name")).toEqual(["Allen", "Braund", "Allen"]);
    expect(people.filter((row) => Number(row.Age) > 20).words("Name")).toEqual(["Braund", "Heikkinen"]);
    expect(people.dropMissing().words("Name")).toEqual(["Braund", "Allen"]);
    expect(people.dropMissing(["Age"]).size).toBe(3);
    expect(() => people.take([4])).toThrow(RangeError);
  });

  test("becomes a tensor of its numbers, and a mask of its gaps", () => {
    const x = people.selectKind("numeric").toTensor();
    expect([x.dtype, x.toArray()]).toEqual([
      "float32",
      [
        [22, 20],
        [Number.NaN, 21],
        [38, 22],
        [4, 23],
      ],
    ]);
    expect(people.select(["Age"]).toTensor({ dtype: "float64" }).dtype).toBe("float64");
    expect(people.select(["Age", "Sex"]).missingMask().toArray()).toEqual([
      [false, false],
      [true, false],
      [false, true],
      [false, false],
    ]);
    expect(() => people.toTensor()).toThrow(/"Sex" is categorical, not numeric; encode it/);
    const back = Table.fromTensor(x, ["a", "b"]);
    expect(back.toTensor().toTypedArray()).toEqual(x.toTypedArray());
    expect(() => Table.fromTensor(x, ["a"])).toThrow(/must be \[rows, 1\], not \[4, 2\]/);
  });
});

interface Golden {
  train: number[][];
  holes: (number | null)[][];
  describe: {
    count: number;
    mean: number;
    standardDeviation: number;
    minimum: number;
    quartiles: number[];
    maximum: number;
  }[];
  correlation: number[][];
  correlationOfHoles: number[][];
}
const golden = JSON.parse(readFileSync(new URL("golden/transforms.json", import.meta.url), "utf8")) as Golden;
const holes = new Table(
  Object.fromEntries(
    ["a", "b", "c", "d"].map((name, at): [string, Column] => [
      name,
      numericColumn(golden.holes.map((row) => row[at])),
    ]),
  ),
);

describe("describe", () => {
  test("has NumPy's figures", () => {
    for (const [at, expected] of golden.describe.entries()) {
      const column = describeTable(holes).columns[at];
      if (column.kind !== "numeric") expect.fail();
      expect([column.count, column.missing]).toEqual([expected.count, 23 - expected.count]);
      const pairs = [
        [column.mean, expected.mean],
        [column.standardDeviation, expected.standardDeviation],
        [column.minimum, expected.minimum],
        [column.maximum, expected.maximum],
        ...column.quartiles.map((value, which) => [value, expected.quartiles[which]]),
      ];
      for (const [actual, wanted] of pairs) expect(Math.abs(actual / wanted - 1)).toBeLessThan(1e-12);
    }
  });

  test("tells words, constants and columns without a value, and prints", () => {
    const odd = people
      .withColumn("constant", () => 0.1)
      .withColumn("nothing", numericColumn([null, null, null, null]))
      .withColumn("blank", categoricalColumn([null, null, null, null]));
    const summary = describeTable(odd);
    expect(summary.column("Sex")).toEqual({
      name: "Sex",
      kind: "categorical",
      count: 3,
      missing: 1,
      unique: 2,
      top: "male",
      frequency: 2,
    });
    expect(summary.column("Name")).toMatchObject({ unique: 4, top: "Allen", frequency: 1 });
    expect(summary.column("constant")).toMatchObject({ mean: 0.1, standardDeviation: 0 });
    expect(summary.column("nothing")).toMatchObject({ count: 0, missing: 4, mean: Number.NaN });
    expect(summary.column("blank")).toMatchObject({ count: 0, unique: 0, top: null, frequency: 0 });
    expect(() => summary.column("x")).toThrow(/no column "x"/);
    expect(String(describeTable(people))).toBe(
      [
        "4 rows",
        "",
        "numeric  count  missing    mean    std  min   25 %  50 %   75 %  max",
        "Age          3        1  21.333  17.01    4     13    22     30   38",
        " BMI         4        0    21.5  1.291   20  20.75  21.5  22.25   23",
        "",
        "words  count  missing  unique    top  frequency",
        "Sex        3        1       2   male          2",
        "Name       4        0       4  Allen          1",
      ].join("\n"),
    );
  });
});

describe("correlation", () => {
  const close = (actual: number | null, expected: number): void => {
    expect(actual).not.toBe(null);
    expect(Math.abs(Number(actual) - expected)).toBeLessThan(1e-12);
  };

  test("has NumPy's coefficients, with and without gaps", () => {
    const x = tensor(golden.train, { dtype: "float64" });
    const whole = correlation(x);
    for (const [i, row] of golden.correlation.entries()) {
      for (const [j, expected] of row.entries()) close(whole.between(String(i), String(j)), expected);
    }
    const table = correlation(holes);
    for (const [i, row] of golden.correlationOfHoles.entries()) {
      for (const [j, expected] of row.entries()) close(table.between("abcd"[i], "abcd"[j]), expected);
    }
  });

  test("reports constant columns instead of NaN", () => {
    const table = new Table({
      a: numericColumn([1, 2, 3]),
      // Its mean and variance are off by rounding; its values are not.
      flat: numericColumn([0.1, 0.1, 0.1]),
      gap: numericColumn([5, null, 5]),
      lone: numericColumn([null, 7, null]),
      down: numericColumn([3, 2, 1]),
    });
    const result = correlation(table);
    expect(result.constant).toEqual(["flat", "gap", "lone"]);
    expect(result.between("a", "flat")).toBe(null);
    expect(result.between("flat", "flat")).toBe(null);
    expect(result.between("lone", "a")).toBe(null);
    close(result.between("a", "down"), -1);
    expect(result.between("a", "a")).toBe(1);
    expect(result.toTensor(0).slice([1]).toArray()).toEqual([0, 0, 0, 0, 0]);
    expect(Number.isNaN(result.toTensor().toTypedArray()[1])).toBe(true);
    expect(String(correlation(table.select(["a", "flat", "down"]), { with: ["a"] }))).toBe(
      [
        "           a",
        "a      1.000",
        "flat       -",
        "down  -1.000",
        "",
        "constant, no correlation: flat",
      ].join("\n"),
    );
  });

  test("sets all columns against some", () => {
    const some = correlation(holes, { with: ["d"] });
    expect([some.names, some.against, some.toTensor().shape]).toEqual([["a", "b", "c", "d"], ["d"], [4, 1]]);
    close(some.between("a", "d"), golden.correlationOfHoles[0][3]);
    expect(() => some.between("a", "b")).toThrow(/no coefficient of "b"/);
    expect(() => correlation(holes, { with: ["e"] })).toThrow(/no column "e"/);
    expect(() => correlation(people)).toThrow(/"Sex" is categorical/);
  });
});
