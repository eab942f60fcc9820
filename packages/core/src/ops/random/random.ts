import { type CreateOptions, tensor } from "../../create.ts";
import { type DType, DTypeError, isFloat } from "../../dtype.ts";
import { draw } from "../../primitives/random.ts";
import { checkShape, type Shape } from "../../shape.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";
import { Variable } from "../../variable.ts";

export interface UniformOptions extends CreateOptions {
  /** The lower bound, 0 unless said otherwise. */
  readonly low?: number;
  /** The upper bound, not included but for rounding; 1 unless said otherwise. */
  readonly high?: number;
}

export interface NormalOptions extends CreateOptions {
  /** 0 unless said otherwise. */
  readonly mean?: number;
  /** 1 unless said otherwise. */
  readonly standardDeviation?: number;
}

/** A stream of random numbers that can be passed on: to layers, initialisers and loaders. */
export interface GeneratorOptions {
  /** The stream to draw from; the default one, which `seed` restarts, unless said otherwise. */
  readonly generator?: Generator;
}

/**
 * A stream of random numbers from a seed: Philox4x32-10, the same bits on every engine and platform. Its state
 * (key and number of draws) is a Variable, so that it can be saved and restored.
 */
export class Generator {
  /** int32 [4]: two words of key, from the seed, and two of draw number. */
  readonly state: Variable;

  /** @throws RangeError unless the seed is a whole number from 0 to 2^53 - 1. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`seed: expected a whole number from 0 to 2^53 - 1, got ${seed}`);
    }
    const words = Int32Array.of((seed % 2 ** 32) | 0, Math.floor(seed / 2 ** 32), 0, 0);
    this.state = new Variable(tensor(words), { trainable: false });
  }

  /** Uniform on [low, high). @throws DTypeError unless the dtype is floating. */
  uniform(shape: Shape, { low = 0, high = 1, dtype = "float32" }: UniformOptions = {}): Tensor {
    const x = this.#draw("uniform", shape, dtype);
    return low === 0 && high === 1 ? x : x.mul(high - low).add(low);
  }

  /** Normal with the given mean and standard deviation. @throws DTypeError unless the dtype is floating. */
  normal(shape: Shape, { mean = 0, standardDeviation = 1, dtype = "float32" }: NormalOptions = {}): Tensor {
    const x = this.#draw("normal", shape, dtype);
    return mean === 0 && standardDeviation === 1 ? x : x.mul(standardDeviation).add(mean);
  }

  /**
   * True with the given probability, elsewhere false.
   *
   * @throws RangeError unless the probability is in [0, 1].
   */
  bernoulli(shape: Shape, probability: number): Tensor {
    if (!(probability >= 0 && probability <= 1)) {
      throw new RangeError(`bernoulli: a probability lies between 0 and 1, not at ${probability}`);
    }
    return this.#draw("uniform", shape, "float32").lt(probability);
  }

  /** The numbers 0 to size - 1 in random order, each order as likely as any: int32 [size] (Fisher and Yates). */
  permutation(size: number): Tensor {
    checkShape("permutation", [size]);
    const draws = valuesOf("permutation", this.uniform([size], { dtype: "float64" }));
    const order = Int32Array.from({ length: size }, (_, i) => i);
    for (let last = size - 1; last > 0; last--) {
      const chosen = Math.floor(draws[last] * (last + 1));
      [order[last], order[chosen]] = [order[chosen], order[last]];
    }
    return tensor(order);
  }

  #draw(kind: "uniform" | "normal", shape: Shape, dtype: DType): Tensor {
    if (!isFloat(dtype)) throw new DTypeError(`${kind}: random numbers are float32 or float64, not ${dtype}`);
    return draw(kind, this.state, checkShape(kind, shape), dtype);
  }
}

const current = new Generator(0);

/** The stream that everything draws from which is given no other. Seeded with 0 until `seed` is called. */
export function defaultGenerator(): Generator {
  return current;
}

/**
 * Restarts the default stream: the same seed gives the same numbers, on every engine and platform.
 *
 * @throws RangeError unless the seed is a whole number from 0 to 2^53 - 1.
 */
export function seed(value: number): void {
  current.state.set(new Generator(value).state.value);
}

/** Uniform on [0, 1). */
export function rand(shape: Shape, options?: CreateOptions): Tensor {
  return current.uniform(shape, options);
}

/** Normal with mean 0 and variance 1. */
export function randn(shape: Shape, options?: CreateOptions): Tensor {
  return current.normal(shape, options);
}

/** Uniform on [low, high). */
export function uniform(shape: Shape, options?: UniformOptions): Tensor {
  return current.uniform(shape, options);
}

/** Normal with the given mean and standard deviation. */
export function normal(shape: Shape, options?: NormalOptions): Tensor {
  return current.normal(shape, options);
}

/** True with the given probability. */
export function bernoulli(shape: Shape, probability: number): Tensor {
  return current.bernoulli(shape, probability);
}

/** The numbers 0 to size - 1 in random order: int32 [size]. */
export function permutation(size: number): Tensor {
  return current.permutation(size);
}
