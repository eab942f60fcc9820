import { aFinite, checkArgument, instanceOf, numeric } from "../../arguments/check.ts";
import { found } from "../../arguments/found.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { coreCopy } from "../../copies.ts";
import { type CreateOptions, tensor } from "../../create.ts";
import { aDType } from "../../dtype.ts";
import type { TensorLike } from "../../operand.ts";
import { draw } from "../../primitives/random.ts";
import { checkShape, type Shape } from "../../shape.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";
import { Variable } from "../../variable.ts";
import { type CategoricalOptions, drawClasses, drawIntegers, type RandintOptions } from "./discrete.ts";
import { checkHeld, drawn } from "./draws.ts";
import { drawBeta, drawExponential, drawGamma, type RateOptions } from "./gamma.ts";
import { drawSoftmax, type GumbelSoftmaxOptions } from "./gumbel-softmax.ts";
import { drawPoisson } from "./poisson.ts";
import { spread } from "./spread.ts";
import { drawTruncated, type TruncatedNormalOptions } from "./truncated-normal.ts";

/** Options of {@link uniform}. */
export interface UniformOptions extends CreateOptions {
  /** The lower bound. Default: 0. */
  readonly low?: number;
  /** The upper bound, which is not included. Default: 1. */
  readonly high?: number;
}

const UNIFORM = /* @__PURE__ */ declareOptions<UniformOptions>({
  dtype: aDType,
  low: aFinite,
  high: aFinite,
});

/** Options of {@link normal}. */
export interface NormalOptions extends CreateOptions {
  /** The mean. Default: 0. */
  readonly mean?: number;
  /** The standard deviation, at least 0. Default: 1. */
  readonly standardDeviation?: number;
}

const NORMAL = /* @__PURE__ */ declareOptions<NormalOptions>({
  dtype: aDType,
  mean: aFinite,
  standardDeviation: /* @__PURE__ */ numeric(
    "a finite number >= 0",
    (value) => value >= 0 && Number.isFinite(value),
  ),
});

const aProbability = /* @__PURE__ */ numeric("from 0 to 1", (value) => value >= 0 && value <= 1);

