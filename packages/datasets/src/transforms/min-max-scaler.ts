import type { Tensor } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aRange, checkAscending } from "../checks.ts";
import { type Extent, Scaler } from "./scaler.ts";

/** Options of {@link MinMaxScaler}. */
export interface MinMaxScalerOptions {
  /** The range of the fitted rows after scaling, in ascending order. Default: [0, 1]. */
  readonly range?: readonly [low: number, high: number];
}

const MIN_MAX_SCALER = declareOptions<MinMaxScalerOptions>({ range: aRange });

/**
 * Scales each column so that the fitted rows are between two numbers: low + (high - low) (x - min) / (max - min), as in
 * scikit-learn's MinMaxScaler. Other rows can be outside this range.
 *
 * A column that is constant in the fitted rows becomes the lower bound. `fit` refuses missing values; `transform` leaves
 * them NaN.
 *
 * @example new MinMaxScaler().fitTransform(tensor([[1], [3], [5]])); // [[0], [0.5], [1]]
 */
export class MinMaxScaler extends Scaler {
  readonly type = "MinMaxScaler";
  protected readonly options: MinMaxScalerOptions;
  protected override readonly range: readonly [number, number];

  /**
   * A transform to a range, [0, 1] by default.
   *
   * @throws RangeError unless the bounds are finite and in ascending order.
   */
  constructor(options?: MinMaxScalerOptions) {
    super();
    this.options = optionsOf("MinMaxScaler", options, MIN_MAX_SCALER);
    this.range = this.options.range ?? [0, 1];
    checkAscending("MinMaxScaler", this.range);
  }

  /** The smallest value of each column, `[columns]`. @throws Error before `fit`. */
  get minimum(): Tensor {
    return this.figure("minimum", ({ center }) => center);
  }

  /** The largest value of each column, `[columns]`. @throws Error before `fit`. */
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
