import { seed, type Tensor } from "@gradiente/core";
import { kFold, loadWineQuality, type Split, type TensorDataset } from "@gradiente/datasets";
import { mseLoss, Sigmoid } from "@gradiente/nn";
import { Adam, schedules } from "@gradiente/optim";
import { learningCurves, scatterChart } from "@gradiente/plot";
import { type History, measure, predict, r2 } from "@gradiente/train";
import type { Context, Experiment } from "../kit/experiment.ts";
import { mean } from "../kit/mean.ts";
import { perceptron } from "../kit/network.ts";
import { standardize } from "../kit/scaled.ts";
import { trainIn } from "../kit/train.ts";

const BATCH = 32;
const FOLDS = 5;

interface Trained {
  readonly history: History<"r2">;
  readonly predicted: Tensor;
  readonly score: number;
}

async function train(context: Context, { train, test }: Split<TensorDataset>): Promise<Trained> {
  seed(context.seed);
  const model = perceptron([11, 20, 20, 20, 1], { activation: () => new Sigmoid() });
  const steps = Math.ceil(train.size / BATCH) * context.epochs;
  const history = await trainIn(context, model, {
    data: train,
    validation: test,
    batchSize: BATCH,
    loss: mseLoss,
    optimizer: new Adam(model.parameters(), { learningRate: schedules.cosine({ from: 0.01, steps }) }),
    metrics: { r2: r2() },
  });
  const predicted = predict(model, test.x);
  return { history, predicted, score: measure(r2(), predicted, test.y) };
}

export const b4: Experiment = {
  id: "b4",
  title: "The quality of red wine",
  data: "Wine quality (red)",
  reference: "fits within one epoch (training error only)",
  measures: {
    r2: { label: "validation R², mean of 5 folds", target: { atLeast: 0.33 } },
    baseline: { label: "the same of predicting the training mean" },
  },
  epochs: { full: 60, quick: 2 },
  illustration: "learning-curve",
  async run(context) {
    const wine = await loadWineQuality({ color: "red" });
    const folds = kFold(wine, { folds: FOLDS, seed: context.seed }).map(standardize);
    const trained: Trained[] = [];
    for (const fold of folds) trained.push(await train(context, fold));
    const [{ history, predicted }] = trained;
    const [{ test }] = folds;
    return {
      measured: {
        r2: mean(trained.map(({ score }) => score)),
        // Targets are standardised by the training part: its mean is 0.
        baseline: mean(folds.map(({ test }) => measure(r2(), test.y.mul(0), test.y))),
      },
      figures: {
        "learning-curve": {
          figure: learningCurves(history.curves, { title: "Wine quality: loss and R² of one fold" }),
          see: "Most is learned in the first epochs. Later the solid line still improves, and the dashed one does not.",
        },
        predictions: {
          figure: scatterChart(
            { x: test.y.reshape([-1]).toTypedArray(), y: predicted.reshape([-1]).toTypedArray() },
            {
              title: "Wine quality: predicted over true",
              xLabel: "quality (standardised)",
              yLabel: "predicted",
            },
          ),
          see: "Grades are whole numbers, so points stand in columns. The extremes are drawn towards the mean.",
        },
      },
    };
  },
};
