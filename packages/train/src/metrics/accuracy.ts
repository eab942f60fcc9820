import { type Metric, metric } from "./metric.ts";
import { classPairs, scoreRows, type ThresholdOptions } from "./samples.ts";

interface Hits {
  hits: number;
  samples: number;
}

const start = (): Hits => ({ hits: 0, samples: 0 });

const share = ({ hits, samples }: Hits): number => hits / samples;

/**
 * The share of samples whose class is predicted; NaN for none.
 *
 * Predictions: scores `[samples, classes, ...]` (the largest wins, the first of equals), one score a sample
 * (`[samples]`, `[samples, 1]`, compared with `threshold`), or int32 class numbers. Targets: class numbers, or one-hot.
 */
export function accuracy({ threshold = 0.5 }: ThresholdOptions = {}): Metric {
  return metric({
    start,
    add: (state, prediction, target) => {
      const { predicted, actual } = classPairs("accuracy", prediction, target, threshold);
      for (let i = 0; i < actual.length; i++) if (predicted[i] === actual[i]) state.hits++;
      state.samples += actual.length;
    },
    value: share,
  });
}

/**
 * The share of samples whose class is among the `k` with the largest scores; among equal scores the class with the
 * smaller number comes first, so that `topK(1)` is `accuracy()`. A NaN counts as the largest. NaN for no samples.
 *
 * @throws RangeError unless k is a positive whole number; on update, if k is more than the number of classes.
 */
export function topK(k: number): Metric {
  if (!Number.isInteger(k) || k < 1)
    throw new RangeError(`topK: k must be a positive whole number, not ${k}`);
  return metric({
    start,
    add: (state, prediction, target) => {
      const { scores, classes, actual } = scoreRows("topK", prediction, target);
      if (k > classes) throw new RangeError(`topK: k is ${k}, and there are only ${classes} classes`);
      for (let i = 0; i < actual.length; i++) {
        if (rankOf(scores, i * classes, classes, actual[i]) < k) state.hits++;
      }
      state.samples += actual.length;
    },
    value: share,
  });
}

/** How many classes come before this one. */
function rankOf(scores: ArrayLike<number>, first: number, classes: number, label: number): number {
  const size = (i: number) =>
    Number.isNaN(scores[first + i]) ? Number.POSITIVE_INFINITY : scores[first + i];
  const own = size(label);
  let rank = 0;
  for (let i = 0; i < classes; i++) if (size(i) > own || (size(i) === own && i < label)) rank++;
  return rank;
}
