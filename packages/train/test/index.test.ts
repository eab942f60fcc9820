import { expect, test } from "vitest";
import * as train from "../src/index.ts";
import * as node from "../src/node/index.ts";

test("the public names", () => {
  expect(Object.keys(train).sort()).toMatchInlineSnapshot(`
    [
      "EarlyStopping",
      "History",
      "Monitor",
      "NaNGuard",
      "NotFiniteError",
      "ReduceOnPlateau",
      "TrainingError",
      "accuracy",
      "averagePrecision",
      "averageScores",
      "calibration",
      "checkFinite",
      "classScores",
      "classificationReport",
      "confusionMatrix",
      "crossValidate",
      "decodeTrainingState",
      "encodeTrainingState",
      "evaluate",
      "f1",
      "findLearningRate",
      "fit",
      "gridSearch",
      "logLoss",
      "meanAbsoluteError",
      "meanSquaredError",
      "measure",
      "metric",
      "precision",
      "precisionRecallCurve",
      "predict",
      "r2",
      "randomSearch",
      "recall",
      "rocAuc",
      "rocCurve",
      "successiveHalving",
      "topK",
    ]
  `);
});

test("the public names of what needs Node, none of which the main entry has", () => {
  expect(Object.keys(node).sort()).toMatchInlineSnapshot(`
    [
      "CsvLog",
      "JobError",
      "JsonLinesLog",
      "ModelCheckpoint",
      "ProgressBar",
      "TensorBoard",
      "inWorkerThreads",
      "loadCheckpoint",
      "untilInterrupted",
    ]
  `);
  expect(Object.keys(node).filter((name) => Object.hasOwn(train, name))).toEqual([]);
});
