import { type Metric, metric } from "./metric.ts";
import { type ClassPairs, classPairs, type ThresholdOptions } from "./samples.ts";

export interface ConfusionOptions extends ThresholdOptions {
  /** The number of classes; unless given, as many as scores, predictions or targets tell of. */
  readonly classes?: number;
}

/** Counts of samples: a row for each true class, a column for each predicted one, as scikit-learn's. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** How well one class is told from the others. Where a quotient would be 0 / 0, it is 0, as scikit-learn's default. */
export interface ClassScores {
  /** Of the samples predicted as this class, the share that is. */
  readonly precision: number;
  /** Of the samples of this class, the share that is predicted as it. */
  readonly recall: number;
  /** The harmonic mean of both, 2 tp / (2 tp + fp + fn). */
  readonly f1: number;
  /** The number of samples of this class. */
  readonly support: number;
}

/** Counts that grow with the classes seen. */
export interface Counts {
  readonly owner: string;
  readonly fixed: number | undefined;
  rows: number[][];
}

export function startCounts(owner: string, classes: number | undefined): Counts {
  if (classes !== undefined && (!Number.isInteger(classes) || classes < 1)) {
    throw new RangeError(`${owner}: classes must be a positive whole number, not ${classes}`);
  }
  return { owner, fixed: classes, rows: zeros(classes ?? 0) };
}

/** @throws RangeError for a class beyond a fixed number of them. */
export function count(counts: Counts, { predicted, actual, classes }: ClassPairs): void {
  let needed = classes;
  for (let i = 0; i < actual.length; i++) needed = Math.max(needed, predicted[i] + 1, actual[i] + 1);
  if (counts.fixed !== undefined && needed > counts.fixed) {
    throw new RangeError(`${counts.owner}: there is a class ${needed - 1}, and classes is ${counts.fixed}`);
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
 * Counts samples by true class (rows) and predicted class (columns). Predictions and targets as in `accuracy`.
 *
 * @throws RangeError on update for a class beyond `classes`.
 */
export function confusionMatrix({
  classes,
  threshold = 0.5,
}: ConfusionOptions = {}): Metric<ConfusionMatrix> {
  const owner = "confusionMatrix";
  return metric({
    start: () => startCounts(owner, classes),
    add: (state, prediction, target) => count(state, classPairs(owner, prediction, target, threshold)),
    value: ({ rows }) => rows.map((row) => row.slice()),
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** tp of (tp + others); 0 where there are none of either. */
function share(hits: number, all: number): number {
  return all === 0 ? 0 : hits / all;
}

/** Scores of one class from the counts of hits, of samples predicted as it, and of samples that are it. */
function scoresOf(hits: number, predicted: number, support: number): ClassScores {
  return {
    precision: share(hits, predicted),
    recall: share(hits, support),
    f1: share(2 * hits, predicted + support),
    support,
  };
}

/** Precision, recall and F1 of each class of a confusion matrix, by class number. */
export function classScores(matrix: ConfusionMatrix): ClassScores[] {
  return matrix.map((row, label) => scoresOf(row[label], sum(matrix.map((other) => other[label])), sum(row)));
}

/** How the scores of classes become one: see {@link averageScores}. */
export type Average = "macro" | "weighted" | "micro";

/**
 * Scores over all classes of a confusion matrix.
 *
 * - `macro`: the plain mean over classes; those that neither occur nor are predicted are left out.
 * - `weighted`: the mean weighted by support.
 * - `micro`: from the counts of all classes together; with one class a sample, all three are the accuracy.
 *
 * Without any sample, all are 0.
 */
export function averageScores(matrix: ConfusionMatrix, average: Average): ClassScores {
  const classes = classScores(matrix);
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

export interface ScoreOptions extends ConfusionOptions {
  /**
   * "binary" is the score of class 1 of two; "macro", "weighted" and "micro" are over all classes (see
   * {@link averageScores}); "none" gives one value for each class. Default: "binary".
   */
  readonly average?: Average | "binary" | "none";
}

type PerClass = ScoreOptions & { readonly average: "none" };
type Averaged = ScoreOptions & { readonly average?: Average | "binary" };

/** One of the scores as a metric; its type follows `average`. */
function scoreMetric(name: "precision" | "recall" | "f1") {
  function create(options: PerClass): Metric<readonly number[]>;
  function create(options?: Averaged): Metric;
  function create(options: ScoreOptions = {}): Metric<number | readonly number[]> {
    const { average = "binary", classes, threshold = 0.5 } = options;
    return metric({
      start: () => startCounts(name, classes),
      add: (state, prediction, target) => count(state, classPairs(name, prediction, target, threshold)),
      value: ({ rows }) => {
        if (average === "none") return classScores(rows).map((scores) => scores[name]);
        if (average !== "binary") return averageScores(rows, average)[name];
        if (rows.length > 2) {
          const way = 'choose an average: "macro", "weighted", "micro", or "none"';
          throw new RangeError(
            `${name}: the binary score is that of class 1 of two, and there are ${rows.length}: ${way}`,
          );
        }
        return classScores(rows)[1]?.[name] ?? 0;
      },
    });
  }
  return create;
}

/**
 * tp / (tp + fp): of the samples predicted as a class, the share that is. 0 where nothing is predicted as it.
 * Predictions and targets as in `accuracy`.
 *
 * @throws RangeError from value() for more than two classes without an `average`.
 */
export const precision = scoreMetric("precision");

/**
 * tp / (tp + fn): of the samples of a class, the share that is predicted as it. 0 where it has none.
 * Predictions and targets as in `accuracy`.
 *
 * @throws RangeError from value() for more than two classes without an `average`.
 */
export const recall = scoreMetric("recall");

/**
 * 2 tp / (2 tp + fp + fn), the harmonic mean of precision and recall. 0 where all three are 0.
 * Predictions and targets as in `accuracy`.
 *
 * @throws RangeError from value() for more than two classes without an `average`.
 */
export const f1 = scoreMetric("f1");
