import { seed } from "@gradiente/core";
import { xorPoints } from "@gradiente/datasets";
import { bceLoss, ReLU, Sigmoid } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { decisionSurface, learningCurves } from "@gradiente/plot";
import { classificationReport, measure } from "@gradiente/train";
import type { Experiment } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { trainIn } from "../kit/train.ts";

export const a1: Experiment = {
  id: "a1",
  title: "XOR with a hidden layer of ReLUs",
  data: "XOR (embedded)",
  reference: "4/4, precision, recall and F1 1.00",
  measures: {
    right: { label: "rows right, of 4", target: { atLeast: 4 }, digits: 0 },
    f1: { label: "macro F1", target: { atLeast: 1 }, digits: 2 },
  },
  epochs: { full: 100, quick: 100 },
  illustration: "decision-surface",
  async run(context) {
    seed(context.seed);
    const data = xorPoints();
    const model = perceptron([2, 8, 1], { activation: () => new ReLU(), output: () => new Sigmoid() });
    const history = await trainIn(context, model, {
      data,
      batchSize: 4,
      loss: bceLoss,
      optimizer: new Adam(model.parameters(), { learningRate: 0.1 }),
    });
    const report = measure(classificationReport(), model.forward(data.x), data.y);
    context.log(String(report));
    return {
      measured: { right: report.accuracy * 4, f1: report.macro.f1 },
      figures: {
        "decision-surface": {
          figure: decisionSurface((points) => model.forward(points), data.x, data.y, {
            title: "XOR: the network's answer over the plane",
          }),
          see: "No single line separates the classes: two boundaries do, each with a bend where a hidden unit begins.",
        },
        "learning-curve": {
          figure: learningCurves({ loss: history.series("loss") }, { title: "XOR: cross-entropy" }),
          see: "The loss falls to nearly 0 in far fewer than 100 epochs.",
        },
      },
    };
  },
};
