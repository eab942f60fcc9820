import { type Generator, tensor } from "@gradiente/core";
import { checkCount, checkStrength } from "../check-option.ts";
import { TensorDataset } from "../dataset/dataset.ts";
import { generatorFor } from "../random/generator-for.ts";

/** What every generator of points takes. */
export interface PointsOptions {
  /** The number of points. */
  readonly samples: number;
  /** Standard deviation of the normal noise added to the points. Default 0. */
  readonly noise?: number;
  /** Makes the points reproducible; without it, they follow core's `seed`. */
  readonly seed?: number;
}

/** Random numbers in [0, 1), as many as asked for at once. */
export type Draw = (count: number) => Float32Array;

/** A point and its class. */
export interface LabelledPoint {
  readonly at: readonly number[];
  readonly label: number;
}

/**
 * Points with classes, and noise: x float32 `[samples, features]`, y int32 `[samples]`.
 *
 * @param place - Where a point lies before noise is added; the same random numbers come first whatever the noise.
 * @param generator - For those who have drawn from the seed's stream before, and must not draw the same numbers again.
 * @throws RangeError if `samples` is not a positive whole number or `noise` is negative.
 */
export function labelledPoints(
  owner: string,
  options: PointsOptions,
  place: (sample: number, draw: Draw) => LabelledPoint,
  generator: Generator = generatorFor(options.seed),
): TensorDataset {
  const { samples, noise = 0 } = options;
  checkCount(owner, "samples", samples);
  checkStrength(owner, "noise", noise);
  const draw: Draw = (count) => generator.uniform([count]).toTypedArray() as Float32Array;
  const points = Array.from({ length: samples }, (_, sample) => place(sample, draw));
  const features = points[0].at.length;
  // Engines may differ in the last bit of a cosine; rounding to float32 removes that.
  const x = tensor(Float32Array.from(points.flatMap(({ at }) => at)), { shape: [samples, features] });
  const y = tensor(Int32Array.from(points, ({ label }) => label));
  if (noise === 0) return new TensorDataset(x, y);
  return new TensorDataset(x.add(generator.normal(x.shape, { standardDeviation: noise })), y);
}

/** Points of some classes in turn: which class a sample has, which of the class's points it is, and of how many. */
export function inTurn(sample: number, samples: number, classes: number) {
  const label = sample % classes;
  return { label, index: (sample - label) / classes, count: Math.ceil((samples - label) / classes) };
}
