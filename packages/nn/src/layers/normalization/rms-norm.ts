import { formatShape, rmsNorm, type Shape, type Tensor } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import type { Parameter } from "../../parameter.ts";
import { lastAxes, lastSizes } from "./layer-norm.ts";
import { affineOf, NORM_LAYER, type NormLayerOptions } from "./options.ts";

/** Options of {@link RMSNorm}. */
export interface RMSNormOptions extends NormLayerOptions {
  /**
   * Is added to the mean square. Default: the distance from 1 to the next number in the dtype of the input, as PyTorch's.
   */
  readonly epsilon?: number;
  /** Whether each element has a trained weight, 1 at first. Default: true. */
  readonly elementwiseAffine?: boolean;
}

const RMS_NORM = declareOptions<RMSNormOptions>({ ...NORM_LAYER.checks, elementwiseAffine: aBoolean });

/**
 * x / √(mean of x² + epsilon) · weight, with the mean over the last axes of each sample: `[..., ...normalizedShape]`, and
 * the same shape again (Zhang and Sennrich, "Root mean square layer normalization", 2019). It is the same in training and
 * evaluation mode.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { RMSNorm } from "@gradiente/nn";
 *
 * new RMSNorm(2, { epsilon: 0 }).forward(tensor([[1, 7], [-4, 0]])); // [[0.2, 1.4], [-1.414214, 0]]
 * ```
 */
export class RMSNorm extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The sizes of the last axes, over which means are taken. */
  readonly normalizedShape: Shape;
  /** The factors, of shape `normalizedShape`, 1 at first; undefined if there are none. */
  readonly weight: Parameter | undefined;
  /** What is added to the mean square; undefined for what the dtype of the input says. */
  readonly epsilon: number | undefined;

  /**
   * A layer over the last axes.
   *
   * @param normalizedShape the sizes of the last axes; a number is the size of the last one.
   * @throws RangeError unless all sizes are whole numbers >= 1.
   */
  constructor(normalizedShape: number | Shape, options?: RMSNormOptions) {
    super();
    const { epsilon, elementwiseAffine = true, dtype } = optionsOf("RMSNorm", options, RMS_NORM);
    this.normalizedShape = lastSizes("RMSNorm", normalizedShape);
    this.weight = affineOf(this.normalizedShape, dtype, elementwiseAffine, false).weight;
    this.epsilon = epsilon;
  }

  /** @throws ShapeError unless the last axes of x have the sizes `normalizedShape`. */
  override forward(x: Tensor): Tensor {
    const given = toTensor("RMSNorm", x);
    const axes = lastAxes("RMSNorm", given, this.normalizedShape);
    return rmsNorm(given, axes, { weight: this.weight, epsilon: this.epsilon });
  }

  protected override describe(): string {
    return `${formatShape(this.normalizedShape)}${this.weight === undefined ? ", not affine" : ""}`;
  }
}
