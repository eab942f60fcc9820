import * as core from "@gradiente/core";
import { expect, test } from "vitest";
import * as datasets from "../src/index.ts";

test("the public names", () => {
  expect(Object.keys(datasets).sort()).toMatchInlineSnapshot(`
    [
      "DataLoader",
      "DatasetFormatError",
      "DatasetNotFoundError",
      "ImageDataset",
      "IrisDataset",
      "LeakageError",
      "Standardizer",
      "Table",
      "TabularDataset",
      "TensorDataset",
      "TextCorpus",
      "categoricalColumn",
      "checkIndices",
      "isHeldOut",
      "kFold",
      "loadDiabetes",
      "loadIris",
      "loadLifeExpectancy",
      "loadMnist",
      "loadStudentPerformance",
      "loadTinyShakespeare",
      "loadTitanic",
      "loadWineQuality",
      "moons",
      "numericColumn",
      "oneHot",
      "parseCsv",
      "parseIdx",
      "subset",
      "syntheticDigits",
      "textColumn",
      "trainTestSplit",
      "wholeBatch",
      "xor",
    ]
  `);
});

test("oneHot is core's", () => {
  expect(datasets.oneHot).toBe(core.oneHot);
});
