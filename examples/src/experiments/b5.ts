import { seed } from "@gradiente/core";
import {
  ColumnTransformer,
  Imputer,
  loadLifeExpectancy,
  OneHotEncoder,
  Pipeline,
  type Split,
  Standardizer,
  type TensorDataset,
  trainTestSplit,
} from "@gradiente/datasets";
import { mseLoss, ReLU } from "@gradiente/nn";
import { Adam, schedules } from "@gradiente/optim";
import { learningCurves } from "@gradiente/plot";
import { type History, r2 } from "@gradiente/train";
import type { Context, Experiment } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { standardizeTargets } from "../kit/scaled.ts";
import { trainIn } from "../kit/train.ts";

const BATCH = 32;
const DEPTHS = { "one layer": [20], "10-10": [10, 10], "32-16-8": [32, 16, 8] } as const;

/** Numbers are imputed and standardised; the status is one-hot. The country is left out: it would reveal the answer. */
function encoderFor(featureNames: readonly string[]): ColumnTransformer {
  const numeric = featureNames.filter((name) => !["Country", "Status"].includes(name));
  return new ColumnTransformer([
    {
      columns: numeric,
      transform: new Pipeline([new Imputer({ strategy: "median" }), new Standardizer()]),
    },
    { columns: ["Status"], transform: new OneHotEncoder() },
  ]);
}

function train(context: Context, { train, test }: Split<TensorDataset>, hidden: readonly number[]) {
  seed(context.seed);
  const model = perceptron([train.x.shape[1], ...hidden, 1], { activation: () => new ReLU() });
  const steps = Math.ceil(train.size / BATCH) * context.epochs;
  return trainIn(context, model, {
    data: train,
    validation: test,
    batchSize: BATCH,
    loss: mseLoss,
    optimizer: new Adam(model.parameters(), { learningRate: schedules.cosine({ from: 0.01, steps }) }),
    metrics: { r2: r2() },
  });
}

export const b5: Experiment = {
  id: "b5",
  title: "Life expectancy at three depths",
  data: "Life expectancy (WHO)",
  reference: "training error only; overfitting noticed late",
  measures: {
    deep: { label: "validation R², 32-16-8", target: { atLeast: 0.93 } },
    middle: { label: "validation R², 10-10" },
    shallow: { label: "validation R², one layer of 20" },
    gap: { label: "32-16-8: training R² less validation R²" },
  },
  epochs: { full: 80, quick: 2 },
  illustration: "depths",
  async run(context) {
    const rows = (await loadLifeExpectancy({ columnNames: "trimmed" })).dropMissing(["Life expectancy"]);
    const split = trainTestSplit(rows, { testFraction: 0.2, seed: context.seed });
    const encoder = encoderFor(rows.featureNames).fit(split.train);
    const data = standardizeTargets({
      train: encoder.transform(split.train),
      test: encoder.transform(split.test),
    });
    const runs: Record<string, History<"r2">> = {};
    for (const [name, hidden] of Object.entries(DEPTHS)) runs[name] = await train(context, data, hidden);
    const deep = runs["32-16-8"];
    const score = (name: keyof typeof DEPTHS) => runs[name].last("valR2");
    return {
      measured: {
        deep: score("32-16-8"),
        middle: score("10-10"),
        shallow: score("one layer"),
        gap: deep.last("r2") - deep.last("valR2"),
      },
      figures: {
        depths: {
          figure: learningCurves(
            Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, run.curves])),
            {
              metrics: ["loss"],
              logScale: true,
              title: "Life expectancy: three depths",
              zoom: { from: Math.ceil(deep.length / 2), to: deep.length },
            },
          ),
          see: "Solid lines fall on, dashed ones level out. 32-16-8 has by far the widest gap between the two, and yet the lowest validation loss.",
        },
      },
    };
  },
};
