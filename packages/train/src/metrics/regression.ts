import { type Metric, metric } from "./metric.ts";
import { valuePairs } from "./samples.ts";
import { CompensatedSum } from "./sum.ts";

/** A metric: the mean over all elements of a function of prediction and target. */
function meanOf(owner: string, error: (predicted: number, actual: number) => number): Metric {
  return metric({
    start: () => ({ sum: new CompensatedSum(), count: 0 }),
    add: (state, prediction, target) => {
      const { predicted, actual } = valuePairs(owner, prediction, target);
      for (let i = 0; i < actual.length; i++) state.sum.add(error(predicted[i], actual[i]));
      state.count += actual.length;
    },
    value: ({ sum, count }) => sum.value / count,
  });
}

/**
 * The mean of (p - t)² over all elements of predictions p and targets t of the same shape; NaN without samples.
 *
 * @throws ShapeError in `update`, unless the shapes are equal.
 * @example measure(meanSquaredError(), tensor([1, 2]), tensor([2, 5])); // 5
 */
export function meanSquaredError(): Metric {
  return meanOf("meanSquaredError", (predicted, actual) => (predicted - actual) ** 2);
}

/**
 * The mean of |p - t| over all elements of predictions p and targets t of the same shape; NaN without samples.
 *
 * @throws ShapeError in `update`, unless the shapes are equal.
 * @example measure(meanAbsoluteError(), tensor([1, 2]), tensor([2, 5])); // 2
 */
export function meanAbsoluteError(): Metric {
  return meanOf("meanAbsoluteError", (predicted, actual) => Math.abs(predicted - actual));
}

/** The sums of one column: its squared errors, and its squared distances from a running mean (Welford 1962). */
interface Column {
  readonly residual: CompensatedSum;
  mean: number;
  spread: number;
}

/**
 * R² = 1 - Σ (p - t)² / Σ (t - mean t)² of predictions p and targets t of the same shape. If there are several columns, it
 * is the mean over columns. As in scikit-learn, a column of equal targets counts 1 if it is predicted without error, else
 * 0. The value is NaN for fewer than two samples.
 *
 * @throws ShapeError in `update`, unless the shapes are equal.
 * @example measure(r2(), tensor([1, 2, 4]), tensor([1, 2, 3])); // 0.5
 */
export function r2(): Metric {
  return metric({
    start: () => ({ samples: 0, columns: [] as Column[] }),
    add: (state, prediction, target) => {
      const { predicted, actual, columns } = valuePairs("r2", prediction, target);
      while (state.columns.length < columns) {
        state.columns.push({ residual: new CompensatedSum(), mean: 0, spread: 0 });
      }
      for (let i = 0; i < actual.length; i++) {
        const column = state.columns[i % columns];
        if (i % columns === 0) state.samples++;
        column.residual.add((predicted[i] - actual[i]) ** 2);
        const distance = actual[i] - column.mean;
        column.mean += distance / state.samples;
        column.spread += distance * (actual[i] - column.mean);
      }
    },
    value: ({ samples, columns }) => {
      if (samples < 2) return Number.NaN;
      return columns.reduce((sum, column) => sum + r2Of(column), 0) / columns.length;
    },
  });
}

function r2Of({ residual, spread }: Column): number {
  if (spread === 0) return residual.value === 0 ? 1 : 0;
  return 1 - residual.value / spread;
}
