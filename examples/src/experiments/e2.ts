import { stat } from "node:fs/promises";
import { UsageError } from "@gradiente/cli/program";
import { decodeSafetensors } from "@gradiente/core";
import { DatasetFormatError, wholeBatch } from "@gradiente/datasets";
import { FileError, readRegularFile } from "@gradiente/files";
import { type Sequential, Sigmoid } from "@gradiente/nn";
import { type Figure, imageGrid } from "@gradiente/plot";
import { accuracy, measure, predict } from "@gradiente/train";
import { readWeights } from "../kit/csv-weights.ts";
import { drawInText } from "../kit/digit-text.ts";
import { loadDigits } from "../kit/digits.ts";
import type { Context, Experiment } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { alignColumns } from "../kit/table.ts";
import { wholeNumber } from "../kit/whole-number.ts";
import { saveWeights, trainWithCrossEntropy } from "./e1.ts";

/** The number of mistakes that are shown. */
const SHOWN = 50;
const SIDE = 28;

interface Options {
  readonly weights?: string;
  readonly image: number;
  readonly ask: boolean;
}

/** The network of E1 with weights from a folder of CSV files, or from a checkpoint. */
async function load(path: string): Promise<Sequential> {
  const model = perceptron([SIDE * SIDE, 20, 20, 10], { activation: () => new Sigmoid() });
  const isFolder = await stat(path).then((found) => found.isDirectory(), () => false); // biome-ignore format: one thing
  try {
    if (isFolder) await readWeights(path, model);
    else model.loadStateDict(decodeSafetensors(await readRegularFile(path)).tensors);
  } catch (error) {
    const named = isFolder && (error instanceof FileError || error instanceof DatasetFormatError);
    const problem = error instanceof FileError && !named ? error.problem : (error as Error).message;
    throw new UsageError(`--weights: ${named ? "" : `${path}: `}${problem}`, { cause: error });
  }
  return model;
}

/** Asks for images and shows each, until the answer is empty. */
async function showMore(
  { ask, log }: Context,
  show: (image: number) => void,
  mistakes: readonly number[],
  count: number,
): Promise<void> {
  let mistake = 0;
  for (;;) {
    const answer = (await ask(`image (0 to ${count - 1}; m: the next mistake; empty: the end)? `))?.trim();
    if (answer === undefined || answer === "") return;
    const image = answer === "m" ? mistakes[mistake++ % mistakes.length] : Number(answer);
    if (Number.isInteger(image) && image >= 0 && image < count) show(image);
    else log(`there is no image ${answer}`);
  }
}

export const e2: Experiment = {
  id: "e2",
  title: "A saved network evaluated, with its images and its mistakes",
  data: "MNIST",
  reference: "works",
  measures: {
    accuracy: { label: "test accuracy of the loaded weights", target: { atLeast: 0.93 } },
    same: {
      label: "predictions equal to those before saving as CSV (1: all)",
      target: { atLeast: 1 },
      digits: 0,
    },
  },
  epochs: { full: 4, quick: 1 },
  options: [
    {
      flags: "--weights <path>",
      description: "a folder of CSV files or a checkpoint of E1 (default: one is trained and saved first)",
    },
    { flags: "--image <number>", description: "the test image to show", parse: wholeNumber(0), default: 0 },
    { flags: "--ask", description: "ask for the next image, until the answer is empty", default: false },
  ],
  illustration: "mistakes",
  async run(context) {
    const { train, test } = await loadDigits(context);
    const { weights, image, ask } = context.options as unknown as Options;
    if (image >= test.size)
      throw new UsageError(`--image: there are ${test.size} test images, 0 to ${test.size - 1}`);
    const trained = weights === undefined ? await trainWithCrossEntropy(context, train) : undefined;
    const path = trained === undefined ? (weights as string) : (await saveWeights(context, trained)).csv;
    const model = await load(path);

    const { x, y } = wholeBatch(test);
    const scores = predict(model, x);
    const activations = scores.softmax().toTypedArray();
    const predicted = scores.argmax(1).toTypedArray();
    const labels = y.toTypedArray();
    const pixels = x.toTypedArray();
    const print = (i: number): void => {
      context.log(drawInText(pixels.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE), SIDE));
      const rows = Array.from(activations.subarray(i * 10, (i + 1) * 10), (value, digit) => [
        String(digit),
        value.toFixed(4),
        "█".repeat(Math.round(40 * value)),
      ]);
      context.log(alignColumns(rows));
      context.log(`image ${i} is a ${labels[i]}, taken for a ${predicted[i]}`);
    };
    const show = (indices: readonly number[], title: string, imageWidth?: number): Figure =>
      imageGrid(x.indexSelect(indices), {
        title,
        captions: indices.map((i) => `${labels[i]}: ${predicted[i]}`),
        correct: indices.map((i) => labels[i] === predicted[i]),
        ...(imageWidth === undefined ? {} : { imageWidth }),
      });
    const mistakes = Array.from(labels, (_, i) => i).filter((i) => labels[i] !== predicted[i]);
    context.log(`${path}: ${mistakes.length} of ${test.size} wrong`);
    print(image);
    if (ask) await showMore(context, print, mistakes, test.size);
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
          figure: show([image], `test image ${image}, label: prediction`, 10 * SIDE),
          see: `Green numbers mean that the network is right. Its ten activations are ${Array.from(activations.subarray(image * 10, image * 10 + 10), (value, digit) => `${digit}: ${value.toFixed(3)}`).join(", ")}.`,
        },
        mistakes: {
          figure: show(mistakes.slice(0, SHOWN), "mistakes, label: prediction"),
          see: "Many of these would puzzle a person too; others are plain digits of an unusual form.",
        },
      },
    };
  },
};
