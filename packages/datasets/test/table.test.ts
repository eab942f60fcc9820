import { readFileSync } from "node:fs";
import { arange, tensor } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Column,
  categoricalColumn,
  correlation,
  describe as describeTable,
  numericColumn,
  parseCsv,
  Table,
  type TableJSON,
  TabularDataset,
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
    expect(() => new Table({ a: numericColumn([1e39, 2]) }).toTensor()).toThrow(/"a" holds 1e\+39 in row 0,/);
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
  test("keeps numbers whose sums or squares overflow or vanish, and infinite ones", () => {
    const of = (...values: number[]) => {
      const [column] = describeTable(tensor(values.map((value) => [value]), { dtype: "float64" })).columns; // biome-ignore format: one thing
      if (column.kind !== "numeric") expect.fail();
      return column;
    };
    const large = of(1e308, 1.5e308, 1.7e308);
    expect(large.mean / 1.4e308).toBeCloseTo(1, 14);
    expect(large.standardDeviation / (Math.sqrt(0.13) * 1e308)).toBeCloseTo(1, 14);
    expect(of(1e-200, 3e-200).standardDeviation / (Math.SQRT2 * 1e-200)).toBeCloseTo(1, 14);
    expect(of(-1.6e308, 1.6e308).quartiles.map((value) => Number((value / 1e308).toFixed(12)))).toEqual([
      -0.8, 0, 0.8,
    ]);
    expect(of(5)).toMatchObject({
      count: 1,
      mean: 5,
      standardDeviation: Number.NaN,
      minimum: 5,
      quartiles: [5, 5, 5],
    });
    expect(of(5, 5)).toMatchObject({ count: 2, mean: 5, standardDeviation: 0 });
    expect(of(1, 2, Number.POSITIVE_INFINITY)).toMatchObject({
      quartiles: [1.5, 2, Infinity],
      maximum: Infinity,
    });
  });

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

  test("has a table as text only of what there is: numbers, words, or neither", () => {
    const first = (table: Table) => String(describeTable(table)).split("\n").map((line) => line.split(/ +/)[0]); // biome-ignore format: one thing
    expect(first(new Table({ a: numericColumn([1, 2]) }))).toEqual(["2", "", "numeric", "a"]);
    expect(first(new Table({ b: textColumn(["x", "y"]) }))).toEqual(["2", "", "words", "b"]);
    expect(first(new Table([]))).toEqual(["0"]);
  });
});

