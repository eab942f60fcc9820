import type { PerAxis, PoolingOptions, Tensor } from "@gradiente/core";
import { Module } from "../module.ts";

/** The largest element of each window: `[..., h, w] -> [..., oh, ow]`. See `maxPool2d`. */
export class MaxPool2d extends Module {
  readonly size: PerAxis;
  readonly options: PoolingOptions;

  constructor(size: PerAxis, options: PoolingOptions = {}) {
    super();
    this.size = size;
    this.options = options;
  }

  /** @throws ShapeError if a window does not fit. */
  override forward(x: Tensor): Tensor {
    return x.maxPool2d(this.size, this.options);
  }

  protected override describe(): string {
    return typeof this.size === "number" ? `${this.size}x${this.size}` : this.size.join("x");
  }
}
