import { readFileSync } from "node:fs";
import { type NestedArray, type Tensor, tensor } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Column,
  ColumnTransformer,
  categoricalColumn,
  Imputer,
  type ImputerOptions,
  isHeldOut,
  kFold,
  LeakageError,
  loadIris,
  MinMaxScaler,
  numericColumn,
  OneHotEncoder,
  OrdinalEncoder,
  Pipeline,
  RobustScaler,
  Standardizer,
  Table,
  TabularDataset,
  TensorDataset,
  textColumn,
  trainTestSplit,
  transformFromJSON,
  wholeBatch,
} from "../src/index.ts";
import { everyTransform } from "./every-transform.ts";

type Cells = (number | string | null)[][];
const golden = JSON.parse(readFileSync(new URL("golden/transforms.json", import.meta.url), "utf8")) as {
  train: number[][];
  test: number[][];
  scalers: Record<string, { options: { range?: [number, number] }; train: number[][]; test: number[][] }>;
  holes: Cells;
  holesTest: Cells;
  imputers: Record<string, { options: ImputerOptions; train: number[][]; test: number[][] }>;
  words: Cells;
  wordsTest: Cells;
  wordsHoles: Cells;
  wordsFilled: Cells;
  oneHot: { train: number[][]; test: number[][] };
  ordinal: { train: number[][]; test: number[][] };
  mixed: { train: Cells; test: Cells; trainResult: number[][]; testResult: number[][] };
};

const matrix = (rows: number[][]): Tensor => tensor(rows as NestedArray, { dtype: "float64" });

/** Columns "a", "b" and so on: numeric unless a cell is a string. */
function tableOf(rows: Cells): Table {
  const columns: Record<string, Column> = {};
  for (let at = 0; at < rows[0].length; at++) {
    const cells = rows.map((row) => row[at]);
    columns["abcdefgh"[at]] = cells.some((cell) => typeof cell === "string")
      ? categoricalColumn(cells as (string | null)[])
      : numericColumn(cells as (number | null)[]);
  }
  return new Table(columns);
}

/** Equal to 1e-12, relative or absolute. */
function expectClose(actual: Tensor | Table, expected: number[][]): void {
  const x = actual instanceof Table ? actual.toTensor({ dtype: "float64" }) : actual;
  expect(x.shape).toEqual([expected.length, expected[0].length]);
  for (const [at, value] of x.toTypedArray().entries()) {
    const wanted = expected.flat()[at];
    expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)));
  }
}

const numbers = (...values: (number | null)[]): Table => new Table({ n: numericColumn(values) });
const words = (...values: (string | null)[]): Table => new Table({ w: categoricalColumn(values) });
const held = (table: Table): Table => trainTestSplit(table, { testFraction: 0.5, seed: 0 }).test;

