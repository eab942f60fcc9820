import { type Generator, tensor } from "@gradiente/core";
import type { OptionChecks } from "@gradiente/core/arguments";
import { aSeed, aSize, aStrength } from "../checks.ts";
import { TensorDataset } from "../dataset/dataset.ts";
import { generatorFor } from "../random/generator-for.ts";

/** Options of every generator of points. */
export interface PointsOptions {
  /** The number of points. */
  readonly samples: number;
  /** Standard deviation of the normal noise added to the points. Default: 0. */
  readonly noise?: number;
  /** The seed of the points: the same seed gives the same result. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
}

export const POINTS: OptionChecks<PointsOptions> = { samples: aSize, noise: aStrength, seed: aSeed };

/** Draws this many uniform random numbers in [0, 1). */
export type Draw = (count: number) => Float32Array;

/** A point and its class. */
export interface LabelledPoint {
  readonly at: readonly number[];
  readonly label: number;
}

/**
 * A data set of points and their classes, with noise, for options that were checked: x float32 `[samples, features]`, y int32 `[samples]`.
 *
 * @param place - The position of a point before noise is added. Its random numbers are drawn before those of the noise,
 * so they do not depend on the noise.
 * @param generator - A generator to go on with, for callers who have already drawn numbers from that of the seed.
 */
export function labelledPoints(
  options: PointsOptions,
  place: (sample: number, draw: Draw) => LabelledPoint,
  generator: Generator = generatorFor(options.seed),
): TensorDataset {
  const { samples, noise = 0 } = options;
  const draw: Draw = (count) => generator.uniform([count]).toTypedArray() as Float32Array;
  const points = Array.from({ length: samples }, (_, sample) => place(sample, draw));
  const features = points[0].at.length;
  // Engines may differ in the last bit of a cosine; rounding to float32 removes that.
  const x = tensor(Float32Array.from(points.flatMap(({ at }) => at)), { shape: [samples, features] });
  const y = tensor(Int32Array.from(points, ({ label }) => label));
  if (noise === 0) return new TensorDataset(x, y);
  return new TensorDataset(x.add(generator.normal(x.shape, { standardDeviation: noise })), y);
}

/** For classes that alternate: the class of a sample, its index in the class, and the number of points of the class. */
export function inTurn(sample: number, samples: number, classes: number) {
  const label = sample % classes;
  return { label, index: (sample - label) / classes, count: Math.ceil((samples - label) / classes) };
}
