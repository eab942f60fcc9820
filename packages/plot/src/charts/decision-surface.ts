import { formatShape, ShapeError, type Tensor, tensor } from "@gradiente/core";
import { aFunction, check, checkArgument, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import type { Mark } from "vega";
import type { Figure } from "../figure.ts";
import {
  extent,
  isValues,
  type Matrix,
  sameLength,
  toTable,
  toVector,
  type Values,
  type Vector,
} from "../input/data.ts";
import { aNumberOnly, aRange, FIGURE, LABELS, someTexts } from "../input/options.ts";
import { largest } from "../parts/extremes.ts";
import { legend } from "../parts/legend.ts";
import { type FigureOptions, figureOf, frame, panel } from "../parts/panel.ts";
import { scoreGrid } from "../parts/refine.ts";
import { categorical, colours, mix, type Rgb, rgbOf } from "../parts/style.ts";
import { cellsImage, contourLines, type Placement } from "../parts/surface.ts";
import { say } from "../parts/words.ts";

/** A classifier of points `[n, 2]`. It returns scores `[n]` or `[n, 1]` for two classes, or `[n, classes]`. */
export type Classifier = (x: Tensor) => Values;

/** Options of {@link decisionSurface}. */
export interface DecisionSurfaceOptions extends FigureOptions {
  /** The names of the classes. Default: "class 0", "class 1" and so on. */
  readonly classes?: readonly string[];
  /** With one score per point, a score of at least this means class 1. Use 0 for logits. Default: 0.5. */
  readonly threshold?: number;
  /** The range of x. Default: the range of the points, and a tenth more on each side. */
  readonly xRange?: readonly [number, number];
  /** The range of y. Default: the range of the points, and a tenth more on each side. */
  readonly yRange?: readonly [number, number];
  /** The label of the x axis. Default: "x₁". */
  readonly xLabel?: string;
  /** The label of the y axis. Default: "x₂". */
  readonly yLabel?: string;
  /**
   * The number of positions along each side at which the classifier is evaluated. Near boundaries, there are three times as
   * many. Default: 120.
   */
  readonly resolution?: number;
}

const name = "decisionSurface";

const SURFACE = declareOptions<DecisionSurfaceOptions>({
  ...FIGURE,
  ...LABELS,
  classes: someTexts,
  threshold: aNumberOnly,
  xRange: aRange,
  yRange: aRange,
  resolution: whole(2, 2000),
});

/**
 * Draws the classes that a classifier predicts over the plane, and the points of the data. Each position has a pale colour
 * of its class, which is paler near a boundary. Boundaries are lines.
 *
 * @param classify - The classifier. It is called with float32 `[n, 2]`, once, and again for what is near boundaries.
 * @param points - The points, `[samples, 2]`.
 * @param labels - The class of each point, `[samples]` or `[samples, 1]`: whole numbers from 0.
 * @throws ShapeError if points are not `[samples, 2]`, if there is not one label per point, or if the scores have a wrong
 * shape.
 * @throws RangeError if a label is not a class, or if a score is NaN.
 * @example
 * ```ts
 * import { noGrad } from "@gradiente/core";
 * import { moons } from "@gradiente/datasets";
 * import { Dense } from "@gradiente/nn";
 * import { decisionSurface } from "@gradiente/plot";
 *
 * const model = new Dense(2, 1);
 * const { x, y } = moons({ samples: 50, noise: 0.1, seed: 0 });
 * decisionSurface((points) => noGrad(() => model.forward(points)), x, y, { threshold: 0, resolution: 20 }).toSVG();
 * ```
 */
export function decisionSurface(
  classify: Classifier,
  points: Matrix,
  labels: Vector | Values,
  options?: DecisionSurfaceOptions,
): Figure {
  const given = optionsOf(name, options, SURFACE);
  checkArgument(name, "the classifier", classify, aFunction());
  const { title, width = 340, height = 300, threshold = 0.5, resolution = 120 } = given;
  const { xLabel = "x₁", yLabel = "x₂" } = given;
  const table = toTable(`${name}: points`, points);
  if (table.columns !== 2)
    throw new ShapeError(`${name}: points are [samples, 2], not [${table.rows}, ${table.columns}]`);
  const classOf = labelsOf(labels);
  sameLength(name, { points: { length: table.rows }, labels: classOf });
  const xs = table.values.filter((_, i) => i % 2 === 0);
  const ys = table.values.filter((_, i) => i % 2 === 1);
  const xRange = given.xRange ?? roomAround(extent(`${name}: points`, xs));
  const yRange = given.yRange ?? roomAround(extent(`${name}: points`, ys));

  const { side, beyond, scores } = scoreGrid(
    (places) => scoresOf(classify(tensor(places)), places.length, threshold),
    xRange,
    yRange,
    resolution,
  );
  const classCount = Math.max(scores.length, 1 + extent(`${name}: labels`, classOf)[1]);
  const classes = given.classes ?? Array.from({ length: classCount }, (_, i) => say("class {}", i));
  if (classes.length < classCount)
    sameLength(name, { "the classes of scores and labels": { length: classCount }, classes });
  const palette = categorical(classes.length);
  const margins = scores.map((_, k) => marginOf(scores, k));
  const placement: Placement = { width, height, beyond };
  const size = { columns: side, rows: side };
  const boundaries = (scores.length === 2 ? margins.slice(1) : margins)
    .filter((values) => {
      const [low, high] = extent(`${name}: scores`, values);
      return low < 0 && high > 0;
    })
    .map((values) =>
      contourLines({ ...size, values }, [0], placement, { colour: colours.ink, strokeWidth: 1.5 }),
    );
  return figureOf({
    title,
    panels: [
      panel({
        width,
        height,
        x: { label: xLabel, domain: xRange, grid: false },
        y: { label: yLabel, domain: yRange, grid: false },
        marks: [
          cellsImage(size, shades(margins, palette), placement),
          ...boundaries,
          pointMarks(
            xs,
            ys,
            classOf.map((label) => palette[label]),
          ),
          frame(width, height),
        ],
      }),
    ],
    ...legend(classes.map((label, i) => ({ label, colour: palette[i], as: "point" as const }))),
  });
}

function labelsOf(labels: Vector | Values): number[] {
  const isColumn = isValues(labels) && labels.shape.length === 2 && labels.shape[1] === 1;
  const list = isColumn ? Array.from(labels.toTypedArray()) : toVector(`${name}: labels`, labels);
  const at = list.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < 1000));
  if (at >= 0)
    throw new RangeError(`${name}: labels are classes, whole numbers from 0; label ${at} is ${list[at]}`);
  return list;
}

