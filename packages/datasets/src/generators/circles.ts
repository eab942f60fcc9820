import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aFraction } from "../checks.ts";
import type { TensorDataset } from "../dataset/dataset.ts";
import { inTurn, labelledPoints, POINTS, type PointsOptions } from "./points.ts";

/** Options of {@link circles}. */
export interface CirclesOptions extends PointsOptions {
  /** The radius of the inner circle, between 0 and 1. Default: 0.5. */
  readonly innerRadius?: number;
}

const CIRCLES = declareOptions<CirclesOptions>({ ...POINTS, innerRadius: aFraction }, "samples");

/**
 * Two circles around (0, 0): the outer circle of radius 1 is class 0, and the inner circle is class 1. The points are
 * evenly spaced on each circle. The classes alternate.
 *
 * x float32 `[samples, 2]`, y int32 `[samples]`. The same figure as scikit-learn's `make_circles`.
 *
 * @throws RangeError if `samples` is not a positive whole number, if `noise` is negative, or if `innerRadius` is not
 * between 0 and 1.
 * @example
 * ```ts
 * const { x, y } = wholeBatch(circles({ samples: 100, noise: 0.1, seed: 0 }));
 * x.shape; // [100, 2]
 * y.sum(); // 50
 * ```
 */
export function circles(options: CirclesOptions): TensorDataset {
  const { samples, innerRadius = 0.5 } = optionsOf("circles", options, CIRCLES);
  return labelledPoints(options, (sample) => {
    const { label, index, count } = inTurn(sample, samples, 2);
    const angle = (2 * Math.PI * index) / count;
    const radius = label === 0 ? 1 : innerRadius;
    return { at: [radius * Math.cos(angle), radius * Math.sin(angle)], label };
  });
}
