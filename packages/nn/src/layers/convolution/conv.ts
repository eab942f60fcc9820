import { type ConvolutionOptions, conv1d, conv2d, conv3d, type PerAxis } from "@gradiente/core";
import { CONVOLUTION, declareOptions } from "@gradiente/core/arguments";
import { WEIGHTS, type WeightOptions } from "../weights.ts";
import type { Rank } from "../windows.ts";
import { type ConvolutionKind, ConvolutionLayer } from "./convolution.ts";

/** Options of {@link Conv1d}, {@link Conv2d} and {@link Conv3d}. */
export interface ConvOptions extends ConvolutionOptions, WeightOptions {}

const CONV = declareOptions<ConvOptions>({ ...CONVOLUTION.checks, ...WEIGHTS.checks });

const kind = (
  name: string,
  rank: Rank,
  convolve: ConvolutionKind<ConvolutionOptions>["convolve"],
): ConvolutionKind<ConvolutionOptions> => ({ name, rank, isTransposed: false, table: CONV, convolve });

const CONV_1D = /* @__PURE__ */ kind("Conv1d", 1, conv1d);
const CONV_2D = /* @__PURE__ */ kind("Conv2d", 2, conv2d);
const CONV_3D = /* @__PURE__ */ kind("Conv3d", 3, conv3d);

/**
 * A convolution, which slides filters over signals: `[batch, inChannels, l] -> [batch, outChannels, ol]`. The batch
 * axis may be left out. See `conv1d` in `@gradiente/core` for the output size. As PyTorch's `Conv1d`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Conv1d } from "@gradiente/nn";
 *
 * new Conv1d(8, 16, 5, { stride: 2 }).forward(ones([2, 8, 100])).shape; // [2, 16, 48]
 * ```
 */
export class Conv1d extends ConvolutionLayer<ConvolutionOptions> {
  /**
   * A layer with new random filters.
   *
   * @param size of a filter: its length.
   * @throws RangeError unless the numbers of channels are whole numbers >= 1 that `groups` divides; ShapeError unless sizes
   * and strides are whole numbers >= 1, as many as there are axes, and likewise the other options.
   */
  constructor(inChannels: number, outChannels: number, size: PerAxis, options?: ConvOptions) {
    super(CONV_1D, inChannels, outChannels, size, options);
  }
}

/**
 * A convolution, which slides filters over images: `[batch, inChannels, h, w] -> [batch, outChannels, oh, ow]`. The batch
 * axis may be left out. See `conv2d` in `@gradiente/core` for the output size. As PyTorch's `Conv2d`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Conv2d } from "@gradiente/nn";
 *
 * new Conv2d(1, 8, 3, { padding: "same" }).forward(ones([2, 1, 28, 28])).shape; // [2, 8, 28, 28]
 * ```
 */
export class Conv2d extends ConvolutionLayer<ConvolutionOptions> {
  /**
   * A layer with new random filters.
   *
   * @param size of a filter: one number for height and width, or `[height, width]`.
   * @throws RangeError unless the numbers of channels are whole numbers >= 1 that `groups` divides; ShapeError unless sizes
   * and strides are whole numbers >= 1, as many as there are axes, and likewise the other options.
   */
  constructor(inChannels: number, outChannels: number, size: PerAxis, options?: ConvOptions) {
    super(CONV_2D, inChannels, outChannels, size, options);
  }
}

/**
 * A convolution, which slides filters over volumes: `[batch, inChannels, d, h, w] -> [batch, outChannels, od, oh, ow]`. The batch
 * axis may be left out. See `conv3d` in `@gradiente/core` for the output size. As PyTorch's `Conv3d`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Conv3d } from "@gradiente/nn";
 *
 * new Conv3d(1, 4, 3, { padding: 1 }).forward(ones([1, 1, 8, 8, 8])).shape; // [1, 4, 8, 8, 8]
 * ```
 */
export class Conv3d extends ConvolutionLayer<ConvolutionOptions> {
  /**
   * A layer with new random filters.
   *
   * @param size of a filter: one number for depth, height and width, or `[depth, height, width]`.
   * @throws RangeError unless the numbers of channels are whole numbers >= 1 that `groups` divides; ShapeError unless sizes
   * and strides are whole numbers >= 1, as many as there are axes, and likewise the other options.
   */
  constructor(inChannels: number, outChannels: number, size: PerAxis, options?: ConvOptions) {
    super(CONV_3D, inChannels, outChannels, size, options);
  }
}
