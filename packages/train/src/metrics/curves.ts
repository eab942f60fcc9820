import type { Tensor } from "@gradiente/core";
import { type Metric, metric } from "./metric.ts";
import { type BinaryScores, binaryScores, isBinary, scoreRows } from "./samples.ts";

/** How often the true class is told from the false one, threshold by threshold from the highest. */
export interface RocCurve {
  /** fp / negatives, from 0 to 1; NaN if there are no negatives. */
  readonly falsePositiveRate: readonly number[];
  /** tp / positives, from 0 to 1; NaN if there are no positives. */
  readonly truePositiveRate: readonly number[];
  /** Scores of at least this count as class 1; Infinity for the first point. */
  readonly thresholds: readonly number[];
  /** The area under the curve: the chance that a positive scores above a negative, ties counted half. */
  readonly auc: number;
}

/** Precision against recall, threshold by threshold from the lowest, as scikit-learn's. */
export interface PrecisionRecallCurve {
  /** Ends with 1, beyond the highest threshold. */
  readonly precision: readonly number[];
  /** Ends with 0. All 1 before that if there are no positives. */
  readonly recall: readonly number[];
  /** Scores of at least this count as class 1: one fewer than points. */
  readonly thresholds: readonly number[];
  /** Σ (recallₙ - recallₙ₋₁) precisionₙ: the area by steps, which does not flatter as straight lines do. */
  readonly averagePrecision: number;
  /** The area under straight lines between the points. */
  readonly auc: number;
}

/** Scores and classes of all samples so far. */
interface Ranked {
  readonly scores: number[];
  readonly positive: boolean[];
}

const start = (): Ranked => ({ scores: [], positive: [] });

function append(owner: string, state: Ranked, { scores, actual }: BinaryScores): void {
  for (let i = 0; i < actual.length; i++) {
    if (Number.isNaN(scores[i]))
      throw new RangeError(`${owner}: the score of sample ${i} is NaN, and has no rank`);
    state.scores.push(scores[i]);
    state.positive.push(actual[i] === 1);
  }
}

/** True and false positives at each distinct score, from the highest. */
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

/** In counts, so that nothing is rounded before the one division. */
function rocAreaOf({ hits, misses, positives, negatives }: Levels): number {
  let doubled = 0;
  hits.forEach((hit, i) => {
    doubled += (misses[i] - (misses[i - 1] ?? 0)) * (hit + (hits[i - 1] ?? 0));
  });
  return doubled / (2 * positives * negatives);
}

/**
 * The receiver operating characteristic of two classes: a point for each distinct score. Predictions: one score of
 * class 1 a sample (`[samples]`, `[samples, 1]`, or the second column of `[samples, 2]`); targets: 0 or 1.
 *
 * @throws RangeError on update for a score that is NaN or a target that is neither 0 nor 1.
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

export interface RocAucOptions {
  /** How the areas of more than two classes become one: the plain mean, or weighted by samples. Default: "macro". */
  readonly average?: "macro" | "weighted";
}

/**
 * The area under the ROC curve. For two classes, predictions as in {@link rocCurve}; for more, scores
 * `[samples, classes]`, and the average over classes of each against the rest. NaN where a class has no samples, or all.
 *
 * @throws RangeError on update for a score that is NaN or a target that is no class.
 */
export function rocAuc({ average = "macro" }: RocAucOptions = {}): Metric {
  const owner = "rocAuc";
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

/** A single column for two classes, else one for each. */
function oneAgainstRest(owner: string, prediction: Tensor, target: Tensor): BinaryScores[] {
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
 * Precision and recall of class 1 at each distinct score. Predictions and targets as in {@link rocCurve}.
 *
 * @throws RangeError on update for a score that is NaN or a target that is neither 0 nor 1.
 */
export function precisionRecallCurve(): Metric<PrecisionRecallCurve> {
  const owner = "precisionRecallCurve";
  return metric({
    start,
    add: (state, prediction, target) => append(owner, state, binaryScores(owner, prediction, target)),
    value: (state) => precisionRecallOf(levelsOf(state)),
  });
}

/** The area under the precision-recall curve by steps: see {@link PrecisionRecallCurve}. */
export function averagePrecision(): Metric {
  const owner = "averagePrecision";
  return metric({
    start,
    add: (state, prediction, target) => append(owner, state, binaryScores(owner, prediction, target)),
    value: (state) => precisionRecallOf(levelsOf(state)).averagePrecision,
  });
}
