import { noGrad, seed } from "@gradiente/core";
import { denoising, gaussianNoise, wholeBatch } from "@gradiente/datasets";
import { mseLoss, ReLU, Sequential, Sigmoid } from "@gradiente/nn";
import { Adam, schedules } from "@gradiente/optim";
import { imageGrid, learningCurves } from "@gradiente/plot";
import { loadDigits } from "../kit/digits.ts";
import type { Experiment } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { trainIn } from "../kit/train.ts";

const BATCH = 128;
/** The standard deviation of the noise on pixels from 0 to 1. */
const SIGMA = 0.3;
/** The number of test images that are shown. */
const SHOWN = 10;

export const b7: Experiment = {
  id: "b7",
  title: "A denoising autoencoder",
  data: "MNIST",
  reference: "visually denoised",
  measures: {
    ratio: { label: "test MSE after over MSE of the noise", target: { atMost: 0.25 } },
    error: { label: "test MSE against the clean image", digits: 5 },
    noise: { label: "MSE of the noise", digits: 5 },
  },
  epochs: { full: 15, quick: 2 },
  illustration: "denoised",
  async run(context) {
    seed(context.seed);
    const { train, test } = await loadDigits(context);
    const activation = () => new ReLU();
    // The nine numbers in the middle have no activation: with a ReLU, some of them could stay 0 for ever.
    const model = new Sequential(
      perceptron([784, 128, 9], { activation }),
      perceptron([9, 128, 784], { activation, output: () => new Sigmoid() }),
    );
    // Every batch has new noise. The clean image is the target.
    const noise = gaussianNoise({ standardDeviation: SIGMA });
    const steps = Math.ceil(train.size / BATCH) * context.epochs;
    const history = await trainIn(context, model, {
      data: denoising(train, noise, { seed: context.seed }),
      validation: denoising(test, noise, { seed: context.seed }),
      batchSize: BATCH,
      loss: mseLoss,
      optimizer: new Adam(model.parameters(), { learningRate: schedules.cosine({ from: 2e-3, steps }) }),
    });
    const { x: given, y: clean } = wholeBatch(denoising(test, noise, { seed: context.seed + 1 }));
    const denoised = noGrad(() => model.forward(given));
    const error = mseLoss(denoised, clean).item();
    const before = mseLoss(given, clean).item();
    return {
      measured: { ratio: error / before, error, noise: before },
      figures: {
        denoised: {
          figure: imageGrid(
            [given, denoised, clean].map((x) => x.slice([[0, SHOWN]])),
            {
              title: `noise of deviation ${SIGMA} removed`,
              rowLabels: ["noisy", "denoised", "clean"],
              range: [0, 1],
            },
          ),
          see: "The noise is gone; what comes through nine numbers is smoother than the clean image.",
        },
        "learning-curve": {
          figure: learningCurves(history.curves, { logScale: true, title: "MSE against the clean image" }),
          see: "Training and validation fall together, since no image comes twice with the same noise.",
        },
      },
    };
  },
};
