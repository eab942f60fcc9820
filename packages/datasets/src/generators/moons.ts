import type { TensorDataset } from "../dataset/dataset.ts";
import { inTurn, labelledPoints, type PointsOptions } from "./points.ts";

/** The size and spread of {@link moons}. */
export type MoonsOptions = PointsOptions;

/**
 * Two interleaved half circles of radius 1: one around (0, 0) that opens downwards, class 0, and one around (1, 0.5)
 * that opens upwards, class 1. The points lie evenly on each; the classes alternate, so that every part of the data
 * set has as many of either.
 *
 * x float32 `[samples, 2]`, y int32 `[samples]`. The same figure as scikit-learn's `make_moons`.
 *
 * @throws RangeError if `samples` is not a positive whole number or `noise` is negative.
 */
export function moons(options: MoonsOptions): TensorDataset {
  return labelledPoints("moons", options, (sample) => {
    const { label, index, count } = inTurn(sample, options.samples, 2);
    const angle = count === 1 ? 0 : (Math.PI * index) / (count - 1);
    const [across, up] = [Math.cos(angle), Math.sin(angle)];
    return { at: label === 0 ? [across, up] : [1 - across, 0.5 - up], label };
  });
}
