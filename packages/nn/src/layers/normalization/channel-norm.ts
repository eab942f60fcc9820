import {
  batchNorm,
  formatShape,
  ones,
  ShapeError,
  sizeOf,
  type Tensor,
  Variable,
  zeros,
} from "@gradiente/core";
import { checkArgument, optionsOf, toTensor, whole } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import type { Parameter } from "../../parameter.ts";
import { affineOf, type BatchNormLayerOptions, CHANNEL_NORM } from "./options.ts";

/** What a layer of this kind is, beside its options. */
export interface ChannelNormKind {
  /** The name of the layer in errors. */
  readonly layer: string;
  /** The shapes that it takes, for errors; the channels have the second place. */
  readonly takes: string;
  /** The numbers of axes that it takes. */
  readonly ranks: readonly number[];
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
}

/** PyTorch's names of what is called otherwise here. */
const PATHS: Readonly<Record<string, string>> = {
  runningMean: "running_mean",
  runningVar: "running_var",
  numBatchesTracked: "num_batches_tracked",
};

/**
 * A layer that normalises each channel, and may keep running statistics: what batch and instance normalisation share. In
 * state dicts, the statistics are called as in PyTorch: `running_mean`, `running_var`, `num_batches_tracked`.
 */
export abstract class ChannelNorm extends Module {
  /** The number of channels, the size of the second axis. */
  readonly channels: number;
  /** The factors, `[channels]`, 1 at first; undefined if there are none. */
  readonly weight: Parameter | undefined;
  /** Is added, `[channels]`, 0 at first; undefined if there is none. */
  readonly bias: Parameter | undefined;
  /** The running mean of each channel, `[channels]`, 0 at first; undefined if it is not kept. */
  readonly runningMean: Variable | undefined;
  /** The running variance of each channel, that of a sample (n - 1), `[channels]`, 1 at first; undefined if it is not kept. */
  readonly runningVar: Variable | undefined;
  /** The number of batches so far, int32 `[]`; undefined if there are no running statistics. */
  readonly numBatchesTracked: Variable | undefined;
  /** The share of the present batch in the running statistics; null for the average of all batches so far. */
  readonly momentum: number | null;
  /** What is added to the variance. */
  readonly epsilon: number;
  readonly #kind: ChannelNormKind;

  constructor(kind: ChannelNormKind, channels: number, options: BatchNormLayerOptions | undefined) {
    super();
    const chosen = optionsOf(kind.layer, options, CHANNEL_NORM);
    const {
      affine = kind.affine,
      trackRunningStats = kind.trackRunningStats,
      momentum = 0.1,
      dtype,
    } = chosen;
    checkArgument(kind.layer, "the number of channels", channels, whole(1));
    const { weight, bias } = affineOf([channels], dtype, affine);
    const running = (value: Tensor) =>
      trackRunningStats ? new Variable(value, { trainable: false }) : undefined;
    this.weight = weight;
    this.bias = bias;
    this.runningMean = running(zeros([channels], { dtype }));
    this.runningVar = running(ones([channels], { dtype }));
    this.numBatchesTracked = running(zeros([], { dtype: "int32" }));
    this.channels = channels;
    this.momentum = momentum;
    this.epsilon = chosen.epsilon ?? 1e-5;
    this.#kind = kind;
  }

  /** The input as a tensor. */
  protected checked(x: Tensor): Tensor {
    const { layer, takes, ranks } = this.#kind;
    const given = toTensor(layer, x);
    if (!ranks.includes(given.ndim) || given.shape[1] !== this.channels) {
      throw new ShapeError(
        `${layer}: expected ${takes} with ${this.channels} channels, and the input has shape ${formatShape(given.shape)}`,
      );
    }
    return given;
  }

  /** @throws ShapeError if means would be taken of single values, which tell nothing of a variance. */
  protected checkCount(x: Tensor, count: number, of: string): void {
    if (count > 1) return;
    throw new ShapeError(
      `${this.#kind.layer}: ${of} has ${count === 1 ? "one value" : "no values"} for the statistics, and needs more than one; ` +
        `the input has shape ${formatShape(x.shape)}${this.training ? "; is it meant to be evaluated, with eval()?" : ""}`,
    );
  }

  /** The result by the running statistics if they are to be used now. */
  protected byRunning(x: Tensor): Tensor | undefined {
    const { runningMean: mean, runningVar: variance, weight, bias, epsilon } = this;
    if (this.training || mean === undefined || variance === undefined) return undefined;
    return batchNorm(x, { mean, variance, weight, bias, epsilon });
  }

  /**
   * Takes the statistics of a batch into account. They are tensors, and nothing is read, so that a step can be recorded.
   *
   * @param variance of the whole population.
   * @param count of elements that it comes from.
   */
  protected track(mean: Tensor, variance: Tensor, count: number): void {
    const { runningMean, runningVar, numBatchesTracked, momentum } = this;
    if (!this.training || runningMean === undefined || runningVar === undefined) return;
    if (numBatchesTracked === undefined) return;
    const batches = numBatchesTracked.value.add(1);
    numBatchesTracked.set(batches);
    const share = momentum ?? batches.cast(runningMean.dtype).reciprocal();
    const towards = (running: Variable, present: Tensor) => {
      const { value } = running;
      running.set(value.add(present.cast(running.dtype).sub(value).mul(share)));
    };
    towards(runningMean, mean);
    towards(runningVar, variance.mul(count / (count - 1)));
  }

  protected override fields(): Iterable<readonly [string, unknown]> {
    return Object.entries(this).map(([name, value]) => [PATHS[name] ?? name, value]);
  }

  protected override describe(): string {
    const without = this.weight === undefined ? ", not affine" : "";
    return `${this.channels}${without}${this.runningMean === undefined ? ", no running statistics" : ""}`;
  }
}

/** How many elements each channel of a shape `[batch, channels, ...]` has. */
export function elementsOfChannel({ shape }: Tensor): number {
  return shape[0] * sizeOf(shape.slice(2));
}
