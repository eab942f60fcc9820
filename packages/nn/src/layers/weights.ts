import { type DType, type GeneratorOptions, type Shape, sizeOf } from "@gradiente/core";
import { aBoolean, aDType, aFunction, aGenerator, declareOptions } from "@gradiente/core/arguments";
import { type Initializer, uniform } from "../initializers/index.ts";
import { Parameter } from "../parameter.ts";

export interface WeightOptions extends GeneratorOptions {
  /** Whether to add a bias for each output. Default: true. */
  readonly bias?: boolean;
  /** The dtype of weight and bias. Default: float32. */
  readonly dtype?: DType;
  /** Makes the weight. Default: uniform on ±1/√fanIn, as PyTorch's layers. */
  readonly weightInitializer?: Initializer;
  /** Makes the bias. Default: uniform on ±1/√fanIn, the fanIn of the weight, as PyTorch's layers. */
  readonly biasInitializer?: Initializer;
}

export const WEIGHTS = declareOptions<WeightOptions>({
  bias: aBoolean,
  dtype: aDType,
  weightInitializer: aFunction(),
  biasInitializer: aFunction(),
  generator: aGenerator,
});

/**
 * The weight of a layer and its bias `[outputs]`, if it has one. What an output is made of, fanIn, is what the axes of the
 * weight after the first hold, as in PyTorch. Default of `outputs`: the size of the first axis.
 */
export function initialWeights(
  shape: Shape,
  { bias = true, dtype, generator, weightInitializer, biasInitializer }: WeightOptions,
  outputs: number = shape[0],
): { readonly weight: Parameter; readonly bias: Parameter | undefined } {
  const bound = 1 / Math.sqrt(sizeOf(shape.slice(1)));
  const usual = uniform(-bound, bound);
  const make = (initializer = usual, of: Shape) => new Parameter(initializer(of, { dtype, generator }));
  return {
    weight: make(weightInitializer, shape),
    bias: bias ? make(biasInitializer, [outputs]) : undefined,
  };
}
