import { linspace, tensor } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aRange, aSeed, aSize, aStrength, checkAscending } from "../checks.ts";
import { TensorDataset } from "../dataset/dataset.ts";
import { generatorFor } from "../random/generator-for.ts";

/** Options of {@link sine}. */
export interface SineOptions {
  /** The number of points. */
  readonly samples: number;
  /** The first and the last x, in ascending order. Default: [-π, π]. */
  readonly range?: readonly [low: number, high: number];
  /** Standard deviation of the normal noise added to y. Default: 0. */
  readonly noise?: number;
  /** The seed of the noise: the same seed gives the same result. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
}

const SINE = declareOptions<SineOptions>(
  { samples: aSize, range: aRange, noise: aStrength, seed: aSeed },
  "samples",
);

/**
 * A curve to fit: y = sin(x) at evenly spaced x, with both ends of the range.
 *
 * x float32 `[samples, 1]`, y float32 `[samples, 1]`.
 *
 * @throws RangeError if `samples` is not a positive whole number, if the range is not in ascending order, or if `noise`
 * is negative.
 * @example
 * ```ts
 * const { x, y } = wholeBatch(sine({ samples: 100, noise: 0.1, seed: 0 }));
 * x.shape; // [100, 1]
 * y.shape; // [100, 1]
 * ```
 */
export function sine(options: SineOptions): TensorDataset {
  const { samples, range = [-Math.PI, Math.PI], noise = 0, seed } = optionsOf("sine", options, SINE);
  checkAscending("sine", range);
  const [low, high] = range;
  const x = linspace(low, high, samples).reshape([samples, 1]);
  const values = Float32Array.from(x.toTypedArray(), Math.sin);
  const y = tensor(values, { shape: [samples, 1] });
  if (noise === 0) return new TensorDataset(x, y);
  return new TensorDataset(x, y.add(generatorFor(seed).normal(y.shape, { standardDeviation: noise })));
}
