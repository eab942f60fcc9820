import { aFinite, checkArgument, instanceOf, numeric } from "../../arguments/check.ts";
import { found } from "../../arguments/found.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { CREATION, type CreateOptions, tensor } from "../../create.ts";
import { type DType, DTypeError, isFloat } from "../../dtype.ts";
import { draw } from "../../primitives/random.ts";
import { checkShape, type Shape } from "../../shape.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";
import { Variable } from "../../variable.ts";

/** Options of {@link uniform}. */
export interface UniformOptions extends CreateOptions {
  /** The lower bound. Default: 0. */
  readonly low?: number;
  /** The upper bound, which is not included. Default: 1. */
  readonly high?: number;
}

const UNIFORM = declareOptions<UniformOptions>({ ...CREATION.checks, low: aFinite, high: aFinite });

/** Options of {@link normal}. */
export interface NormalOptions extends CreateOptions {
  /** The mean. Default: 0. */
  readonly mean?: number;
  /** The standard deviation, at least 0. Default: 1. */
  readonly standardDeviation?: number;
}

const NORMAL = declareOptions<NormalOptions>({
  ...CREATION.checks,
  mean: aFinite,
  standardDeviation: numeric("a finite number >= 0", (value) => value >= 0 && Number.isFinite(value)),
});

const aProbability = numeric("from 0 to 1", (value) => value >= 0 && value <= 1);

/** The option of everything that draws random numbers, such as layers, initialisers and loaders. */
export interface GeneratorOptions {
  /** The stream to draw from. Default: the default stream, which {@link seed} restarts. */
  readonly generator?: Generator;
}

/** The largest number of a floating dtype that is less than x. */
function below(x: number, dtype: DType): number {
  if (dtype === "float32") {
    const value = Float32Array.of(x);
    const bits = new Int32Array(value.buffer);
    // Bits count up with the size of a number.
    if (value[0] >= x) bits[0] = x > 0 ? bits[0] - 1 : x < 0 ? bits[0] + 1 : SMALLEST_NEGATIVE;
    return value[0];
  }
  const value = Float64Array.of(x);
  const bits = new BigInt64Array(value.buffer);
  if (x === 0) return -Number.MIN_VALUE;
  bits[0] += x > 0 ? -1n : 1n;
  return value[0];
}

/** The bits of the negative float32 that is nearest to 0. */
const SMALLEST_NEGATIVE = (1 << 31) | 1;

/** The largest number drawn from [0, 1). */
const LARGEST = { float32: 1 - 2 ** -24, float64: 1 - 2 ** -53 } as const;

/** Numbers from 0 to 1 as numbers from low to high, where rounding must not reach the end. */
function spread(x: Tensor, low: number, high: number): Tensor {
  const held = x.dtype === "float32" ? Math.fround : (value: number) => value;
  const width = held(high - low);
  const stretched = Number.isFinite(width) ? x.mul(width).add(low) : x.mul(high).add(x.neg().add(1).mul(low));
  // Nothing is rounded up to the end if the largest number is not.
  const largest = held(held(LARGEST[x.dtype === "float32" ? "float32" : "float64"] * width) + held(low));
  return low < high && !(largest < high) ? stretched.minimum(below(high, x.dtype)) : stretched;
}

/** Whether 24 random bits hit with a probability, and miss, as often as they should, to a thousandth. */
function isResolved(probability: number): boolean {
  const hits = Math.ceil(Math.fround(probability) * 2 ** 24) * 2 ** -24;
  return Math.abs(hits - probability) <= 1e-3 * Math.min(probability, 1 - probability);
}

/**
 * A stream of random numbers that a seed determines. The algorithm is Philox4x32-10 (Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", 2011), which gives the same bits on every engine and platform. The state is a
 * Variable, so it can be saved and restored.
 */
export class Generator {
  /** The state, int32 [4]: two words of key, which come from the seed, and two words that count draws. */
  readonly state: Variable;

