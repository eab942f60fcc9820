import { seed, type Tensor } from "@gradiente/core";
import { crossEntropyLoss, Dense, l2Penalty, Module, ReLU, Sequential, summary } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { learningCurves } from "@gradiente/plot";
import { accuracy, evaluate } from "@gradiente/train";
import { loadDigits } from "../kit/digits.ts";
import type { Experiment } from "../kit/experiment.ts";
import { trainIn } from "../kit/train.ts";

/** The squared activity of the first layer: a sum over its units, and the mean over samples. */
const ACTIVITY_PENALTY = 0.001;

class Net extends Module {
  readonly first = new Sequential(new Dense(784, 64), new ReLU());
  readonly rest = new Sequential(new Dense(64, 32), new ReLU(), new Dense(32, 10));

  override forward(x: Tensor): Tensor {
    return this.rest.forward(this.first.forward(x));
  }
}

export const c4: Experiment = {
  id: "c4",
  title: "A small classifier with a penalty on activity",
  data: "MNIST",
  reference: "train 0.98, validation 0.96, test 0.95",
  measures: {
    test: { label: "test accuracy", target: { atLeast: 0.967 } },
    train: { label: "training accuracy, last epoch" },
    validation: { label: "validation accuracy, last epoch" },
  },
  epochs: { full: 50, quick: 2 },
  illustration: "accuracy",
  async run(context) {
    seed(context.seed);
    const { train, test } = await loadDigits(context);
    const model = new Net();
    context.log(String(summary(model, [1, 784])));
    const history = await trainIn(context, model, {
      data: train,
      validationSplit: 0.1,
      batchSize: 128,
      step: (_model, { x, y }) => {
        const hidden = model.first.forward(x);
        const prediction = model.rest.forward(hidden);
        const penalty = l2Penalty([hidden]).mul(ACTIVITY_PENALTY / x.shape[0]);
        return { prediction, loss: crossEntropyLoss(prediction, y).add(penalty) };
      },
      optimizer: new Adam(model.parameters()),
      metrics: { accuracy: accuracy() },
    });
    const { accuracy: reached } = await evaluate(model, test, { metrics: { accuracy: accuracy() } });
    return {
      measured: { test: reached, train: history.last("accuracy"), validation: history.last("valAccuracy") },
      figures: {
        accuracy: {
          figure: learningCurves(history.curves, {
            metrics: ["accuracy", "loss"],
            title: "784-64-32-10 with a penalty on activity",
          }),
          see: "Training comes near 1 while validation is level from about epoch 7, and its loss rises again.",
        },
      },
    };
  },
};
