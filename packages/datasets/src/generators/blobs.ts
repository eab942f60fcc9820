import type { Generator } from "@gradiente/core";
import { check, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aSeed, aSize, aStrength, isListOf } from "../checks.ts";
import type { TensorDataset } from "../dataset/dataset.ts";
import { generatorFor } from "../random/generator-for.ts";
import { labelledPoints } from "./points.ts";

/** Options of {@link blobs}. */
export interface BlobsOptions {
  /** The number of points. */
  readonly samples: number;
  /** The centers of the blobs; or their number, and then they are uniform in the square of [-10, 10]. Default: 3. */
  readonly centers?: number | readonly (readonly number[])[];
  /** The standard deviation of points from their center, in each coordinate. Default: 1. */
  readonly standardDeviation?: number;
  /** The seed of centers and points: the same seed gives the same result. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
}

const BLOBS = declareOptions<BlobsOptions>(
  {
    samples: aSize,
    centers: check("a positive whole number below 2^31, or a list of points", (value) =>
      typeof value === "number" ? aSize.accepts(value) : isListOf(value, isPoint) && value.length > 0,
    ),
    standardDeviation: aStrength,
    seed: aSeed,
  },
  "samples",
);

function isPoint(value: unknown): boolean {
  return isListOf(value, Number.isFinite);
}

/**
 * Normally distributed points around some centers. Each center is a class. The classes alternate.
 *
 * x float32 `[samples, coordinates]`, y int32 `[samples]`. There are two coordinates, or as many as the given centers
 * have.
 *
 * @throws RangeError if `samples` or the number of centers is not a positive whole number, if centers have different
 * numbers of coordinates, or if the deviation is negative.
 * @example
 * ```ts
 * const { x, y } = wholeBatch(blobs({ samples: 100, centers: 3, seed: 0 }));
 * x.shape; // [100, 2]
 * y.max(); // 2
 * ```
 */
export function blobs(options: BlobsOptions): TensorDataset {
  const { samples, centers = 3, standardDeviation = 1, seed } = optionsOf("blobs", options, BLOBS);
  const generator = generatorFor(seed);
  const places = typeof centers === "number" ? randomCenters(centers, generator) : centers;
  if (places.some(({ length }) => length !== places[0].length || length === 0)) {
    throw new RangeError("blobs: every center needs the same number of coordinates, one or more");
  }
  const place = (sample: number) => ({ at: places[sample % places.length], label: sample % places.length });
  return labelledPoints({ samples, noise: standardDeviation }, place, generator);
}

function randomCenters(count: number, generator: Generator): number[][] {
  return generator.uniform([count, 2], { low: -10, high: 10 }).toArray() as number[][];
}
