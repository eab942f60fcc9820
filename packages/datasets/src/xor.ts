import { tensor } from "@gradiente/core";
import { TensorDataset } from "./dataset.ts";
import { generatorFor } from "./generator-for.ts";

/** The size and spread of {@link xor}. */
export interface XorOptions {
  /** How many times the four rows come. Default 1. */
  readonly copies?: number;
  /** Standard deviation of the normal noise added to the inputs. Default 0. */
  readonly noise?: number;
  /** Makes the noise reproducible; without it, it follows core's `seed`. */
  readonly seed?: number;
}

/**
 * The exclusive or, the smallest problem that no linear model solves.
 *
 * x float32 `[4 * copies, 2]`, y float32 `[4 * copies, 1]`: a target for one output, not a class index.
 *
 * @throws {RangeError} if `copies` is not a positive whole number or `noise` is negative.
 */
export function xor(options: XorOptions = {}): TensorDataset {
  const { copies = 1, noise = 0, seed } = options;
  if (!Number.isInteger(copies) || copies < 1) {
    throw new RangeError(`xor: copies must be a positive whole number, not ${copies}`);
  }
  if (!(noise >= 0)) throw new RangeError(`xor: noise must be 0 or more, not ${noise}`);
  const rows = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const inputs = tensor(Array.from({ length: copies }, () => rows).flat());
  const targets = tensor(Array.from({ length: copies }, () => [[0], [1], [1], [0]]).flat());
  if (noise === 0) return new TensorDataset(inputs, targets);
  const spread = generatorFor(seed).normal(inputs.shape, { standardDeviation: noise });
  return new TensorDataset(inputs.add(spread), targets);
}
