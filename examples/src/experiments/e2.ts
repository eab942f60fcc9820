import { decodeSafetensors } from "@gradiente/core";
import { wholeBatch } from "@gradiente/datasets";
import { FileError, readRegularFile } from "@gradiente/files";
import { Sigmoid } from "@gradiente/nn";
import { type Figure, imageGrid } from "@gradiente/plot";
import { accuracy, measure, predict } from "@gradiente/train";
import { loadDigits } from "../kit/digits.ts";
import { type Experiment, OptionError } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { wholeNumber } from "../kit/whole-number.ts";
import { saveWeights, trainWithCrossEntropy } from "./e1.ts";

/** The number of mistakes that are shown. */
const SHOWN = 50;

interface Options {
  readonly weights?: string;
  readonly image: number;
}

export const e2: Experiment = {
  id: "e2",
  title: "A saved network evaluated, with its images and its mistakes",
  data: "MNIST",
  reference: "works",
  measures: {
    accuracy: { label: "test accuracy of the loaded weights", target: { atLeast: 0.93 } },
    same: { label: "predictions equal to those before saving (1: all)", target: { atLeast: 1 }, digits: 0 },
  },
  epochs: { full: 4, quick: 1 },
  options: [
    {
      flags: "--weights <file>",
      description: "a checkpoint of E1 (default: one is trained and saved first)",
    },
    { flags: "--image <number>", description: "the test image to show", parse: wholeNumber(0), default: 0 },
  ],
  illustration: "mistakes",
  async run(context) {
    const { train, test } = await loadDigits(context);
    const { weights, image } = context.options as unknown as Options;
    if (image >= test.size)
      throw new OptionError(`--image: there are ${test.size} test images, 0 to ${test.size - 1}`);
    const trained = weights === undefined ? await trainWithCrossEntropy(context, train) : undefined;
    const file = trained === undefined ? (weights as string) : await saveWeights(context, trained);

    const model = perceptron([784, 20, 20, 10], { activation: () => new Sigmoid() });
    try {
      model.loadStateDict(decodeSafetensors(await readRegularFile(file)).tensors);
    } catch (error) {
      const problem = error instanceof FileError ? error.problem : (error as Error).message;
      throw new OptionError(`--weights: ${file}: ${problem}`, { cause: error });
    }
    const { x, y } = wholeBatch(test);
    const scores = predict(model, x);
    const predicted = scores.argmax(1).toTypedArray();
    const labels = y.toTypedArray();
    const show = (indices: readonly number[], title: string): Figure =>
      imageGrid(x.indexSelect(indices), {
        title,
        captions: indices.map((i) => `${labels[i]}: ${predicted[i]}`),
        correct: indices.map((i) => labels[i] === predicted[i]),
      });
    const mistakes = Array.from(labels, (_, i) => i).filter((i) => labels[i] !== predicted[i]);
    context.log(`${file}: ${mistakes.length} of ${test.size} wrong`);
    context.log(`image ${image} is a ${labels[image]}, taken for a ${predicted[image]}`);
    return {
      measured: {
        accuracy: measure(accuracy(), scores, y),
        same:
          trained === undefined
            ? null
            : Number(String(predict(trained, x).toArray()) === String(scores.toArray())),
      },
      figures: {
        image: {
          figure: show([image], `test image ${image}, label: prediction`),
          see: "Green: the network is right.",
        },
        mistakes: {
          figure: show(mistakes.slice(0, SHOWN), "mistakes, label: prediction"),
          see: "Many of these would puzzle a person too; others are plain digits in an odd place.",
        },
      },
    };
  },
};
