import { Generator, tensor } from "@gradiente/core";
import {
  categoricalColumn,
  classBalanced,
  numericColumn,
  Table,
  TabularDataset,
  trainTestSplit,
} from "@gradiente/datasets";
import { describe, expect, test } from "vitest";

const description = { title: "t", summary: "", source: "", licence: "", citation: "" };

function dataset(
  targets: readonly (number | null)[],
  task: "regression" | "classification",
  classNames: readonly string[] = [],
) {
  const table = new Table({ x: numericColumn(targets.map((_, at) => at)), y: numericColumn(targets) });
  return new TabularDataset({
    table,
    featureNames: ["x"],
    targetNames: ["y"],
    task,
    classNames,
    description,
  });
}

describe("targets of a table", () => {
  test("that are missing are named, with their row, and not NaN in a batch", () => {
    for (const task of ["regression", "classification"] as const) {
      const data = dataset([1, null, 0, null], task);
      const message = 'the target "y" is missing in row 1 and 1 more; remove such rows: dropMissing(["y"])';
      expect(() => data.y).toThrow(message);
      expect(() => data.batch([0])).toThrow(message);
      expect(data.dropMissing(["y"]).batch([0, 1]).y.size).toBe(2);
    }
    expect(() =>
      trainTestSplit(dataset([1, 1, null, 2], "regression"), { testFraction: 0.5, stratify: true }),
    ).toThrow(/the target "y" is missing in row 2;/);
  });

  test("that no int32 holds are refused, and not wrapped to a negative class", () => {
    expect(() => dataset([0, 7e9], "classification").y).toThrow(
      /"y" is 7000000000 in row 1, not a class index, a whole number from 0 to 2147483647; its values are 0, 7000000000/,
    );
    expect(dataset([2 ** 31 - 1], "classification").y.toArray()).toEqual([2 ** 31 - 1]);
    for (const wrong of [2 ** 31, -1, 0.5, Number.POSITIVE_INFINITY]) {
      expect(() => dataset([wrong], "classification").y, String(wrong)).toThrow(
        /in row 0, not a class index/,
      );
    }
  });

  test("that are none of the classes named are refused with their names", () => {
    expect(() => dataset([0, 1, 2], "classification", ["died", "survived"]).y).toThrow(
      /"y" is 2 in row 2, not one of the classes 0 \(died\), 1 \(survived\)/,
    );
    expect(dataset([0, 1], "classification", ["died", "survived"]).y.toArray()).toEqual([0, 1]);
  });
});

test("values that are no classes are listed, twenty at most", () => {
  const message = (count: number) => {
    try {
      return dataset(Array.from({ length: count }, (_, at) => at + 0.5), "classification").y;
    } catch (error) {
      return (error as Error).message;
    }
  }; // biome-ignore format: one thing
  const twenty = Array.from({ length: 20 }, (_, at) => at + 0.5).join(", ");
  expect(message(20)).toBe(
    `TabularDataset: "y" is 0.5 in row 0, not a class index, a whole number from 0 to 2147483647; its values are ${twenty}; ` +
      "encode them (OrdinalEncoder)",
  );
  expect(message(21)).toContain(`its values are ${twenty} and 1 more; encode`);
  expect(message(25)).toContain(" and 5 more; encode");
});

test("one target that is missing is named alone", () => {
  expect(() => dataset([1, 2, null], "regression").y).toThrow(
    'TabularDataset: the target "y" is missing in row 2; remove such rows: dropMissing(["y"])',
  );
});

test("classes of a data set that is read by and by are told apart beyond a thousand samples", () => {
  const size = 2001;
  const classes = Array.from({ length: size }, (_, at) => (at < 1000 ? 0 : at < 2000 ? 1 : at % 2));
  const asked: number[] = [];
  const data = {
    size,
    batch: (indices: readonly number[] | Int32Array) => {
      asked.push(indices.length);
      const y = tensor(Int32Array.from(indices, (at) => classes[at]));
      return { x: y, y };
    },
  };
  const sampler = classBalanced(data, { samples: 2000 });
  expect(asked).toEqual([1000, 1000, 1]);
  classBalanced({ ...data, size: 1000 });
  expect(asked.slice(3)).toEqual([1000]);
  const drawn = [...sampler.draw(new Generator(0))].map((at) => classes[at]);
  expect(drawn.filter((label) => label === 0)).toHaveLength(1000);
  const wide = { size, batch: () => ({ x: tensor([1]), y: tensor([1, 2]) }) };
  expect(() => classBalanced(wide)).toThrow(
    "classBalanced: classes need one target per sample, and these targets have the shape [2]; pass one label per sample instead",
  );
});

test("names of features and targets are there once each", () => {
  const table = new Table({ a: numericColumn([1]), b: numericColumn([1]) });
  const of = (featureNames: string[], targetNames: string[]) => () =>
    new TabularDataset({ table, featureNames, targetNames, task: "regression", description });
  expect(of(["a", "a"], ["b"])).toThrow(/featureNames: the column "a" is there twice/);
  expect(of(["a"], ["b", "b"])).toThrow(/targetNames: the column "b" is there twice/);
});

test("words as targets are refused by name", () => {
  const table = new Table({ a: numericColumn([1]), b: categoricalColumn(["x"]) });
  const data = new TabularDataset({
    table,
    featureNames: ["a"],
    targetNames: ["b"],
    task: "classification",
    description,
  });
  expect(() => data.y).toThrow(/column "b" is categorical, not numeric/);
});