describe("as scikit-learn", () => {
  for (const [name, { options, train, test: expected }] of Object.entries(golden.scalers)) {
    test(name, () => {
      const make = {
        S: () => new Standardizer(),
        M: () => new MinMaxScaler(options),
        R: () => new RobustScaler(),
      };
      const scaler = make[name[0] as "S" | "M" | "R"]();
      expectClose(scaler.fitTransform(matrix(golden.train)), train);
      expectClose(scaler.transform(matrix(golden.test)), expected);
      expectClose(scaler.inverseTransform(matrix(expected)), golden.test);
      const table = Table.fromTensor(matrix(golden.train), ["p", "q", "r", "s"]);
      expectClose(scaler.fitTransform(table), train);
      expect(scaler.transform(table).names).toEqual(["p", "q", "r", "s"]);
      expectClose(scaler.inverseTransform(scaler.transform(table)), golden.train);
    });
  }

  for (const [strategy, { options, train, test: expected }] of Object.entries(golden.imputers)) {
    test(`Imputer by ${strategy}`, () => {
      const imputer = new Imputer(options).fit(tableOf(golden.holes));
      expectClose(imputer.transform(tableOf(golden.holes)), train);
      expectClose(imputer.transform(tableOf(golden.holesTest)), expected);
    });
  }

  test("Imputer of words", () => {
    const filled = new Imputer({ strategy: "mostFrequent" }).fitTransform(tableOf(golden.wordsHoles));
    expect(filled.words("a")).toEqual(golden.wordsFilled.flat());
  });

  test("OneHotEncoder and OrdinalEncoder", () => {
    const [train, rest] = [tableOf(golden.words), tableOf(golden.wordsTest)];
    expectClose(new OneHotEncoder().fitTransform(train), golden.oneHot.train);
    expectClose(new OneHotEncoder({ unknown: "ignore" }).fit(train).transform(rest), golden.oneHot.test);
    expectClose(new OrdinalEncoder().fitTransform(train), golden.ordinal.train);
    expectClose(new OrdinalEncoder({ unknown: -1 }).fit(train).transform(rest), golden.ordinal.test);
  });

  test("a ColumnTransformer of Pipelines, also from its JSON", () => {
    const transformer = new ColumnTransformer([
      {
        columns: ["a", "b"],
        transform: new Pipeline([new Imputer({ strategy: "median" }), new Standardizer()]),
      },
      { columns: ["c"], transform: "passthrough" },
      { columns: ["e"], transform: new OneHotEncoder({ unknown: "ignore" }) },
    ]);
    const { mixed } = golden;
    expectClose(transformer.fitTransform(tableOf(mixed.train)), mixed.trainResult);
    const restored = transformFromJSON(JSON.parse(JSON.stringify(transformer)));
    for (const either of [transformer, restored]) {
      expectClose(either.transform(tableOf(mixed.test)), mixed.testResult);
      expect(either.transform(tableOf(mixed.test)).names).toEqual(["a", "b", "c", "e=a", "e=b", "e=c"]);
    }
  });
});

describe("the guard", () => {
  const rows = numbers(1, 2, 3, 4, 5, 6);
  const dataset = new TensorDataset(tensor([[1], [2], [3], [4]]), tensor([0, 1, 2, 3]));

  test("refuses to fit on the test part of a split or fold, and on what is taken from it", () => {
    const { train, test: part } = trainTestSplit(dataset, { testFraction: 0.5, seed: 0 });
    const scaler = new Standardizer().fit(train);
    expect(() => new Standardizer().fit(part)).toThrow(LeakageError);
    expect(() => new Standardizer().fit(part)).toThrow(
      /Standardizer.fit: these rows are the test part .* leaks/,
    );
    const { x, y } = wholeBatch(part);
    expect(() => new Standardizer().fit(x)).toThrow(LeakageError);
    expect(() => new Standardizer().fit(new TensorDataset(x, y))).toThrow(LeakageError);
    expect(() => new Standardizer().fit(new TensorDataset(x, y).batch([0]).x)).toThrow(LeakageError);
    expect(() => new Standardizer().fit(scaler.transform(wholeBatch(part).x))).toThrow(LeakageError);
    for (const fold of kFold(dataset, { folds: 2, seed: 0 })) {
      expect(() => new RobustScaler().fit(fold.test)).toThrow(LeakageError);
      expect(() => new RobustScaler().fit(fold.train)).not.toThrow();
    }
    const nested = trainTestSplit(part, { testFraction: 0.5, seed: 0 });
    expect(() => new MinMaxScaler().fit(nested.train)).toThrow(LeakageError);
  });

  test("follows a table through everything that is done to it", () => {
    const part = held(rows);
    const derived: Table[] = [
      part.select(["n"]),
      part.rename({ n: "m" }),
      part.withColumn("m", () => 1),
      part.take([0]),
      part.filter(() => true),
      part.dropMissing(),
      part.drop([]),
      part.join(numbers(7, 8, 9).rename({ n: "other" })),
      numbers(7, 8, 9).rename({ n: "other" }).join(part),
      Table.fromTensor(part.toTensor()),
      new Standardizer().fit(rows).transform(part),
    ];
    for (const table of derived) {
      expect(isHeldOut(table)).toBe(true);
      expect(() => new Imputer().fit(table)).toThrow(LeakageError);
    }
    expect(isHeldOut(rows.select(["n"]))).toBe(false);
  });

  test("follows a tabular data set", () => {
    const data = new TabularDataset({
      table: rows.withColumn("y", (row) => row.n),
      featureNames: ["n"],
      targetNames: ["y"],
      task: "regression",
      description: { title: "", summary: "", source: "", licence: "", citation: "" },
    });
    const { train, test: part } = trainTestSplit(data, { testFraction: 0.5, seed: 0 });
    const scaler = new Standardizer().fit(train);
    expect(scaler.transform(train).x.shape).toEqual([3, 1]);
    expect(scaler.transform(train).y.toArray()).toEqual(train.y.toArray());
    const leaks = [part, part.features, part.table, part.targets, part.x, part.y, part.batch([0]).x];
    for (const leak of [...leaks, scaler.transform(part), part.selectFeatures(["n"]), part.dropMissing()]) {
      expect(() => new Standardizer().fit(leak)).toThrow(LeakageError);
    }
  });

  test("holds for every transform", () => {
    for (const transform of everyTransform("n")) {
      expect(() => transform.fit(held(rows))).toThrow(LeakageError);
      expect(() => transform.transform(rows)).toThrow(`${transform.type}.transform: nothing is fitted yet`);
      expect(() => transform.fit(rows.take([]))).toThrow(`${transform.type}.fit: the table has no rows`);
      const fitted = transform.fit(rows);
      expect(() => fitted.transform(rows.rename({ n: "m" }))).toThrow(/"n"/);
    }
  });
});

