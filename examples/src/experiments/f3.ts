import { seed } from "@gradiente/core";
import { loadMnist } from "@gradiente/datasets";
import {
  BatchNorm2d,
  Conv2d,
  crossEntropyLoss,
  Dense,
  GlobalAvgPool,
  MaxPool2d,
  type Module,
  ReLU,
  Residual,
  Sequential,
  Unflatten,
} from "@gradiente/nn";
import { AdamW, schedules } from "@gradiente/optim";
import { confusionMatrixChart, learningCurves } from "@gradiente/plot";
import { accuracy, confusionMatrix, evaluate } from "@gradiente/train";
import type { Experiment } from "../kit/experiment.ts";
import { trainIn } from "../kit/train.ts";

const BATCH = 50;
const IMAGES = 5000;
const QUICK = { train: 200, test: 100 };

/** A convolution that keeps the size, or with a stride of 2 halves it, and batch norm. */
function convolution(from: number, to: number, size: number, stride = 1): Module[] {
  const padding = (size - 1) / 2;
  return [new Conv2d(from, to, size, { stride, padding, bias: false }), new BatchNorm2d(to)];
}

/** Two convolutions beside a way around them. */
function block(from: number, to: number, stride: number): Module[] {
  const inner = new Sequential(...convolution(from, to, 3, stride), new ReLU(), ...convolution(to, to, 3));
  const isSame = from === to && stride === 1;
  const around = isSame ? {} : { shortcut: new Sequential(...convolution(from, to, 1, stride)) };
  return [new Residual(inner, around), new ReLU()];
}

function residualNet(): Sequential {
  return new Sequential(
    new Unflatten(1, [1, 28, 28]),
    ...convolution(1, 16, 3),
    new ReLU(),
    new MaxPool2d(2),
    ...block(16, 16, 1),
    ...block(16, 32, 2),
    ...block(32, 64, 2),
    new GlobalAvgPool(),
    new Dense(64, 10),
  );
}

export const f3: Experiment = {
  id: "f3",
  title: "A residual network with batch norm, of 5,000 digits",
  data: "MNIST",
  reference: "none: left for later",
  measures: { accuracy: { label: "test accuracy", target: { atLeast: 0.975 } } },
  epochs: { full: 5, quick: 1 },
  illustration: "confusion",
  async run(context) {
    seed(context.seed);
    const { train, test } = await loadMnist({ limit: context.quick ? QUICK : { train: IMAGES } });
    const model = residualNet();
    const steps = Math.ceil(train.size / BATCH) * context.epochs;
    const history = await trainIn(context, model, {
      data: train,
      validation: test,
      batchSize: BATCH,
      loss: crossEntropyLoss,
      optimizer: new AdamW(model.parameters(), {
        learningRate: schedules.warmupCosine({ warmup: Math.ceil(steps / 10), peak: 5e-3, steps }),
      }),
      metrics: { accuracy: accuracy() },
    });
    const found = await evaluate(model, test, {
      metrics: { accuracy: accuracy(), confusion: confusionMatrix({ classes: 10 }) },
    });
    return {
      measured: { accuracy: found.accuracy },
      figures: {
        confusion: {
          figure: confusionMatrixChart(found.confusion, { title: "a residual network: test images" }),
          see: "Learned from a twelfth of the images, few errors are left, and no pair of digits has most of them.",
        },
        "learning-curves": {
          figure: learningCurves(
            { "residual network": history.curves },
            { title: "a residual network with batch norm" },
          ),
          see: "With batch norm, the first epoch does most of the work.",
        },
      },
    };
  },
};
