import { optionsOf } from "../../arguments/options.ts";
import { CREATION, type CreateOptions } from "../../create.ts";
import type { TensorLike } from "../../operand.ts";
import { checkShape, type Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { CategoricalOptions, RandintOptions } from "./discrete.ts";
import { drawn } from "./draws.ts";
import type { RateOptions } from "./gamma.ts";
import { Generator, type NormalOptions, type UniformOptions } from "./generator.ts";
import type { GumbelSoftmaxOptions } from "./gumbel-softmax.ts";
import type { TruncatedNormalOptions } from "./truncated-normal.ts";

/* The default stream, and functions that draw from it. Each says what the method of Generator of its name does. */

/** Left out of bundles in which nothing draws. */
const current = /* @__PURE__ */ new Generator(0);

/**
 * The default stream. Everything that gets no other generator draws from it. Its seed is 0 until {@link seed} is
 * called.
 *
 * @example
 * ```ts
 * seed(7);
 * const first = defaultGenerator().normal([2]);
 * seed(7);
 * defaultGenerator().normal([2]).eq(first).all(); // true
 * ```
 */
export function defaultGenerator(): Generator {
  return current;
}

/**
 * Restarts the default stream. The same seed gives the same numbers, on every engine and platform.
 *
 * @throws RangeError unless the seed is a whole number from 0 to 2^53 - 1.
 * @example
 * ```ts
 * seed(0);
 * const first = rand([3]);
 * seed(0);
 * rand([3]).eq(first).all(); // true
 * ```
 */
export function seed(value: number): void {
  current.state.set(new Generator(value).state.value);
}

/**
 * A tensor of random numbers from the default stream, uniform on [0, 1). Default dtype: float32.
 *
 * @throws DTypeError unless the dtype is floating; ShapeError if a size is not a whole number >= 0.
 * @example rand([2, 3]).lt(1).all(); // true
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
 * @example randn([1000]).std().item(); // about 1
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
 * @example uniform([1000], { low: -1, high: 1 }).abs().le(1).all(); // true
 */
export function uniform(shape: Shape, options?: UniformOptions): Tensor {
  return current.uniform(shape, options);
}

/**
 * A tensor of normally distributed random numbers from the default stream, with the given mean and standard
 * deviation. Default dtype: float32.
 *
 * @throws DTypeError unless the dtype is floating; ShapeError if a size is not a whole number >= 0.
 * @example normal([2, 3], { mean: 5, standardDeviation: 0.1 }).shape; // [2, 3]
 */
export function normal(shape: Shape, options?: NormalOptions): Tensor {
  return current.normal(shape, options);
}

/**
 * A bool tensor, drawn from the default stream. Each element is true with the given probability, and false otherwise.
 *
 * @throws RangeError unless the probability is from 0 to 1; ShapeError if a size is not a whole number >= 0.
 * @example bernoulli([1000], 0.25).cast("float32").mean().item(); // about 0.25
 */
export function bernoulli(shape: Shape, probability: number): Tensor {
  return current.bernoulli(shape, probability);
}

/**
 * The numbers 0 to size - 1 in random order, int32 `[size]`, drawn from the default stream.
 *
 * @throws ShapeError unless the size is a whole number >= 0; Error if the backend cannot be read synchronously.
 * @example permutation(4).sort().values; // [0, 1, 2, 3]
 */
export function permutation(size: number): Tensor {
  return current.permutation(size);
}

/**
 * Whole numbers from low to below high, each as likely, int32, drawn from the default stream. See
 * {@link Generator.randint}.
 *
 * @throws RangeError unless low is less than high; ShapeError if a size is not a whole number >= 0.
 * @example
 * ```ts
 * const dice = randint([3], { low: 1, high: 7 });
 * ```
 */
export function randint(shape: Shape, options: RandintOptions): Tensor {
  return current.randint(shape, options);
}

/**
 * Classes drawn from distributions `[..., classes]` by the default stream: int32 `[...]`, or `[..., count]`. See
 * {@link Generator.categorical}.
 *
 * @throws RangeError for numbers that are no logits or probabilities, and if a distribution has fewer classes than are to
 * be drawn; ShapeError unless there are classes.
 * @example
 * ```ts
 * const next = categorical(tensor([[0, 1, 2], [3, 0, 0]])); // int32 [2]
 * const three = categorical(tensor([5, 1, 1, 0]), { count: 3, replacement: false, from: "probabilities" });
 * ```
 */
export function categorical(x: TensorLike, options?: CategoricalOptions): Tensor {
  return current.categorical(x, options);
}

/**
 * A tensor of exponentially distributed random numbers from the default stream, above 0, with mean 1 / rate. Gradients flow
 * to the rate. Default dtype: float32. See {@link Generator.exponential}.
 *
 * @throws RangeError unless rates are positive and finite; DTypeError unless the dtype is floating; ShapeError if shapes do
 * not fit.
 * @example exponential([1000], { rate: 4 }).mean().item(); // about 1 / 4
 */
export function exponential(shape: Shape, options?: RateOptions): Tensor {
  return current.exponential(shape, options);
}

/**
 * A tensor of gamma distributed random numbers from the default stream, above 0, with mean concentration / rate. Gradients
 * flow to the rate alone. Default dtype: float32. For the gamma function, see {@link lgamma}. See {@link Generator.gamma}.
 *
 * @param concentration the shape parameter α: a number, or a tensor that broadcasts to the shape.
 * @throws RangeError unless parameters are positive and finite; GradientError for a concentration with a history;
 * DTypeError unless the dtype is floating; ShapeError if shapes do not fit.
 * @example gamma([1000], 3, { rate: 2 }).mean().item(); // about 3 / 2
 */
export function gamma(shape: Shape, concentration: TensorLike, options?: RateOptions): Tensor {
  return current.gamma(shape, concentration, options);
}

/**
 * A tensor of beta distributed random numbers from the default stream, from 0 to 1, with mean alpha / (alpha + beta). Default
 * dtype: float32. See {@link Generator.beta}.
 *
 * @param alpha a number, or a tensor that broadcasts to the shape; so is beta.
 * @throws RangeError unless parameters are positive and finite; GradientError for parameters with a history; DTypeError
 * unless the dtype is floating; ShapeError if shapes do not fit.
 * @example beta([1000], 2, 6).mean().item(); // about 2 / (2 + 6) = 0.25
 */
export function beta(shape: Shape, alpha: TensorLike, beta: TensorLike, options?: CreateOptions): Tensor {
  return current.beta(shape, alpha, beta, options);
}

/**
 * A tensor of Poisson distributed counts from the default stream. Default dtype: int32. See {@link Generator.poisson}.
 *
 * @param rate their mean and variance: a number, or a tensor that broadcasts to the shape.
 * @throws RangeError unless rates are from 0 to 1e9, or to 2^52 in a floating dtype; GradientError for a rate with a
 * history; ShapeError if shapes do not fit.
 * @example poisson([1000], 3).mean().item(); // about 3
 */
export function poisson(shape: Shape, rate: TensorLike, options?: CreateOptions): Tensor {
  return current.poisson(shape, rate, options);
}

/**
 * A tensor of normally distributed random numbers from the default stream, of which those below `low` or above `high` are
 * drawn anew. Default dtype: float32. See {@link Generator.truncatedNormal}.
 *
 * @throws RangeError unless low is less than high; DTypeError unless the dtype is floating; ShapeError if a size is not a
 * whole number >= 0.
 * @example
 * ```ts
 * const x = truncatedNormal([1000], { low: -1, high: 1 });
 * x.abs().le(1).all(); // true
 * ```
 */
export function truncatedNormal(shape: Shape, options?: TruncatedNormalOptions): Tensor {
  return current.truncatedNormal(shape, options);
}

/**
 * A sample of one class that has a gradient, drawn from the default stream: softmax((logits + Gumbel noise) / temperature).
 * See {@link Generator.gumbelSoftmax}.
 *
 * @throws RangeError unless the temperature is positive and finite; ShapeError if the axis does not exist.
 * @example
 * ```ts
 * const choice = gumbelSoftmax(tensor([0, 1, 2]), { temperature: 0.5, hard: true }); // a single 1 among zeros
 * ```
 */
export function gumbelSoftmax(logits: TensorLike, options?: GumbelSoftmaxOptions): Tensor {
  return current.gumbelSoftmax(logits, options);
}
