import type { ConvolutionOptions, PerAxis, Tensor } from "@gradiente/core";
import {
  CONVOLUTION,
  checkArgument,
  declareOptions,
  numeric,
  optionsOf,
  toTensor,
} from "@gradiente/core/arguments";
import { Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { perPlane } from "./planes.ts";
import { initialWeights, WEIGHTS, type WeightOptions } from "./weights.ts";

/** Options of {@link Conv2d}. */
export interface Conv2dOptions extends ConvolutionOptions, WeightOptions {}

const CONV_2D = declareOptions<Conv2dOptions>({ ...CONVOLUTION.checks, ...WEIGHTS.checks });

/**
 * A convolution, which slides filters over images: `[batch, inChannels, h, w] -> [batch, outChannels, oh, ow]`. See
 * `conv2d` in `@gradiente/core` for the output size.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Conv2d } from "@gradiente/nn";
 *
 * new Conv2d(1, 8, 3, { padding: "same" }).forward(ones([2, 1, 28, 28])).shape; // [2, 8, 28, 28]
 * ```
 */
export class Conv2d extends Module {
  /** The filters, of shape `[outChannels, inChannels / groups, height, width]`. */
  readonly weight: Parameter;
  /** One bias per filter, of shape `[outChannels]`; undefined without a bias. */
  readonly bias: Parameter | undefined;
  /** Stride, padding, dilation and groups. */
  readonly options: ConvolutionOptions;

  /**
   * A layer with new random filters.
   *
   * @param size of a filter: one number for height and width, or `[height, width]`.
   * @throws RangeError unless the numbers of channels are whole numbers >= 1 that `groups` divides, and sizes are whole
   * numbers >= 1.
   */
  constructor(inChannels: number, outChannels: number, size: PerAxis, options?: Conv2dOptions) {
    super();
    const chosen = optionsOf("Conv2d", options, CONV_2D);
    const { stride, padding, dilation, groups = 1 } = chosen;
    const aCount = numeric(
      `a whole number >= 1 that ${groups} group(s) divide`,
      (value) => Number.isSafeInteger(value) && value >= 1 && value % groups === 0,
    );
    checkArgument("Conv2d", "inChannels", inChannels, aCount);
    checkArgument("Conv2d", "outChannels", outChannels, aCount);
    const [height, width] = perPlane("Conv2d", size);
    const { weight, bias } = initialWeights([outChannels, inChannels / groups, height, width], chosen);
    this.weight = weight;
    this.bias = bias;
    this.options = { stride, padding, dilation, groups };
  }

  /** @throws ShapeError unless x has the shape `[batch, inChannels, h, w]`, and a filter fits into the image. */
  override forward(x: Tensor): Tensor {
    const y = toTensor("Conv2d", x).conv2d(this.weight, this.options);
    return this.bias === undefined ? y : y.add(this.bias.reshape([-1, 1, 1]));
  }

  protected override describe(): string {
    const [outChannels, depth, height, width] = this.weight.shape;
    return `${depth * (this.options.groups ?? 1)} -> ${outChannels}, ${height}x${width}`;
  }
}
