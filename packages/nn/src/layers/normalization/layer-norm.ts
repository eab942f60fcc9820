import { formatShape, layerNorm, type Shape, ShapeError, type Tensor } from "@gradiente/core";
import {
  aBoolean,
  check,
  checkArgument,
  declareOptions,
  optionsOf,
  toTensor,
} from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import type { Parameter } from "../../parameter.ts";
import { affineOf, NORM_LAYER, type NormLayerOptions } from "./options.ts";

/** Options of {@link LayerNorm}. */
export interface LayerNormOptions extends NormLayerOptions {
  /** Whether each element has a trained weight, 1 at first, and bias, 0 at first. Default: true. */
  readonly elementwiseAffine?: boolean;
  /** Whether there is a bias beside the weight. Default: true. */
  readonly bias?: boolean;
}

const LAYER_NORM = declareOptions<LayerNormOptions>({
  ...NORM_LAYER.checks,
  elementwiseAffine: aBoolean,
  bias: aBoolean,
});

const isSize = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1;

/** The sizes of the last axes: a number stands for one. */
const someSizes = check<number | Shape>(
  "a whole number >= 1, or a list of them such as [16, 8]",
  (value) => (Array.isArray(value) ? value.length > 0 && [...value].every(isSize) : isSize(value)),
  RangeError,
);

/** The sizes of the last axes as a list. */
export function lastSizes(layer: string, shape: number | Shape): Shape {
  checkArgument(layer, "the normalized shape", shape, someSizes);
  return typeof shape === "number" ? [shape] : [...shape];
}

/**
 * The last axes of x, as many as there are sizes.
 *
 * @throws ShapeError unless they have these sizes.
 */
export function lastAxes(layer: string, { shape, ndim }: Tensor, sizes: Shape): readonly number[] {
  const first = ndim - sizes.length;
  if (first < 0 || sizes.some((size, i) => size !== shape[first + i])) {
    throw new ShapeError(
      `${layer}: the last axes must be ${formatShape(sizes)}, and the input has shape ${formatShape(shape)}`,
    );
  }
  return sizes.map((_, i) => first + i);
}

/**
 * (x - mean) / √(variance + epsilon) · weight + bias, with mean and variance over the last axes of each sample:
 * `[..., ...normalizedShape]`, and the same shape again (Ba, Kiros and Hinton, "Layer normalization", 2016). It is the same
 * in training and evaluation mode.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { LayerNorm } from "@gradiente/nn";
 *
 * new LayerNorm(2, { epsilon: 0 }).forward(tensor([[1, 3], [10, 20]])); // [[-1, 1], [-1, 1]]
 * ```
 */
export class LayerNorm extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The sizes of the last axes, over which means are taken. */
  readonly normalizedShape: Shape;
  /** The factors, of shape `normalizedShape`, 1 at first; undefined if there are none. */
  readonly weight: Parameter | undefined;
  /** Is added, of shape `normalizedShape`, 0 at first; undefined if there is none. */
  readonly bias: Parameter | undefined;
  /** What is added to the variance. */
  readonly epsilon: number;

  /**
   * A layer over the last axes.
   *
   * @param normalizedShape the sizes of the last axes; a number is the size of the last one.
   * @throws RangeError unless all sizes are whole numbers >= 1.
   */
  constructor(normalizedShape: number | Shape, options?: LayerNormOptions) {
    super();
    const { epsilon = 1e-5, elementwiseAffine = true, bias = true, dtype } = optionsOf("LayerNorm", options, LAYER_NORM); // biome-ignore format: one thing
    this.normalizedShape = lastSizes("LayerNorm", normalizedShape);
    const own = affineOf(this.normalizedShape, dtype, elementwiseAffine, elementwiseAffine && bias);
    this.weight = own.weight;
    this.bias = own.bias;
    this.epsilon = epsilon;
  }

  /** @throws ShapeError unless the last axes of x have the sizes `normalizedShape`. */
  override forward(x: Tensor): Tensor {
    const given = toTensor("LayerNorm", x);
    const axes = lastAxes("LayerNorm", given, this.normalizedShape);
    return layerNorm(given, axes, { weight: this.weight, bias: this.bias, epsilon: this.epsilon });
  }

  protected override describe(): string {
    const without = this.weight === undefined ? ", not affine" : this.bias === undefined ? ", no bias" : "";
    return `${formatShape(this.normalizedShape)}${without}`;
  }
}
