import {
  lpPool1d,
  lpPool2d,
  lpPool3d,
  type NormPoolingOptions,
  type PerAxis,
  type Tensor,
} from "@gradiente/core";
import { checkArgument, NORM_POOLING, numeric } from "@gradiente/core/arguments";
import type { Rank } from "../windows.ts";
import { type PoolKind, WindowPool } from "./window-pool.ts";

const aPower = numeric("at least 1", (p) => p >= 1);

type Pool = (x: Tensor, p: number, size: PerAxis, options: NormPoolingOptions) => Tensor;

function kind(name: string, rank: Rank, p: number, pool: Pool): PoolKind<NormPoolingOptions> {
  checkArgument(name, "p", p, aPower);
  return { name, rank, table: NORM_POOLING, pool: (x, size, options) => pool(x, p, size, options) };
}

/**
 * The p-norm of each window, `(Σ |x|ᵖ)^(1/p)`: `[..., l] -> [..., ol]`. Leading axes, such as batch and channels,
 * are kept. See `lpPool1d` in `@gradiente/core`. As PyTorch's `LPPool1d`, which takes xᵖ with its sign for odd p, and multiplies where
 * `ceilMode` makes a window reach beyond the end.
 *
 * @example new LPPool1d(2, 2).forward(tensor([[[3, 4, 6, 8]]])); // [[[5, 10]]]
 */
export class LPPool1d extends WindowPool<NormPoolingOptions> {
  /** The order of the norm. */
  readonly p: number;

  /**
   * A layer that takes the p-norm of each window.
   *
   * @param p at least 1. Infinity gives the largest absolute value.
   * @param size of a window: its length.
   * @param options Default of `stride`: the size of a window.
   * @throws RangeError unless p is at least 1; ShapeError unless sizes and strides are whole numbers >= 1, as many as there
   * are axes.
   */
  constructor(p: number, size: PerAxis, options?: NormPoolingOptions) {
    super(kind("LPPool1d", 1, p, lpPool1d), size, options);
    this.p = p;
  }
}

/**
 * The p-norm of each window, `(Σ |x|ᵖ)^(1/p)`: `[..., h, w] -> [..., oh, ow]`. Leading axes, such as batch and channels,
 * are kept. See `lpPool2d` in `@gradiente/core`. As PyTorch's `LPPool2d`, which takes xᵖ with its sign for odd p, and multiplies where
 * `ceilMode` makes a window reach beyond the end.
 *
 * @example new LPPool2d(2, 2).forward(ones([1, 1, 4, 4])); // [[[[2, 2], [2, 2]]]]
 */
export class LPPool2d extends WindowPool<NormPoolingOptions> {
  /** The order of the norm. */
  readonly p: number;

  /**
   * A layer that takes the p-norm of each window.
   *
   * @param p at least 1. Infinity gives the largest absolute value.
   * @param size of a window: one number for height and width, or `[height, width]`.
   * @param options Default of `stride`: the size of a window.
   * @throws RangeError unless p is at least 1; ShapeError unless sizes and strides are whole numbers >= 1, as many as there
   * are axes.
   */
  constructor(p: number, size: PerAxis, options?: NormPoolingOptions) {
    super(kind("LPPool2d", 2, p, lpPool2d), size, options);
    this.p = p;
  }
}

/**
 * The p-norm of each window, `(Σ |x|ᵖ)^(1/p)`: `[..., d, h, w] -> [..., od, oh, ow]`. Leading axes, such as batch and channels,
 * are kept. See `lpPool3d` in `@gradiente/core`; PyTorch has none for three axes.
 *
 * @example new LPPool3d(2, 2).forward(ones([1, 1, 4, 4, 4])).shape; // [1, 1, 2, 2, 2]
 */
export class LPPool3d extends WindowPool<NormPoolingOptions> {
  /** The order of the norm. */
  readonly p: number;

  /**
   * A layer that takes the p-norm of each window.
   *
   * @param p at least 1. Infinity gives the largest absolute value.
   * @param size of a window: one number for depth, height and width, or `[depth, height, width]`.
   * @param options Default of `stride`: the size of a window.
   * @throws RangeError unless p is at least 1; ShapeError unless sizes and strides are whole numbers >= 1, as many as there
   * are axes.
   */
  constructor(p: number, size: PerAxis, options?: NormPoolingOptions) {
    super(kind("LPPool3d", 3, p, lpPool3d), size, options);
    this.p = p;
  }
}