describe("JSON", () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
  test("round trips exactly", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 9 }), (pairs) => {
        const x = tensor(
          pairs.map((pair) => [...pair]),
          { dtype: "float64" },
        );
        const kinds = [
          new Standardizer(),
          new MinMaxScaler({ range: [-0.3, 0.7] }),
          new RobustScaler(),
          new Imputer({ strategy: "median", indicator: true }),
          new OrdinalEncoder(),
          new OneHotEncoder(),
          new Pipeline([new RobustScaler(), new MinMaxScaler()]),
        ];
        for (const transform of kinds) {
          const restored = transformFromJSON(JSON.parse(JSON.stringify(transform.fit(x))));
          expect(restored.transform(x).toTypedArray()).toEqual(transform.transform(x).toTypedArray());
          expect(restored.toJSON()).toEqual(transform.toJSON());
        }
      }),
      { numRuns: 30 },
    );
  });

  test("of what is not fitted can be fitted", () => {
    const restored = transformFromJSON(JSON.parse(JSON.stringify(new Pipeline([new Standardizer()]))));
    expect(() => restored.transform(numbers(1))).toThrow(/Pipeline.transform: nothing is fitted/);
    expect([...restored.fit(numbers(1, 3)).transform(numbers(3)).numbers("n")]).toEqual([1]);
  });

  test("of something else is told", () => {
    // @ts-expect-error It has no type.
    expect(() => transformFromJSON({})).toThrow(/^transformFromJSON: type is missing; .*toJSON/);
    expect(() => transformFromJSON({ type: "constructor", options: null, fitted: null }, "s.json")).toThrow(
      /^s.json: type must be one of Standardizer, .*, got "constructor"; was it written by transform.toJSON/,
    );
  });
});

