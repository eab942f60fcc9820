import type { Generator } from "@gradiente/core";
import { checkCount, checkStrength } from "../check-option.ts";
import type { TensorDataset } from "../dataset/dataset.ts";
import { generatorFor } from "../random/generator-for.ts";
import { labelledPoints } from "./points.ts";

/** The number, places and spread of {@link blobs}. */
export interface BlobsOptions {
  /** The number of points. */
  readonly samples: number;
  /** The blobs' centers; or how many there are, and they lie at random in the square of [-10, 10]. Default 3. */
  readonly centers?: number | readonly (readonly number[])[];
  /** How far points lie from their center. Default 1. */
  readonly standardDeviation?: number;
  /** Makes centers and points reproducible; without it, they follow core's `seed`. */
  readonly seed?: number;
}

/**
 * Normally distributed clouds around some centers, each a class; the classes take turns.
 *
 * x float32 `[samples, coordinates]`, two coordinates unless centers are given that have more; y int32 `[samples]`.
 *
 * @throws RangeError if `samples` or the number of centers is not a positive whole number, centers differ in the
 * number of coordinates, or the deviation is negative.
 */
export function blobs(options: BlobsOptions): TensorDataset {
  const { samples, centers = 3, standardDeviation = 1, seed } = options;
  checkStrength("blobs", "standardDeviation", standardDeviation);
  checkCount("blobs", "centers", typeof centers === "number" ? centers : centers.length);
  const generator = generatorFor(seed);
  const places = typeof centers === "number" ? randomCenters(centers, generator) : centers;
  if (places.some(({ length }) => length !== places[0].length || length === 0)) {
    throw new RangeError("blobs: every center needs the same number of coordinates, one or more");
  }
  const place = (sample: number) => ({ at: places[sample % places.length], label: sample % places.length });
  return labelledPoints("blobs", { samples, noise: standardDeviation }, place, generator);
}

function randomCenters(count: number, generator: Generator): number[][] {
  return generator.uniform([count, 2], { low: -10, high: 10 }).toArray() as number[][];
}
