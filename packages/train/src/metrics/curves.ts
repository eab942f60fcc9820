import type { Tensor } from "@gradiente/core";
import { declareOptions, oneOf, optionsOf } from "@gradiente/core/arguments";
import { type Metric, metric } from "./metric.ts";
import { type BinaryScores, binaryScores, checkTensors, isBinary, scoreRows } from "./samples.ts";

/** The points of a ROC curve, from the highest threshold to the lowest. Class 1 is positive, class 0 negative. */
export interface RocCurve {
  /** fp / negatives, from 0 to 1; NaN if there are no negatives. */
  readonly falsePositiveRate: readonly number[];
  /** tp / positives, from 0 to 1; NaN if there are no positives. */
  readonly truePositiveRate: readonly number[];
  /** The threshold of each point: scores of at least this count as class 1. It is Infinity for the first point. */
  readonly thresholds: readonly number[];
  /** The area under the curve: the probability that a positive has a higher score than a negative; ties count half. */
  readonly auc: number;
}

/** The points of a precision-recall curve, from the lowest threshold to the highest, as in scikit-learn. */
export interface PrecisionRecallCurve {
  /** The precision at each point. The last point, above the highest threshold, has 1. */
  readonly precision: readonly number[];
  /** The recall at each point. The last point has 0. Without positives, all others have 1. */
  readonly recall: readonly number[];
  /** The threshold of each point except the last: scores of at least this count as class 1. */
  readonly thresholds: readonly number[];
  /** Σ (recallₙ - recallₙ₋₁) precisionₙ: the area under steps. It is not too large, as that under straight lines can be. */
  readonly averagePrecision: number;
  /** The area under straight lines between the points. */
  readonly auc: number;
}

/** The scores and classes of all samples so far. */
interface Ranked {
  readonly scores: number[];
  readonly positive: boolean[];
}

const start = (): Ranked => ({ scores: [], positive: [] });

function append(owner: string, state: Ranked, { scores, actual }: BinaryScores): void {
  for (let i = 0; i < actual.length; i++) {
    if (Number.isNaN(scores[i]))
      throw new RangeError(`${owner}: the score of sample ${i} is NaN, which has no rank`);
    state.scores.push(scores[i]);
    state.positive.push(actual[i] === 1);
  }
}

/** The numbers of true positives (hits) and false positives (misses) at each distinct score, from the highest. */
interface Levels {
  readonly thresholds: readonly number[];
  readonly hits: readonly number[];
  readonly misses: readonly number[];
  readonly positives: number;
  readonly negatives: number;
}

function levelsOf({ scores, positive }: Ranked): Levels {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const [thresholds, hits, misses]: number[][] = [[], [], []];
  let [hit, missed] = [0, 0];
  order.forEach((sample, place) => {
    if (positive[sample]) hit++;
    else missed++;
    const isLastOfEquals = place + 1 === order.length || scores[order[place + 1]] !== scores[sample];
    if (!isLastOfEquals) return;
    thresholds.push(scores[sample]);
    hits.push(hit);
    misses.push(missed);
  });
  return { thresholds, hits, misses, positives: hit, negatives: missed };
}

/** The area under a ROC curve, computed in counts, so that only one division is rounded. */
function rocAreaOf({ hits, misses, positives, negatives }: Levels): number {
  let doubled = 0;
  hits.forEach((hit, i) => {
    doubled += (misses[i] - (misses[i - 1] ?? 0)) * (hit + (hits[i - 1] ?? 0));
  });
  return doubled / (2 * positives * negatives);
}

/**
 * The receiver operating characteristic of two classes, with a point for each distinct score. Predictions are one score of
 * class 1 per sample: `[samples]`, `[samples, 1]`, or the second column of `[samples, 2]`. Targets are 0 or 1.
 *
 * @throws RangeError in `update`, if a score is NaN or a target is neither 0 nor 1.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { measure, rocCurve } from "@gradiente/train";
 *
 * const { auc } = measure(rocCurve(), tensor([0.1, 0.4, 0.35, 0.8]), tensor([0, 0, 1, 1], { dtype: "int32" })); // 0.75
 * ```
 */
export function rocCurve(): Metric<RocCurve> {
  return metric({
    start,
    add: (state, prediction, target) =>
      append("rocCurve", state, binaryScores("rocCurve", prediction, target)),
    value: (state) => {
      const levels = levelsOf(state);
      return {
        falsePositiveRate: [0, ...levels.misses].map((count) => count / levels.negatives),
        truePositiveRate: [0, ...levels.hits].map((count) => count / levels.positives),
        thresholds: [Number.POSITIVE_INFINITY, ...levels.thresholds],
        auc: rocAreaOf(levels),
      };
    },
  });
}