describe("scalers", () => {
  test("refuse values that lie further apart than can be held, where they would give NaN", () => {
    const far = tensor([[0, 3e38], [1, -3e38]]); // biome-ignore format: a matrix
    expect(() => new MinMaxScaler().fit(far)).toThrow(
      /MinMaxScaler.fit: the values of column 1 differ by more than float32 can hold/,
    );
    for (const scaler of [new Standardizer(), new MinMaxScaler(), new RobustScaler()]) {
      expect(() => scaler.fit(numbers(1.7e308, -1.7e308))).toThrow(/column "n" differ by more than float64/);
    }
  });

  test("scale columns whose squares overflow or vanish", () => {
    for (const size of [1e200, 1e-200]) {
      const x = numbers(size, 3 * size, 5 * size);
      for (const scaler of [new Standardizer(), new MinMaxScaler(), new RobustScaler()]) {
        const usual = scaler
          .fit(numbers(1, 3, 5))
          .transform(numbers(1, 3, 5))
          .toTensor()
          .toTypedArray();
        const found = scaler.fit(x).transform(x).toTensor().toTypedArray();
        for (const [row, value] of found.entries()) expect(value).toBeCloseTo(usual[row], 14);
      }
    }
  });

  test("find a deviation of a millionth beside a mean of thousands", () => {
    // Of whole multiples of 2 ** -30: the sum of the multiples is exact, that of the values is not.
    const steps = Array.from({ length: 20_001 }, (_, at) => (at * 7919) % 1009);
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    const deviation = Math.sqrt(steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / steps.length);
    const scaled = new Standardizer().fitTransform(numbers(...steps.map((step) => 3313 + step * 2 ** -30)));
    for (const [at, value] of scaled.numbers("n").entries()) {
      expect(Math.abs(value - (steps[at] - mean) / deviation)).toBeLessThan(2e-6);
    }
  });

  test("keep missing values, refuse to be fitted on them, and keep a constant column finite", () => {
    for (const scaler of [new Standardizer(), new MinMaxScaler(), new RobustScaler()]) {
      expect(() => scaler.fit(numbers(1, null, 3))).toThrow(
        /column "n" holds NaN in row 1; fill in such values first \(Imputer\)/,
      );
      expect(() => scaler.fit(numbers(null, 1))).toThrow(/column "n" holds NaN in row 0;/);
      expect(() => scaler.fit(words("a"))).toThrow(/column "w" is categorical, not numeric; encode it/);
      scaler.fit(numbers(4, 4, 4));
      expect([...scaler.transform(numbers(4, null, 5)).numbers("n")]).toEqual([0, Number.NaN, 1]);
      expect([...scaler.inverseTransform(numbers(0, 1)).numbers("n")]).toEqual([4, 5]);
    }
  });

  test.each([0.1, 1 / 3, 1e-3, 12_345.678])("know a constant column of %d, whatever its mean is rounded to", (value) => {
    for (let count = 1; count <= 40; count++) {
      const scaler = new Standardizer().fit(numbers(...new Array(count).fill(value)));
      expect([...scaler.transform(numbers(value, value + 1)).numbers("n")]).toEqual([0, value + 1 - value]);
    }
  }); // biome-ignore format: one a line

  test("have figures by name, of the dtype fitted on", () => {
    const x = tensor([[1], [2], [3], [4], [100]]);
    const robust = new RobustScaler().fit(x);
    expect([robust.median.toArray(), robust.interquartileRange.toArray(), robust.median.dtype]).toEqual([
      [3],
      [2],
      "float32",
    ]);
    const bounds = new MinMaxScaler({ range: [5, 6] }).fit(matrix([[1], [100]]));
    expect([bounds.minimum.toArray(), bounds.maximum.toArray(), bounds.minimum.dtype]).toEqual([
      [1],
      [100],
      "float64",
    ]);
    expect(robust.transform(x).dtype).toBe("float32");
    expect(() => new MinMaxScaler({ range: [1, 1] })).toThrow(/in ascending order, not \[1, 1\]/);
  });

  test("to a range that begins at 0, or ends at 1, and back", () => {
    const x = matrix([[10], [20], [30]]);
    for (const [range, scaled] of [[[0, 2], [0, 1, 2]], [[-1, 1], [-1, 0, 1]], [[0, 1], [0, 0.5, 1]], [[3, 5], [3, 4, 5]]] as const) {
      const scaler = new MinMaxScaler({ range }).fit(x);
      expect([...scaler.transform(x).toTypedArray()]).toEqual(scaled);
      expect([...scaler.inverseTransform(scaler.transform(x)).toTypedArray()]).toEqual([10, 20, 30]);
    } // biome-ignore format: a list
  });

  test("keep no -0, which JSON would not keep", () => {
    for (const scaler of [new Standardizer(), new MinMaxScaler(), new RobustScaler()]) {
      expect(scaler.fit(numbers(-0, -0)).toJSON().fitted?.figures).toEqual({ dtype: "float64", center: [0], spread: [0] }); // biome-ignore format: a line
    }
  });

  test("take the columns of a table by name, in any order, and no others", () => {
    const two = new Table({ a: numericColumn([0, 2]), b: numericColumn([0, 20]) });
    const scaler = new Standardizer().fit(two);
    const swapped = scaler.transform(two.select(["b", "a"]));
    expect(swapped.names).toEqual(["a", "b"]);
    expect([...swapped.numbers("b")]).toEqual([-1, 1]);
    expect(() => scaler.transform(two.select(["a"]))).toThrow(/not the fitted ones: "b" is missing/);
    expect(() => scaler.transform(two.withColumn("c", () => 1))).toThrow(
      /it was not fitted on "c"; choose columns with `select`/,
    );
    expect(scaler.inputNames).toEqual(["a", "b"]);
  });

  test("fit on the inputs of a data set", () => {
    const iris = loadIris();
    expect(new Standardizer().fit(iris).mean.toArray()).toEqual(
      new Standardizer().fit(iris.x).mean.toArray(),
    );
  });
});

