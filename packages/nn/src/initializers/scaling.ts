import {
  aFinite,
  aFunction,
  checkArgument,
  declareOptions,
  numeric,
  oneOf,
  optionsOf,
} from "@gradiente/core/arguments";
import { fansOf, type Initializer, initializerOf } from "./initializer.ts";

/*
 * Initialisers that keep the variance of what passes through layers. For a weight of shape `[out, in, ...window]`, fanIn and
 * fanOut are `in` and `out` times the size of the window, as PyTorch's. (Of a transposed convolution, whose weight is
 * `[in, out, ...window]`, these are the other way round, in PyTorch too.)
 */

/** The nonlinearities that {@link gain} knows. */
export type Nonlinearity = "linear" | "sigmoid" | "tanh" | "relu" | "leakyRelu" | "selu";

const someNonlinearity = oneOf("linear", "sigmoid", "tanh", "relu", "leakyRelu", "selu");

/**
 * The factor by which weights before a nonlinearity are larger, so that it does not shrink what passes: 1 for `"linear"`
 * and `"sigmoid"`, 5/3 for `"tanh"`, √2 for `"relu"`, √(2 / (1 + slope²)) for `"leakyRelu"`, and 3/4 for `"selu"`. As
 * PyTorch's `calculate_gain`.
 *
 * @param slope that of `leakyRelu` where x is negative. Default: 0.01.
 * @throws TypeError for another nonlinearity.
 * @example initializers.gain("relu"); // 1.4142
 */
export function gain(nonlinearity: Nonlinearity, slope = 0.01): number {
  checkArgument("gain", "the nonlinearity", nonlinearity, someNonlinearity);
  checkArgument("gain", "the slope", slope, aFinite);
  const gains = { linear: 1, sigmoid: 1, tanh: 5 / 3, relu: Math.SQRT2, selu: 0.75 };
  return nonlinearity === "leakyRelu" ? Math.sqrt(2 / (1 + slope * slope)) : gains[nonlinearity];
}

/** Options of {@link varianceScaling}. */
export interface VarianceScalingOptions {
  /** The standard deviation is this over √fan. See {@link gain}. Default: 1. */
  readonly gain?: number;
  /** What the variance is divided by: fanIn, fanOut, or the mean of both. Default: "in". */
  readonly fan?: "in" | "out" | "mean";
  /** Default: "normal". */
  readonly distribution?: "normal" | "uniform";
}

const VARIANCE = declareOptions<VarianceScalingOptions>({
  gain: numeric("a finite number >= 0", (value) => value >= 0 && Number.isFinite(value)),
  fan: oneOf("in", "out", "mean"),
  distribution: oneOf("normal", "uniform"),
});

function scaling(name: string, options: VarianceScalingOptions): Initializer {
  const { gain: factor = 1, fan = "in", distribution = "normal" } = options;
  return initializerOf(name, (shape, { dtype, generator }) => {
    const { fanIn, fanOut } = fansOf(name, shape);
    const connected = { in: fanIn, out: fanOut, mean: (fanIn + fanOut) / 2 }[fan];
    const variance = factor ** 2 / connected;
    if (distribution === "normal")
      return generator.normal(shape, { dtype, standardDeviation: Math.sqrt(variance) });
    // A uniform distribution on [-bound, bound) has the variance bound² / 3.
    const bound = Math.sqrt(3 * variance);
    return generator.uniform(shape, { dtype, low: -bound, high: bound });
  });
}

/**
 * Makes an initialiser with mean 0 and variance gain² / fan: the general form of {@link heNormal}, {@link xavierUniform} and
 * the others. PyTorch's `kaiming_normal_(w, mode="fan_out", nonlinearity="tanh")` is
 * `varianceScaling({ gain: gain("tanh"), fan: "out" })`.
 *
 * @throws RangeError unless the gain is finite and at least 0. The initialiser throws a ShapeError for fewer than two axes.
 * @example
 * ```ts
 * const initial = initializers.varianceScaling({ gain: 2, fan: "mean", distribution: "uniform" });
 * initial([4, 3]).shape; // [4, 3]
 * ```
 */
