import { type AveragePoolingOptions, avgPool1d, avgPool2d, avgPool3d, type PerAxis } from "@gradiente/core";
import { AVERAGE_POOLING } from "@gradiente/core/arguments";
import { type PoolKind, WindowPool } from "./window-pool.ts";

type Kind = PoolKind<AveragePoolingOptions>;

const AVERAGE_1D: Kind = { name: "AvgPool1d", rank: 1, table: AVERAGE_POOLING, pool: avgPool1d };
const AVERAGE_2D: Kind = { name: "AvgPool2d", rank: 2, table: AVERAGE_POOLING, pool: avgPool2d };
const AVERAGE_3D: Kind = { name: "AvgPool3d", rank: 3, table: AVERAGE_POOLING, pool: avgPool3d };

/**
 * The mean of each window: `[..., l] -> [..., ol]`. Leading axes, such as batch and channels, are kept. See
 * `avgPool1d` in `@gradiente/core` for the output size. As PyTorch's `AvgPool1d`.
 *
 * @example new AvgPool1d(2).forward(tensor([[[1, 3, 5, 7]]])); // [[[2, 6]]]
 */
export class AvgPool1d extends WindowPool<AveragePoolingOptions> {
  /**
   * A layer that takes the mean of each window.
   *
   * @param size of a window: its length.
   * @param options Default of `stride`: the size of a window.
   * @throws ShapeError unless sizes and strides are whole numbers >= 1, as many as there are axes, and likewise the other
   * options.
   */
  constructor(size: PerAxis, options?: AveragePoolingOptions) {
    super(AVERAGE_1D, size, options);
  }
}

/**
 * The mean of each window: `[..., h, w] -> [..., oh, ow]`. Leading axes, such as batch and channels, are kept. See
 * `avgPool2d` in `@gradiente/core` for the output size. As PyTorch's `AvgPool2d`.
 *
 * @example new AvgPool2d(2).forward(ones([8, 3, 6, 4])).shape; // [8, 3, 3, 2]
 */
export class AvgPool2d extends WindowPool<AveragePoolingOptions> {
  /**
   * A layer that takes the mean of each window.
   *
   * @param size of a window: one number for height and width, or `[height, width]`.
   * @param options Default of `stride`: the size of a window.
   * @throws ShapeError unless sizes and strides are whole numbers >= 1, as many as there are axes, and likewise the other
   * options.
   */
  constructor(size: PerAxis, options?: AveragePoolingOptions) {
    super(AVERAGE_2D, size, options);
  }
}

/**
 * The mean of each window: `[..., d, h, w] -> [..., od, oh, ow]`. Leading axes, such as batch and channels, are kept. See
 * `avgPool3d` in `@gradiente/core` for the output size. As PyTorch's `AvgPool3d`.
 *
 * @example new AvgPool3d(2).forward(ones([8, 3, 4, 6, 4])).shape; // [8, 3, 2, 3, 2]
 */
export class AvgPool3d extends WindowPool<AveragePoolingOptions> {
  /**
   * A layer that takes the mean of each window.
   *
   * @param size of a window: one number for depth, height and width, or `[depth, height, width]`.
   * @param options Default of `stride`: the size of a window.
   * @throws ShapeError unless sizes and strides are whole numbers >= 1, as many as there are axes, and likewise the other
   * options.
   */
  constructor(size: PerAxis, options?: AveragePoolingOptions) {
    super(AVERAGE_3D, size, options);
  }
}