describe("Imputer", () => {
  test("refuses to fill in by infinity", () => {
    expect(() => new Imputer().fit(numbers(Number.POSITIVE_INFINITY, null, 1))).toThrow(
      /Imputer.fit: column "n" would be filled in with Infinity/,
    );
  });

  test("leaves no value missing, and marks where it was", () => {
    const imputer = new Imputer({ indicator: true }).fit(
      new Table({ a: numericColumn([1, null, 3]), b: numericColumn([1, 2, 3]) }),
    );
    const filled = imputer.transform(new Table({ a: numericColumn([null, 5]), b: numericColumn([null, 7]) }));
    // Nothing was missing in b when it was fitted: it is filled, and has no column to say so.
    expect([...filled.rows()]).toEqual([
      { a: 2, b: 2, "a missing": 1 },
      { a: 5, b: 7, "a missing": 0 },
    ]);
    expect(imputer.fills).toEqual({ a: 2, b: 2 });
  });

  test("takes the least of the most frequent values", () => {
    const imputer = new Imputer({ strategy: "mostFrequent" });
    expect(imputer.fit(numbers(5, 3, 5, 3, 9, null)).fills).toEqual({ n: 3 });
    expect(imputer.fit(words("x", "b", "x", "b", null)).fills).toEqual({ w: "b" });
  });

  test("refuses columns without a value or of the wrong kind", () => {
    expect(() => new Imputer().fit(numbers(null, null))).toThrow(/column "n" has no value in these rows/);
    const constant = new Imputer({ strategy: "constant", value: 0 }).fit(numbers(null));
    expect([...constant.transform(numbers(null, 2)).numbers("n")]).toEqual([0, 2]);
    expect(() => new Imputer().fit(words("a"))).toThrow(/is categorical and has no mean; use "mostFrequent"/);
    expect(() => constant.fit(words("a"))).toThrow(/is categorical, and the value is a number/);
    expect(() => new Imputer({ strategy: "constant", value: "?" }).fit(numbers(1))).toThrow(
      /is numeric, and the value/,
    );
    expect(constant.fills).toEqual({ n: 0 });
    expect(() => new Imputer({ strategy: "constant" })).toThrow(/value must be a finite number or a string/);
    expect(() => new Imputer({ value: 1 })).toThrow(
      /value must be .* for the strategy "constant", and left out for others/,
    );
    expect(() => new Imputer({ strategy: "constant", value: Number.NaN })).toThrow(/finite/);
    // @ts-expect-error There is no such strategy.
    expect(() => new Imputer({ strategy: "mode" })).toThrow(/strategy must be .* not "mode"/);
  });

  test("works on matrices, with NaN for what is missing", () => {
    const x = tensor([[1], [Number.NaN], [3]]);
    const filled = new Imputer().fitTransform(x);
    expect([filled.toArray(), filled.dtype]).toEqual([[[1], [2], [3]], "float32"]);
    expect(() => new Imputer().fit(x).transform(tensor([1, 2]))).toThrow(
      /must be \[rows, columns\], not \[2\]/,
    );
  });
});

