import { seed } from "@gradiente/core";
import { kFold, loadDiabetes, type Split, type TensorDataset, trainTestSplit } from "@gradiente/datasets";
import { mseLoss, ReLU } from "@gradiente/nn";
import { Adam, Momentum, type Optimizer, RMSprop } from "@gradiente/optim";
import { learningCurves } from "@gradiente/plot";
import { EarlyStopping, type History, measure, predict, r2 } from "@gradiente/train";
import type { Context, Experiment } from "../kit/experiment.ts";
import { mean } from "../kit/mean.ts";
import { perceptron } from "../kit/network.ts";
import { standardize } from "../kit/scaled.ts";
import { trainIn } from "../kit/train.ts";

const FOLDS = 5;
const PATIENCE = 10;
/** The fraction of each training part on which the stopping epoch is chosen. */
const VALIDATION = 0.2;

type Parameters = ConstructorParameters<typeof Adam>[0];
type MakeOptimizer = (parameters: Parameters) => Optimizer;

const optimizers = {
  Adam: (parameters: Parameters) => new Adam(parameters, { learningRate: 0.003, weightDecay: 0.01 }),
  "SGD with momentum": (parameters: Parameters) =>
    new Momentum(parameters, { learningRate: 0.01, weightDecay: 0.01 }),
  RMSprop: (parameters: Parameters) => new RMSprop(parameters, { learningRate: 0.003, weightDecay: 0.01 }),
} satisfies Record<string, MakeOptimizer>;

interface Trained {
  readonly history: History<"r2">;
  readonly epochs: number;
  readonly score: number;
}

/** Trains on a part of the training part, stops by the rest of it, and returns the score on the test part. */
async function train(
  context: Context,
  { train, test }: Split<TensorDataset>,
  makeOptimizer: MakeOptimizer,
): Promise<Trained> {
  seed(context.seed);
  const model = perceptron([10, 16, 1], { activation: () => new ReLU() });
  const inner = trainTestSplit(train, { testFraction: VALIDATION, seed: context.seed });
  const stopping = new EarlyStopping({ patience: PATIENCE, restoreBest: true });
  const history = await trainIn({ ...context, progress: false }, model, {
    data: inner.train,
    validation: inner.test,
    batchSize: 32,
    loss: mseLoss,
    optimizer: makeOptimizer(model.parameters()),
    metrics: { r2: r2() },
    callbacks: [stopping],
  });
  return { history, epochs: stopping.bestEpoch, score: measure(r2(), predict(model, test.x), test.y) };
}

export const a4: Experiment = {
  id: "a4",
  title: "The progression of diabetes, with early stopping",
  data: "Diabetes",
  reference: "validation MSE 2911, R² 0.459 (training 2817, 0.544); stopped at epoch 70",
  measures: {
    r2: { label: "mean test R² over 5 folds, Adam", target: { atLeast: 0.45 } },
    epochs: { label: "mean epoch of the best validation loss", digits: 1 },
  },
  epochs: { full: 300, quick: 3 },
  illustration: "optimisers",
  async run(context) {
    const diabetes = await loadDiabetes();
    const folds = kFold(diabetes, { folds: FOLDS, seed: context.seed }).map(standardize);
    const trained: Trained[] = [];
    for (const fold of folds) trained.push(await train(context, fold, optimizers.Adam));
    const compared: Record<string, Record<string, number[]>> = {};
    for (const [name, make] of Object.entries(optimizers)) {
      compared[name] = (await train(context, folds[0], make)).history.curves;
    }
    return {
      measured: {
        r2: mean(trained.map(({ score }) => score)),
        epochs: mean(trained.map(({ epochs }) => epochs)),
      },
      figures: {
        "learning-curves": {
          figure: learningCurves(trained[0].history.curves, { title: "Diabetes: one fold" }),
          see: "Validation turns upwards while training still falls: there, the training stops.",
        },
        optimisers: {
          figure: learningCurves(compared, { metrics: ["loss"], title: "Diabetes: three optimisers" }),
          see: "Each stops after ten epochs without a better validation loss.",
        },
      },
    };
  },
};