/** The option of everything that draws random numbers, such as layers, initialisers and loaders. */
export interface GeneratorOptions {
  /** The stream to draw from. Default: the default stream, which {@link seed} restarts. */
  readonly generator?: Generator;
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
 *
 * @example
 * ```ts
 * const first = new Generator(7).normal([3]);
 * new Generator(7).normal([3]).eq(first).all(); // true
 * new Dense(3, 2, { generator: new Generator(7) }); // draws from it alone
 * ```
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
    // Here and not beside the class, which would keep it in bundles that draw nothing.
    coreCopy.mark(Generator);
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`seed: expected a whole number from 0 to 2^53 - 1, got ${found(seed)}`);
    }
    const words = Int32Array.of((seed % 2 ** 32) | 0, Math.floor(seed / 2 ** 32), 0, 0);
    this.state = new Variable(tensor(words), { trainable: false });
  }

  /**
   * A tensor of random numbers, uniform on [low, high). Default dtype: float32.
   *
   * @throws DTypeError unless the dtype is floating; RangeError for a bound that it cannot hold; ShapeError if a size is not
   * a whole number >= 0.
   */
  uniform(shape: Shape, options?: UniformOptions): Tensor {
    const sizes = checkShape("uniform", shape);
    const { low = 0, high = 1, dtype = "float32" } = optionsOf("uniform", options, UNIFORM);
    checkHeld("uniform", { low, high }, dtype);
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

  /**
   * Whole numbers from low to below high, each as likely, int32.
   *
   * @throws RangeError unless low is less than high; ShapeError if a size is not a whole number >= 0; Error if the backend
   * cannot be read synchronously.
   */
  randint(shape: Shape, options: RandintOptions): Tensor {
    return drawIntegers(this, shape, options);
  }

  /**
   * Classes drawn from distributions `[..., classes]`: int32 `[...]`, or `[..., count]`. A class of probability 0 (a logit of
   * -Infinity) is never drawn. With replacement, by inversion; without, the largest of logits with Gumbel noise, in the order
   * in which they would be drawn one after another (Kool et al., "Stochastic beams and where to find them", 2019).
   *
   * @param x logits, or with `from: "probabilities"` probabilities, which need not add up to 1.
   * @throws RangeError for numbers that are none of these, and if a distribution has fewer classes than are to be drawn;
   * ShapeError unless there are classes; Error if the backend cannot be read synchronously.
   */
  categorical(x: TensorLike, options?: CategoricalOptions): Tensor {
    return drawClasses(this, x, options);
  }

  /**
   * A tensor of exponentially distributed random numbers, above 0, with mean 1 / rate. Gradients flow to the rate. Default
   * dtype: float32.
   *
   * @throws RangeError unless rates are positive and finite; DTypeError unless the dtype is floating; ShapeError if a size is
   * not a whole number >= 0, or the rate does not broadcast to the shape.
   */
  exponential(shape: Shape, options?: RateOptions): Tensor {
    return drawExponential(this, shape, options);
  }

  /**
   * A tensor of gamma distributed random numbers, above 0, with mean concentration / rate. Gradients flow to the rate, and
   * none to the concentration. By Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). Default
   * dtype: float32.
   *
   * @param concentration the shape parameter α: a number, or a tensor that broadcasts to the shape.
   * @throws RangeError unless parameters are positive and finite; GradientError for a concentration with a history;
   * DTypeError unless the dtype is floating; ShapeError if a size is not a whole number >= 0, or a parameter does not
   * broadcast to the shape; Error if the backend cannot be read synchronously.
   */
  gamma(shape: Shape, concentration: TensorLike, options?: RateOptions): Tensor {
    return drawGamma(this, shape, concentration, options);
  }

  /**
   * A tensor of beta distributed random numbers, from 0 to 1, with mean alpha / (alpha + beta). They have no gradient.
   * Numbers nearer to 0 or 1 than the dtype has steps are rounded to these. Default dtype: float32.
   *
   * @param alpha a number, or a tensor that broadcasts to the shape; so is beta.
   * @throws RangeError unless parameters are positive and finite; GradientError for parameters with a history; DTypeError
   * unless the dtype is floating; ShapeError if a size is not a whole number >= 0, or a parameter does not broadcast to the
   * shape; Error if the backend cannot be read synchronously.
   */
  beta(shape: Shape, alpha: TensorLike, beta: TensorLike, options?: CreateOptions): Tensor {
    return drawBeta(this, shape, alpha, beta, options);
  }

  /**
   * A tensor of Poisson distributed counts, whose mean and variance are the rate; 0 where it is 0. They have no gradient. By
   * inversion for rates below 10, and by Hörmann, "The transformed rejection method for generating Poisson random variables"
   * (1993), from there on. Default dtype: int32.
   *
   * @param rate a number, or a tensor that broadcasts to the shape.
   * @throws RangeError unless rates are from 0 to 1e9, or to 2^52 in a floating dtype; GradientError for a rate with a
   * history; ShapeError if a size is not a whole number >= 0, or the rate does not broadcast to the shape; Error if the
   * backend cannot be read synchronously.
   */
  poisson(shape: Shape, rate: TensorLike, options?: CreateOptions): Tensor {
    return drawPoisson(this, shape, rate, options);
  }

  /**
   * A tensor of normally distributed random numbers. Those below `low` or above `high` are drawn anew (Robert,
   * "Simulation of truncated normal variables", 1995: far out in a tail too). Mean and standard deviation are those of the
   * whole distribution. Default dtype: float32.
   *
   * @throws RangeError unless low is less than high; DTypeError unless the dtype is floating; ShapeError if a size is not a
   * whole number >= 0; Error if the backend cannot be read synchronously.
   */
  truncatedNormal(shape: Shape, options?: TruncatedNormalOptions): Tensor {
    return drawTruncated(this, shape, options);
  }

  /**
   * A sample of one class that has a gradient: softmax((logits + Gumbel noise) / temperature) along an axis (Jang et al.,
   * "Categorical reparameterization with Gumbel-softmax", 2017). With `hard`, a single 1 where it is largest, with the
   * gradient of the softmax. The shape and dtype of the logits; integers give float32.
   *
   * @throws RangeError unless the temperature is positive and finite; ShapeError if the axis does not exist.
   */
  gumbelSoftmax(logits: TensorLike, options?: GumbelSoftmaxOptions): Tensor {
    return drawSoftmax(this, logits, options);
  }
}

/**
 * A Generator of random numbers.
 *
 * @example
 * ```ts
 * import { Generator } from "@gradiente/core";
 * import { aGenerator, checkArgument } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "the generator", new Generator(0), aGenerator);
 * ```
 */
export const aGenerator = /* @__PURE__ */ instanceOf("a Generator", Generator);