describe("encoders", () => {
  test("refuse a category given twice, and two columns of one name", () => {
    const twice = { categories: { w: ["a", "b", "a"] } };
    for (const encoder of [new OneHotEncoder(twice), new OrdinalEncoder(twice)]) {
      expect(() => encoder.fit(words("a"))).toThrow(/a category given for column "w" occurs twice/);
    }
    const table = new Table({ a: categoricalColumn(["b=c"]), "a=b": categoricalColumn(["c"]) });
    expect(() => new OneHotEncoder().fitTransform(table)).toThrow(/two columns would be named "a=b=c"/);
  });

  test("name unknown and missing values, with their row", () => {
    const encoder = new OneHotEncoder().fit(words("a", "b"));
    expect(() => encoder.transform(words("a", "z"))).toThrow(
      /"z" in row 1 of column "w" is not one of the fitted categories/,
    );
    expect(() => encoder.transform(words(null))).toThrow(
      /a value is missing in row 0 of column "w"; fill it in/,
    );
    expect(() => new OrdinalEncoder().fit(words("a")).transform(words("b"))).toThrow(/"b" in row 0/);
    expect(() => new OrdinalEncoder({ unknown: Number.NaN })).toThrow(/"error" or a finite number/);
  });

  test("can give missing values a category of their own", () => {
    const encoder = new OneHotEncoder({ missing: "category" }).fit(words("a", null, "b"));
    const encoded = encoder.transform(words(null, "a"));
    expect([...encoded.rows()]).toEqual([
      { "w=a": 0, "w=b": 0, "w=(missing)": 1 },
      { "w=a": 1, "w=b": 0, "w=(missing)": 0 },
    ]);
    const whole = new OneHotEncoder({ missing: "category" }).fit(words("a"));
    expect(() => whole.transform(words(null))).toThrow(
      /null in row 0 of column "w" is not one of the fitted categories/,
    );
    const lenient = new OneHotEncoder({ missing: "category", unknown: "ignore" }).fit(words("a"));
    expect([...lenient.transform(words(null, "q")).rows()]).toEqual([{ "w=a": 0 }, { "w=a": 0 }]);
  });

  test("take numbers as categories, in numeric order", () => {
    expect(new OneHotEncoder().fitTransform(numbers(10, 9, 1)).names).toEqual(["n=1", "n=9", "n=10"]);
    expect([...new OrdinalEncoder().fitTransform(numbers(10, null, 1)).numbers("n")]).toEqual([
      1,
      Number.NaN,
      0,
    ]);
  });

  test("keep an order given, and refuse what is not in it", () => {
    const encoder = new OrdinalEncoder({ categories: { w: ["low", "mid", "high"] } });
    expect([...encoder.fitTransform(words("high", "low")).numbers("w")]).toEqual([2, 0]);
    expect(encoder.categories).toEqual({ w: ["low", "mid", "high"] });
    expect(() => encoder.fit(words("none"))).toThrow(
      /column "w" holds "none", which is not one of the categories given/,
    );
    expect(() => encoder.fit(numbers(1))).toThrow(/no column "w"/);
  });

  test("take numbers and texts as categories, in the order given, and nothing else", () => {
    const encoder = new OrdinalEncoder({ categories: { n: [3, 1, 2] } });
    expect([...encoder.fitTransform(numbers(1, 2, 3)).numbers("n")]).toEqual([1, 2, 0]);
    for (const wrong of [{ n: [true] }, { n: "ab" }, { n: [null] }, [["a"]], new Map(), null]) {
      for (const Encoder of [OrdinalEncoder, OneHotEncoder]) {
        expect(() => new Encoder({ categories: wrong as never })).toThrow("categories must be an object of lists of numbers and texts by column"); // biome-ignore format: a line
      }
    }
  });

  test("refuse free text, and turn a constant column into ones", () => {
    const names = new Table({ name: textColumn(["Braund", "Cumings"]) });
    expect(() => new OneHotEncoder().fit(names)).toThrow(
      /column "name" is free text, where few values repeat/,
    );
    expect([...new OneHotEncoder().fitTransform(words("a", "a")).rows()]).toEqual([
      { "w=a": 1 },
      { "w=a": 1 },
    ]);
  });
});

