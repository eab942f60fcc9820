import { formatShape, groupNorm, ShapeError, type Tensor } from "@gradiente/core";
import { checkArgument, numeric, optionsOf, toTensor, whole } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import type { Parameter } from "../../parameter.ts";
import { affineOf, GROUP_NORM, type GroupNormOptions } from "./options.ts";

/**
 * (x - mean) / √(variance + epsilon) · weight + bias, with mean and variance over each group of channels of each sample:
 * `[batch, channels, ...]`, and the same shape again (Wu and He, "Group normalization", 2018). It is the same in training
 * and evaluation mode.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { GroupNorm } from "@gradiente/nn";
 *
 * new GroupNorm(2, 4, { epsilon: 0 }).forward(tensor([[1, 3, 10, 20]])); // [[-1, 1, -1, 1]]
 * ```
 */
export class GroupNorm extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The number of groups. */
  readonly groups: number;
  /** The number of channels, the size of the second axis. */
  readonly channels: number;
  /** The factors, `[channels]`, 1 at first; undefined if there are none. */
  readonly weight: Parameter | undefined;
  /** Is added, `[channels]`, 0 at first; undefined if there is none. */
  readonly bias: Parameter | undefined;
  /** What is added to the variance. */
  readonly epsilon: number;

  /**
   * A layer that divides the channels into groups of equal size.
   *
   * @throws RangeError unless both are whole numbers >= 1 and the groups divide the channels.
   */
  constructor(groups: number, channels: number, options?: GroupNormOptions) {
    super();
    const { epsilon = 1e-5, affine = true, dtype } = optionsOf("GroupNorm", options, GROUP_NORM);
    checkArgument("GroupNorm", "the number of groups", groups, whole(1));
    const divisible = numeric(
      `a whole number >= 1 that ${groups} group(s) divide`,
      (value) => Number.isSafeInteger(value) && value >= 1 && value % groups === 0,
    );
    checkArgument("GroupNorm", "the number of channels", channels, divisible);
    const { weight, bias } = affineOf([channels], dtype, affine);
    this.groups = groups;
    this.channels = channels;
    this.weight = weight;
    this.bias = bias;
    this.epsilon = epsilon;
  }

  /** @throws ShapeError unless the second axis of x has the size `channels`. */
  override forward(x: Tensor): Tensor {
    const given = toTensor("GroupNorm", x);
    if (given.ndim < 2 || given.shape[1] !== this.channels) {
      throw new ShapeError(
        `GroupNorm: expected [batch, channels, ...] with ${this.channels} channels, ` +
          `and the input has shape ${formatShape(given.shape)}`,
      );
    }
    const { weight, bias, epsilon } = this;
    return groupNorm(given, this.groups, { weight, bias, epsilon });
  }

  protected override describe(): string {
    const without = this.weight === undefined ? ", not affine" : "";
    return `${this.groups} groups of ${this.channels} channels${without}`;
  }
}
