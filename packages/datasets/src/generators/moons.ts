import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { TensorDataset } from "../dataset/dataset.ts";
import { inTurn, labelledPoints, POINTS, type PointsOptions } from "./points.ts";

/** Options of {@link moons}. */
export type MoonsOptions = PointsOptions;

const MOONS = declareOptions<MoonsOptions>(POINTS, "samples");

/**
 * Two interleaved half circles of radius 1. Class 0 is around (0, 0) and opens downwards; class 1 is around (1, 0.5) and
 * opens upwards. The points are evenly spaced on each. The classes alternate, so that any run of samples has nearly
 * equal numbers of both.
 *
 * x float32 `[samples, 2]`, y int32 `[samples]`. The same figure as scikit-learn's `make_moons`.
 *
 * @throws RangeError if `samples` is not a positive whole number, or if `noise` is negative.
 * @example
 * ```ts
 * import { DataLoader, moons } from "@gradiente/datasets";
 *
 * const loader = new DataLoader(moons({ samples: 100, noise: 0.1, seed: 0 }), { batchSize: 10, shuffle: true, seed: 0 });
 * for (const { x, y } of loader) console.log(x.shape, y.shape); // [10, 2] [10]
 * ```
 */
export function moons(options: MoonsOptions): TensorDataset {
  const { samples } = optionsOf("moons", options, MOONS);
  return labelledPoints(options, (sample) => {
    const { label, index, count } = inTurn(sample, samples, 2);
    const angle = count === 1 ? 0 : (Math.PI * index) / (count - 1);
    const [across, up] = [Math.cos(angle), Math.sin(angle)];
    return { at: label === 0 ? [across, up] : [1 - across, 0.5 - up], label };
  });
}
