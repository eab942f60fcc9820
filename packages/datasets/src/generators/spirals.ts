import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aCount, aStrength } from "../checks.ts";
import type { TensorDataset } from "../dataset/dataset.ts";
import { inTurn, labelledPoints, POINTS, type PointsOptions } from "./points.ts";

/** Options of {@link spirals}. */
export interface SpiralsOptions extends PointsOptions {
  /** The number of arms. Each arm is a class. Default: 2. */
  readonly arms?: number;
  /** The number of turns of each arm around the centre. Default: 1.5. */
  readonly turns?: number;
}

const SPIRALS = declareOptions<SpiralsOptions>({ ...POINTS, arms: aCount, turns: aStrength }, "samples");

/**
 * Arms of an Archimedean spiral, from near (0, 0) to radius 1, at equal angles to each other. Each arm is a class. The
 * classes alternate. A point at the fraction t of its arm, 0 < t <= 1, has radius t and angle
 * 2π (turns t + arm / arms).
 *
 * x float32 `[samples, 2]`, y int32 `[samples]`.
 *
 * @throws RangeError if `samples` or `arms` is not a positive whole number, or if `noise` or `turns` is negative.
 * @example
 * ```ts
 * const { x, y } = wholeBatch(spirals({ samples: 100, arms: 2, seed: 0 }));
 * x.shape; // [100, 2]
 * y.max(); // 1
 * ```
 */
export function spirals(options: SpiralsOptions): TensorDataset {
  const { samples, arms = 2, turns = 1.5 } = optionsOf("spirals", options, SPIRALS);
  return labelledPoints(options, (sample) => {
    const { label, index, count } = inTurn(sample, samples, arms);
    const radius = (index + 1) / count;
    const angle = 2 * Math.PI * (turns * radius + label / arms);
    return { at: [radius * Math.cos(angle), radius * Math.sin(angle)], label };
  });
}
