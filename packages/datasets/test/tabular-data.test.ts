import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  ColumnTransformer,
  DataLoader,
  Imputer,
  LeakageError,
  loadDiabetes,
  loadLifeExpectancy,
  loadStudentPerformance,
  loadTinyShakespeare,
  loadTitanic,
  loadWineQuality,
  OneHotEncoder,
  Pipeline,
  Standardizer,
  type TabularDataset,
  trainTestSplit,
} from "../src/index.ts";

const root = process.env.GRADIENTE_DATA ?? "";
const has = (folder: string): boolean => root !== "" && existsSync(join(root, folder));

const present = (values: ArrayLike<number>): number[] =>
  Array.from(values).filter((value) => !Number.isNaN(value));
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
const mean = (data: TabularDataset, name: string): number => {
  const values = present(data.table.numbers(name));
  return sum(values) / values.length;
};
const counts = (values: Iterable<unknown>): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const value of values) found[String(value)] = (found[String(value)] ?? 0) + 1;
  return found;
};

// The figures are those of the README beside the files.
describe.skipIf(!has("wine-quality"))(
  "the real Wine quality (skipped unless GRADIENTE_DATA holds it)",
  () => {
    test("has its rows, marks and mean", async () => {
      const red = await loadWineQuality({ color: "red" });
      expect([red.x.shape, red.y.shape, red.x.dtype]).toEqual([[1599, 11], [1599, 1], "float32"]);
      expect(counts(red.table.numbers("quality"))).toEqual({ 3: 10, 4: 53, 5: 681, 6: 638, 7: 199, 8: 18 });
      expect(mean(red, "quality")).toBeCloseTo(5.636, 4);
      const white = await loadWineQuality({ color: "white" });
      expect(white.x.shape).toEqual([4898, 11]);
      expect(counts(white.table.numbers("quality"))).toEqual({
        3: 20,
        4: 163,
        5: 1457,
        6: 2198,
        7: 880,
        8: 175,
        9: 5,
      });
      expect(mean(white, "quality")).toBeCloseTo(5.8779, 4);
      expect(new Set([...white.table.rows()].map((row) => JSON.stringify(row))).size).toBe(4898 - 937);
    });
  },
);

describe.skipIf(!has("life-expectancy"))(
  "the real Life expectancy (skipped unless GRADIENTE_DATA holds it)",
  () => {
    test("has its countries, years, mean and empty cells", async () => {
      const data = await loadLifeExpectancy();
      const { table } = data;
      expect([table.size, table.names.length, data.featureNames.length]).toEqual([2938, 22, 21]);
      expect(mean(data, "Life expectancy ")).toBeCloseTo(69.224932, 6);
      expect(present(table.numbers("Life expectancy "))).toHaveLength(2928);
      expect(counts(table.words("Status"))).toEqual({ Developing: 2426, Developed: 512 });
      expect(Object.keys(counts(table.words("Country")))).toHaveLength(193);
      expect(table.words("Country")).toContain("Côte d'Ivoire");
      expect(Object.keys(counts(table.numbers("Year")))).toHaveLength(16);
      expect(
        Object.fromEntries(table.names.map((name) => [name, table.missing(name)]).filter(([, n]) => n !== 0)),
      ).toEqual({
        "Life expectancy ": 10,
        "Adult Mortality": 10,
        Alcohol: 194,
        "Hepatitis B": 553,
        " BMI ": 34,
        Polio: 19,
        "Total expenditure": 226,
        "Diphtheria ": 19,
        GDP: 448,
        Population: 652,
        " thinness  1-19 years": 34,
        " thinness 5-9 years": 34,
        "Income composition of resources": 167,
        Schooling: 163,
      });
      expect(table.dropMissing().size).toBe(1649);
      expect(data.selectFeatures(["Alcohol", "GDP"]).missing.sum().item()).toBe(194 + 448);
    });

    test("has trimmed names if asked", async () => {
      const { table, featureNames, targetNames } = await loadLifeExpectancy({ columnNames: "trimmed" });
      expect(targetNames).toEqual(["Life expectancy"]);
      expect(featureNames).toContain("thinness 1-19 years");
      expect(table.names.every((name) => name === name.trim() && !name.includes("  "))).toBe(true);
    });
  },
);

