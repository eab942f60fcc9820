import { seed } from "@gradiente/core";
import type { Split, TensorDataset } from "@gradiente/datasets";
import { crossEntropyLoss, Sigmoid } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { learningCurves } from "@gradiente/plot";
import { accuracy, type History } from "@gradiente/train";
import type { Context, Experiment } from "../kit/experiment.ts";
import { mean } from "../kit/mean.ts";
import { perceptron } from "../kit/network.ts";
import { trainIn } from "../kit/train.ts";
import { irisFolds } from "./b1.ts";

const SIZES = [1, 2, 5, 10, 20, 50];

type Run = History<"accuracy">;

function train(context: Context, { train, test }: Split<TensorDataset>, hidden: number): Promise<Run> {
  seed(context.seed);
  const model = perceptron([4, hidden, 3], { activation: () => new Sigmoid() });
  return trainIn({ ...context, progress: false }, model, {
    data: train,
    validation: test,
    batchSize: train.size,
    loss: crossEntropyLoss,
    optimizer: new Adam(model.parameters(), { learningRate: 0.02 }),
    metrics: { accuracy: accuracy() },
  });
}

export const b2: Experiment = {
  id: "b2",
  title: "Iris by the size of the hidden layer",
  data: "Iris (embedded)",
  reference: "accuracy and loss over epochs by size",
  measures: Object.fromEntries(
    SIZES.map((size) => [`hidden${size}`, { label: `5-fold accuracy, ${size} hidden` }]),
  ),
  epochs: { full: 200, quick: 5 },
  illustration: "by-size",
  async run(context) {
    const folds = irisFolds(context);
    const runs: Record<string, Run[]> = {};
    for (const size of SIZES) {
      runs[`${size} hidden`] = [];
      for (const fold of folds) runs[`${size} hidden`].push(await train(context, fold, size));
    }
    const meanCurves = (all: readonly Run[]) => {
      const curves = all.map((run) => run.curves);
      const names = ["accuracy", "valAccuracy", "loss", "valLoss"] as const;
      return Object.fromEntries(
        names.map((name) => [
          name,
          curves[0][name].map((_, epoch) => mean(curves.map((one) => one[name][epoch]))),
        ]),
      );
    };
    return {
      measured: Object.fromEntries(
        SIZES.map((size) => [
          `hidden${size}`,
          mean(runs[`${size} hidden`].map((run) => run.last("valAccuracy"))),
        ]),
      ),
      figures: {
        "by-size": {
          figure: learningCurves(
            Object.fromEntries(Object.entries(runs).map(([name, all]) => [name, meanCurves(all)])),
            { title: "Iris by the size of the hidden layer: mean of five folds" },
          ),
          see: "One hidden neuron learns slowly and does not get there; from two on all do, the more of them the sooner. Training and validation stay together: nothing overfits here.",
        },
      },
    };
  },
};
