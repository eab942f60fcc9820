import { seed, type Tensor } from "@gradiente/core";
import { kFold, loadDiabetes, type Split, type TensorDataset, trainTestSplit } from "@gradiente/datasets";
import { mseLoss, ReLU } from "@gradiente/nn";
import { Adam, Momentum, type Optimizer, RMSprop } from "@gradiente/optim";
import { arrange, learningCurves, line } from "@gradiente/plot";
import { EarlyStopping, measure, predict, r2 } from "@gradiente/train";
import type { Context, Experiment } from "../kit/experiment.ts";
import { mean } from "../kit/mean.ts";
import { median } from "../kit/median.ts";
import { perceptron } from "../kit/network.ts";
import { standardize } from "../kit/scaled.ts";
import { trainIn } from "../kit/train.ts";

const FOLDS = 5;
const PATIENCE = 10;
/** The fraction of each training part on which the stopping epoch is chosen. */
const VALIDATION = 0.2;
/** The rate of Adam for which the result is reported. */
const RATE = 0.003;
/** The rates that each optimiser is tried with, and how near the best validation loss of all it must come. */
const RATES = { full: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3], quick: [0.03] };
const NEAR = 1.05;

type Parameters = ConstructorParameters<typeof Adam>[0];

const optimizers = {
  Adam: (parameters: Parameters, learningRate: number) =>
    new Adam(parameters, { learningRate, weightDecay: 0.01 }),
  "SGD with momentum": (parameters: Parameters, learningRate: number) =>
    new Momentum(parameters, { learningRate, weightDecay: 0.01 }),
  RMSprop: (parameters: Parameters, learningRate: number) =>
    new RMSprop(parameters, { learningRate, weightDecay: 0.01 }),
} satisfies Record<string, (parameters: Parameters, learningRate: number) => Optimizer>;

type Name = keyof typeof optimizers;
const NAMES = Object.keys(optimizers) as Name[];

/** Both parts standardised, and the variance of the target: what a loss is multiplied by to be in its own units. */
interface Fold extends Split<TensorDataset> {
  readonly variance: number;
}

interface Trained {
  /** Losses in the units of the target, squared. */
  readonly curves: { readonly loss: number[]; readonly valLoss: number[] };
  /** The epoch of the best validation loss. */
  readonly epochs: number;
  readonly score: number;
  readonly testLoss: number;
}

/** Trains on a part of the training part, stops by the rest of it, and looks at the test part. */
async function train(context: Context, fold: Fold, name: Name, learningRate: number): Promise<Trained> {
  seed(context.seed);
  const { test, variance } = fold;
  const model = perceptron([10, 16, 1], { activation: () => new ReLU() });
  const inner = trainTestSplit(fold.train, { testFraction: VALIDATION, seed: context.seed });
  const stopping = new EarlyStopping({ patience: PATIENCE, restoreBest: true });
  const history = await trainIn({ ...context, progress: false }, model, {
    data: inner.train,
    validation: inner.test,
    batchSize: 32,
    loss: mseLoss,
    optimizer: optimizers[name](model.parameters(), learningRate),
    callbacks: [stopping],
  });
  const predicted = predict(model, test.x);
  const inUnits = (metric: "loss" | "valLoss") => history.series(metric).map((value) => value * variance);
  return {
    curves: { loss: inUnits("loss"), valLoss: inUnits("valLoss") },
    epochs: stopping.bestEpoch,
    score: measure(r2(), predicted, test.y),
    testLoss: mseLoss(predicted, test.y).item() * variance,
  };
}

function varianceOf(y: Tensor): number {
  return y.sub(y.mean()).square().mean().item();
}

/** A rate of an optimiser, over all folds. */
interface Tried {
  readonly rate: number;
  /** The median number of epochs until validation is near the best of all; infinite if it never is in most folds. */
  readonly epochs: number;
  /** The mean of the best validation loss. */
  readonly loss: number;
  /** The run of the first fold. */
  readonly run: Trained;
}

/** Every optimiser with every rate, from the same start on the same folds. */
async function sweep(context: Context, folds: readonly Fold[]): Promise<Record<Name, Tried[]>> {
  const rates = RATES[context.quick ? "quick" : "full"];
  const runs = new Map<string, Trained[]>();
  for (const name of NAMES) {
    for (const rate of rates) {
      const own: Trained[] = [];
      for (const fold of folds) own.push(await train(context, fold, name, rate));
      runs.set(`${name} ${rate}`, own);
    }
  }
  const least = (run: Trained) => Math.min(...run.curves.valLoss.filter(Number.isFinite));
  const levels = folds.map((_, i) => NEAR * Math.min(...[...runs.values()].map((own) => least(own[i]))));
  const tried = (name: Name, rate: number): Tried => {
    const own = runs.get(`${name} ${rate}`) as Trained[];
    const epochs = own.map((run, i) => {
      const epoch = run.curves.valLoss.findIndex((loss) => loss <= levels[i]);
      return epoch < 0 ? Number.POSITIVE_INFINITY : epoch + 1;
    });
    return { rate, epochs: median(epochs), loss: mean(own.map(least)), run: own[0] };
  };
  return Object.fromEntries(NAMES.map((name) => [name, rates.map((rate) => tried(name, rate))])) as Record<
    Name,
    Tried[]
  >;
}

