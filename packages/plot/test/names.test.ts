import * as core from "@gradiente/core";
import * as datasets from "@gradiente/datasets";
import * as nn from "@gradiente/nn";
import * as optim from "@gradiente/optim";
import * as plot from "@gradiente/plot";
import * as train from "@gradiente/train";
import * as trainNode from "@gradiente/train/node";
import { expect, test } from "vitest";

test("no name of plot is that of something else: what draws a figure that train or core computes ends in Chart", () => {
  const others = [core, nn, optim, datasets, train, trainNode].flatMap((names) => Object.keys(names));
  expect(Object.keys(plot).filter((name) => others.includes(name))).toEqual([]);
  expect(Object.keys(plot).sort()).toMatchInlineSnapshot(`
    [
      "Figure",
      "Report",
      "arrange",
      "barChart",
      "confusionMatrixChart",
      "decisionSurface",
      "filters",
      "heatMap",
      "histogram",
      "imageGrid",
      "learningCurves",
      "line",
      "lossSurface",
      "precisionRecallCurveChart",
      "report",
      "rocCurveChart",
      "scatterChart",
      "weightEvolution",
    ]
  `);
});
