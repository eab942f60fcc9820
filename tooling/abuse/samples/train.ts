import { Gradients, type Tensor, tensor, Variable } from "@gradiente/core";
import { type Dataset, TensorDataset } from "@gradiente/datasets";
import { Dense, mseLoss } from "@gradiente/nn";
import { Ema, SGD } from "@gradiente/optim";
import type * as train from "@gradiente/train";
import {
  accuracy,
  averagePrecision,
  type Callback,
  calibration,
  classificationReport,
  confusionMatrix,
  EarlyStopping,
  type EpochRecord,
  encodeTrainingState,
  f1,
  History,
  type LearningRateRange,
  logLoss,
  Monitor,
  meanAbsoluteError,
  meanSquaredError,
  NaNGuard,
  precisionRecallCurve,
  ReduceOnPlateau,
  r2,
  rocAuc,
  rocCurve,
  type TrainingState,
  topK,
} from "@gradiente/train";
import { withFreeKeys } from "../faults.ts";
import type { SamplesOf } from "../sample.ts";

const x = () => tensor([[1, 2], [3, 4], [5, 7], [6, 9]]); // biome-ignore format: a matrix
const y = () => tensor([[1], [2], [3], [4]]);
const data = () => new TensorDataset(x(), y());
/** The model that all trainings here share: an optimiser belongs to its parameters. */
const dense = new Dense(2, 1);
const model = () => dense;
const optimizer = () => new SGD(dense.parameters(), { learningRate: 1e-3 });
const scores = (): [Tensor, Tensor] => [tensor([[2, 1], [0, 3]]), tensor([0, 1], { dtype: "int32" })]; // biome-ignore format: a row
const record = (): EpochRecord => ({
  epoch: 1,
  seconds: 1,
  learningRate: 0.1,
  values: withFreeKeys({ loss: 1 }),
});
const history = () => {
  const made = new History();
  made.append(record());
  return made;
};
export const trainingState = (): TrainingState => ({
  model: dense.stateDict(),
  optimizer: optimizer().stateDict(),
  callbacks: new Map(),
  random: new Map([
    ["seed", tensor(1, { dtype: "float64" })],
    ["order", tensor([1, 2, 3, 4], { dtype: "int32" })],
    ["default", tensor([1, 2, 3, 4], { dtype: "int32" })],
  ]),
  data: [null, null],
  history: history(),
});
/** A signal that ends what a wrong call has begun, such as 2^40 epochs. */
function signal(): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("abuse: it goes on")), 1000).unref();
  return controller.signal;
}
const metrics = () => withFreeKeys({ error: meanSquaredError() });
const monitored = { monitor: "loss", mode: "max", minDelta: 0.1 } as const;
const hooks = { several: [] };
const values = (): [Tensor, Tensor] => [tensor([1, 2, 3]), tensor([1, 2, 4])];

/** Ends what a wrong call has begun, such as 2^40 epochs. */
const brief: Callback = {
  onEpochEnd: (run) => {
    if (run.epoch >= 2) run.stop("it was enough");
  },
};

const training = {
  data: data(),
  epochs: 1,
  batchSize: 2,
  shuffle: true,
  seed: 0,
  accumulate: 2,
  transformGradients: (gradients: Gradients) => gradients,
  alsoTrained: [],
  callbacks: [brief],
};

/** All options of fit, those that exclude each other in several calls. */
const fits = [
  () => [
    model(),
    withClip({
      ...training,
      optimizer: optimizer(),
      loss: mseLoss,
      validation: data(),
      metrics: withFreeKeys({}),
      signal: signal(),
      ema: new Ema(dense.parameters()),
    }),
  ],
  () => [
    model(),
    {
      data: data(),
      optimizer: optimizer(),
      epochs: 1,
      loss: mseLoss,
      validationSplit: 0.5,
      callbacks: [brief],
    },
  ],
  () => [model(), { data: data(), optimizer: optimizer(), epochs: 1, step, callbacks: [brief] }],
];

const step = (m: Dense, batch: { readonly x: Tensor; readonly y: Tensor }) => ({
  loss: mseLoss(m.forward(batch.x), batch.y),
});

function withClip<T extends object>(options: T) {
  return { ...options, clip: { globalNorm: 1 } };
}

const range = {
  data: data(),
  optimizer: (learningRate: Parameters<LearningRateRange["optimizer"]>[0]) =>
    new SGD(dense.parameters(), { learningRate }),
  from: 1e-5,
  to: 1,
  steps: 12,
  batchSize: 2,
  seed: 0,
};

const space = () => withFreeKeys({ a: [1, 2], b: [3] });
const trial = () => 1;
const trials = { mode: "max", trials: 2, seed: 0 } as const;
const perClass = { average: "none", classes: 2, threshold: 0.5 } as const;
const averaged = { average: "macro", classes: 2, threshold: 0.5 } as const;
const classMetric = {
  several: [() => [perClass], () => [averaged]] as never,
};
const matrix = () => [
  [1, 2],
  [3, 4],
];

