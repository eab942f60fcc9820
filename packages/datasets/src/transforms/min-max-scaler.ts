import type { Tensor } from "@gradiente/core";
import { type Extent, Scaler } from "./scaler.ts";

/** Where {@link MinMaxScaler} puts columns. */
export interface MinMaxScalerOptions {
  /** Default [0, 1]. */
  readonly range?: readonly [low: number, high: number];
}

/**
 * Scales each column so that the fitted rows lie between two numbers: low + (high - low) (x - min) / (max - min), as
 * scikit-learn's MinMaxScaler. Other rows may lie outside.
 *
 * A column that is constant in the fitted rows becomes the lower bound. Missing values may not be fitted on; when
 * transformed, they stay NaN.
 */
export class MinMaxScaler extends Scaler {
  readonly type = "MinMaxScaler";
  protected readonly options: MinMaxScalerOptions;
  protected override readonly range: readonly [number, number];

  /** @throws RangeError unless the bounds are finite and the first is the lower one. */
  constructor(options: MinMaxScalerOptions = {}) {
    super();
    const [low, high] = options.range ?? [0, 1];
    if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
      throw new RangeError(
        `MinMaxScaler: range must be two numbers in ascending order, not [${low}, ${high}]`,
      );
    }
    this.options = options;
    this.range = [low, high];
  }

  /** The columns' least values, `[columns]`. @throws Error before `fit`. */
  get minimum(): Tensor {
    return this.figure("minimum", ({ center }) => center);
  }

  /** The columns' greatest values, `[columns]`. @throws Error before `fit`. */
  get maximum(): Tensor {
    return this.figure("maximum", ({ center, spread }) =>
      center.map((value, column) => value + spread[column]),
    );
  }

  protected extent(values: Float64Array): Extent {
    const center = values.reduce((least, value) => Math.min(least, value), values[0]);
    const maximum = values.reduce((greatest, value) => Math.max(greatest, value), values[0]);
    return { center, spread: maximum - center };
  }
}