describe("correlation", () => {
  test("of columns whose squares overflow or vanish", () => {
    const line = [[1, 10], [2, 30], [4, 20]]; // biome-ignore format: a matrix
    const usual = correlation(tensor(line, { dtype: "float64" }))
      .toTensor()
      .toTypedArray();
    for (const size of [1e200, 1e-200]) {
      const far = tensor(line.map(([a, b]) => [a * size, b]), { dtype: "float64" }); // biome-ignore format: one thing
      const found = correlation(far).toTensor().toTypedArray();
      for (const [i, value] of found.entries()) expect(value).toBeCloseTo(usual[i], 14);
    }
  });

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
        "              a",
        "a      1.000000",
        "flat          -",
        "down  -1.000000",
        "",
        "constant, no correlation: flat",
      ].join("\n"),
    );
  });

  test("of pairs that are there in both columns alone", () => {
    const table = new Table({
      a: numericColumn([1, 2, 3, null, 9]),
      b: numericColumn([2, 4, 6, 1, null]),
      c: numericColumn([-1, -2, -3, 7, 8]),
    });
    const found = correlation(table);
    close(found.between("a", "b"), 1);
    close(found.between("b", "a"), 1);
    expect(found.between("a", "a")).toBe(1);
    // Three pairs would be a line; the fifth is beside it.
    expect(found.between("a", "c")).toBeLessThan(1);
    expect(Math.abs(found.between("b", "c") as number)).toBeLessThan(1);
    expect(found.toTensor().toArray()).toEqual(found.names.map((name) => found.against.map((other) => found.between(name, other)))); // biome-ignore format: a line
  });

  test("is a table as text, each pair at its place", () => {
    const table = new Table({ a: numericColumn([1, 2, 3, 4]), b: numericColumn([4, 3, 2, 1]), c: numericColumn([1, -1, -1, 1]) }); // biome-ignore format: a line
    expect(String(correlation(table, { with: ["b", "c"] }))).toBe(
      [
        "           b         c",
        "a  -1.000000  0.000000",
        "b   1.000000  0.000000",
        "c   0.000000  1.000000",
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

describe("a table as text", () => {
  test("has numbered rows, aligned columns, and its size", () => {
    const long = textColumn(["a\n b", "x".repeat(41), "", null]);
    expect(
      String(
        people.drop(["Name"]).join(new Table({ Long: long, pi: numericColumn([Math.PI, 0, 1e9, -2.5]) })),
      ),
    ).toBe(
      [
        "   Age   BMI      Sex                                      Long         pi",
        "0   22     20    male                                       a b     3.1416",
        `1    -     21  female  ${"x".repeat(37)}...          0`,
        "2   38     22       -                                            1.0000e+9",
        "3    4     23    male                                         -       -2.5",
        "",
        "4 rows, 5 columns",
      ].join("\n"),
    );
    expect(String(new Table([], 3))).toBe("\n0\n1\n2\n\n3 rows, 0 columns");
  });

  test("shows words of up to 40 letters whole, and the first 37 of longer ones", () => {
    const words = ["x".repeat(40), "x".repeat(41), "é".repeat(41), "a\n b"];
    const [, ...lines] = String(new Table({ w: textColumn(words) })).split("\n");
    const shown = lines.slice(0, 4).map((line) => line.slice(1).trim());
    expect(shown).toEqual(["x".repeat(40), `${"x".repeat(37)}...`, `${"é".repeat(37)}...`, "a b"]);
  });

  test("leaves out the middle of what is long, in both directions", () => {
    const lines = String(Table.fromTensor(arange(61 * 13).reshape([61, 13]))).split("\n");
    expect(lines).toHaveLength(1 + 10 + 1 + 10 + 2);
    expect(lines[0].trim().split(/ +/)).toEqual(["0", "1", "2", "3", "4", "...", "8", "9", "10", "11", "12"]);
    expect(lines[10]).toMatch(/^9 +117 .* \.\.\. .* 129$/);
    expect(lines[11].trim().split(/ +/)).toEqual(new Array(12).fill("..."));
    expect(lines[12]).toMatch(/^51 +663 /);
    expect(lines[lines.length - 1]).toBe("61 rows, 13 columns");
    expect(String(Table.fromTensor(arange(60 * 12).reshape([60, 12])))).not.toContain("...");
  });
});

test("numbers have five digits, and whole ones all of theirs below a thousand millions", () => {
  const shown = (...values: number[]) =>
    String(new Table({ n: numericColumn(values) })).split("\n").slice(1, values.length + 1).map((line) => line.split(/ +/)[1]); // biome-ignore format: one thing
  expect(shown(999_999_999, 1e9, -999_999_999, -1e9)).toEqual([
    "999999999",
    "1.0000e+9",
    "-999999999",
    "-1.0000e+9",
  ]);
  expect(shown(0.5, 12.3456789, 99999.5, 123456.7, 1.234567e-7, -0.000123)).toEqual([
    "0.5",
    "12.346",
    "1.0000e+5",
    "1.2346e+5",
    "1.2346e-7",
    "-0.000123",
  ]);
});

describe("what a table is asked for", () => {
  test.each<[string, () => unknown]>([
    ["Table: column \"a\" must be a column, such as numericColumn([1, 2])", () => new Table({ a: [1, 2] } as never)],
    ["Table: column \"a\" must be a column", () => new Table({ a: { kind: "numeric", values: [1] } } as never)],
    ["Table: column \"a\" must be a column", () => new Table({ a: { kind: "text", values: new Float64Array(1) } } as never)],
    ["Table: column \"a\" must be a column", () => new Table({ a: { kind: "word", values: ["x"] } } as never)],
    ["Table: the columns must be a list of pairs of a name and a value, a Map or an object", () => new Table([["a"]] as never)],
    ["Table: the columns must be a list of pairs", () => new Table([[1, numericColumn([1])]] as never)],
    ["Table: the columns must be a list of pairs", () => new Table(new Map([[1, numericColumn([1])]]) as never)],
    ["Table: the columns must be a list of pairs", () => new Table(null as never)],
    ["Table: the size must be a whole number >= 0, not -1", () => new Table([], -1)],
    ["Table: column \"a\" has 1 values in a table of 2 rows", () => new Table({ a: numericColumn([1]) }, 2)],
    ["Table: column \"b\" has 2 values in a table of 1 rows", () => new Table({ a: numericColumn([1]), b: numericColumn([1, 2]) })],
    ["Table.has: the name must be a text, not 3", () => people.has(3 as never)],
    ["Table.column: the name must be a text, not 3", () => people.column(3 as never)],
    ["Table.select: the names must be a list of texts", () => people.select("Age" as never)],
    ["Table.drop: the names must be a list of texts", () => people.drop("Age" as never)],
    ["Table.selectKind: the kind must be \"numeric\", \"categorical\" or \"text\"", () => people.selectKind("word" as never)],
    ["Table.rename: the names must be an object of new names by the old ones", () => people.rename({ Age: 1 } as never)],
    ["Table.rename: the names must be an object", () => people.rename(new Map() as never)],
    ["Table.rename: the names must be an object", () => people.rename(null as never)],
    ["Table: there is no column \"Ages\"", () => people.rename({ Ages: "x" })],
    ["Table.withColumn: the name must be a text", () => people.withColumn(1 as never, () => 1)],
    ["Table.withColumn: the values must be a column, such as numericColumn([1, 2]), or a function of a row", () => people.withColumn("x", [1, 2] as never)],
    ["Table.withColumn: the function for \"x\" returns true in row 0, not a number, a string or null", () => people.withColumn("x", () => true as never)],
    ["Table.withColumn: the function for \"x\" returns an object in row 2", () => people.withColumn("x", (_, row) => (row === 2 ? ({} as never) : null))],
    ["Table.withColumn: the function for \"x\" returns both numbers and strings; return one kind", () => people.withColumn("x", (_, row) => (row > 2 ? 1 : "a"))],
    ["Table.join: the other table must be a Table", () => people.join({} as never)],
    ["Table.filter: the condition must be a function, not true", () => people.filter(true as never)],
    ["Table.dropMissing: the names must be a list of texts", () => people.dropMissing("Age" as never)],
    ["Table: there is no column \"x\"", () => people.dropMissing(["x"])],
    ["Table.toTensor: dtype must be \"float32\" or \"float64\", not \"int32\"", () => people.toTensor({ dtype: "int32" as never })],
    ["Table.fromTensor: x must be a tensor", () => Table.fromTensor([[1]] as never)],
    ["Table.fromTensor: x must be [rows, columns], not [2]", () => Table.fromTensor(tensor([1, 2]))],
    ["Table.fromTensor: x must be [rows, columns], not [1, 1, 1]", () => Table.fromTensor(tensor([[[1]]]))],
    ["Table.fromTensor: the names must be a list of texts", () => Table.fromTensor(tensor([[1]]), [1] as never)],
    ["describe: the data must be a Table or a tensor [rows, columns], not 3", () => describeTable(3 as never)],
    ["correlation: the data must be a Table or a tensor", () => correlation([[1]] as never)],
    ["correlation: with must be a list of texts", () => correlation(holes, { with: "a" as never })],
    ["CorrelationTable.toTensor: undefinedAs must be a number", () => correlation(holes).toTensor("0" as never)],
    ["CorrelationTable.between: there is no coefficient of \"x\"", () => correlation(holes).between("x", "a")],
    ["numericColumn: the values must be a list of numbers, with null where one is missing", () => numericColumn([1, "2"] as never)],
    ["numericColumn: the values must be a list of numbers", () => numericColumn("12" as never)],
    ["categoricalColumn: the values must be a list of texts, with null where one is missing", () => categoricalColumn(["a", 1] as never)],
    ["textColumn: the values must be a list of texts", () => textColumn(3 as never)],
    ["textColumn: the values must be a list of texts", () => textColumn(["a", undefined] as never)],
  ])("is refused by name: %s", (message, call) => {
    expect(call).toThrow(message);
  }); // biome-ignore format: one row each

  test("may be nothing: a table without columns or rows, a column of nothing known", () => {
    expect([new Table([]).size, new Table([], 3).size, new Table({ a: numericColumn([]) }).size]).toEqual([
      0, 3, 0,
    ]);
    expect(new Table({ a: numericColumn([]) }).row).toBeTypeOf("function");
    expect([...numericColumn([1, undefined, null]).values]).toEqual([1, Number.NaN, Number.NaN]);
    expect(people.withColumn("x", () => undefined as never).column("x")).toEqual(
      numericColumn([null, null, null, null]),
    );
    expect([people.has("Age"), people.has("age")]).toEqual([true, false]);
    expect(categoricalColumn(new Set(["a", null])).values).toEqual(["a", null]);
  });

  test("a column that is there already is replaced in its place", () => {
    const changed = people.withColumn("Age", (_, row) => row);
    expect([changed.names, [...changed.numbers("Age")]]).toEqual([people.names, [0, 1, 2, 3]]);
  });

  test("a name is meant that differs in its spaces and letters alone", () => {
    expect(() => people.column("bmi")).toThrow('Did you mean " BMI "?');
    expect(() => people.column("BM")).toThrow(/^Table: there is no column "BM"\. There are: "Age"/);
  });
});

describe("a table as separated values", () => {
  test("is read as the same table, whatever it holds", () => {
    const number = fc.option(fc.double({ noDefaultInfinity: true, noNaN: true }));
    const word = fc.option(
      fc
        .array(fc.constantFrom("a", "é", " ", ",", '"', "\n", "\r", "\uFEFF", "1"), {
          minLength: 1,
          maxLength: 4,
        })
        .map((parts) => parts.join("")),
    );
    const tables = fc.integer({ min: 0, max: 5 }).chain((size) => {
      const ofSize = <T>(cell: fc.Arbitrary<T>) => fc.array(cell, { minLength: size, maxLength: size });
      const column = fc.oneof(ofSize(number).map(numericColumn), ofSize(word).map(textColumn));
      const name = fc.array(fc.constantFrom("x", "2", ",", '"', " ", "\n"), { maxLength: 3 });
      const names = fc.uniqueArray(
        name.map((parts) => parts.join("")),
        { minLength: 1, maxLength: 3 },
      );
      return names.chain((list) =>
        fc
          .tuple(...list.map(() => column))
          .map((columns) => new Table(list.map((each, i) => [each, columns[i]] as const))),
      );
    });
    fc.assert(
      fc.property(tables, (table) => {
        const last = table.names.map((name) => (table.size === 0 ? name : table.row(table.size - 1)[name]));
        // Then the file would end in a blank line.
        fc.pre(
          last.length > 1 ||
            String(last[0] ?? "")
              .replaceAll('"', "")
              .trim() !== "",
        );
        const columns = table.names.map((name) => [name, table.column(name).kind] as const);
        const read = parseCsv(new TextEncoder().encode(table.toCSV()), "table.csv", {
          columns,
          rows: table.size,
        });
        expect(read.names).toEqual(table.names);
        for (const name of table.names) expect(read.column(name)).toEqual(table.column(name));
      }),
    );
  });

  test("refuses what would be read as something else", () => {
    expect(() => new Table({ w: textColumn(["a", ""]) }).toCSV()).toThrow(
      'Table.toCSV: column "w" holds an empty text, which would be read as missing, in row 1',
    );
    expect(() => new Table({ n: numericColumn([-Infinity]) }).toCSV()).toThrow(
      'column "n" holds "-Infinity", in row 0',
    );
    expect(() => new Table({ w: textColumn(["a\0"]) }).toCSV()).toThrow('holds "a\\u0000", in row 0');
    expect(() => new Table([], 2).toCSV()).toThrow("would end in a blank line");
    expect(() => new Table({ n: numericColumn([1, null]) }).toCSV()).toThrow("would end in a blank line");
    expect(new Table({ n: numericColumn([null, 1]) }).toCSV()).toBe("n\n\n1\n");
  });

  test("is plain data in JSON, from which the same table is made", () => {
    const table = people.withColumn("far", numericColumn([Infinity, -Infinity, 0.1, null]));
    const { size, columns } = JSON.parse(JSON.stringify({ table })).table as TableJSON;
    expect(size).toBe(4);
    expect(columns.slice(2)).toEqual([
      { name: "Sex", kind: "categorical", values: ["male", "female", null, "male"] },
      { name: "Name", kind: "text", values: ["Braund", "Cumings", "Heikkinen", "Allen"] },
      { name: "far", kind: "numeric", values: ["Infinity", "-Infinity", 0.1, null] },
    ]);
    const numbers = (values: readonly (number | string | null)[]) =>
      numericColumn(values.map((value) => (value === null ? null : Number(value))));
    const read = new Table(
      columns.map((column): [string, Column] => [
        column.name,
        column.kind === "numeric" ? numbers(column.values) : column,
      ]),
      size,
    );
    expect(read.names).toEqual(table.names);
    for (const name of table.names) expect(read.column(name).values).toEqual(table.column(name).values);
    expect(JSON.stringify(new Table([], 3))).toBe('{"size":3,"columns":[]}');
  });

  test("is in JSON with the data set made of it, as are its correlations", () => {
    const table = people.select(["Age", " BMI "]);
    const description = { title: "t", summary: "s", source: "o", licence: "l", citation: "c" };
    const parts = {
      featureNames: ["Age"],
      targetNames: [" BMI "],
      task: "regression",
      classNames: [],
    } as const;
    const dataset = new TabularDataset({ ...parts, table, description });
    expect(JSON.parse(JSON.stringify(dataset))).toEqual({ ...parts, description, table: table.toJSON() });
    const flat = table.withColumn("flat", numericColumn([1, 1, 1, 1]));
    expect(JSON.parse(JSON.stringify(correlation(flat, { with: [" BMI ", "flat"] })))).toEqual({
      names: ["Age", " BMI ", "flat"],
      against: [" BMI ", "flat"],
      constant: ["flat"],
      coefficients: [
        [correlation(flat).between("Age", " BMI "), null],
        [1, null],
        [null, null],
      ],
    });
  });
});
