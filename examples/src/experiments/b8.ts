import { seed, type Tensor } from "@gradiente/core";
import { Conv2d, crossEntropyLoss, Dense, Flatten, MaxPool2d, Module, ReLU, Sequential } from "@gradiente/nn";
import { Adam, schedules } from "@gradiente/optim";
import { filters, learningCurves } from "@gradiente/plot";
import { accuracy, evaluate } from "@gradiente/train";
import { loadDigits } from "../kit/digits.ts";
import type { Experiment } from "../kit/experiment.ts";
import { trainIn } from "../kit/train.ts";

const BATCH = 64;
/** The number of points of the curve. */
const POINTS = 60;

class ConvolutionalNet extends Module {
  readonly first = new Conv2d(1, 8, 5);
  readonly rest = new Sequential(
    new ReLU(),
    new MaxPool2d(2),
    new Conv2d(8, 16, 5),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Dense(256, 10),
  );

  override forward(x: Tensor): Tensor {
    return this.rest.forward(this.first.forward(x.reshape([-1, 1, 28, 28])));
  }
}

export const b8: Experiment = {
  id: "b8",
  title: "A convolutional classifier",
  data: "MNIST",
  reference: "none: only the gradients were derived",
  measures: { accuracy: { label: "test accuracy", target: { atLeast: 0.98 } } },
  epochs: { full: 3, quick: 1 },
  illustration: "filters",
  async run(context) {
    seed(context.seed);
    const { train, test } = await loadDigits(context);
    const model = new ConvolutionalNet();
    const steps = Math.ceil(train.size / BATCH) * context.epochs;
    const every = Math.ceil(steps / POINTS);
    const curve: { seen: number; accuracy: number }[] = [];
    await trainIn(context, model, {
      data: train,
      batchSize: BATCH,
      loss: crossEntropyLoss,
      optimizer: new Adam(model.parameters(), { learningRate: schedules.cosine({ from: 3e-3, steps }) }),
      metrics: { accuracy: accuracy() },
      callbacks: [
        {
          onBatchEnd: ({ epoch }, { batch, soFar }) => {
            if (batch % every !== 0) return;
            const seen = epoch - 1 + (batch * BATCH) / train.size;
            curve.push({ seen, accuracy: soFar().accuracy });
          },
        },
      ],
    });
    const { accuracy: reached } = await evaluate(model, test, { metrics: { accuracy: accuracy() } });
    return {
      measured: { accuracy: reached },
      figures: {
        filters: {
          figure: filters(model.first.weight.value, { title: "the first layer's filters" }),
          see: "Blue beside red is an edge: the filters have become detectors of strokes in several directions.",
        },
        "accuracy-curve": {
          figure: learningCurves(
            { accuracy: curve.map((point) => point.accuracy) },
            { x: curve.map(({ seen }) => seen), title: "training accuracy, averaged within each epoch" },
          ),
          see: "Most is learned in the first tenth of the first epoch.",
        },
      },
    };
  },
};