describe.skipIf(!has("titanic"))("the real Titanic (skipped unless GRADIENTE_DATA holds it)", () => {
  test("has its passengers", async () => {
    const data = await loadTitanic();
    const { table } = data;
    expect(table.size).toBe(891);
    expect(data.featureNames).not.toContain("PassengerId");
    expect([data.y.dtype, data.y.shape, sum(data.y.toTypedArray())]).toEqual(["int32", [891], 342]);
    expect(counts(table.words("Sex"))).toEqual({ male: 577, female: 314 });
    expect(["Age", "Cabin", "Embarked", "Name"].map((name) => table.missing(name))).toEqual([177, 687, 2, 0]);
    expect(mean(data, "Age")).toBeCloseTo(29.699118, 6);
    expect(mean(data, "Fare")).toBeCloseTo(32.204208, 6);
    expect(table.row(1)).toEqual({
      PassengerId: 2,
      Survived: 1,
      Pclass: 1,
      Name: "Cumings, Mrs. John Bradley (Florence Briggs Thayer)",
      Sex: "female",
      Age: 38,
      SibSp: 1,
      Parch: 0,
      Ticket: "PC 17599",
      Fare: 71.2833,
      Cabin: "C85",
      Embarked: "C",
    });
    expect(table.words("Name").filter((name) => name?.includes('"'))).toHaveLength(53);
    expect(() => data.x).toThrow(/column "Name" is text, not numeric; encode it/);
  });
});

describe.skipIf(!has("diabetes"))("the real Diabetes (skipped unless GRADIENTE_DATA holds it)", () => {
  test("has its patients", async () => {
    const data = await loadDiabetes();
    expect([data.x.shape, data.y.shape]).toEqual([
      [442, 10],
      [442, 1],
    ]);
    const means = { AGE: 48.5181, SEX: 1.4683, BMI: 26.3758, BP: 94.647, Y: 152.1335 };
    for (const [name, expected] of Object.entries(means)) expect(mean(data, name)).toBeCloseTo(expected, 4);
    const progression = [...data.table.numbers("Y")];
    expect([Math.min(...progression), Math.max(...progression)]).toEqual([25, 346]);
  });
});

describe.skipIf(!has("student-performance"))(
  "the real Student performance (skipped unless GRADIENTE_DATA holds it)",
  () => {
    test("has its students", async () => {
      const data = await loadStudentPerformance();
      expect(data.size).toBe(10_000);
      expect(counts(data.table.words("Extracurricular Activities")).Yes).toBe(4948);
      const means = {
        "Hours Studied": 4.9929,
        "Previous Scores": 69.4457,
        "Sleep Hours": 6.5306,
        "Sample Question Papers Practiced": 4.5833,
        "Performance Index": 55.2248,
      };
      for (const [name, expected] of Object.entries(means)) expect(mean(data, name)).toBeCloseTo(expected, 4);
    });
  },
);

describe.skipIf(!has("tiny-shakespeare"))(
  "the real Tiny Shakespeare (skipped unless GRADIENTE_DATA holds it)",
  () => {
    test("has its characters, and gives samples of the next one", async () => {
      const corpus = await loadTinyShakespeare();
      expect([corpus.text.length, corpus.characters.length]).toEqual([1_115_394, 65]);
      expect(corpus.text.split("\n").length - 1).toBe(40_000);
      const { train, test: rest } = corpus.split(0.1);
      expect(train.text + rest.text).toBe(corpus.text);
      expect(rest.characters).toBe(corpus.characters);
      const { x, y } = train.sequences({ length: 14, stride: 5 }).batch([0, 1]);
      expect(corpus.decode(x)).toBe(corpus.text.slice(0, 14) + corpus.text.slice(5, 19));
      expect(corpus.decode(y.slice([1]))).toBe(corpus.text.slice(6, 20));
    });
  },
);

describe.skipIf(!has("titanic"))("the README's example (skipped unless GRADIENTE_DATA holds it)", () => {
  test("goes from file to batches", async () => {
    const data = await loadTitanic();
    const { train, test: held } = trainTestSplit(data, { testFraction: 0.2, seed: 0, stratify: true });
    const encoder = new ColumnTransformer([
      {
        columns: ["Age", "Fare"],
        transform: new Pipeline([new Imputer({ strategy: "median" }), new Standardizer()]),
      },
      { columns: ["Sex", "Pclass"], transform: new OneHotEncoder() },
    ]);
    const loader = new DataLoader(encoder.fitTransform(train), { batchSize: 32, shuffle: true, seed: 0 });
    expect([...loader].map(({ x }) => x.shape[0]).reduce((a, b) => a + b)).toBe(712);
    const { x, y } = encoder.transform(held);
    expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([[179, 7], "float32", [179], "int32"]);
    expect(sum(y.toTypedArray())).toBe(69);
    expect(x.toTypedArray().some(Number.isNaN)).toBe(false);
    expect(encoder.transform(held).featureNames).toEqual([
      "Age",
      "Fare",
      "Sex=female",
      "Sex=male",
      "Pclass=1",
      "Pclass=2",
      "Pclass=3",
    ]);
    expect(() => encoder.fit(held)).toThrow(LeakageError);
  });
});
