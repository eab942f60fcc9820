import { formatShape, type ReduceOptions, ShapeError, type Tensor } from "@gradiente/core";
import { optionsOf, REDUCTION, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

/** What both layers are that pool over all axes after the channels. */
export abstract class GlobalPool extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** Whether the pooled axes are kept with size 1. */
  readonly keepDims: boolean;
  readonly #name: string;

  protected constructor(name: string, options: ReduceOptions | undefined) {
    super();
    this.keepDims = optionsOf(name, options, REDUCTION).keepDims ?? false;
    this.#name = name;
  }

  protected abstract reduce(x: Tensor, axes: readonly number[], options: ReduceOptions): Tensor;

  /** @throws ShapeError if there is no axis after batch and channels. */
  override forward(x: Tensor): Tensor {
    const given = toTensor(this.#name, x);
    if (given.ndim < 3) {
      throw new ShapeError(
        `${this.#name}: expected [batch, channels, ...sizes], got shape ${formatShape(given.shape)}`,
      );
    }
    const axes = Array.from({ length: given.ndim - 2 }, (_, i) => i + 2);
    return this.reduce(given, axes, { keepDims: this.keepDims });
  }
}

/**
 * The mean of each channel: `[batch, channels, ...sizes] -> [batch, channels]`, for signals, images and volumes alike. It is
 * PyTorch's adaptive pooling to size 1, without the axes of size 1 unless `keepDims` keeps them.
 *
 * @example new GlobalAvgPool().forward(ones([8, 3, 5, 5])).shape; // [8, 3]
 */
export class GlobalAvgPool extends GlobalPool {
  /** A layer that takes the mean of each channel. Default of `keepDims`: false. */
  constructor(options?: ReduceOptions) {
    super("GlobalAvgPool", options);
  }

  protected override reduce(x: Tensor, axes: readonly number[], options: ReduceOptions): Tensor {
    return x.mean(axes, options);
  }
}

/**
 * The largest element of each channel: `[batch, channels, ...sizes] -> [batch, channels]`, for signals, images and volumes
 * alike. It is PyTorch's adaptive pooling to size 1, without the axes of size 1 unless `keepDims` keeps them.
 *
 * @example new GlobalMaxPool().forward(ones([8, 3, 5, 5])).shape; // [8, 3]
 */
export class GlobalMaxPool extends GlobalPool {
  /** A layer that takes the largest element of each channel. Default of `keepDims`: false. */
  constructor(options?: ReduceOptions) {
    super("GlobalMaxPool", options);
  }

  protected override reduce(x: Tensor, axes: readonly number[], options: ReduceOptions): Tensor {
    return x.max(axes, options);
  }
}
