import { tensor } from "@gradiente/core";
import { checkCount, checkStrength } from "./check-option.ts";
import { TensorDataset } from "./dataset.ts";
import { generatorFor } from "./generator-for.ts";

/** The size and spread of {@link moons}. */
export interface MoonsOptions {
  /** The number of points, half of them on each moon. */
  readonly samples: number;
  /** Standard deviation of the normal noise added to the points. Default 0. */
  readonly noise?: number;
  /** Makes the noise reproducible; without it, it follows core's `seed`. */
  readonly seed?: number;
}

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
  const { samples, noise = 0, seed } = options;
  checkCount("moons", "samples", samples);
  checkStrength("moons", "noise", noise);
  const x = new Float32Array(2 * samples);
  const y = new Int32Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const moon = sample % 2;
    const position = (sample - moon) / 2;
    const last = Math.ceil((samples - moon) / 2) - 1;
    const angle = last === 0 ? 0 : (Math.PI * position) / last;
    // Engines may differ in the last bit of a cosine; rounding to float32 removes that.
    const [across, up] = [Math.cos(angle), Math.sin(angle)];
    x[2 * sample] = moon === 0 ? across : 1 - across;
    x[2 * sample + 1] = moon === 0 ? up : 0.5 - up;
    y[sample] = moon;
  }
  const points = tensor(x, { shape: [samples, 2] });
  const labels = tensor(y);
  if (noise === 0) return new TensorDataset(points, labels);
  const spread = generatorFor(seed).normal(points.shape, { standardDeviation: noise });
  return new TensorDataset(points.add(spread), labels);
}
