import type { Tensor } from "@gradiente/core";
import { quantile } from "../table/quantile.ts";
import { type Extent, Scaler } from "./scaler.ts";

/**
 * Shifts and scales each column by figures that outliers hardly change: (x - median) / (third quartile - first
 * quartile), as in scikit-learn's RobustScaler.
 *
 * A column whose quartiles are equal in the fitted rows is shifted but not scaled. `fit` refuses missing values;
 * `transform` leaves them NaN.
 *
 * @example new RobustScaler().fitTransform(tensor([[1], [2], [3], [4], [1000]])); // [[-1], [-0.5], [0], [0.5], [498.5]]
 */
export class RobustScaler extends Scaler {
  readonly type = "RobustScaler";
  protected readonly options = undefined;

  /** The median of each column, `[columns]`. @throws Error before `fit`. */
  get median(): Tensor {
    return this.figure("median", ({ center }) => center);
  }

  /** The interquartile range of each column, `[columns]`. @throws Error before `fit`. */
  get interquartileRange(): Tensor {
    return this.figure("interquartileRange", ({ spread }) => spread);
  }

  protected extent(values: Float64Array): Extent {
    const ascending = values.slice().sort();
    return {
      center: quantile(ascending, 0.5),
      spread: quantile(ascending, 0.75) - quantile(ascending, 0.25),
    };
  }
}
