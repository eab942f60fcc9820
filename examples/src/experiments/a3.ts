import { concat, seed, type Tensor } from "@gradiente/core";
import {
  ColumnTransformer,
  Imputer,
  kFold,
  loadTitanic,
  OneHotEncoder,
  Pipeline,
  type Split,
  Standardizer,
  type TabularDataset,
} from "@gradiente/datasets";
import { bceWithLogitsLoss, Dropout, ReLU, Sequential } from "@gradiente/nn";
import { AdamW, schedules } from "@gradiente/optim";
import { learningCurves, rocCurveChart } from "@gradiente/plot";
import {
  accuracy,
  classificationReport,
  type History,
  measure,
  predict,
  rocAuc,
  rocCurve,
} from "@gradiente/train";
import type { Context, Experiment } from "../kit/experiment.ts";
import { mean } from "../kit/mean.ts";
import { perceptron } from "../kit/network.ts";
import { trainIn } from "../kit/train.ts";

const FOLDS = 5;
const BATCH = 32;

/** Forms of address that show sex, age and marriage. All others are rare. */
const TITLES: Readonly<Record<string, string>> = {
  Mr: "Mr",
  Mrs: "Mrs",
  Mme: "Mrs",
  Miss: "Miss",
  Mlle: "Miss",
  Ms: "Miss",
  Master: "Master",
};

/** Columns made from name, relatives, fare and cabin. Each uses one row only, so no information leaks. */
function withDerivedFeatures(passengers: TabularDataset): TabularDataset {
  const relatives = (row: Record<string, unknown>) => Number(row.SibSp) + Number(row.Parch);
  const features = passengers.features
    .withColumn("Title", (row) => TITLES[/, ([^.]*)\./.exec(String(row.Name))?.[1] ?? ""] ?? "rare")
    .withColumn("Class", (row) => String(row.Pclass))
    .withColumn("LogFare", (row) => Math.log1p(Number(row.Fare)))
    .withColumn("Family", (row) => relatives(row) + 1)
    .withColumn("Alone", (row) => Number(relatives(row) === 0))
    .withColumn("Large family", (row) => Number(relatives(row) > 3))
    .withColumn("Cabin known", (row) => Number(row.Cabin !== null));
  return passengers.withFeatures(features);
}

const encoder = new ColumnTransformer([
  {
    columns: ["Age", "LogFare", "Family"],
    transform: new Pipeline([new Imputer({ strategy: "median" }), new Standardizer()]),
  },
  {
    columns: ["Class", "Sex", "Title", "Embarked"],
    transform: new Pipeline([
      new Imputer({ strategy: "mostFrequent" }),
      new OneHotEncoder({ unknown: "ignore" }),
    ]),
  },
  { columns: ["Alone", "Large family", "Cabin known"], transform: "passthrough" },
]);

interface Fold {
  readonly history: History<"accuracy">;
  readonly logits: Tensor;
  readonly target: Tensor;
}

async function train(context: Context, { train, test }: Split<TabularDataset>): Promise<Fold> {
  seed(context.seed);
  const fitted = encoder.clone().fit(train);
  const part = (data: TabularDataset) => {
    const { x, y } = fitted.transform(data);
    return { x, y: y.cast("float32").unsqueeze(1) };
  };
  const [training, held] = [part(train), part(test)];
  const model = new Sequential(
    new Dropout(0.1),
    perceptron([training.x.shape[1], 16, 1], { activation: () => new ReLU() }),
  );
  const steps = Math.ceil(train.size / BATCH) * context.epochs;
  const history = await trainIn({ ...context, progress: false }, model, {
    data: training,
    validation: held,
    batchSize: BATCH,
    loss: bceWithLogitsLoss,
    optimizer: new AdamW(model.parameters(), {
      learningRate: schedules.cosine({ from: 0.01, steps }),
      weightDecay: 0.1,
    }),
    metrics: { accuracy: accuracy({ threshold: 0 }) },
  });
  return { history, logits: predict(model, held.x), target: held.y };
}

export const a3: Experiment = {
  id: "a3",
  title: "Who survived the Titanic",
  data: "Titanic",
  reference: "accuracy 0.80, AUC 0.87 on one split",
  measures: {
    accuracy: { label: "5-fold accuracy", target: { atLeast: 0.81 } },
    auc: { label: "5-fold AUC", target: { atLeast: 0.86 } },
  },
  epochs: { full: 40, quick: 2 },
  illustration: "roc",
  async run(context) {
    const passengers = withDerivedFeatures(await loadTitanic());
    const folds: Fold[] = [];
    for (const fold of kFold(passengers, { folds: FOLDS, seed: context.seed, stratify: true }))
      folds.push(await train(context, fold));
    const all = {
      logits: concat(folds.map(({ logits }) => logits)),
      target: concat(folds.map(({ target }) => target)),
    };
    const classNames = passengers.classNames;
    context.log(String(measure(classificationReport({ threshold: 0, classNames }), all.logits, all.target)));
    return {
      measured: {
        accuracy: mean(folds.map((fold) => measure(accuracy({ threshold: 0 }), fold.logits, fold.target))),
        auc: mean(folds.map((fold) => measure(rocAuc(), fold.logits, fold.target))),
      },
      figures: {
        roc: {
          figure: rocCurveChart(
            { "held-out passengers": measure(rocCurve(), all.logits.sigmoid(), all.target) },
            { title: "Titanic: survivors found over false alarms" },
          ),
          see: "The curve rises steeply: more than half of the survivors are found before one in ten of the others is taken for one.",
        },
        "learning-curves": {
          figure: learningCurves(
            { "five folds": folds.map(({ history }) => history.curves) },
            { title: "Titanic: five folds" },
          ),
          see: "The folds differ by more than training and validation do: a single split of 891 passengers says little.",
        },
      },
    };
  },
};