describe("Pipeline and ColumnTransformer", () => {
  const people = new Table({ age: numericColumn([1, null, 3]), sex: categoricalColumn(["m", "f", "m"]) });

  test("fit copies, and leave what they were given as it was", () => {
    const standardizer = new Standardizer();
    const pipeline = new Pipeline([new Imputer(), standardizer]).fit(people.select(["age"]));
    expect(() => standardizer.mean).toThrow(/nothing is fitted/);
    expect((pipeline.steps[1] as Standardizer).mean.toArray()).toEqual([2]);
    const transformer = new ColumnTransformer([{ columns: ["sex"], transform: new OneHotEncoder() }]).fit(
      people,
    );
    expect((transformer.parts[0] as OneHotEncoder).categories).toEqual({ sex: ["f", "m"] });
  });

  test("keep an earlier fit when a later one fails", () => {
    const transformer = new ColumnTransformer([
      { columns: ["sex"], transform: new OneHotEncoder() },
      { columns: ["age"], transform: new Pipeline([new Imputer(), new Standardizer()]) },
    ]).fit(people);
    const before = transformer.toJSON();
    const hopeless = people.withColumn("age", () => null).withColumn("sex", () => "x");
    expect(() => transformer.fit(hopeless)).toThrow(/Imputer.fit: column "age" has no value/);
    expect(transformer.toJSON()).toEqual(before);
  });

  test("leave out what is not listed, and tell what is missing or comes twice", () => {
    const only = new ColumnTransformer([{ columns: ["age"], transform: "passthrough" }]);
    expect(only.fitTransform(people).names).toEqual(["age"]);
    expect(only.transform(people.withColumn("extra", () => 1)).names).toEqual(["age"]);
    expect(() => only.transform(people.drop(["age"]))).toThrow(/no column "age"/);
    const twice = new ColumnTransformer([
      { columns: ["age"], transform: "passthrough" },
      { columns: ["age"], transform: new Imputer() },
    ]);
    expect(() => twice.fitTransform(people)).toThrow(/both tables have a column "age"/);
    expect(() => new ColumnTransformer([])).toThrow(/at least one part is needed/);
    expect(() => new Pipeline([])).toThrow(/at least one transform is needed/);
  });

  test("a pipeline transforms matrices", () => {
    const x = tensor([[1], [Number.NaN], [3]]);
    const pipeline = new Pipeline([new Imputer(), new Standardizer()]).fit(x);
    expect(pipeline.transform(x).slice([1]).toArray()).toEqual([0]);
  });
});
