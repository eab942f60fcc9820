import type { Tensor } from "@gradiente/core";
import { type Extent, Scaler } from "./scaler.ts";

/**
 * Shifts and scales each column to mean 0 and (population) standard deviation 1, by the figures of the rows that it
 * was fitted on: (x - mean) / deviation, as scikit-learn's StandardScaler.
 *
 * A column that is constant in the fitted rows is shifted but not scaled: it becomes 0, never NaN. Missing values may
 * not be fitted on; when transformed, they stay NaN. Matrices `[..., columns]` of any rank are transformed, and
 * gradients flow through.
 *
 * @example
 * ```ts
 * const standardizer = new Standardizer().fit(train.x);
 * const x = standardizer.transform(test.x);
 * ```
 */
export class Standardizer extends Scaler {
  readonly type = "Standardizer";
  protected readonly options = undefined;

  /** The columns' means, `[columns]`. @throws Error before `fit`. */
  get mean(): Tensor {
    return this.figure("mean", ({ center }) => center);
  }

  /** The columns' population standard deviations, `[columns]`; 0 for a constant column. @throws Error before `fit`. */
  get standardDeviation(): Tensor {
    return this.figure("standardDeviation", ({ spread }) => spread);
  }

  protected extent(values: Float64Array): Extent {
    // A constant is told by its values: rounding leaves it a variance that is tiny, not 0, and a mean a little off.
    if (values.every((value) => value === values[0])) return { center: values[0], spread: 0 };
    const rough = values.reduce((sum, value) => sum + value, 0) / values.length;
    // What rounding took from the sum counts where the deviation is small beside the mean.
    const center = rough + values.reduce((sum, value) => sum + (value - rough), 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - center) ** 2 / values.length, 0);
    return { center, spread: Math.sqrt(variance) };
  }
}
