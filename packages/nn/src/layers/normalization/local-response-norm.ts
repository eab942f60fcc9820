import { avgPool2d, formatShape, ShapeError, type Tensor } from "@gradiente/core";
import {
  aFinite,
  checkArgument,
  declareOptions,
  optionsOf,
  toTensor,
  whole,
} from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

/** Options of {@link LocalResponseNorm}. */
export interface LocalResponseNormOptions {
  /** α: the factor of the mean square of neighbouring channels. Default: 1e-4. */
  readonly alpha?: number;
  /** β: the power that divides. Default: 0.75. */
  readonly beta?: number;
  /** k: what is added to the mean square. Default: 1. */
  readonly k?: number;
}

const LOCAL_RESPONSE = declareOptions<LocalResponseNormOptions>({
  alpha: aFinite,
  beta: aFinite,
  k: aFinite,
});

const aSize = whole(1);

/**
 * Divides each element by the size of what neighbouring channels have in its place: x / (k + α m)^β, where m is the mean of
 * x² over `size` channels about its own; those beyond the first and the last count as 0. `[batch, channels, ...]`, and the
 * same shape again (Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks",
 * 2012, section 3.3, where α is of the sum). As PyTorch's `LocalResponseNorm`.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { LocalResponseNorm } from "@gradiente/nn";
 *
 * const layer = new LocalResponseNorm(3, { alpha: 3, beta: 0.5, k: 0 });
 * layer.forward(tensor([[3, 4, 0]])); // [[0.6, 0.8, 0]]
 * ```
 */
export class LocalResponseNorm extends Module {
  /** The number of channels in a mean. */
  readonly size: number;
  /** α, the factor of the mean square. */
  readonly alpha: number;
  /** β, the power that divides. */
  readonly beta: number;
  /** k, what is added to the mean square. */
  readonly k: number;

  /**
   * A layer without parameters.
   *
   * @param size the number of channels in a mean: the channel itself, ⌊size / 2⌋ before it, and as many after it, or one less
   * if the size is even.
   * @throws RangeError unless the size is a whole number >= 1, and the options are finite.
   */
  constructor(size: number, options?: LocalResponseNormOptions) {
    super();
    const { alpha = 1e-4, beta = 0.75, k = 1 } = optionsOf("LocalResponseNorm", options, LOCAL_RESPONSE);
    checkArgument("LocalResponseNorm", "size", size, aSize);
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  /** @throws ShapeError unless there is a batch axis and a channel axis. */
  override forward(x: Tensor): Tensor {
    const given = toTensor("LocalResponseNorm", x);
    if (given.ndim < 2) {
      throw new ShapeError(
        `LocalResponseNorm: the input must be [batch, channels, ...], not ${formatShape(given.shape)}`,
      );
    }
    const [batch, channels] = given.shape;
    const squares = given.reshape([batch, channels, -1]).square();
    const before = Math.floor(this.size / 2);
    const around = squares.pad([[0, 0], [before, this.size - 1 - before]]); // biome-ignore format: a list of widths
    const means = avgPool2d(around, [this.size, 1], { stride: 1 }).reshape(given.shape);
    return given.div(means.mul(this.alpha).add(this.k).pow(this.beta));
  }

  protected override describe(): string {
    const { size, alpha, beta, k } = this;
    return `${size}, alpha ${alpha}, beta ${beta}, k ${k}`;
  }
}
