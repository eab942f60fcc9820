import { tensor } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aSeed, aSize, aStrength } from "../checks.ts";
import { TensorDataset } from "../dataset/dataset.ts";
import { generatorFor } from "../random/generator-for.ts";

/** The rows a, b, a xor b. */
const TRUTH_TABLE = [
  [0, 0, 0],
  [0, 1, 1],
  [1, 0, 1],
  [1, 1, 0],
];

/** The size and spread of {@link xorPoints}. */
export interface XorPointsOptions {
  /** How many times the four rows come. Default 1. */
  readonly copies?: number;
  /** Standard deviation of the normal noise added to the inputs. Default: 0. */
  readonly noise?: number;
  /** The seed of the noise: the same seed gives the same result. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
}

const XOR_POINTS = declareOptions<XorPointsOptions>({ copies: aSize, noise: aStrength, seed: aSeed });

/**
 * The exclusive or, the smallest problem that no linear model can solve.
 *
 * x float32 `[4 * copies, 2]`, y float32 `[4 * copies, 1]`: y is a target for one output, not a class index.
 *
 * @throws RangeError if `copies` is not a positive whole number, or if `noise` is negative.
 * @example
 * ```ts
 * const { x, y } = wholeBatch(xorPoints());
 * x; // [[0, 0], [0, 1], [1, 0], [1, 1]]
 * y.reshape([-1]); // [0, 1, 1, 0]
 * ```
 */
export function xorPoints(options?: XorPointsOptions): TensorDataset {
  const { copies = 1, noise = 0, seed } = optionsOf("xorPoints", options, XOR_POINTS);
  const rows = Array.from({ length: copies }, () => TRUTH_TABLE).flat();
  const inputs = tensor(rows.map(([a, b]) => [a, b]));
  const targets = tensor(rows.map(([, , either]) => [either]));
  if (noise === 0) return new TensorDataset(inputs, targets);
  const spread = generatorFor(seed).normal(inputs.shape, { standardDeviation: noise });
  return new TensorDataset(inputs.add(spread), targets);
}
