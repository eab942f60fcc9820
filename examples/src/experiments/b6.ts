import { join } from "node:path";
import { linspace, noGrad, oneHot, seed, type Tensor, tensor } from "@gradiente/core";
import { autoencoding, wholeBatch } from "@gradiente/datasets";
import { mseLoss, ReLU, Sequential, Sigmoid } from "@gradiente/nn";
import { Adam, schedules } from "@gradiente/optim";
import { type Figure, imageGrid, learningCurves } from "@gradiente/plot";
import { loadDigits } from "../kit/digits.ts";
import type { Experiment } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { trainIn } from "../kit/train.ts";

const BATCH = 128;
const CODE = 9;
/** The number of test images that are shown. */
const SHOWN = 10;
/** The range of a traversal in standard deviations of the code, and its number of steps. */
const REACH = 2;
const STEPS = 9;

function pair(originals: Tensor, reconstructions: Tensor, title: string): Figure {
  return imageGrid([originals, reconstructions], { title, rowLabels: ["original", "from the code"] });
}

/** Starting at the mean code of the images, one number at a time goes from low to high, with a row of images for each. */
function traversal(codes: Tensor, decode: (code: Tensor) => Tensor): Figure {
  const centre = codes.mean(0);
  const deviation = codes.sub(centre).square().mean(0).sqrt();
  const places = linspace(-REACH, REACH, STEPS);
  const rows = Array.from({ length: CODE }, (_, number) => {
    const direction = oneHot(tensor(number, { dtype: "int32" }), CODE).mul(deviation);
    return decode(centre.add(places.unsqueeze(1).mul(direction)));
  });
  return imageGrid(rows, {
    title: "one number of the code at a time",
    rowLabels: rows.map((_, number) => `number ${number + 1}`),
    columnLabels: Array.from(places.toTypedArray(), (place) => `${place.toFixed(1)} σ`),
  });
}

/** The indices 0, 1, 2, 4, 8 and so on, and the last one. */
function isShown(epoch: number, last: number): boolean {
  return epoch === last || Number.isInteger(Math.log2(Math.max(epoch, 1)));
}

export const b6: Experiment = {
  id: "b6",
  title: "An autoencoder: MNIST in nine numbers",
  data: "MNIST",
  reference: "visually faithful reconstructions from 9 numbers, 200 epochs",
  measures: { error: { label: "test MSE", target: { atMost: 0.0185 }, digits: 5 } },
  epochs: { full: 20, quick: 2 },
  illustration: "reconstructions",
  async run(context) {
    seed(context.seed);
    const { train, test } = await loadDigits(context);
    const encoder = perceptron([784, 128, CODE], { activation: () => new ReLU() });
    const decoder = perceptron([CODE, 128, 784], {
      activation: () => new ReLU(),
      output: () => new Sigmoid(),
    });
    const model = new Sequential(encoder, decoder);
    const shown = test.batch(Array.from({ length: SHOWN }, (_, i) => i)).x;
    const images = wholeBatch(test).x;
    const reconstructed = (x: Tensor) => noGrad(() => model.forward(x));

    const stages = [{ epoch: 0, images: reconstructed(shown) }];
    const steps = Math.ceil(train.size / BATCH) * context.epochs;
    const history = await trainIn(context, model, {
      data: autoencoding(train),
      validation: autoencoding(test),
      batchSize: BATCH,
      loss: mseLoss,
      optimizer: new Adam(model.parameters(), { learningRate: schedules.cosine({ from: 2e-3, steps }) }),
      callbacks: [
        {
          onEpochEnd: async (_run, { epoch }) => {
            const images = reconstructed(shown);
            stages.push({ epoch, images });
            const file = join(context.out, "epochs", `epoch-${String(epoch).padStart(2, "0")}.png`);
            await pair(shown, images, `after epoch ${epoch}`).save(file);
          },
        },
      ],
    });
    const last = stages[stages.length - 1];
    const selected = stages.filter(({ epoch }) => isShown(epoch, last.epoch));
    const codes = noGrad(() => encoder.forward(images));
    return {
      measured: { error: mseLoss(reconstructed(images), images).item() },
      figures: {
        reconstructions: {
          figure: pair(shown, last.images, `${CODE} numbers an image, after ${last.epoch} epochs`),
          see: "Each digit keeps its shape and slant; what is lost are sharp edges and odd strokes.",
        },
        "epoch-0": {
          figure: pair(shown, stages[0].images, "before training"),
          see: "Before training, all images are the same grey.",
        },
        "over-the-epochs": {
          figure: imageGrid([shown, ...selected.map((stage) => stage.images)], {
            title: "test images over the epochs",
            rowLabels: ["original", ...selected.map(({ epoch }) => `epoch ${epoch}`)],
          }),
          see: "After one epoch there are blurred digits; then they are told apart, and at last their styles.",
        },
        "latent-traversal": {
          figure: traversal(codes, (code) => noGrad(() => decoder.forward(code))),
          see: "Each number changes the form smoothly from left to right, from one digit into another.",
        },
        "learning-curve": {
          figure: learningCurves(history.curves, { logScale: true, title: "MSE of pixels" }),
          see: "Training and validation fall together: nine numbers are too few to learn images by heart.",
        },
      },
    };
  },
};
