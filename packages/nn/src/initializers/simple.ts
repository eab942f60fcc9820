import { full, type TruncatedNormalOptions } from "@gradiente/core";
import {
  aFinite,
  aNumber,
  checkArgument,
  declareOptions,
  numeric,
  optionsOf,
} from "@gradiente/core/arguments";
import { type Initializer, initializerOf } from "./initializer.ts";

/* Initialisers of any shape. */

/**
 * Makes an initialiser that is uniform on [low, high).
 *
 * @example initializers.uniform(-0.5, 0.5)([2, 3]).abs().le(0.5).all(); // true
 */
export function uniform(low: number, high: number): Initializer {
  checkArgument("uniform", "low", low, aFinite);
  checkArgument("uniform", "high", high, aFinite);
  return initializerOf("uniform", (shape, { dtype, generator }) =>
    generator.uniform(shape, { dtype, low, high }),
  );
}

const aDeviation = numeric("a finite number >= 0", (value) => value >= 0 && Number.isFinite(value));

/**
 * Makes an initialiser that is normally distributed, with this mean and standard deviation.
 *
 * @example initializers.normal(0, 0.1)([1000]).std().item(); // about 0.1
 */
export function normal(mean: number, standardDeviation: number): Initializer {
  checkArgument("normal", "the mean", mean, aFinite);
  checkArgument("normal", "the standard deviation", standardDeviation, aDeviation);
  return initializerOf("normal", (shape, { dtype, generator }) =>
    generator.normal(shape, { dtype, mean, standardDeviation }),
  );
}

/** Options of {@link truncatedNormal}. */
export type TruncatedNormalInitializerOptions = Omit<TruncatedNormalOptions, "dtype">;

const TRUNCATED = declareOptions<TruncatedNormalInitializerOptions>({
  mean: aFinite,
  standardDeviation: numeric("positive and finite", (value) => value > 0 && Number.isFinite(value)),
  low: aNumber,
  high: aNumber,
});

/**
 * Makes an initialiser that is normally distributed, with numbers outside of [low, high] drawn anew. The defaults are
 * PyTorch's: mean 0, standard deviation 1, from -2 to 2. Bounds are numbers, not multiples of the standard deviation.
 *
 * @throws RangeError unless low is less than high, and the standard deviation positive.
 * @example initializers.truncatedNormal({ low: -1, high: 1 })([100]).abs().le(1).all(); // true
 */
export function truncatedNormal(options?: TruncatedNormalInitializerOptions): Initializer {
  const chosen = optionsOf("truncatedNormal", options, TRUNCATED);
  const { low = -2, high = 2 } = chosen;
  if (!(low < high)) {
    throw new RangeError(`truncatedNormal: low must be less than high, and they are ${low} and ${high}`);
  }
  return initializerOf("truncatedNormal", (shape, { dtype, generator }) =>
    generator.truncatedNormal(shape, { ...chosen, dtype }),
  );
}

/**
 * Makes an initialiser that gives this number everywhere.
 *
 * @example initializers.constant(0.1)([2]); // [0.1, 0.1]
 */
export function constant(value: number): Initializer {
  checkArgument("constant", "the value", value, aFinite);
  return initializerOf("constant", (shape, { dtype }) => full(shape, value, { dtype }));
}

/**
 * Zero everywhere, for any shape.
 *
 * @example initializers.zeros([2, 3]); // [[0, 0, 0], [0, 0, 0]]
 */
export const zeros: Initializer = initializerOf("zeros", (shape, { dtype }) => full(shape, 0, { dtype }));

/**
 * One everywhere, for any shape.
 *
 * @example initializers.ones([2, 3]); // [[1, 1, 1], [1, 1, 1]]
 */
export const ones: Initializer = initializerOf("ones", (shape, { dtype }) => full(shape, 1, { dtype }));
