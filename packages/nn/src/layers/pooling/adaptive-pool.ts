import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  type PerAxis,
  type Tensor,
} from "@gradiente/core";
import { toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { type Rank, windowSizes } from "../windows.ts";

type Pool = (x: Tensor, size: PerAxis) => Tensor;

/** What all layers are that pool to a given size, for any number of axes. */
export abstract class AdaptivePool extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The sizes of the pooled axes. */
  readonly size: PerAxis;
  readonly #name: string;
  readonly #pool: Pool;

  protected constructor(name: string, rank: Rank, pool: Pool, size: PerAxis) {
    super();
    windowSizes(name, size, rank);
    this.size = size;
    this.#name = name;
    this.#pool = pool;
  }

  /** @throws ShapeError if there are too few axes, or no elements. */
  override forward(x: Tensor): Tensor {
    return this.#pool(toTensor(this.#name, x), this.size);
  }

  protected override describe(): string {
    return typeof this.size === "number" ? String(this.size) : this.size.join("x");
  }
}

/**
 * The mean of each bin of the last axis, for inputs of any size: `[..., l] -> [..., size]`. Leading axes, such as batch and
 * channels, are kept. The bins are PyTorch's, as its `AdaptiveAvgPool1d`; see `adaptiveAvgPool1d` in `@gradiente/core`.
 *
 * @example new AdaptiveAvgPool1d(2).forward(tensor([[[1, 3, 5, 7]]])); // [[[2, 6]]]
 */
export class AdaptiveAvgPool1d extends AdaptivePool {
  /**
   * A layer that takes the mean of each bin.
   *
   * @param size the number of bins.
   * @throws ShapeError unless sizes are whole numbers >= 1, as many as there are axes.
   */
  constructor(size: PerAxis) {
    super("AdaptiveAvgPool1d", 1, adaptiveAvgPool1d, size);
  }
}

/**
 * The mean of each bin of the last two axes, for inputs of any size: `[..., h, w] -> [..., ...size]`. Leading axes, such as batch and
 * channels, are kept. The bins are PyTorch's, as its `AdaptiveAvgPool2d`; see `adaptiveAvgPool2d` in `@gradiente/core`.
 *
 * @example new AdaptiveAvgPool2d(1).forward(ones([8, 3, 7, 5])).shape; // [8, 3, 1, 1]
 */
export class AdaptiveAvgPool2d extends AdaptivePool {
  /**
   * A layer that takes the mean of each bin.
   *
   * @param size the number of bins: one number for height and width, or `[height, width]`.
   * @throws ShapeError unless sizes are whole numbers >= 1, as many as there are axes.
   */
  constructor(size: PerAxis) {
    super("AdaptiveAvgPool2d", 2, adaptiveAvgPool2d, size);
  }
}

/**
 * The mean of each bin of the last three axes, for inputs of any size: `[..., d, h, w] -> [..., ...size]`. Leading axes, such as batch and
 * channels, are kept. The bins are PyTorch's, as its `AdaptiveAvgPool3d`; see `adaptiveAvgPool3d` in `@gradiente/core`.
 *
 * @example new AdaptiveAvgPool3d(1).forward(ones([8, 3, 4, 7, 5])).shape; // [8, 3, 1, 1, 1]
 */
export class AdaptiveAvgPool3d extends AdaptivePool {
  /**
   * A layer that takes the mean of each bin.
   *
   * @param size the number of bins: one number for depth, height and width, or `[depth, height, width]`.
   * @throws ShapeError unless sizes are whole numbers >= 1, as many as there are axes.
   */
  constructor(size: PerAxis) {
    super("AdaptiveAvgPool3d", 3, adaptiveAvgPool3d, size);
  }
}

/**
 * The largest element of each bin of the last axis, for inputs of any size: `[..., l] -> [..., size]`. Leading axes, such as batch and
 * channels, are kept. The bins are PyTorch's, as its `AdaptiveMaxPool1d`; see `adaptiveMaxPool1d` in `@gradiente/core`.
 *
 * @example new AdaptiveMaxPool1d(2).forward(tensor([[[1, 3, 5, 7]]])); // [[[3, 7]]]
 */
export class AdaptiveMaxPool1d extends AdaptivePool {
  /**
   * A layer that takes the largest element of each bin.
   *
   * @param size the number of bins.
   * @throws ShapeError unless sizes are whole numbers >= 1, as many as there are axes.
   */
  constructor(size: PerAxis) {
    super("AdaptiveMaxPool1d", 1, adaptiveMaxPool1d, size);
  }
}

/**
 * The largest element of each bin of the last two axes, for inputs of any size: `[..., h, w] -> [..., ...size]`. Leading axes, such as batch and
 * channels, are kept. The bins are PyTorch's, as its `AdaptiveMaxPool2d`; see `adaptiveMaxPool2d` in `@gradiente/core`.
 *
 * @example new AdaptiveMaxPool2d(1).forward(ones([8, 3, 7, 5])).shape; // [8, 3, 1, 1]
 */
export class AdaptiveMaxPool2d extends AdaptivePool {
  /**
   * A layer that takes the largest element of each bin.
   *
   * @param size the number of bins: one number for height and width, or `[height, width]`.
   * @throws ShapeError unless sizes are whole numbers >= 1, as many as there are axes.
   */
  constructor(size: PerAxis) {
    super("AdaptiveMaxPool2d", 2, adaptiveMaxPool2d, size);
  }
}

/**
 * The largest element of each bin of the last three axes, for inputs of any size: `[..., d, h, w] -> [..., ...size]`. Leading axes, such as batch and
 * channels, are kept. The bins are PyTorch's, as its `AdaptiveMaxPool3d`; see `adaptiveMaxPool3d` in `@gradiente/core`.
 *
 * @example new AdaptiveMaxPool3d(1).forward(ones([8, 3, 4, 7, 5])).shape; // [8, 3, 1, 1, 1]
 */
export class AdaptiveMaxPool3d extends AdaptivePool {
  /**
   * A layer that takes the largest element of each bin.
   *
   * @param size the number of bins: one number for depth, height and width, or `[depth, height, width]`.
   * @throws ShapeError unless sizes are whole numbers >= 1, as many as there are axes.
   */
  constructor(size: PerAxis) {
    super("AdaptiveMaxPool3d", 3, adaptiveMaxPool3d, size);
  }
}
