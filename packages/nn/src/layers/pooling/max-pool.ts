import {
  type MaxPoolingOptions,
  maxPool1d,
  maxPool1dWithIndices,
  maxPool2d,
  maxPool2dWithIndices,
  maxPool3d,
  maxPool3dWithIndices,
  type PerAxis,
  type PooledWithIndices,
  type Tensor,
} from "@gradiente/core";
import { MAX_POOLING, toTensor } from "@gradiente/core/arguments";
import { type PoolKind, WindowPool } from "./window-pool.ts";

type Kind = PoolKind<MaxPoolingOptions>;

const MAX_1D: Kind = { name: "MaxPool1d", rank: 1, table: MAX_POOLING, pool: maxPool1d };
const MAX_2D: Kind = { name: "MaxPool2d", rank: 2, table: MAX_POOLING, pool: maxPool2d };
const MAX_3D: Kind = { name: "MaxPool3d", rank: 3, table: MAX_POOLING, pool: maxPool3d };

const WITH_INDICES = { 1: maxPool1dWithIndices, 2: maxPool2dWithIndices, 3: maxPool3dWithIndices } as const;

/** What max pools have in common. */
abstract class MaxPool extends WindowPool<MaxPoolingOptions> {
  readonly #kind: Kind;

  protected constructor(kind: Kind, size: PerAxis, options: MaxPoolingOptions | undefined) {
    super(kind, size, options);
    this.#kind = kind;
  }

  /**
   * The same, and where the largest elements stand, as {@link MaxUnpool2d} and its like take it: PyTorch's `return_indices`.
   * Of equal elements, the first one counts and has the whole gradient.
   *
   * @throws ShapeError if there are too few axes, or a window does not fit.
   */
  withIndices(x: Tensor): PooledWithIndices {
    const { name, rank } = this.#kind;
    return WITH_INDICES[rank](toTensor(name, x), this.size, this.options);
  }
}

/**
 * The largest element of each window: `[..., l] -> [..., ol]`. Leading axes, such as batch and channels, are kept. See
 * `maxPool1d` in `@gradiente/core` for the output size. As PyTorch's `MaxPool1d`.
 *
 * @example new MaxPool1d(2).forward(tensor([[[1, 3, 7, 5]]])); // [[[3, 7]]]
 */
export class MaxPool1d extends MaxPool {
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
 *
 * @example new MaxPool2d(2).forward(ones([8, 3, 6, 4])).shape; // [8, 3, 3, 2]
 */
export class MaxPool2d extends MaxPool {
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
 *
 * @example new MaxPool3d(2).forward(ones([8, 3, 4, 6, 4])).shape; // [8, 3, 2, 3, 2]
 */
export class MaxPool3d extends MaxPool {
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
