import { sameShape, type Tensor } from "@gradiente/core";
import { type Block, confusionMatrixChart, imageGrid } from "@gradiente/plot";
import {
  classificationReport,
  confusionMatrix,
  meanAbsoluteError,
  meanSquaredError,
  measure,
  r2,
} from "@gradiente/train";
import { classesOf, hasClasses } from "../model/outputs.ts";
import { UsageError } from "../program.ts";
import { short } from "../show/text.ts";

/** What is known of the predictions of a model. */
export interface Predictions {
  readonly x: Tensor | undefined;
  readonly prediction: Tensor;
  readonly target: Tensor;
  readonly threshold: number;
  readonly classNames: readonly string[] | undefined;
  /** Height and width of inputs that are flat. */
  readonly imageShape: readonly [number, number] | undefined;
}

/** More classes make a matrix that nobody can read. */
const MOST_CLASSES = 40;

/** The images that are shown. */
const MOST_IMAGES = 32;

/** What a model makes of data: what is confused with what, or how far off values are, and images. */
export function predictionBlocks(given: Predictions): Block[] {
  const { prediction, target } = given;
  const counted = `${target.shape[0]} samples.`;
  if (!isClassification(prediction, target)) {
    const metrics = {
      meanSquaredError: meanSquaredError(),
      meanAbsoluteError: meanAbsoluteError(),
      r2: r2(),
    };
    const rows = Object.entries(metrics).map(([name, each]) => [
      name,
      short(measure(each, prediction, target)),
    ]);
    return [counted, { table: { columns: ["figure", "value"], rows } }, ...imageBlocks(given, undefined)];
  }
  const { threshold, classNames } = given;
  const counts = measure(confusionMatrix({ threshold }), prediction, target);
  if (classNames !== undefined && classNames.length !== counts.length) {
    throw new UsageError(`--class-names: ${classNames.length} names, and there are ${counts.length} classes`);
  }
  const names = classNames ?? counts.map((_, i) => String(i));
  const chart: Block =
    counts.length > MOST_CLASSES
      ? `${counts.length} classes are too many for a matrix.`
      : {
          figure: confusionMatrixChart(counts, { labels: names }),
          caption: "Samples of each class (rows), by the class that is predicted (columns).",
        };
  const report = measure(classificationReport({ threshold, classNames: names }), prediction, target);
  const said = classesOf(prediction, threshold).toTypedArray();
  const actual = (sameShape(target.shape, prediction.shape) && hasClasses(target) ? target.argmax(1) : target).toTypedArray(); // biome-ignore format: a line
  return [counted, chart, { preformatted: String(report) }, ...imageBlocks(given, { said, actual, names })];
}

/** Whether targets are classes: numbers of classes beside scores, 0 and 1 beside one score, or one-hot. */
function isClassification(prediction: Tensor, target: Tensor): boolean {
  const isOneOf = (x: Tensor) => x.toTypedArray().every((value) => value === 0 || value === 1);
  if (!hasClasses(prediction)) return isOneOf(target) && prediction.size === target.size;
  if (target.ndim === 1) return target.dtype === "int32" && prediction.ndim === 2;
  return prediction.ndim === 2 && sameShape(prediction.shape, target.shape) && isOneOf(target);
}

interface Classes {
  readonly said: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
  readonly names: readonly string[];
}

/** Images, if that is what the inputs are: those whose class is mistaken first of all. */
function imageBlocks({ x, imageShape }: Predictions, classes: Classes | undefined): Block[] {
  const isImages = x !== undefined && ((x.ndim === 4 && x.shape[1] === 1) || imageShape !== undefined);
  if (!isImages) return [];
  const [samples] = x.shape;
  const [height, width] = imageShape ?? x.shape.slice(2);
  if (x.size !== samples * height * width) {
    throw new UsageError(`--image-shape ${height}x${width}: an input has ${x.size / samples} numbers`);
  }
  const all = Array.from({ length: samples }, (_, i) => i);
  const wrong = classes === undefined ? [] : all.filter((i) => classes.said[i] !== classes.actual[i]);
  const shown = (wrong.length > 0 ? wrong : all).slice(0, MOST_IMAGES);
  const images = x.reshape([samples, height, width]).indexSelect(shown);
  const caption = (i: number, { said, actual, names }: Classes) =>
    said[i] === actual[i] ? names[actual[i]] : `${names[actual[i]]}, said ${names[said[i]]}`;
  const figure = imageGrid(images, {
    ...(classes !== undefined && {
      captions: shown.map((i) => caption(i, classes)),
      correct: shown.map((i) => classes.said[i] === classes.actual[i]),
    }),
  });
  const whole = wrong.length > 0 ? wrong.length : samples;
  const part = shown.length < whole ? `The first ${shown.length} of the ${whole}` : `All ${whole}`;
  return [{ figure, caption: `${part} ${wrong.length > 0 ? "whose class is mistaken" : "inputs"}.` }];
}
