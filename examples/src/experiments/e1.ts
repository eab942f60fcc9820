import { join } from "node:path";
import { encodeSafetensors, seed, type Tensor } from "@gradiente/core";
import { DataLoader, type Dataset, oneHot, wholeBatch } from "@gradiente/datasets";
import { writeFileAtomically } from "@gradiente/files";
import { crossEntropyLoss, type Dense, initializers, mseLoss, type Sequential, Sigmoid } from "@gradiente/nn";
import { Adam, SGD } from "@gradiente/optim";
import { imageGrid, weightEvolution } from "@gradiente/plot";
import { accuracy, type Callback, measure, predict } from "@gradiente/train";
import { loadDigits } from "../kit/digits.ts";
import type { Context, Experiment } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { trainIn } from "../kit/train.ts";

const BATCH = 100;
const SIZES = [784, 20, 20, 10];
/** The number of test images that are shown as hits and misses. */
const SHOWN = 500;
/** The positions of the weights of the last layer whose curves are shown. */
const WEIGHTS = [0, 55, 199];
/** The number of updates for which summed and averaged gradients are compared. */
const COMPARED = 100;

/** Half the squared error of one-hot targets, summed over outputs and over the batch. */
function summedError(scores: Tensor, labels: Tensor): Tensor {
  const targets = oneHot(labels, SIZES[3]).cast(scores.dtype);
  return mseLoss(scores, targets, { reduction: "sum" }).div(2);
}

/** The network of the earlier project: sigmoids after all layers, and weights uniform in [-0.5, 0.5]. */
function build(dtype: "float32" | "float64" = "float32"): Sequential {
  const initial: typeof initializers.zeros = (shape, options) =>
    initializers.uniform(-0.5, 0.5)(shape, { ...options, dtype });
  return perceptron(SIZES, {
    activation: () => new Sigmoid(),
    output: () => new Sigmoid(),
    weightInitializer: initial,
    biasInitializer: initial,
  });
}

/** Records three weights of the last layer after each update. */
function watchWeights(model: Sequential): {
  readonly curves: Record<string, number[]>;
  readonly callback: Callback;
} {
  const { weight } = model.layers[4] as Dense;
  const curves: Record<string, number[]> = Object.fromEntries(WEIGHTS.map((i) => [`weight ${i}`, []]));
  const callback: Callback = {
    onBatchEnd: () => {
      const values = weight.value.toTypedArray();
      for (const i of WEIGHTS) curves[`weight ${i}`].push(values[i]);
    },
  };
  return { curves, callback };
}

/** The largest difference between the weights of two trainings: summed gradients at 0.01, averaged ones at 1. */
function largestDifference(context: Context, data: Dataset): number {
  const train = (learningRate: number, scale: (loss: Tensor, samples: number) => Tensor): Tensor[] => {
    seed(context.seed);
    const model = build("float64");
    const optimizer = new SGD(model.parameters(), { learningRate });
    let updates = 0;
    for (const { x, y } of new DataLoader(data, { batchSize: BATCH, dropLast: true })) {
      if (++updates > COMPARED) break;
      optimizer.step(scale(summedError(model.forward(x.cast("float64")), y), x.shape[0]).backward());
    }
    return [...model.parameters().values()].map(({ value }) => value);
  };
  const summed = train(0.01, (loss) => loss);
  const averaged = train(1, (loss, samples) => loss.div(samples));
  return Math.max(...summed.map((weights, i) => weights.sub(averaged[i]).abs().max().item()));
}

/** The same layers and epochs with cross-entropy and Adam. E2 evaluates the checkpoint. */
export async function trainWithCrossEntropy(context: Context, data: Dataset): Promise<Sequential> {
  seed(context.seed);
  const model = perceptron(SIZES, { activation: () => new Sigmoid() });
  await trainIn(context, model, {
    data,
    batchSize: BATCH,
    loss: crossEntropyLoss,
    optimizer: new Adam(model.parameters(), { learningRate: 5e-3 }),
  });
  return model;
}

/** The file in which an experiment saves weights for E2. */
export async function saveWeights(context: Context, model: Sequential): Promise<string> {
  const file = join(context.out, "weights.safetensors");
  await writeFileAtomically(file, encodeSafetensors(model.stateDict()));
  return file;
}

export const e1: Experiment = {
  id: "e1",
  title: "784-20-20-10 step by step, with weights saved",
  data: "MNIST",
  reference: "0.921 at best, some runs failed",
  measures: {
    squared: { label: "test accuracy, squared error, rate 1 on the mean", target: { atLeast: 0.89 } },
    difference: {
      label: "sum at 0.01 against mean at 1: largest difference of weights after 100 updates, float64",
      target: { atMost: 1e-9 },
      digits: 15,
    },
    crossEntropy: { label: "test accuracy, cross-entropy and Adam", target: { atLeast: 0.93 } },
  },
  epochs: { full: 4, quick: 1 },
  illustration: "weights",
  async run(context) {
    const { train, test } = await loadDigits(context);
    seed(context.seed);
    const model = build();
    const weights = watchWeights(model);
    await trainIn(context, model, {
      data: train,
      batchSize: BATCH,
      loss: (scores, labels) => summedError(scores, labels).div(labels.size),
      optimizer: new SGD(model.parameters(), { learningRate: 1 }),
      callbacks: [weights.callback],
    });
    const all = wholeBatch(test);
    const scores = predict(model, test);
    const better = await trainWithCrossEntropy(context, train);
    context.log(`weights of the better one: ${await saveWeights(context, better)}`);

    const first = test.batch(Array.from({ length: Math.min(SHOWN, test.size) }, (_, i) => i));
    const predicted = scores.argmax(1).toTypedArray();
    const labels = first.y.toTypedArray();
    return {
      measured: {
        squared: measure(accuracy(), scores, all.y),
        difference: largestDifference(context, train),
        crossEntropy: measure(accuracy(), predict(better, test), all.y),
      },
      figures: {
        weights: {
          figure: weightEvolution(weights.curves, {
            title: "Three weights of the last layer",
            xLabel: "update",
          }),
          see: "The weights move fast at first, and flatten near update 1,000.",
        },
        "hits-and-misses": {
          figure: imageGrid(first.x, {
            title: "the first 500 test images, label: prediction",
            columns: 25,
            imageWidth: 28,
            captions: Array.from(labels, (label, i) =>
              label === predicted[i] ? `${label}` : `${label}: ${predicted[i]}`,
            ),
            correct: Array.from(labels, (label, i) => label === predicted[i]),
          }),
          see: "Misses have a second number, in red: what the image was taken for.",
        },
      },
    };
  },
};
