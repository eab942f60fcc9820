import { check, checkArgument, declareOptions, oneOf, optionsOf, whole } from "@gradiente/core/arguments";
import { type Metric, metric } from "./metric.ts";
import { type ClassPairs, classPairs, THRESHOLD, type ThresholdOptions } from "./samples.ts";

/** Options of {@link confusionMatrix}. */
export interface ConfusionOptions extends ThresholdOptions {
  /** The number of classes. Default: as many as the scores have, or as occur in predictions and targets. */
  readonly classes?: number;
}

/** Counts of samples, with a row for each true class and a column for each predicted class, as in scikit-learn. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** The scores of one class against all others. A quotient of 0 / 0 is 0, as by default in scikit-learn. */
export interface ClassScores {
  /** The fraction of the samples predicted as this class that have this class. */
  readonly precision: number;
  /** The fraction of the samples of this class that are predicted as this class. */
  readonly recall: number;
  /** The harmonic mean of both, 2 tp / (2 tp + fp + fn). */
  readonly f1: number;
  /** The number of samples of this class. */
  readonly support: number;
}

/** Counts of a confusion matrix, which grows with the classes that occur. */
export interface Counts {
  readonly owner: string;
  readonly fixed: number | undefined;
  rows: number[][];
}

/** Of a matrix of classes by classes: no more than fit into memory. */
export const aClassCount = whole(1, 10_000);

const CONFUSION = declareOptions<ConfusionOptions>({ ...THRESHOLD, classes: aClassCount });

export function startCounts(owner: string, classes: number | undefined): Counts {
  return { owner, fixed: classes, rows: zeros(classes ?? 0) };
}

/** Adds samples to the counts. @throws RangeError if the number of classes is fixed and a class is not less than it. */
export function count(counts: Counts, { predicted, actual, classes }: ClassPairs): void {
  let needed = classes;
  for (let i = 0; i < actual.length; i++) needed = Math.max(needed, predicted[i] + 1, actual[i] + 1);
  if (counts.fixed !== undefined && needed > counts.fixed) {
    throw new RangeError(
      `${counts.owner}: there is a class ${needed - 1}, but classes is ${counts.fixed}; it must be at least ${needed}`,
    );
  }
  if (needed > counts.rows.length) {
    const grown = zeros(needed);
    counts.rows.forEach((row, i) => {
      row.forEach((value, j) => {
        grown[i][j] = value;
      });
    });
    counts.rows = grown;
  }
  for (let i = 0; i < actual.length; i++) counts.rows[actual[i]][predicted[i]]++;
}

function zeros(classes: number): number[][] {
  return Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
}

/**
 * Counts samples by true class (rows) and predicted class (columns). Predictions and targets are those of
 * {@link accuracy}.
 *
 * @throws RangeError unless `classes` is a positive whole number, and in `update`, if a class is not less than it.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { confusionMatrix, measure } from "@gradiente/train";
 *
 * const predicted = tensor([0, 1, 1], { dtype: "int32" });
 * measure(confusionMatrix(), predicted, tensor([0, 0, 1], { dtype: "int32" })); // [[1, 1], [0, 1]]
 * ```
 */
