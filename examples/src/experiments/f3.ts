import { seed } from "@gradiente/core";
import { loadMnist } from "@gradiente/datasets";
import { crossEntropyLoss } from "@gradiente/nn";
import { AdamW, schedules } from "@gradiente/optim";
import { confusionMatrixChart, learningCurves } from "@gradiente/plot";
import { accuracy, confusionMatrix, evaluate } from "@gradiente/train";
import type { Experiment } from "../kit/experiment.ts";
import { trainIn } from "../kit/train.ts";
import { residualNet } from "../models/residual-net.ts";

const BATCH = 50;
const IMAGES = 5000;
const QUICK = { train: 200, test: 100 };

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
