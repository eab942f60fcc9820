import { check, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import {
  averageScores,
  type ClassScores,
  type ConfusionMatrix,
  classScores,
  count,
  startCounts,
} from "./confusion.ts";
import { type Metric, metric } from "./metric.ts";
import { classPairs, THRESHOLD, type ThresholdOptions } from "./samples.ts";

/** Options of {@link classificationReport}. */
export interface ClassificationReportOptions extends ThresholdOptions {
  /** The names of all classes, by class number. Default: the numbers of the classes that occur or are predicted. */
  readonly classNames?: readonly string[];
  /** The number of digits after the decimal point in the text. Default: 2. */
  readonly digits?: number;
}

const REPORT = declareOptions<ClassificationReportOptions>({
  ...THRESHOLD,
  classNames: check(
    "a list of texts, not empty",
    (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= 10_000 &&
      Array.from(value).every((name) => typeof name === "string"),
  ),
  digits: whole(0, 60),
});

/** The scores of each class and their averages. */
export interface ClassificationReport {
  /** The scores of each class, with its name. */
  readonly classes: readonly (ClassScores & { readonly name: string })[];
  /** The fraction of samples whose class is predicted correctly. */
  readonly accuracy: number;
  /** The mean of the scores over the listed classes. */
  readonly macro: ClassScores;
  /** The mean of the scores weighted by support. */
  readonly weighted: ClassScores;
  /** The table that scikit-learn prints, as text. */
  toString(): string;
}

/**
 * Precision, recall, F1 and support of every class, the accuracy, and the macro and weighted averages. Predictions and
 * targets are those of {@link accuracy}. A quotient of 0 / 0 is 0.
 *
 * @throws RangeError in `update`, if names are given and a class has none.
 * @example
 * ```ts
 * import { loadIris } from "@gradiente/datasets";
 * import { Dense } from "@gradiente/nn";
 * import { classificationReport, evaluate } from "@gradiente/train";
 *
 * const iris = loadIris();
 * const report = classificationReport({ classNames: iris.classNames });
 * const values = await evaluate(new Dense(4, 3), iris, { metrics: { report } });
 * console.log(String(values.report));
 * ```
 */
export function classificationReport(options?: ClassificationReportOptions): Metric<ClassificationReport> {
  const owner = "classificationReport";
  const { classNames, digits = 2, threshold = 0.5 } = optionsOf(owner, options, REPORT);
  return metric({
    start: () => startCounts(owner, classNames?.length),
    add: (state, prediction, target) => count(state, classPairs(owner, prediction, target, threshold)),
    value: ({ rows }) => reportOf(rows, classNames, digits),
  });
}

function reportOf(
  matrix: ConfusionMatrix,
  classNames: readonly string[] | undefined,
  digits: number,
): ClassificationReport {
  const occurs = (label: number) =>
    matrix[label].some((value) => value > 0) || matrix.some((row) => row[label] > 0);
  const classes = classScores(matrix)
    .map((scores, label) => ({ name: classNames?.[label] ?? String(label), ...scores, label }))
    .filter(({ label }) => classNames !== undefined || occurs(label))
    .map(({ label, ...scores }) => scores);
  const { precision: accuracy } = averageScores(matrix, "micro");
  const [macro, weighted] = [macroOf(classes), averageScores(matrix, "weighted")];
  return {
    classes,
    accuracy,
    macro,
    weighted,
    toString: () => print(classes, accuracy, macro, weighted, digits),
  };
}

/** The mean over the classes of the table. If classes have names, it includes those that do not occur. */
function macroOf(classes: readonly ClassScores[]): ClassScores {
  const total = (name: keyof ClassScores) => classes.reduce((sum, scores) => sum + scores[name], 0);
  const mean = (name: keyof ClassScores) => (classes.length === 0 ? 0 : total(name) / classes.length);
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1"), support: total("support") };
}

/** A number as Python prints it: halves are rounded to the even digit, where toFixed takes the larger one. */
function fixed(value: number, digits: number): string {
  // A double above 1e-3 has at most 62 digits after the point, so these are all of them.
  const exact = value.toFixed(70);
  const kept = exact.slice(0, exact.length - 70 + digits);
  const isHalf = /^50*$/.test(exact.slice(exact.length - 70 + digits));
  // Without digits, what is kept ends with the point.
  return isHalf && /[02468]\.?$/.test(kept) ? kept.replace(/\.$/, "") : value.toFixed(digits);
}

const HEADERS = ["precision", "recall", "f1-score", "support"];
const COLUMN = 9;

function print(
  classes: ClassificationReport["classes"],
  accuracy: number,
  macro: ClassScores,
  weighted: ClassScores,
  digits: number,
): string {
  const width = classes.reduce(
    (widest, { name }) => Math.max(widest, name.length),
    Math.max("weighted avg".length, digits),
  );
  const line = (name: string, cells: readonly string[]) =>
    `${name.padStart(width)} ${cells.map((cell) => ` ${cell.padStart(COLUMN)}`).join("")}`;
  const row = (name: string, { precision, recall, f1, support }: ClassScores) =>
    line(name, [...[precision, recall, f1].map((value) => fixed(value, digits)), String(support)]);
  return [
    line("", HEADERS),
    "",
    ...classes.map((scores) => row(scores.name, scores)),
    "",
    line("accuracy", ["", "", fixed(accuracy, digits), String(weighted.support)]),
    row("macro avg", macro),
    row("weighted avg", weighted),
    "",
  ].join("\n");
}
