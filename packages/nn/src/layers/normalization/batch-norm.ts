import { batchNormWithStatistics, type Tensor } from "@gradiente/core";
import { ChannelNorm, elementsOfChannel } from "./channel-norm.ts";
import type { BatchNormLayerOptions } from "./options.ts";

/** Batch normalisation of any number of axes. */
abstract class BatchNorm extends ChannelNorm {
  /** @internal */
  static readonly keepsNothing = true;

  constructor(
    layer: string,
    takes: string,
    ranks: readonly number[],
    channels: number,
    options: BatchNormLayerOptions | undefined,
  ) {
    super({ layer, takes, ranks, affine: true, trackRunningStats: true }, channels, options);
  }

  /** @throws ShapeError unless x has such a shape, or if a channel of a batch whose statistics are needed has one value. */
  override forward(x: Tensor): Tensor {
    const given = this.checked(x);
    const evaluated = this.byRunning(given);
    if (evaluated !== undefined) return evaluated;
    const count = elementsOfChannel(given);
    this.checkCount(given, count, "each channel");
    const { weight, bias, epsilon } = this;
    const { y, mean, variance } = batchNormWithStatistics(given, { weight, bias, epsilon });
    this.track(mean, variance, count);
    return y;
  }
}

/**
 * (x - mean) / √(variance + epsilon) · weight + bias, with one mean and one variance for each channel: `[batch, channels]`
 * or `[batch, channels, length]`, and the same shape again (Ioffe and Szegedy, "Batch normalization", 2015). In training
 * mode they are those of the batch, and running statistics are kept, which take their place in evaluation mode.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { BatchNorm1d } from "@gradiente/nn";
 *
 * new BatchNorm1d(1, { epsilon: 0 }).forward(tensor([[1], [3]])); // [[-1], [1]]
 * ```
 */
export class BatchNorm1d extends BatchNorm {
  /**
   * A layer for this number of channels.
   *
   * @throws RangeError unless it is a whole number >= 1.
   */
  constructor(channels: number, options?: BatchNormLayerOptions) {
    super("BatchNorm1d", "[batch, channels] or [batch, channels, length]", [2, 3], channels, options);
  }
}

/**
 * As {@link BatchNorm1d}, for images: `[batch, channels, height, width]`, and the same shape again.
 *
 * @example
 * ```ts
 * const norm = new BatchNorm2d(3);
 * norm.forward(randn([8, 3, 5, 5])).shape; // [8, 3, 5, 5]
 * [...norm.buffers().keys()]; // ["running_mean", "running_var", "num_batches_tracked"]
 * ```
 */
export class BatchNorm2d extends BatchNorm {
  /**
   * A layer for this number of channels.
   *
   * @throws RangeError unless it is a whole number >= 1.
   */
  constructor(channels: number, options?: BatchNormLayerOptions) {
    super("BatchNorm2d", "[batch, channels, height, width]", [4], channels, options);
  }
}

/**
 * As {@link BatchNorm1d}, for volumes: `[batch, channels, depth, height, width]`, and the same shape again.
 *
 * @example new BatchNorm3d(3).forward(randn([8, 3, 2, 5, 5])).shape; // [8, 3, 2, 5, 5]
 */
export class BatchNorm3d extends BatchNorm {
  /**
   * A layer for this number of channels.
   *
   * @throws RangeError unless it is a whole number >= 1.
   */
  constructor(channels: number, options?: BatchNormLayerOptions) {
    super("BatchNorm3d", "[batch, channels, depth, height, width]", [5], channels, options);
  }
}
