import { checkArgument, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import { type Metric, metric } from "./metric.ts";
import { classPairs, scoreRows, THRESHOLD, type ThresholdOptions } from "./samples.ts";

const ACCURACY = declareOptions<ThresholdOptions>(THRESHOLD);

interface Hits {
  hits: number;
  samples: number;
}

const start = (): Hits => ({ hits: 0, samples: 0 });

const share = ({ hits, samples }: Hits): number => hits / samples;

/**
 * The fraction of samples whose class is predicted correctly; NaN without samples.
 *
 * Predictions are one of these:
 *
 * - scores `[samples, classes, ...]`: the class with the largest score is predicted, the first one of equals;
 * - one score per sample, `[samples]` or `[samples, 1]`: class 1 is predicted if it is above `threshold`, else class 0;
 * - int32 class numbers.
 *
 * Targets are class numbers, or one-hot of the shape of the scores.
 *
 * @throws ShapeError, in `update`, if the shapes do not fit.
 * @throws DTypeError, in `update`, if a class is not a whole number >= 0.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { accuracy, measure } from "@gradiente/train";
 *
 * const scores = tensor([[2, 1], [0, 3], [4, 5]]);
 * measure(accuracy(), scores, tensor([0, 1, 0], { dtype: "int32" })); // 0.66667
 * ```
 */
export function accuracy(options?: ThresholdOptions): Metric {
  const { threshold = 0.5 } = optionsOf("accuracy", options, ACCURACY);
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
 * The fraction of samples whose class is one of the `k` with the largest scores; NaN without samples. Of equal scores,
 * the class with the smaller number comes first, so `topK(1)` is `accuracy()`. A score of NaN counts as the largest.
 * Predictions are scores `[samples, classes, ...]`. Targets are class numbers, or one-hot of the shape of the scores.
 *
 * @throws RangeError unless k is a positive whole number, and in `update`, if k is more than the number of classes.
 * @example
 * ```ts
 * const scores = tensor([[3, 2, 1], [1, 2, 3]]);
 * measure(topK(2), scores, tensor([1, 0], { dtype: "int32" })); // 0.5
 * ```
 */
export function topK(k: number): Metric {
  checkArgument("topK", "k", k, whole(1));
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

/** The number of classes that come before this one. */
function rankOf(scores: ArrayLike<number>, first: number, classes: number, label: number): number {
  const size = (i: number) =>
    Number.isNaN(scores[first + i]) ? Number.POSITIVE_INFINITY : scores[first + i];
  const own = size(label);
  let rank = 0;
  for (let i = 0; i < classes; i++) if (size(i) > own || (size(i) === own && i < label)) rank++;
  return rank;
}
