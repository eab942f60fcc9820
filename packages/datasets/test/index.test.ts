import * as core from "@gradiente/core";
import { expect, test } from "vitest";
import * as datasets from "../src/index.ts";

test("the public names", () => {
  expect(Object.keys(datasets).sort()).toMatchInlineSnapshot(`
    [
      "ColumnTransformer",
      "DataLoader",
      "DatasetFormatError",
      "DatasetNotFoundError",
      "ImageDataset",
      "Imputer",
      "IrisDataset",
      "LeakageError",
      "MinMaxScaler",
      "OneHotEncoder",
      "OrdinalEncoder",
      "Pipeline",
      "RobustScaler",
      "Scaler",
      "Standardizer",
      "Table",
      "TabularDataset",
      "TensorDataset",
      "TextCorpus",
      "Transform",
      "blobs",
      "categoricalColumn",
      "checkIndices",
      "checkerboard",
      "circles",
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
      "sine",
      "spirals",
      "subset",
      "syntheticDigits",
      "textColumn",
      "trainTestSplit",
      "transformFromJSON",
      "wholeBatch",
      "xor",
    ]
  `);
});

test("oneHot is core's", () => {
  expect(datasets.oneHot).toBe(core.oneHot);
});
