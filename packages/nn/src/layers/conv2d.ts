import type { ConvolutionOptions, PerAxis, Tensor } from "@gradiente/core";
import { Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { initialWeights, type WeightOptions } from "./weights.ts";

export interface Conv2dOptions extends ConvolutionOptions, WeightOptions {}

/** Filters slid over images: `[batch, inChannels, h, w] -> [batch, outChannels, oh, ow]`. See `conv2d`. */
export class Conv2d extends Module {
  /** `[outChannels, inChannels / groups, height, width]` */
  readonly weight: Parameter;
  /** `[outChannels]`; undefined without bias. */
  readonly bias: Parameter | undefined;
  readonly options: ConvolutionOptions;

  /**
   * @param size of a filter, in both directions or each.
   * @throws RangeError unless channels are whole numbers >= 1 that the groups divide.
   */
  constructor(inChannels: number, outChannels: number, size: PerAxis, options: Conv2dOptions = {}) {
    super();
    const { stride, padding, dilation, groups = 1 } = options;
    for (const channels of [inChannels, outChannels]) {
      if (
        !Number.isSafeInteger(channels) ||
        channels < 1 ||
        !(Number.isSafeInteger(groups) && groups >= 1 && channels % groups === 0)
      ) {
        throw new RangeError(
          `Conv2d: channels are whole numbers >= 1 that ${groups} group(s) divide, not ${channels}`,
        );
      }
    }
    const [height, width] = typeof size === "number" ? [size, size] : size;
    if (![height, width].every((length) => Number.isSafeInteger(length) && length >= 1)) {
      throw new RangeError(
        `Conv2d: a filter's size is a whole number >= 1, or two of them, not ${JSON.stringify(size)}`,
      );
    }
    const { weight, bias } = initialWeights([outChannels, inChannels / groups, height, width], options);
    this.weight = weight;
    this.bias = bias;
    this.options = { stride, padding, dilation, groups };
  }

  /** @throws ShapeError unless x is `[batch, inChannels, h, w]` and large enough. */
  override forward(x: Tensor): Tensor {
    const y = x.conv2d(this.weight, this.options);
    return this.bias === undefined ? y : y.add(this.bias.reshape([-1, 1, 1]));
  }

  protected override describe(): string {
    const [outChannels, depth, height, width] = this.weight.shape;
    return `${depth * (this.options.groups ?? 1)} -> ${outChannels}, ${height}x${width}`;
  }
}
