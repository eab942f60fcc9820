import type { Tensor } from "@gradiente/core";
import { quantile } from "../table/quantile.ts";
import { type Extent, Scaler } from "./scaler.ts";

/**
 * Shifts and scales each column by figures that outliers do not move: (x - median) / (third quartile - first
 * quartile), as scikit-learn's RobustScaler.
 *
 * A column whose quartiles are equal in the fitted rows is shifted but not scaled. Missing values may not be fitted
 * on; when transformed, they stay NaN.
 */
export class RobustScaler extends Scaler {
  readonly type = "RobustScaler";
  protected readonly options = undefined;

  /** The columns' medians, `[columns]`. @throws Error before `fit`. */
  get median(): Tensor {
    return this.figure("median", ({ center }) => center);
  }

  /** The columns' interquartile ranges, `[columns]`. @throws Error before `fit`. */
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
