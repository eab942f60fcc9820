import type { PerAxis, PoolingOptions, Tensor } from "@gradiente/core";
import { optionsOf, POOLING, toTensor } from "@gradiente/core/arguments";
import { Module } from "../module.ts";
import { perPlane } from "./planes.ts";

/**
 * The largest element of each window: `[..., h, w] -> [..., oh, ow]`. See `maxPool2d` in `@gradiente/core` for the
 * output size.
 */
export class MaxPool2d extends Module {
  /** The size of a window. */
  readonly size: PerAxis;
  /** The stride and dilation of the windows. */
  readonly options: PoolingOptions;

  /**
   * A layer that takes the maximum of each window.
   *
   * @param size of a window: one number for height and width, or `[height, width]`.
   * @param options Default of `stride`: the size of a window.
   * @throws RangeError unless the size is a whole number >= 1, or two of them.
   */
  constructor(size: PerAxis, options?: PoolingOptions) {
    super();
    perPlane("MaxPool2d", size);
    this.size = size;
    this.options = optionsOf("MaxPool2d", options, POOLING);
  }

  /** @throws ShapeError if a window does not fit into the image. */
  override forward(x: Tensor): Tensor {
    return toTensor("MaxPool2d", x).maxPool2d(this.size, this.options);
  }

  protected override describe(): string {
    return typeof this.size === "number" ? `${this.size}x${this.size}` : this.size.join("x");
  }
}
