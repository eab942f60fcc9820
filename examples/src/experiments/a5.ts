import { seed } from "@gradiente/core";
import { loadStudentPerformance, trainTestSplit } from "@gradiente/datasets";
import { mseLoss, ReLU } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { learningCurves } from "@gradiente/plot";
import { EarlyStopping, measure, predict, r2 } from "@gradiente/train";
import type { Experiment } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { standardize } from "../kit/scaled.ts";
import { trainIn } from "../kit/train.ts";

const PATIENCE = 10;

export const a5: Experiment = {
  id: "a5",
  title: "The performance of students",
  data: "Student performance",
  reference: "validation MSE 4.32, R² 0.9883; stopped at epoch 94",
  measures: {
    r2: { label: "test R²", target: { atLeast: 0.988 } },
    mse: { label: "test MSE", digits: 3 },
    epochs: { label: "epoch of the best validation loss", digits: 0 },
  },
  epochs: { full: 200, quick: 1 },
  illustration: "learning-curves",
  async run(context) {
    seed(context.seed);
    const students = await loadStudentPerformance();
    const activities = "Extracurricular Activities";
    const numeric = students.withFeatures(
      students.features.withColumn(activities, (row) => (row[activities] === "Yes" ? 1 : 0)),
    );
    const split = trainTestSplit(numeric, { testFraction: 0.2, seed: context.seed });
    const { train, test } = standardize(split);
    const model = perceptron([5, 16, 1], { activation: () => new ReLU() });
    const stopping = new EarlyStopping({ patience: PATIENCE, restoreBest: true });
    const history = await trainIn(context, model, {
      data: train,
      validationSplit: 0.1,
      batchSize: 64,
      loss: mseLoss,
      optimizer: new Adam(model.parameters(), { learningRate: 0.001 }),
      metrics: { r2: r2() },
      callbacks: [stopping],
    });
    const score = measure(r2(), predict(model, test.x), test.y);
    const { y } = split.test;
    const variance = y.sub(y.mean()).square().mean().item();
    return {
      measured: { r2: score, mse: (1 - score) * variance, epochs: stopping.bestEpoch },
      figures: {
        "learning-curves": {
          figure: learningCurves(history.curves, {
            logScale: ["loss"],
            title: "Student performance: loss and R²",
          }),
          see: "Training and validation lie on each other, level at R² 0.988: the rest is noise in the scores.",
        },
      },
    };
  },
};