export function confusionMatrix(options?: ConfusionOptions): Metric<ConfusionMatrix> {
  const owner = "confusionMatrix";
  const { classes, threshold = 0.5 } = optionsOf(owner, options, CONFUSION);
  return metric({
    start: () => startCounts(owner, classes),
    add: (state, prediction, target) => count(state, classPairs(owner, prediction, target, threshold)),
    value: ({ rows }) => rows.map((row) => row.slice()),
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** hits / all; 0 if both are 0. */
function share(hits: number, all: number): number {
  return all === 0 ? 0 : hits / all;
}

/** The scores of one class, from the numbers of its hits, of samples predicted as it, and of its samples. */
function scoresOf(hits: number, predicted: number, support: number): ClassScores {
  return {
    precision: share(hits, predicted),
    recall: share(hits, support),
    f1: share(2 * hits, predicted + support),
    support,
  };
}

const aMatrix = check<ConfusionMatrix>(
  "a confusion matrix, a list of as many rows of counts as there are columns",
  (value) =>
    Array.isArray(value) &&
    Array.from(value).every(
      (row) =>
        Array.isArray(row) &&
        row.length === value.length &&
        Array.from(row).every((each) => typeof each === "number" && each >= 0),
    ),
);

/**
 * The precision, recall, F1 and support of each class of a confusion matrix, by class number.
 *
 * @example
 * ```ts
 * const counts = measure(confusionMatrix(), tensor([[2, 0], [0, 2], [2, 0]]), tensor([0, 1, 1], { dtype: "int32" }));
 * classScores(counts).map(({ recall }) => recall); // [1, 0.5]
 * ```
 */
export function classScores(matrix: ConfusionMatrix): ClassScores[] {
  checkArgument("classScores", "the matrix", matrix, aMatrix);
  return scoresByClass(matrix);
}

function scoresByClass(matrix: ConfusionMatrix): ClassScores[] {
  return matrix.map((row, label) => scoresOf(row[label], sum(matrix.map((other) => other[label])), sum(row)));
}

/** A way to average the scores of classes. See {@link averageScores}. */
export type Average = "macro" | "weighted" | "micro";

/**
 * The average scores of all classes of a confusion matrix:
 *
 * - `macro`: the mean over classes, without those that neither occur nor are predicted;
 * - `weighted`: the mean weighted by support;
 * - `micro`: the scores from the counts of all classes together. With one class per sample, precision, recall and F1 are
 *   all equal to the accuracy.
 *
 * Without samples, all scores are 0.
 *
 * @example
 * ```ts
 * const counts = measure(confusionMatrix(), tensor([[2, 0], [0, 2], [2, 0]]), tensor([0, 1, 1], { dtype: "int32" }));
 * averageScores(counts, "macro").recall; // 0.75
 * ```
 */
export function averageScores(matrix: ConfusionMatrix, average: Average): ClassScores {
  checkArgument("averageScores", "the matrix", matrix, aMatrix);
  checkArgument("averageScores", "the average", average, oneOf("macro", "weighted", "micro"));
  const classes = scoresByClass(matrix);
  const support = sum(classes.map((scores) => scores.support));
  if (average === "micro") {
    return scoresOf(sum(matrix.map((row, label) => row[label])), support, support);
  }
  const columns = matrix.map((_, label) => sum(matrix.map((row) => row[label])));
  const present = classes.filter((scores, label) => scores.support > 0 || columns[label] > 0);
  const weight = (scores: ClassScores) => (average === "macro" ? 1 : scores.support);
  const weights = sum(present.map(weight));
  const mean = (name: "precision" | "recall" | "f1") =>
    share(sum(present.map((scores) => weight(scores) * scores[name])), weights);
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1"), support };
}

/** Options of {@link precision}, {@link recall} and {@link f1}. */
export interface ScoreOptions extends ConfusionOptions {
  /**
   * "binary" is the score of class 1, with two classes. "macro", "weighted" and "micro" are averages over all classes
   * (see {@link averageScores}). "none" gives one value per class. Default: "binary".
   */
  readonly average?: Average | "binary" | "none";
}

const SCORE = declareOptions<ScoreOptions>({
  ...CONFUSION.checks,
  average: oneOf("binary", "macro", "weighted", "micro", "none"),
});

type PerClass = ScoreOptions & { readonly average: "none" };
type Averaged = ScoreOptions & { readonly average?: Average | "binary" };

/** One of the scores as a metric. The type of its value depends on `average`. */
function scoreMetric(name: "precision" | "recall" | "f1") {
  function create(options: PerClass): Metric<readonly number[]>;
  function create(options?: Averaged): Metric;
  function create(options?: ScoreOptions): Metric<number | readonly number[]> {
    const { average = "binary", classes, threshold = 0.5 } = optionsOf(name, options, SCORE);
    return metric({
      start: () => startCounts(name, classes),
      add: (state, prediction, target) => count(state, classPairs(name, prediction, target, threshold)),
      value: ({ rows }) => {
        if (average === "none") return classScores(rows).map((scores) => scores[name]);
        if (average !== "binary") return averageScores(rows, average)[name];
        if (rows.length > 2) {
          const way = 'choose an average: "macro", "weighted", "micro", or "none"';
          throw new RangeError(
            `${name}: the binary score needs two classes, and there are ${rows.length}; ${way}`,
          );
        }
        return classScores(rows)[1]?.[name] ?? 0;
      },
    });
  }
  return create;
}

/**
 * The precision, tp / (tp + fp): the fraction of the samples predicted as a class that have this class; 0 if no sample is
 * predicted as it. Predictions and targets are those of {@link accuracy}.
 *
 * @throws RangeError in `value`, if there are more than two classes and `average` is "binary".
 * @example measure(precision(), tensor([0.9, 0.8, 0.3, 0.1]), tensor([1, 0, 1, 0])); // 0.5
 */
export const precision = scoreMetric("precision");

/**
 * The recall, tp / (tp + fn): the fraction of the samples of a class that are predicted as it; 0 if it has no samples.
 * Predictions and targets are those of {@link accuracy}.
 *
 * @throws RangeError in `value`, if there are more than two classes and `average` is "binary".
 * @example measure(recall(), tensor([0.9, 0.8, 0.3, 0.1]), tensor([1, 0, 1, 0])); // 0.5
 */
export const recall = scoreMetric("recall");

/**
 * The F1 score, 2 tp / (2 tp + fp + fn), which is the harmonic mean of precision and recall; 0 if tp, fp and fn are 0.
 * Predictions and targets are those of {@link accuracy}.
 *
 * @throws RangeError in `value`, if there are more than two classes and `average` is "binary".
 * @example measure(f1(), tensor([0.9, 0.8, 0.3, 0.1]), tensor([1, 0, 1, 0])); // 0.5
 */
export const f1 = scoreMetric("f1");