export function varianceScaling(options?: VarianceScalingOptions): Initializer {
  return scaling("varianceScaling", optionsOf("varianceScaling", options, VARIANCE));
}

/**
 * Makes an initialiser that gives what another one gives, times a factor: `scaled(orthogonal, gain("relu"))`.
 *
 * @throws TypeError for what is no initialiser.
 * @example
 * ```ts
 * const initial = initializers.scaled(initializers.ones, 0.5);
 * initial([2, 3]); // [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]
 * ```
 */
export function scaled(initializer: Initializer, factor: number): Initializer {
  checkArgument("scaled", "the initialiser", initializer, aFunction());
  checkArgument("scaled", "the factor", factor, aFinite);
  return initializerOf("scaled", (shape, options) => initializer(shape, options).mul(factor));
}

/**
 * Normal with mean 0 and variance 2 / fanIn, for ReLU (He et al., "Delving deep into rectifiers", 2015). For a weight of
 * shape `[out, in, ...window]`, fanIn is `in` times the size of the window. PyTorch's `kaiming_normal_` for ReLU.
 *
 * @throws ShapeError for fewer than two axes.
 * @example
 * ```ts
 * import { Dense, initializers } from "@gradiente/nn";
 *
 * const layer = new Dense(784, 64, { weightInitializer: initializers.heNormal, biasInitializer: initializers.zeros });
 * ```
 */
export const heNormal: Initializer = scaling("heNormal", { gain: Math.SQRT2 });

/**
 * Uniform with mean 0 and variance 2 / fanIn, for ReLU (He et al. 2015). See {@link heNormal}.
 *
 * @throws ShapeError for fewer than two axes.
 * @example initializers.heUniform([1000, 200]).std().item(); // about √(2 / 200) = 0.1
 */
export const heUniform: Initializer = scaling("heUniform", { gain: Math.SQRT2, distribution: "uniform" });

/**
 * Normal with mean 0 and variance 2 / (fanIn + fanOut), for tanh and sigmoid (Glorot and Bengio 2010). For a weight of
 * shape `[out, in, ...window]`, fanIn and fanOut are `in` and `out` times the size of the window.
 *
 * @throws ShapeError for fewer than two axes.
 * @example initializers.xavierNormal([100, 100]).std().item(); // about √(2 / 200) = 0.1
 */
export const xavierNormal: Initializer = scaling("xavierNormal", { fan: "mean" });

/**
 * Uniform with mean 0 and variance 2 / (fanIn + fanOut), for tanh and sigmoid (Glorot and Bengio 2010). See
 * {@link xavierNormal}.
 *
 * @throws ShapeError for fewer than two axes.
 * @example initializers.xavierUniform([100, 100]).std().item(); // about √(2 / 200) = 0.1
 */
export const xavierUniform: Initializer = scaling("xavierUniform", { fan: "mean", distribution: "uniform" });

/**
 * Normal with mean 0 and variance 1 / fanIn (LeCun et al., "Efficient backprop", 1998), for SELU too. See
 * {@link heNormal}.
 *
 * @throws ShapeError for fewer than two axes.
 * @example initializers.lecunNormal([1000, 100]).std().item(); // about √(1 / 100) = 0.1
 */
export const lecunNormal: Initializer = scaling("lecunNormal", {});

/**
 * Uniform with mean 0 and variance 1 / fanIn (LeCun et al. 1998). See {@link lecunNormal}.
 *
 * @throws ShapeError for fewer than two axes.
 * @example initializers.lecunUniform([1000, 100]).std().item(); // about √(1 / 100) = 0.1
 */
export const lecunUniform: Initializer = scaling("lecunUniform", { distribution: "uniform" });