/** The rate that is near the best soonest; the one with the least loss if none ever is. */
function bestOf(tried: readonly Tried[]): Tried {
  const by = tried.some(({ epochs }) => Number.isFinite(epochs)) ? "epochs" : "loss";
  return tried.reduce((best, one) => (one[by] < best[by] ? one : best));
}

export const a4: Experiment = {
  id: "a4",
  title: "The progression of diabetes, with early stopping",
  data: "Diabetes",
  reference:
    "validation MSE 2911, R² 0.459 (training 2817, 0.544); stopped at epoch 70; Adam the fastest of the three",
  measures: {
    r2: { label: "mean test R² over 5 folds, Adam", target: { atLeast: 0.45 } },
    test: { label: "the same, MSE", digits: 0 },
    train: { label: "training MSE at the epoch that was chosen", digits: 0 },
    epochs: { label: "mean epoch of the best validation loss", digits: 1 },
    adam: { label: "epochs to within 5 % of the best validation MSE, best rate of six: Adam", digits: 1 },
    momentum: { label: "the same, SGD with momentum", digits: 1 },
    rmsprop: { label: "the same, RMSprop", digits: 1 },
    adamLoss: { label: "its best validation MSE: Adam", digits: 0 },
    momentumLoss: { label: "the same, SGD with momentum", digits: 0 },
    rmspropLoss: { label: "the same, RMSprop", digits: 0 },
  },
  epochs: { full: 300, quick: 3 },
  illustration: "rates",
  async run(context) {
    const diabetes = await loadDiabetes();
    const folds = kFold(diabetes, { folds: FOLDS, seed: context.seed }).map(
      (split): Fold => ({ ...standardize(split), variance: varianceOf(split.train.y) }),
    );
    const trained: Trained[] = [];
    for (const fold of folds) trained.push(await train(context, fold, "Adam", RATE));
    const swept = await sweep(context, context.quick ? folds.slice(0, 1) : folds);
    const best = Object.fromEntries(NAMES.map((name) => [name, bestOf(swept[name])])) as Record<Name, Tried>;
    const known = (value: number) => (Number.isFinite(value) ? value : null);
    const lowest = Math.min(...NAMES.flatMap((name) => swept[name].map(({ loss }) => loss)));
    const over = (of: (one: Tried) => number) =>
      Object.fromEntries(
        NAMES.map((name) => [
          name,
          { x: swept[name].map(({ rate }) => rate), y: swept[name].map((one) => of(one)) },
        ]),
      );
    return {
      measured: {
        r2: mean(trained.map(({ score }) => score)),
        test: mean(trained.map(({ testLoss }) => testLoss)),
        train: mean(trained.map(({ curves, epochs }) => curves.loss[epochs - 1])),
        epochs: mean(trained.map(({ epochs }) => epochs)),
        adam: known(best.Adam.epochs),
        momentum: known(best["SGD with momentum"].epochs),
        rmsprop: known(best.RMSprop.epochs),
        adamLoss: best.Adam.loss,
        momentumLoss: best["SGD with momentum"].loss,
        rmspropLoss: best.RMSprop.loss,
      },
      figures: {
        rates: {
          figure: arrange(
            [
              line(
                over(({ loss }) => loss),
                {
                  title: "best validation MSE",
                  xLabel: "learning rate",
                  xLogScale: true,
                  // Rates that are too large end far above.
                  yRange: [0.97 * lowest, 1.2 * lowest],
                },
              ),
              line(
                over(({ epochs }) => epochs),
                { title: "epochs to within 5 % of the best", xLabel: "learning rate", xLogScale: true },
              ),
            ],
            { title: "Diabetes: three optimisers, each with the same rates" },
          ),
          see: "Each optimiser is fast in its own range of rates, and Adam's is the widest; compared at one rate, whichever suits that rate wins. A rate without a point on the right does not come that near in most folds.",
        },
        optimisers: {
          figure: learningCurves(
            Object.fromEntries(
              NAMES.map((name) => [`${name}, rate ${best[name].rate}`, best[name].run.curves]),
            ),
            { title: "Diabetes: each optimiser at its fastest rate, MSE of one fold" },
          ),
          see: "All three end at the same height; each goes on for ten epochs after its best one.",
        },
        "learning-curves": {
          figure: learningCurves(trained[0].curves, {
            title: `Diabetes: Adam, rate ${RATE}, MSE of one fold`,
          }),
          see: "Validation turns upwards while training still falls: there, the training stops.",
        },
      },
      notes: [
        `Losses are in the units of the target, squared. Fastest rates: ${NAMES.map((name) => `${name} ${best[name].rate} (${best[name].epochs} epochs)`).join(", ")}.`,
        "Swept fairly, what the earlier project found holds, narrowly: over three seeds, Adam needs about half the epochs of descent with momentum each time, and fewer than RMSprop in two of three, whose figure varies most (2 to 22). All three end at the same validation MSE. Adam also bears the widest range of rates; at a small rate that suits another, it looks slowest.",
      ],
    };
  },
};