function roomAround([low, high]: readonly [number, number]): [number, number] {
  const room = (high - low) * 0.1 || 0.5;
  return [low - room, high + room];
}

const someScores = check<Values>("a tensor of scores", isValues);

/** The scores of each class. One score per position becomes minus and plus its distance from the threshold. */
function scoresOf(answer: Values, places: number, threshold: number): number[][] {
  checkArgument(name, "what the classifier gives", answer, someScores);
  const { shape } = answer;
  const classes = shape.length === 1 ? 1 : shape[1];
  if (shape[0] !== places || shape.length > 2 || classes < 1) {
    throw new ShapeError(
      `${name}: for points [${places}, 2] the scores are [${places}] or [${places}, classes], not ${formatShape(shape)}`,
    );
  }
  const values = Array.from(answer.toTypedArray());
  const at = values.findIndex(Number.isNaN);
  if (at >= 0) throw new RangeError(`${name}: the score of place ${Math.floor(at / classes)} is NaN`);
  if (classes === 1) {
    // A score at the threshold means class 1, and of equal scores the first would win.
    const against = values.map((value) => threshold - value || -Number.MIN_VALUE);
    return [against, values.map((value) => value - threshold)];
  }
  return Array.from({ length: classes }, (_, k) => values.filter((_, i) => i % classes === k));
}

/** The score of a class minus the best score of all others. */
function marginOf(scores: readonly (readonly number[])[], k: number): number[] {
  return scores[k].map((score, i) => {
    let best = -Infinity;
    for (let other = 0; other < scores.length; other++)
      if (other !== k && scores[other][i] > best) best = scores[other][i];
    return score - best;
  });
}

/** The number of shades of each colour. More shades are not visible and make the file larger. */
const steps = 24;

/** The colour of a margin: full colour at the largest margin without outliers, nearly white at a boundary. */
function shades(margins: readonly (readonly number[])[], palette: readonly string[]): (index: number) => Rgb {
  const winning = margins[0].map((_, i) => largest(margins.map((margin) => margin[i])));
  const large = [...winning].sort((a, b) => a - b)[Math.floor(0.9 * (winning.length - 1))] || 1;
  const white: Rgb = [255, 255, 255];
  return (index) => {
    const k = margins.findIndex((margin) => margin[index] === winning[index]);
    const share = Math.round(steps * Math.min(1, winning[index] / large)) / steps;
    return mix(white, rgbOf(palette[k]), 0.12 + 0.33 * share);
  };
}

function pointMarks(xs: readonly number[], ys: readonly number[], fills: readonly string[]): Mark {
  return {
    type: "group",
    data: [{ name: "points", values: xs.map((x, i) => ({ x, y: ys[i], fill: fills[i] })) }],
    marks: [
      {
        type: "symbol",
        from: { data: "points" },
        encode: {
          enter: {
            x: { scale: "x", field: "x" },
            y: { scale: "y", field: "y" },
            size: { value: 36 },
            fill: { field: "fill" },
            stroke: { value: colours.background },
            strokeWidth: { value: 0.8 },
          },
        },
      },
    ],
  };
}
