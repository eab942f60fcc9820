import { type InterpolationOptions, interpolate, ShapeError, type Tensor } from "@gradiente/core";
import { INTERPOLATION, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

/**
 * Resizes signals, images and volumes: `[batch, channels, ...sizes] -> [batch, channels, ...size]`. See `interpolate` in
 * `@gradiente/core` for the modes. As PyTorch's `Upsample`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Upsample } from "@gradiente/nn";
 *
 * new Upsample({ scale: 2, mode: "linear" }).forward(ones([1, 3, 8, 8])).shape; // [1, 3, 16, 16]
 * ```
 */
export class Upsample extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** Size or scale, the mode, and whether corners are aligned. */
  readonly options: InterpolationOptions;

  /**
   * A layer that resizes its inputs.
   *
   * @throws ShapeError unless exactly one of size and scale is given.
   */
  constructor(options: InterpolationOptions) {
    super();
    this.options = optionsOf("Upsample", options, INTERPOLATION);
    const { size, scale } = this.options;
    if ((size === undefined) === (scale === undefined)) {
      throw new ShapeError("Upsample: give either the size of the result or a scale");
    }
  }

  /** @throws ShapeError if x has no axes after batch and channels, or not as many as size, scale or mode are for. */
  override forward(x: Tensor): Tensor {
    return interpolate(toTensor("Upsample", x), this.options);
  }

  protected override describe(): string {
    const { size, scale, mode = "nearest" } = this.options;
    return `${size === undefined ? `scale ${scale}` : `size ${size}`}, ${mode}`;
  }
}
