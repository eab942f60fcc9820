import { pixelShuffle, pixelUnshuffle, type Tensor } from "@gradiente/core";
import { checkArgument, toTensor, whole } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

const aFactor = whole(1);

/**
 * Rearranges channels into larger images: `[..., channels · factor², h, w] -> [..., channels, h · factor, w · factor]`. See
 * `pixelShuffle` in `@gradiente/core`. As PyTorch's `PixelShuffle`.
 *
 * @example new PixelShuffle(2).forward(ones([1, 12, 5, 5])).shape; // [1, 3, 10, 10]
 */
export class PixelShuffle extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The factor by which height and width grow. */
  readonly factor: number;

  /**
   * A layer with this factor.
   *
   * @throws RangeError unless the factor is a whole number >= 1.
   */
  constructor(factor: number) {
    super();
    checkArgument("PixelShuffle", "the factor", factor, aFactor);
    this.factor = factor;
  }

  /** @throws ShapeError if there are fewer than three axes, or the factor does not divide their sizes. */
  override forward(x: Tensor): Tensor {
    return pixelShuffle(toTensor("PixelShuffle", x), this.factor);
  }

  protected override describe(): string {
    return String(this.factor);
  }
}

/**
 * Rearranges images into more channels, and undoes {@link PixelShuffle}: `[..., channels, h · factor, w · factor] -> [..., channels · factor², h, w]`. See
 * `pixelUnshuffle` in `@gradiente/core`. As PyTorch's `PixelUnshuffle`.
 *
 * @example new PixelUnshuffle(2).forward(ones([1, 3, 10, 10])).shape; // [1, 12, 5, 5]
 */
export class PixelUnshuffle extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The factor by which height and width shrink. */
  readonly factor: number;

  /**
   * A layer with this factor.
   *
   * @throws RangeError unless the factor is a whole number >= 1.
   */
  constructor(factor: number) {
    super();
    checkArgument("PixelUnshuffle", "the factor", factor, aFactor);
    this.factor = factor;
  }

  /** @throws ShapeError if there are fewer than three axes, or the factor does not divide their sizes. */
  override forward(x: Tensor): Tensor {
    return pixelUnshuffle(toTensor("PixelUnshuffle", x), this.factor);
  }

  protected override describe(): string {
    return String(this.factor);
  }
}
