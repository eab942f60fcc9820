import { type MaxPoolingOptions, maxPool1d, maxPool2d, maxPool3d, type PerAxis } from "@gradiente/core";
import { MAX_POOLING } from "@gradiente/core/arguments";
import { type PoolKind, WindowPool } from "./window-pool.ts";

type Kind = PoolKind<MaxPoolingOptions>;

const MAX_1D: Kind = { name: "MaxPool1d", rank: 1, table: MAX_POOLING, pool: maxPool1d };
const MAX_2D: Kind = { name: "MaxPool2d", rank: 2, table: MAX_POOLING, pool: maxPool2d };
const MAX_3D: Kind = { name: "MaxPool3d", rank: 3, table: MAX_POOLING, pool: maxPool3d };

/**
 * The largest element of each window: `[..., l] -> [..., ol]`. Leading axes, such as batch and channels, are kept. See
 * `maxPool1d` in `@gradiente/core` for the output size. As PyTorch's `MaxPool1d`.
 */
export class MaxPool1d extends WindowPool<MaxPoolingOptions> {
  /**
   * A layer that takes the largest element of each window.
   *
   * @param size of a window: its length.
   * @param options Default of `stride`: the size of a window.
   * @throws ShapeError unless sizes and strides are whole numbers >= 1, as many as there are axes, and likewise the other
   * options.
   */
  constructor(size: PerAxis, options?: MaxPoolingOptions) {
    super(MAX_1D, size, options);
  }
}

/**
 * The largest element of each window: `[..., h, w] -> [..., oh, ow]`. Leading axes, such as batch and channels, are kept. See
 * `maxPool2d` in `@gradiente/core` for the output size. As PyTorch's `MaxPool2d`.
 */
export class MaxPool2d extends WindowPool<MaxPoolingOptions> {
  /**
   * A layer that takes the largest element of each window.
   *
   * @param size of a window: one number for height and width, or `[height, width]`.
   * @param options Default of `stride`: the size of a window.
   * @throws ShapeError unless sizes and strides are whole numbers >= 1, as many as there are axes, and likewise the other
   * options.
   */
  constructor(size: PerAxis, options?: MaxPoolingOptions) {
    super(MAX_2D, size, options);
  }
}

/**
 * The largest element of each window: `[..., d, h, w] -> [..., od, oh, ow]`. Leading axes, such as batch and channels, are kept. See
 * `maxPool3d` in `@gradiente/core` for the output size. As PyTorch's `MaxPool3d`.
 */
export class MaxPool3d extends WindowPool<MaxPoolingOptions> {
  /**
   * A layer that takes the largest element of each window.
   *
   * @param size of a window: one number for depth, height and width, or `[depth, height, width]`.
   * @param options Default of `stride`: the size of a window.
   * @throws ShapeError unless sizes and strides are whole numbers >= 1, as many as there are axes, and likewise the other
   * options.
   */
  constructor(size: PerAxis, options?: MaxPoolingOptions) {
    super(MAX_3D, size, options);
  }
}
