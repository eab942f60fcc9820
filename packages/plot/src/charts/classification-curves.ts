import { check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { Figure } from "../figure.ts";
import { entriesOf, isVector, type Named, sameLength, toVector, type Vector } from "../input/data.ts";
import { aShare, FIGURE } from "../input/options.ts";
import { curveMarks } from "../parts/curves.ts";
import { type Entry, legend } from "../parts/legend.ts";
import { type FigureOptions, figureOf, panel } from "../parts/panel.ts";
import { categorical, colours } from "../parts/style.ts";
import { say } from "../parts/words.ts";

/** The points of a receiver operating characteristic, in order of falling thresholds. */
export interface RocPoints {
  /** The false positive rate of each point, from 0 to 1. */
  readonly falsePositiveRate: Vector;
  /** The true positive rate of each point, from 0 to 1. */
  readonly truePositiveRate: Vector;
  /** The area under the curve. Default: the area of the trapezoids under the points. */
  readonly auc?: number;
}

/** The points of a precision-recall curve, in order of thresholds. */
export interface PrecisionRecallPoints {
  /** The precision of each point, from 0 to 1. */
  readonly precision: Vector;
  /** The recall of each point, from 0 to 1. */
  readonly recall: Vector;
  /** The average precision, for the legend. Default: not shown. */
  readonly averagePrecision?: number;
}

/** Options of {@link precisionRecallCurveChart}. */
export interface PrecisionRecallCurveChartOptions extends FigureOptions {
  /** The fraction of positive samples, drawn as a dashed line: the precision of guessing. Default: no line. */
  readonly positiveShare?: number;
}

const ROC = declareOptions<FigureOptions>(FIGURE);

const PRECISION_RECALL = declareOptions<PrecisionRecallCurveChartOptions>({
  ...FIGURE,
  positiveShare: aShare,
});

interface Shares {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * Draws the true positive rate over the false positive rate, for one classifier or several by name. The legend has their
 * areas (AUC). The dashed diagonal is the curve of guessing.
 *
 * @throws RangeError if there is nothing to draw, or if a rate is not between 0 and 1.
 * @throws ShapeError if the two rates of a curve have different lengths.
 * @example
 * ```ts
 * import { rocCurveChart } from "@gradiente/plot";
 *
 * rocCurveChart({ falsePositiveRate: [0, 0, 0.5, 1], truePositiveRate: [0, 0.5, 1, 1] }).toSVG();
 * ```
 */
export function rocCurveChart(curves: RocPoints | Named<RocPoints>, options?: FigureOptions): Figure {
  const given = optionsOf("rocCurveChart", options, ROC);
  const list = named("rocCurveChart", curves, "falsePositiveRate").map(([key, points]): Shares => {
    const x = rates(`rocCurveChart: ${key}falsePositiveRate`, points.falsePositiveRate);
    const y = rates(`rocCurveChart: ${key}truePositiveRate`, points.truePositiveRate);
    sameLength("rocCurveChart", { falsePositiveRate: x, truePositiveRate: y });
    return { label: `${key}AUC ${(points.auc ?? areaUnder(x, y)).toFixed(3)}`, x, y };
  });
  const chance = { label: say("guessing"), x: [0, 1], y: [0, 1] };
  return draw([say("false positive rate"), say("true positive rate")], list, chance, given);
}

/**
 * Draws precision over recall, for one classifier or several by name.
 *
 * @throws RangeError if there is nothing to draw, or if precision, recall or `positiveShare` is not between 0 and 1.
 * @throws ShapeError if precision and recall of a curve have different lengths.
 * @example
 * ```ts
 * const curve = { precision: [0.5, 0.66, 1, 1], recall: [1, 1, 0.5, 0] };
 * precisionRecallCurveChart(curve, { positiveShare: 0.5 }).toSVG();
 * ```
 */
export function precisionRecallCurveChart(
  curves: PrecisionRecallPoints | Named<PrecisionRecallPoints>,
  options?: PrecisionRecallCurveChartOptions,
): Figure {
  const given = optionsOf("precisionRecallCurveChart", options, PRECISION_RECALL);
  const list = named("precisionRecallCurveChart", curves, "precision").map(([key, points]): Shares => {
    const x = rates(`precisionRecallCurveChart: ${key}recall`, points.recall);
    const y = rates(`precisionRecallCurveChart: ${key}precision`, points.precision);
    sameLength("precisionRecallCurveChart", { recall: x, precision: y });
    const { averagePrecision } = points;
    const label =
      averagePrecision === undefined ? key.slice(0, -2) : `${key}AP ${averagePrecision.toFixed(3)}`;
    return { label, x, y };
  });
  const { positiveShare: share } = given;
  const chance = share === undefined ? undefined : { label: say("guessing"), x: [0, 1], y: [share, share] };
  return draw([say("recall"), say("precision")], list, chance, given);
}

/** The curves by the start of their labels: the name and a colon, or nothing for a single curve. */
function named<T extends object>(
  owner: string,
  curves: T | Named<T>,
  field: keyof T & string,
): [string, T][] {
  const isOne = typeof curves === "object" && curves !== null && field in curves;
  if (isOne && isVector((curves as T)[field])) return [["", curves as T]];
  return entriesOf(owner, curves as Named<T>).map(([key, points]) => {
    checkArgument(`${owner}: ${key}`, "the points", points, somePoints);
    return [`${key}: `, points];
  });
}

const somePoints = check<object>(
  "an object of lists of numbers",
  (value) => typeof value === "object" && value !== null,
);

function rates(what: string, data: Vector): number[] {
  const values = toVector(what, data);
  if (values.length === 0) throw new RangeError(`${what} is empty`);
  const at = values.findIndex((value) => !(value >= 0 && value <= 1));
  if (at >= 0) throw new RangeError(`${what}: ${values[at]}, in place ${at}, is not between 0 and 1`);
  return values;
}

function areaUnder(x: readonly number[], y: readonly number[]): number {
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2;
  return area;
}

function draw(
  [xLabel, yLabel]: readonly [string, string],
  curves: readonly Shares[],
  chance: Shares | undefined,
  { title, width = 320, height = 320 }: FigureOptions,
): Figure {
  const palette = categorical(curves.length);
  const lines = curves.map(({ x, y }, i) => ({ colour: palette[i], x, y }));
  const guess = chance === undefined ? [] : [{ ...chance, colour: colours.rule, dashed: true }];
  const entries = [
    ...curves.map(({ label }, i): Entry => ({ label, colour: palette[i], as: "line" })),
    ...guess.map(({ label, colour }): Entry => ({ label, colour, as: "dashed" })),
  ].filter(({ label }) => label !== "");
  const axis = (label: string) => ({ label, domain: [0, 1] as const });
  return figureOf({
    title,
    panels: [panel({ width, height, x: axis(xLabel), y: axis(yLabel), ...curveMarks([...guess, ...lines]) })],
    ...legend(entries),
  });
}
