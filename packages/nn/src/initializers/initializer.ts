import {
  type CreateOptions,
  defaultGenerator,
  type Generator,
  type GeneratorOptions,
  type Shape,
  ShapeError,
  sizeOf,
  type Tensor,
} from "@gradiente/core";
import { aDType, aGenerator, checkShape, declareOptions, optionsOf } from "@gradiente/core/arguments";

/**
 * Makes the first value of a weight, from its shape. The options are those of a layer: dtype (default: float32), and
 * the generator to draw from (default: the default generator).
 */
export type Initializer = (shape: Shape, options?: CreateOptions & GeneratorOptions) => Tensor;

const INITIALIZER = declareOptions<CreateOptions & GeneratorOptions>({
  dtype: aDType,
  generator: aGenerator,
});

/** What an initialiser works with. */
export interface Chosen extends CreateOptions {
  readonly generator: Generator;
}

/** An initialiser by a function that is given its options, checked and with their defaults. */
/* @__NO_SIDE_EFFECTS__ */
export function initializerOf(name: string, make: (shape: Shape, chosen: Chosen) => Tensor): Initializer {
  return (shape, options) => {
    const { dtype, generator = defaultGenerator() } = optionsOf(name, options, INITIALIZER);
    return make(shape, { dtype, generator });
  };
}

/** @throws ShapeError for fewer than two axes. */
export function checkWeight(name: string, shape: Shape): Shape {
  const sizes = checkShape(name, shape);
  if (sizes.length < 2) {
    throw new ShapeError(
      `${name}: a weight has at least two axes, [out, in], and this shape is [${sizes.join(", ")}]`,
    );
  }
  return sizes;
}

/** The numbers of inputs and outputs that a weight of shape `[out, in, ...window]` connects. */
export function fansOf(name: string, shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  const sizes = checkWeight(name, shape);
  const window = sizeOf(sizes.slice(2));
  return { fanIn: sizes[1] * window, fanOut: sizes[0] * window };
}
