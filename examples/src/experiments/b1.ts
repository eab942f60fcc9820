import { seed } from "@gradiente/core";
import { kFold, loadIris, type Split, type TensorDataset, wholeBatch } from "@gradiente/datasets";
import { crossEntropyLoss, Sigmoid } from "@gradiente/nn";
import { Adam, Momentum, type Optimizer, SGD } from "@gradiente/optim";
import { learningCurves } from "@gradiente/plot";
import { accuracy, type History } from "@gradiente/train";
import type { Context, Experiment } from "../kit/experiment.ts";
import { mean } from "../kit/mean.ts";
import { perceptron } from "../kit/network.ts";
import { standardizeInputs } from "../kit/scaled.ts";
import { trainIn } from "../kit/train.ts";

const FOLDS = 5;
/** The threshold on the training part at which the data count as learned. */
const LEARNED = 0.95;
const LEARNING_RATE = 0.3;
/** The epochs that are shown enlarged. */
const EARLY = 50;
/** With single samples, an epoch has 120 updates instead of one: rates are lower, and fewer epochs are enough. */
const SINGLE = { share: 30, epochs: 20 };

type Parameters = ConstructorParameters<typeof SGD>[0];

/** The optimisers, with a share of their rate for full batches. */
const optimizers = {
  sgd: (parameters: Parameters, share: number) =>
    new SGD(parameters, { learningRate: LEARNING_RATE * share }),
  momentum: (parameters: Parameters, share: number) =>
    new Momentum(parameters, { learningRate: LEARNING_RATE * share }),
  adam: (parameters: Parameters, share: number) => new Adam(parameters, { learningRate: 0.05 * share }),
} satisfies Record<string, (parameters: Parameters, share: number) => Optimizer>;

type Name = keyof typeof optimizers;
type Run = History<"accuracy">;

/** Five splits, standardised by their training parts. */
export function irisFolds({ seed }: Context): Split<TensorDataset>[] {
  return kFold(loadIris(), { folds: FOLDS, seed, stratify: true }).map(({ train, test }) =>
    standardizeInputs({ train: wholeBatch(train), test: wholeBatch(test) }),
  );
}

/** The same seed gives the same initial weights for every optimiser. */
function train(
  context: Context,
  { train, test }: Split<TensorDataset>,
  name: Name,
  batches: "full" | "single" = "full",
): Promise<Run> {
  seed(context.seed);
  const model = perceptron([4, 10, 3], { activation: () => new Sigmoid() });
  const isFull = batches === "full";
  return trainIn({ ...context, progress: false }, model, {
    data: train,
    validation: test,
    epochs: isFull ? context.epochs : Math.ceil(context.epochs / SINGLE.epochs),
    batchSize: isFull ? train.size : 1,
    loss: crossEntropyLoss,
    optimizer: optimizers[name](model.parameters(), isFull ? 1 : 1 / SINGLE.share),
    metrics: { accuracy: accuracy() },
  });
}

/** The curves of all runs of each optimiser, for a chart. */
function byName(runs: Record<Name, Run[]>) {
  const curves = (name: Name) => runs[name].map((run) => run.curves);
  return { "plain descent": curves("sgd"), momentum: curves("momentum"), Adam: curves("adam") };
}

/** The first epoch in which the training part is learned; the number of epochs plus 1 if it never is. */
function epochsToLearn(run: Run): number {
  const epoch = run.series("accuracy").findIndex((value) => value >= LEARNED);
  return epoch < 0 ? run.length + 1 : epoch + 1;
}

export const b1: Experiment = {
  id: "b1",
  title: "Iris with three optimisers from one start",
  data: "Iris (embedded)",
  reference: "Adam and momentum faster than plain descent; all reach it",
  measures: {
    sgd: { label: "5-fold accuracy, plain descent", target: { atLeast: 0.95 } },
    momentum: { label: "5-fold accuracy, momentum", target: { atLeast: 0.95 } },
    adam: { label: "5-fold accuracy, Adam", target: { atLeast: 0.95 } },
    sgdEpochs: { label: `epochs to ${LEARNED} on the training part, plain descent`, digits: 1 },
    momentumEpochs: { label: "the same, momentum", digits: 1 },
    adamEpochs: { label: "the same, Adam", digits: 1 },
    single: { label: "5-fold accuracy, plain descent by single samples, 20 epochs" },
    ordering: { label: "both faster than plain descent (1: yes)", target: { atLeast: 1 }, digits: 0 },
  },
  epochs: { full: 400, quick: 10 },
  illustration: "accuracy",
  async run(context) {
    const folds = irisFolds(context);
    const runs: Record<Name, Run[]> = { sgd: [], momentum: [], adam: [] };
    for (const name of Object.keys(runs) as Name[]) {
      for (const fold of folds) runs[name].push(await train(context, fold, name));
    }
    const singles: Record<Name, Run[]> = { sgd: [], momentum: [], adam: [] };
    for (const name of Object.keys(singles) as Name[]) {
      for (const fold of folds) singles[name].push(await train(context, fold, name, "single"));
    }
    const scoreOf = (all: readonly Run[]) => mean(all.map((run) => run.last("valAccuracy")));
    const score = (name: Name) => scoreOf(runs[name]);
    const epochs = (name: Name) => mean(runs[name].map(epochsToLearn));
    const faster = epochs("momentum") < epochs("sgd") && epochs("adam") < epochs("sgd");
    return {
      measured: {
        sgd: score("sgd"),
        momentum: score("momentum"),
        adam: score("adam"),
        sgdEpochs: epochs("sgd"),
        momentumEpochs: epochs("momentum"),
        adamEpochs: epochs("adam"),
        single: scoreOf(singles.sgd),
        ordering: Number(faster),
      },
      figures: {
        accuracy: {
          figure: learningCurves(byName(runs), {
            metrics: ["accuracy"],
            band: "deviation",
            title: "Iris: three optimisers from one start",
            zoom: { from: 1, to: Math.min(EARLY, context.epochs) },
          }),
          see: "Momentum and Adam are there within 50 epochs, where plain descent is under way; in the end all three are.",
        },
        "single-samples": {
          figure: learningCurves(byName(singles), {
            metrics: ["accuracy"],
            band: "deviation",
            title: "Iris: an update for each sample",
          }),
          see: "At a thirtieth of the rate, 120 updates in each epoch: momentum is there within ten epochs, while plain descent and Adam are still under way after twenty.",
        },
      },
    };
  },
};
