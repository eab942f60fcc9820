import {
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type PerAxis,
  type TransposedConvolutionOptions,
} from "@gradiente/core";
import { declareOptions, TRANSPOSED } from "@gradiente/core/arguments";
import { WEIGHTS, type WeightOptions } from "../weights.ts";
import type { Rank } from "../windows.ts";
import { type ConvolutionKind, ConvolutionLayer } from "./convolution.ts";

/** Options of {@link ConvTranspose1d}, {@link ConvTranspose2d} and {@link ConvTranspose3d}. */
export interface ConvTransposeOptions extends TransposedConvolutionOptions, WeightOptions {}

const CONV_TRANSPOSE = declareOptions<ConvTransposeOptions>({ ...TRANSPOSED.checks, ...WEIGHTS.checks });

const kind = (
  name: string,
  rank: Rank,
  convolve: ConvolutionKind<TransposedConvolutionOptions>["convolve"],
): ConvolutionKind<TransposedConvolutionOptions> => ({
  name,
  rank,
  isTransposed: true,
  table: CONV_TRANSPOSE,
  convolve,
});

const TRANSPOSE_1D = /* @__PURE__ */ kind("ConvTranspose1d", 1, convTranspose1d);
const TRANSPOSE_2D = /* @__PURE__ */ kind("ConvTranspose2d", 2, convTranspose2d);
const TRANSPOSE_3D = /* @__PURE__ */ kind("ConvTranspose3d", 3, convTranspose3d);

/**
 * A transposed convolution, the adjoint of a convolution by its signals, which makes them larger:
 * `[batch, inChannels, l] -> [batch, outChannels, ol]`. The batch axis may be left out. See `convTranspose1d` in
 * `@gradiente/core` for the output size. As PyTorch's `ConvTranspose1d`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { ConvTranspose1d } from "@gradiente/nn";
 *
 * new ConvTranspose1d(8, 4, 4, { stride: 2, padding: 1 }).forward(ones([2, 8, 50])).shape; // [2, 4, 100]
 * ```
 */
export class ConvTranspose1d extends ConvolutionLayer<TransposedConvolutionOptions> {
  /**
   * A layer with new random filters. Default of weight and bias: uniform on ±1/√fanIn, where fanIn is
   * `outChannels / groups` times the size of a filter, as in PyTorch.
   *
   * @param size of a filter: its length.
   * @throws RangeError unless the numbers of channels are whole numbers >= 1 that `groups` divides; ShapeError unless sizes
   * and strides are whole numbers >= 1, as many as there are axes, and likewise the other options.
   */
  constructor(inChannels: number, outChannels: number, size: PerAxis, options?: ConvTransposeOptions) {
    super(TRANSPOSE_1D, inChannels, outChannels, size, options);
  }
}

/**
 * A transposed convolution, the adjoint of a convolution by its images, which makes them larger:
 * `[batch, inChannels, h, w] -> [batch, outChannels, oh, ow]`. The batch axis may be left out. See `convTranspose2d` in
 * `@gradiente/core` for the output size. As PyTorch's `ConvTranspose2d`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { ConvTranspose2d } from "@gradiente/nn";
 *
 * new ConvTranspose2d(8, 4, 4, { stride: 2, padding: 1 }).forward(ones([2, 8, 7, 7])).shape; // [2, 4, 14, 14]
 * ```
 */
export class ConvTranspose2d extends ConvolutionLayer<TransposedConvolutionOptions> {
  /**
   * A layer with new random filters. Default of weight and bias: uniform on ±1/√fanIn, where fanIn is
   * `outChannels / groups` times the size of a filter, as in PyTorch.
   *
   * @param size of a filter: one number for height and width, or `[height, width]`.
   * @throws RangeError unless the numbers of channels are whole numbers >= 1 that `groups` divides; ShapeError unless sizes
   * and strides are whole numbers >= 1, as many as there are axes, and likewise the other options.
   */
  constructor(inChannels: number, outChannels: number, size: PerAxis, options?: ConvTransposeOptions) {
    super(TRANSPOSE_2D, inChannels, outChannels, size, options);
  }
}

/**
 * A transposed convolution, the adjoint of a convolution by its volumes, which makes them larger:
 * `[batch, inChannels, d, h, w] -> [batch, outChannels, od, oh, ow]`. The batch axis may be left out. See `convTranspose3d` in
 * `@gradiente/core` for the output size. As PyTorch's `ConvTranspose3d`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { ConvTranspose3d } from "@gradiente/nn";
 *
 * new ConvTranspose3d(2, 1, 2, { stride: 2 }).forward(ones([1, 2, 4, 4, 4])).shape; // [1, 1, 8, 8, 8]
 * ```
 */
export class ConvTranspose3d extends ConvolutionLayer<TransposedConvolutionOptions> {
  /**
   * A layer with new random filters. Default of weight and bias: uniform on ±1/√fanIn, where fanIn is
   * `outChannels / groups` times the size of a filter, as in PyTorch.
   *
   * @param size of a filter: one number for depth, height and width, or `[depth, height, width]`.
   * @throws RangeError unless the numbers of channels are whole numbers >= 1 that `groups` divides; ShapeError unless sizes
   * and strides are whole numbers >= 1, as many as there are axes, and likewise the other options.
   */
  constructor(inChannels: number, outChannels: number, size: PerAxis, options?: ConvTransposeOptions) {
    super(TRANSPOSE_3D, inChannels, outChannels, size, options);
  }
}