/** Options of {@link rocAuc}. */
export interface RocAucOptions {
  /**
   * The average of the areas of more than two classes: the mean ("macro"), or weighted by the numbers of their samples
   * ("weighted"). Default: "macro".
   */
  readonly average?: "macro" | "weighted";
}

const ROC_AUC = declareOptions<RocAucOptions>({ average: oneOf("macro", "weighted") });

/**
 * The area under the ROC curve. For two classes, predictions are those of {@link rocCurve}. For more classes, predictions
 * are scores `[samples, classes]`, and the value is the average over classes, each against all others. It is NaN if a
 * class has no samples or all of them.
 *
 * @throws RangeError in `update`, if a score is NaN or a target is not one of the classes.
 * @example measure(rocAuc(), tensor([0.9, 0.8, 0.3, 0.1]), tensor([1, 0, 1, 0])); // 0.75
 */
export function rocAuc(options?: RocAucOptions): Metric {
  const owner = "rocAuc";
  const { average = "macro" } = optionsOf(owner, options, ROC_AUC);
  return metric({
    start: () => [] as Ranked[],
    add: (state, prediction, target) => {
      const columns = oneAgainstRest(owner, prediction, target);
      columns.forEach((column, label) => {
        state[label] ??= start();
        append(owner, state[label], column);
      });
    },
    value: (state) => {
      const levels = state.map(levelsOf);
      const weights = levels.map(({ positives }) => (average === "macro" ? 1 : positives));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return levels.reduce((sum, level, i) => sum + weights[i] * rocAreaOf(level), 0) / total;
    },
  });
}

/** The scores of class 1 for two classes, else those of each class against all others. */
function oneAgainstRest(owner: string, prediction: Tensor, target: Tensor): BinaryScores[] {
  checkTensors(owner, prediction, target);
  if (isBinary(prediction) || prediction.shape[1] === 2) return [binaryScores(owner, prediction, target)];
  const { scores, classes, actual } = scoreRows(owner, prediction, target);
  return Array.from({ length: classes }, (_, label) => ({
    scores: Array.from(actual, (_, i) => scores[i * classes + label]),
    actual: Array.from(actual, (value) => (value === label ? 1 : 0)),
  }));
}

function precisionRecallOf(levels: Levels): PrecisionRecallCurve {
  const { thresholds, hits, misses, positives } = levels;
  const down = <T>(values: readonly T[]) => values.slice().reverse();
  const precision = [...down(hits.map((hit, i) => hit / (hit + misses[i]))), 1];
  const recall = [...down(hits.map((hit) => (positives === 0 ? 1 : hit / positives))), 0];
  let [steps, lines] = [0, 0];
  for (let i = 0; i + 1 < recall.length; i++) {
    const width = recall[i] - recall[i + 1];
    steps += width * precision[i];
    lines += (width * (precision[i] + precision[i + 1])) / 2;
  }
  return { precision, recall, thresholds: down(thresholds), averagePrecision: steps, auc: lines };
}

/**
 * The precision and recall of class 1 at each distinct score. Predictions and targets are those of {@link rocCurve}.
 *
 * @throws RangeError in `update`, if a score is NaN or a target is neither 0 nor 1.
 * @example
 * ```ts
 * const curve = measure(precisionRecallCurve(), tensor([0.9, 0.8, 0.3, 0.1]), tensor([1, 0, 1, 0]));
 * curve.recall.length === curve.precision.length; // true
 * ```
 */
export function precisionRecallCurve(): Metric<PrecisionRecallCurve> {
  const owner = "precisionRecallCurve";
  return metric({
    start,
    add: (state, prediction, target) => append(owner, state, binaryScores(owner, prediction, target)),
    value: (state) => precisionRecallOf(levelsOf(state)),
  });
}

/**
 * The area under the steps of the precision-recall curve. See {@link PrecisionRecallCurve}. Predictions and targets are
 * those of {@link rocCurve}.
 *
 * @throws RangeError in `update`, if a score is NaN or a target is neither 0 nor 1.
 * @example measure(averagePrecision(), tensor([0.9, 0.8, 0.3, 0.1]), tensor([1, 0, 1, 0])); // 0.8333
 */
export function averagePrecision(): Metric {
  const owner = "averagePrecision";
  return metric({
    start,
    add: (state, prediction, target) => append(owner, state, binaryScores(owner, prediction, target)),
    value: (state) => precisionRecallOf(levelsOf(state)).averagePrecision,
  });
}
