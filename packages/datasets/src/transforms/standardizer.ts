import type { Tensor } from "@gradiente/core";
import { atUnitScale } from "../table/unit-scale.ts";
import { type Extent, Scaler } from "./scaler.ts";

/**
 * Shifts and scales each column so that the fitted rows have mean 0 and population standard deviation 1:
 * (x - mean) / deviation, as in scikit-learn's StandardScaler.
 *
 * A column that is constant in the fitted rows is shifted but not scaled: it becomes 0, never NaN. `fit` refuses missing
 * values; `transform` leaves them NaN. `transform` takes tensors `[..., columns]` of any rank, and gradients flow through.
 *
 * @example
 * ```ts
 * import { loadIris, Standardizer, trainTestSplit, wholeBatch } from "@gradiente/datasets";
 *
 * const { train, test } = trainTestSplit(loadIris(), { testFraction: 0.2, seed: 0 });
 * const standardizer = new Standardizer().fit(train);
 * const x = standardizer.transform(wholeBatch(test).x); // float32 [30, 4]
 * ```
 */
export class Standardizer extends Scaler {
  readonly type = "Standardizer";
  protected readonly options = undefined;

  /** The mean of each column, `[columns]`. @throws Error before `fit`. */
  get mean(): Tensor {
    return this.figure("mean", ({ center }) => center);
  }

  /**
   * The population standard deviation of each column, `[columns]`; 0 for a constant column.
   *
   * @throws Error before `fit`.
   */
  get standardDeviation(): Tensor {
    return this.figure("standardDeviation", ({ spread }) => spread);
  }

  protected extent(given: Float64Array): Extent {
    // A constant is recognised by its values: rounding gives it a tiny variance instead of 0, and a slightly wrong mean.
    if (given.every((value) => value === given[0])) return { center: given[0], spread: 0 };
    const { values, scale } = atUnitScale(given);
    const rough = values.reduce((sum, value) => sum + value, 0) / values.length;
    // Corrects the rounding error of the sum, which matters if the deviation is much smaller than the mean.
    const center = rough + values.reduce((sum, value) => sum + (value - rough), 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - center) ** 2 / values.length, 0);
    return { center: center * scale, spread: Math.sqrt(variance) * scale };
  }
}
