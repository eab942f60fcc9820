import { batchNormWithStatistics, instanceNorm, sizeOf, type Tensor } from "@gradiente/core";
import { ChannelNorm } from "./channel-norm.ts";
import type { InstanceNormOptions } from "./options.ts";

/** Instance normalisation of any number of axes. */
abstract class InstanceNorm extends ChannelNorm {
  /** @internal */
  static readonly keepsNothing = true;

  constructor(layer: string, takes: string, rank: number, channels: number, options?: InstanceNormOptions) {
    super({ layer, takes, ranks: [rank], affine: false, trackRunningStats: false }, channels, options);
  }

  /** @throws ShapeError unless x has such a shape, or if a channel of a sample whose statistics are needed has one value. */
  override forward(x: Tensor): Tensor {
    const given = this.checked(x);
    const evaluated = this.byRunning(given);
    if (evaluated !== undefined) return evaluated;
    const { shape } = given;
    const [batch, channels, ...places] = shape;
    const count = sizeOf(places);
    this.checkCount(given, count, "each channel of a sample");
    const { weight, bias, epsilon } = this;
    if (!this.training || this.runningMean === undefined)
      return instanceNorm(given, { weight, bias, epsilon });
    // The channels of each sample are channels of their own.
    const apart = given.reshape([1, batch * channels, ...places]);
    const { y, mean, variance } = batchNormWithStatistics(apart, { epsilon });
    const overall = (statistic: Tensor) => statistic.reshape([batch, channels]).mean(0);
    this.track(overall(mean), overall(variance), count);
    const each = (own: Tensor) => own.reshape([-1, ...places.map(() => 1)]);
    const z = y.reshape(shape);
    return weight === undefined || bias === undefined ? z : z.mul(each(weight.value)).add(each(bias.value));
  }
}

/**
 * (x - mean) / √(variance + epsilon) · weight + bias, with mean and variance over each channel of each sample:
 * `[batch, channels, length]`, and the same shape again (Ulyanov, Vedaldi and Lempitsky, "Instance normalization", 2016).
 * Weight, bias and running statistics are options. PyTorch does not count the batches of this layer, we do.
 *
 * @example new InstanceNorm1d(2, { epsilon: 0 }).forward(tensor([[[1, 3], [10, 30]]])); // [[[-1, 1], [-1, 1]]]
 */
export class InstanceNorm1d extends InstanceNorm {
  /**
   * A layer for this number of channels.
   *
   * @throws RangeError unless it is a whole number >= 1.
   */
  constructor(channels: number, options?: InstanceNormOptions) {
    super("InstanceNorm1d", "[batch, channels, length]", 3, channels, options);
  }
}

/**
 * As {@link InstanceNorm1d}, for images: `[batch, channels, height, width]`, and the same shape again.
 *
 * @example new InstanceNorm2d(3).forward(randn([8, 3, 5, 5])).shape; // [8, 3, 5, 5]
 */
export class InstanceNorm2d extends InstanceNorm {
  /**
   * A layer for this number of channels.
   *
   * @throws RangeError unless it is a whole number >= 1.
   */
  constructor(channels: number, options?: InstanceNormOptions) {
    super("InstanceNorm2d", "[batch, channels, height, width]", 4, channels, options);
  }
}

/**
 * As {@link InstanceNorm1d}, for volumes: `[batch, channels, depth, height, width]`, and the same shape again.
 *
 * @example new InstanceNorm3d(3).forward(randn([8, 3, 2, 5, 5])).shape; // [8, 3, 2, 5, 5]
 */
export class InstanceNorm3d extends InstanceNorm {
  /**
   * A layer for this number of channels.
   *
   * @throws RangeError unless it is a whole number >= 1.
   */
  constructor(channels: number, options?: InstanceNormOptions) {
    super("InstanceNorm3d", "[batch, channels, depth, height, width]", 5, channels, options);
  }
}
