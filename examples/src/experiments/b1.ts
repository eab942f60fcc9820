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

type Parameters = ConstructorParameters<typeof SGD>[0];

const optimizers: Readonly<Record<"sgd" | "momentum" | "adam", (parameters: Parameters) => Optimizer>> = {
  sgd: (parameters) => new SGD(parameters, { learningRate: LEARNING_RATE }),
  momentum: (parameters) => new Momentum(parameters, { learningRate: LEARNING_RATE }),
  adam: (parameters) => new Adam(parameters, { learningRate: 0.05 }),
};

type Name = keyof typeof optimizers;
type Run = History<"accuracy">;

/** Five splits, standardised by their training parts. */
export function irisFolds({ seed }: Context): Split<TensorDataset>[] {
  return kFold(loadIris(), { folds: FOLDS, seed, stratify: true }).map(({ train, test }) =>
    standardizeInputs({ train: wholeBatch(train), test: wholeBatch(test) }),
  );
}

/** Full-batch training. The same seed gives the same initial weights for every optimiser. */
function train(context: Context, { train, test }: Split<TensorDataset>, name: Name): Promise<Run> {
  seed(context.seed);
  const model = perceptron([4, 10, 3], { activation: () => new Sigmoid() });
  return trainIn({ ...context, progress: false }, model, {
    data: train,
    validation: test,
    batchSize: train.size,
    loss: crossEntropyLoss,
    optimizer: optimizers[name](model.parameters()),
    metrics: { accuracy: accuracy() },
  });
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
    const score = (name: Name) => mean(runs[name].map((run) => run.last("valAccuracy")));
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
        ordering: Number(faster),
      },
      figures: {
        accuracy: {
          figure: learningCurves(
            {
              "plain descent": runs.sgd.map((run) => run.curves),
              momentum: runs.momentum.map((run) => run.curves),
              Adam: runs.adam.map((run) => run.curves),
            },
            { metrics: ["accuracy"], band: "deviation", title: "Iris: three optimisers from one start" },
          ),
          see: "Momentum and Adam are there long before plain descent; in the end all three are.",
        },
      },
    };
  },
};
