import { seed } from "@gradiente/core";
import { crossEntropyLoss, Sigmoid } from "@gradiente/nn";
import { Adam, schedules } from "@gradiente/optim";
import { confusionMatrixChart, learningCurves } from "@gradiente/plot";
import { accuracy, classificationReport, confusionMatrix, evaluate } from "@gradiente/train";
import { loadDigits } from "../kit/digits.ts";
import type { Experiment } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { trainIn } from "../kit/train.ts";

const BATCH = 128;

export const a2: Experiment = {
  id: "a2",
  title: "MNIST with sigmoid layers",
  data: "MNIST",
  reference: "test accuracy 0.87",
  measures: { accuracy: { label: "test accuracy", target: { atLeast: 0.975 } } },
  epochs: { full: 10, quick: 2 },
  illustration: "confusion-matrix",
  async run(context) {
    seed(context.seed);
    const { train, test } = await loadDigits(context);
    const model = perceptron([784, 128, 64, 10], { activation: () => new Sigmoid() });
    const steps = Math.ceil((train.size * 0.95) / BATCH) * context.epochs;
    const history = await trainIn(context, model, {
      data: train,
      validationSplit: 0.05,
      batchSize: BATCH,
      loss: crossEntropyLoss,
      optimizer: new Adam(model.parameters(), { learningRate: schedules.cosine({ from: 5e-3, steps }) }),
      metrics: { accuracy: accuracy() },
    });
    const { report, matrix } = await evaluate(model, test, {
      metrics: { report: classificationReport(), matrix: confusionMatrix({ classes: 10 }) },
    });
    context.log(String(report));
    return {
      measured: { accuracy: report.accuracy },
      figures: {
        "confusion-matrix": {
          figure: confusionMatrixChart(matrix, { title: "MNIST with sigmoid layers: test images" }),
          see: "Nearly all images are on the diagonal; those beside it are look-alikes, such as 4 and 9.",
        },
        "learning-curves": {
          figure: learningCurves(history.curves, { title: "MNIST with sigmoid layers" }),
          see: "Training goes on to fall where validation is level: from there on, the network learns its images by heart.",
        },
      },
    };
  },
};
