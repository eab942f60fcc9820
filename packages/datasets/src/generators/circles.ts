import type { TensorDataset } from "../dataset/dataset.ts";
import { inTurn, labelledPoints, type PointsOptions } from "./points.ts";

/** The size and spread of {@link circles}. */
export interface CirclesOptions extends PointsOptions {
  /** The radius of the inner circle, between 0 and 1. Default 0.5. */
  readonly innerRadius?: number;
}

/**
 * Two circles around (0, 0): the outer one of radius 1, class 0, and the inner one, class 1. The points lie evenly on
 * each; the classes alternate.
 *
 * x float32 `[samples, 2]`, y int32 `[samples]`. The same figure as scikit-learn's `make_circles`.
 *
 * @throws RangeError if `samples` is not a positive whole number, `noise` is negative, or the inner radius does not lie
 * between 0 and 1.
 */
export function circles(options: CirclesOptions): TensorDataset {
  const { samples, innerRadius = 0.5 } = options;
  if (!(innerRadius > 0 && innerRadius < 1)) {
    throw new RangeError(`circles: innerRadius must lie between 0 and 1, not at ${innerRadius}`);
  }
  return labelledPoints("circles", options, (sample) => {
    const { label, index, count } = inTurn(sample, samples, 2);
    const angle = (2 * Math.PI * index) / count;
    const radius = label === 0 ? 1 : innerRadius;
    return { at: [radius * Math.cos(angle), radius * Math.sin(angle)], label };
  });
}