export const trainSamples = {
  EarlyStopping: {
    construct: () => [{ ...monitored, patience: 2, restoreBest: true }],
    instance: () => new EarlyStopping({ patience: 1 }),
    methods: {
      update: () => [1, model()],
      restore: () => [model()],
      check: hooks,
      onTrainBegin: hooks,
      onEpochEnd: hooks,
      onResume: hooks,
      onTrainEnd: hooks,
      stateDict: () => [],
      loadStateDict: () => [new EarlyStopping({ patience: 1 }).stateDict()],
    },
  },
  History: {
    construct: () => [],
    instance: history,
    methods: {
      series: () => ["loss"],
      last: () => ["loss"],
      append: () => [record()],
      end: () => ["stopped", "enough"],
      toJSON: () => [],
    },
  },
  Monitor: {
    construct: () => [monitored],
    instance: () => new Monitor(),
    methods: {
      update: () => [1],
      read: () => ["f", withFreeKeys({ ...record(), values: { valLoss: 1 } })],
      check: () => ["f", ["valLoss"]],
    },
  },
  NaNGuard: {
    construct: () => [],
    instance: () => new NaNGuard(),
    methods: { onBackward: hooks, onEpochEnd: hooks },
  },
  ReduceOnPlateau: {
    construct: () => [{ ...monitored, learningRate: 0.1, factor: 0.5, patience: 2, minLearningRate: 0.01 }],
    instance: () => new ReduceOnPlateau({ learningRate: 0.1, patience: 1 }),
    methods: {
      schedule: () => [],
      update: () => [1],
      check: hooks,
      onTrainBegin: hooks,
      onEpochEnd: hooks,
      stateDict: () => [],
      loadStateDict: () => [new ReduceOnPlateau({ learningRate: 0.1, patience: 1 }).stateDict()],
    },
  },
  accuracy: () => [{ threshold: 0.5 }],
  averagePrecision: () => [],
  averageScores: () => [matrix(), "macro"],
  calibration: () => [{ bins: 4, logits: true }],
  checkFinite: () => [
    new Map([["w", weight]]),
    tensor(1),
    Gradients.from(new Map([[weight, tensor([1, 2])]])),
  ],
  classScores: () => [matrix()],
  classificationReport: () => [{ classNames: ["a", "b"], digits: 3, threshold: 0.5 }],
  confusionMatrix: () => [{ classes: 2, threshold: 0.5 }],
  crossValidate: {
    several: [
      () =>
        [trialOfFold, data() as Dataset, { folds: 2, stratify: false, seed: 0, signal: signal() }] as never,
    ],
  },
  decodeTrainingState: () => [encodeTrainingState(trainingState()), "file"],
  encodeTrainingState: () => [withFreeKeys(trainingState())],
  evaluate: {
    several: [
      () => [model(), data(), { metrics: metrics(), batchSize: 2, signal: signal() }],
      () => [model(), data(), { loss: mseLoss }],
      () => [model(), data(), { step }],
    ] as never,
  },
  f1: classMetric,
  findLearningRate: {
    several: [
      () => [model(), { ...range, loss: mseLoss, signal: signal() }],
      () => [model(), { ...range, step, signal: signal() }],
    ] as never,
  },
  fit: { several: fits as never },
  gridSearch: () => [trial, space(), { mode: "max", seed: 0, signal: signal() }],
  logLoss: () => [{ logits: true }],
  meanAbsoluteError: () => [],
  meanSquaredError: () => [],
  measure: {
    several: [
      ...[
        accuracy(),
        topK(1),
        f1(),
        rocAuc(),
        averagePrecision(),
        logLoss(),
        calibration({ logits: true }),
        rocCurve(),
        precisionRecallCurve(),
        classificationReport(),
        confusionMatrix(),
      ].map((metric) => () => [withFreeKeys(metric), ...scores()]),
      ...[r2(), meanSquaredError(), meanAbsoluteError()].map((metric) => () => [
        withFreeKeys(metric),
        ...values(),
      ]),
    ] as never,
  },
  metric: () => [{ start: () => 0, add: () => {}, value: () => 0 }],
  partMetric: () => [withFreeKeys(accuracy()), () => scores()],
  precision: classMetric,
  precisionRecallCurve: () => [],
  predict: { several: [() => [model(), x(), { batchSize: 2 }], () => [model(), data()]] as never },
  r2: () => [],
  randomSearch: () => [trial, space(), { ...trials, signal: signal() }],
  recall: classMetric,
  rocAuc: () => [{ average: "weighted" }],
  rocCurve: () => [],
  successiveHalving: () => [
    trial,
    space(),
    { ...trials, minBudget: 1, maxBudget: 3, factor: 3, signal: signal() },
  ],
  topK: () => [1],
} satisfies SamplesOf<typeof train>;

const trialOfFold = () => ({ score: 1 });
const weight = new Variable(tensor([1, 2]));