  /**
   * A generator whose numbers follow from a seed.
   *
   * @param seed The same seed gives the same numbers.
   * @throws RangeError unless the seed is a whole number from 0 to 2^53 - 1.
   */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`seed: expected a whole number from 0 to 2^53 - 1, got ${found(seed)}`);
    }
    const words = Int32Array.of((seed % 2 ** 32) | 0, Math.floor(seed / 2 ** 32), 0, 0);
    this.state = new Variable(tensor(words), { trainable: false });
  }

  /**
   * A tensor of random numbers, uniform on [low, high). Default dtype: float32.
   *
   * @throws DTypeError unless the dtype is floating; ShapeError if a size is not a whole number >= 0.
   */
  uniform(shape: Shape, options?: UniformOptions): Tensor {
    const sizes = checkShape("uniform", shape);
    const { low = 0, high = 1, dtype = "float32" } = optionsOf("uniform", options, UNIFORM);
    const x = drawn("uniform", "uniform", this, sizes, dtype);
    return low === 0 && high === 1 ? x : spread(x, low, high);
  }

  /**
   * A tensor of normally distributed random numbers, with the given mean and standard deviation. Default dtype:
   * float32.
   *
   * @throws DTypeError unless the dtype is floating; ShapeError if a size is not a whole number >= 0.
   */
  normal(shape: Shape, options?: NormalOptions): Tensor {
    const sizes = checkShape("normal", shape);
    const { mean = 0, standardDeviation = 1, dtype = "float32" } = optionsOf("normal", options, NORMAL);
    const x = drawn("normal", "normal", this, sizes, dtype);
    return mean === 0 && standardDeviation === 1 ? x : x.mul(standardDeviation).add(mean);
  }

  /**
   * True with the given probability, elsewhere false. 24 random bits decide, and 53 where those would be wrong by more
   * than a thousandth of the probability of either outcome.
   *
   * @throws RangeError unless the probability is from 0 to 1; ShapeError if a size is not a whole number >= 0.
   */
  bernoulli(shape: Shape, probability: number): Tensor {
    const sizes = checkShape("bernoulli", shape);
    checkArgument("bernoulli", "the probability", probability, aProbability);
    const [bits, held] = isResolved(probability) ? [24, Math.fround(probability)] : [53, probability];
    const f = { name: "bernoulli", parameters: [Math.ceil(held * 2 ** bits), bits] } as const;
    return draw(f, this.state, sizes, "bool");
  }

  /**
   * The numbers 0 to size - 1 in random order, int32 `[size]`. Each order is equally likely (Fisher and Yates).
   *
   * @throws ShapeError unless the size is a whole number >= 0; Error if the backend cannot be read synchronously.
   */
  permutation(size: number): Tensor {
    checkShape("permutation", [size]);
    const draws = valuesOf("permutation", drawn("permutation", "uniform", this, [size], "float64"));
    const order = Int32Array.from({ length: size }, (_, i) => i);
    for (let last = size - 1; last > 0; last--) {
      const chosen = Math.floor(draws[last] * (last + 1));
      [order[last], order[chosen]] = [order[chosen], order[last]];
    }
    return tensor(order);
  }
}

/** Numbers of the next draw from a stream, in the name of an op. */
function drawn(
  op: string,
  kind: "uniform" | "normal",
  { state }: Generator,
  shape: Shape,
  dtype: DType,
): Tensor {
  if (!isFloat(dtype)) throw new DTypeError(`${op}: the dtype must be float32 or float64, not ${dtype}`);
  return draw({ name: kind, parameters: [] }, state, shape, dtype, op);
}

/** A Generator of random numbers. */
export const aGenerator = /* @__PURE__ */ instanceOf("a Generator", Generator);

/** Left out of bundles in which nothing draws. */
const current = /* @__PURE__ */ new Generator(0);

/**
 * The default stream. Everything that gets no other generator draws from it. Its seed is 0 until {@link seed} is
 * called.
 */
export function defaultGenerator(): Generator {
  return current;
}

/**
 * Restarts the default stream. The same seed gives the same numbers, on every engine and platform.
 *
 * @throws RangeError unless the seed is a whole number from 0 to 2^53 - 1.
 */
export function seed(value: number): void {
  current.state.set(new Generator(value).state.value);
}

/**
 * A tensor of random numbers from the default stream, uniform on [0, 1). Default dtype: float32.
 *
 * @throws DTypeError unless the dtype is floating; ShapeError if a size is not a whole number >= 0.
 */
export function rand(shape: Shape, options?: CreateOptions): Tensor {
  const sizes = checkShape("rand", shape);
  const { dtype = "float32" } = optionsOf("rand", options, CREATION);
  return drawn("rand", "uniform", current, sizes, dtype);
}

/**
 * A tensor of normally distributed random numbers from the default stream, with mean 0 and variance 1. Default dtype:
 * float32.
 *
 * @throws DTypeError unless the dtype is floating; ShapeError if a size is not a whole number >= 0.
 */
export function randn(shape: Shape, options?: CreateOptions): Tensor {
  const sizes = checkShape("randn", shape);
  const { dtype = "float32" } = optionsOf("randn", options, CREATION);
  return drawn("randn", "normal", current, sizes, dtype);
}

/**
 * A tensor of random numbers from the default stream, uniform on [low, high). Default dtype: float32.
 *
 * @throws DTypeError unless the dtype is floating; ShapeError if a size is not a whole number >= 0.
 */
export function uniform(shape: Shape, options?: UniformOptions): Tensor {
  return current.uniform(shape, options);
}

/**
 * A tensor of normally distributed random numbers from the default stream, with the given mean and standard
 * deviation. Default dtype: float32.
 *
 * @throws DTypeError unless the dtype is floating; ShapeError if a size is not a whole number >= 0.
 */
export function normal(shape: Shape, options?: NormalOptions): Tensor {
  return current.normal(shape, options);
}

/**
 * A bool tensor, drawn from the default stream. Each element is true with the given probability, and false otherwise.
 *
 * @throws RangeError unless the probability is from 0 to 1; ShapeError if a size is not a whole number >= 0.
 */
export function bernoulli(shape: Shape, probability: number): Tensor {
  return current.bernoulli(shape, probability);
}

/**
 * The numbers 0 to size - 1 in random order, int32 `[size]`, drawn from the default stream.
 *
 * @throws ShapeError unless the size is a whole number >= 0; Error if the backend cannot be read synchronously.
 */
export function permutation(size: number): Tensor {
  return current.permutation(size);
}
