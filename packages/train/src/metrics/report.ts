import {
  averageScores,
  type ClassScores,
  type ConfusionMatrix,
  classScores,
  count,
  startCounts,
} from "./confusion.ts";
import { type Metric, metric } from "./metric.ts";
import { classPairs, type ThresholdOptions } from "./samples.ts";

export interface ClassificationReportOptions extends ThresholdOptions {
  /** Names of all classes, by class number; the numbers of those that occur or are predicted, unless given. */
  readonly classNames?: readonly string[];
  /** Digits after the point. Default: 2. */
  readonly digits?: number;
}

/** Scores of each class and their averages; as text, the table that scikit-learn prints. */
export interface ClassificationReport {
  readonly classes: readonly (ClassScores & { readonly name: string })[];
  readonly accuracy: number;
  readonly macro: ClassScores;
  readonly weighted: ClassScores;
  toString(): string;
}

/**
 * Precision, recall, F1 and support of every class, accuracy, and the macro and weighted averages. Predictions and
 * targets as in `accuracy`. Where a quotient would be 0 / 0, it is 0.
 *
 * @example
 * ```ts
 * const { report } = await evaluate(model, test, { metrics: { report: classificationReport({ classNames }) } });
 * console.log(String(report));
 * ```
 * @throws RangeError on update for a class without a name, if names are given.
 */
export function classificationReport(
  options: ClassificationReportOptions = {},
): Metric<ClassificationReport> {
  const { classNames, digits = 2, threshold = 0.5 } = options;
  const owner = "classificationReport";
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

/** The mean over the classes of the table: over all that have a name, also if they do not occur. */
function macroOf(classes: readonly ClassScores[]): ClassScores {
  const total = (name: keyof ClassScores) => classes.reduce((sum, scores) => sum + scores[name], 0);
  const mean = (name: keyof ClassScores) => (classes.length === 0 ? 0 : total(name) / classes.length);
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1"), support: total("support") };
}

/** As Python prints it: of two equally near numbers the even one, where toFixed takes the larger. */
function fixed(value: number, digits: number): string {
  // A double above 1e-3 has no more than 62 digits after the point: these are all.
  const exact = value.toFixed(70);
  const kept = exact.slice(0, exact.length - 70 + digits);
  const isHalf = /^50*$/.test(exact.slice(exact.length - 70 + digits));
  return isHalf && /[02468]$/.test(kept) ? kept : value.toFixed(digits);
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
  const width = Math.max(...classes.map(({ name }) => name.length), "weighted avg".length, digits);
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
