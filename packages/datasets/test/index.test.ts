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
      "Standardizer",
      "TensorDataset",
      "checkIndices",
      "loadIris",
      "loadMnist",
      "moons",
      "oneHot",
      "parseIdx",
      "subset",
      "syntheticDigits",
      "trainTestSplit",
      "wholeBatch",
      "xor",
    ]
  `);
});

test("oneHot is core's", () => {
  expect(datasets.oneHot).toBe(core.oneHot);
});
