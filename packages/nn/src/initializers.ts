import {
  type CreateOptions,
  defaultGenerator,
  type GeneratorOptions,
  type Shape,
  ShapeError,
  sizeOf,
  type Tensor,
  zeros as zeroTensor,
} from "@gradiente/core";
import {
  aDType,
  aFinite,
  aGenerator,
  checkArgument,
  checkShape,
  declareOptions,
  optionsOf,
} from "@gradiente/core/arguments";

/**
 * Makes the first value of a weight, from its shape. The options are those of a layer: dtype (default: float32), and
 * the generator to draw from (default: the default generator).
 */
export type Initializer = (shape: Shape, options?: CreateOptions & GeneratorOptions) => Tensor;

const INITIALIZER = declareOptions<CreateOptions & GeneratorOptions>({
  dtype: aDType,
  generator: aGenerator,
});

/** The numbers of inputs and outputs that a weight of shape `[out, in, ...window]` connects. */
function fans(name: string, shape: Shape): { fanIn: number; fanOut: number } {
  checkShape(name, shape);
  if (shape.length < 2) {
    throw new ShapeError(
      `${name}: a weight has at least two axes, [out, in], and this shape is [${shape.join(", ")}]`,
    );
  }
  const window = sizeOf(shape.slice(2));
  return { fanIn: shape[1] * window, fanOut: shape[0] * window };
}

function normalWith(variance: (fanIn: number, fanOut: number) => number, name: string): Initializer {
  return (shape, options) => {
    const { dtype, generator = defaultGenerator() } = optionsOf(name, options, INITIALIZER);
    const { fanIn, fanOut } = fans(name, shape);
    return generator.normal(shape, { dtype, standardDeviation: Math.sqrt(variance(fanIn, fanOut)) });
  };
}

/** A uniform distribution on [-bound, bound) has the variance bound² / 3. */
function uniformWith(variance: (fanIn: number, fanOut: number) => number, name: string): Initializer {
  return (shape, options) => {
    const { dtype, generator = defaultGenerator() } = optionsOf(name, options, INITIALIZER);
    const { fanIn, fanOut } = fans(name, shape);
    const bound = Math.sqrt(3 * variance(fanIn, fanOut));
    return generator.uniform(shape, { dtype, low: -bound, high: bound });
  };
}

/**
 * Normal with mean 0 and variance 2 / fanIn, for ReLU (He et al., "Delving deep into rectifiers", 2015). For a weight of
 * shape `[out, in, ...window]`, fanIn is `in` times the size of the window.
 *
 * @throws ShapeError for fewer than two axes.
 * @example
 * ```ts
 * import { Dense, initializers } from "@gradiente/nn";
 *
 * const layer = new Dense(784, 64, { weightInitializer: initializers.heNormal, biasInitializer: initializers.zeros });
 * ```
 */
export const heNormal = normalWith((fanIn) => 2 / fanIn, "heNormal");

/**
 * Uniform with mean 0 and variance 2 / fanIn, for ReLU (He et al. 2015). See {@link heNormal}.
 *
 * @throws ShapeError for fewer than two axes.
 */
export const heUniform = uniformWith((fanIn) => 2 / fanIn, "heUniform");

/**
 * Normal with mean 0 and variance 2 / (fanIn + fanOut), for tanh and sigmoid (Glorot and Bengio 2010). For a weight of
 * shape `[out, in, ...window]`, fanIn and fanOut are `in` and `out` times the size of the window.
 *
 * @throws ShapeError for fewer than two axes.
 */
export const xavierNormal = normalWith((fanIn, fanOut) => 2 / (fanIn + fanOut), "xavierNormal");

/**
 * Uniform with mean 0 and variance 2 / (fanIn + fanOut), for tanh and sigmoid (Glorot and Bengio 2010). See
 * {@link xavierNormal}.
 *
 * @throws ShapeError for fewer than two axes.
 */
export const xavierUniform = uniformWith((fanIn, fanOut) => 2 / (fanIn + fanOut), "xavierUniform");

/** Makes an initialiser that is uniform on [low, high). */
export function uniform(low: number, high: number): Initializer {
  checkArgument("uniform", "low", low, aFinite);
  checkArgument("uniform", "high", high, aFinite);
  return (shape, options) => {
    const { dtype, generator = defaultGenerator() } = optionsOf("uniform", options, INITIALIZER);
    return generator.uniform(shape, { dtype, low, high });
  };
}

/** Zero everywhere, for any shape. */
export const zeros: Initializer = (shape, options) => {
  const { dtype } = optionsOf("zeros", options, INITIALIZER);
  return zeroTensor(shape, { dtype });
};
