import { formatShape, ShapeError, stack, type Tensor } from "@gradiente/core";
import { aBoolean, checkArgument, declareOptions, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { anEvenSize, anglesOf, aPositive, POSITION, type PositionOptions } from "./positions.ts";

/** Options of {@link SinusoidalPositions}. */
export interface SinusoidalOptions {
  /** The wavelengths grow up to 2π times this. Default: 10000. */
  readonly base?: number;
  /** Whether inputs are `[batch, time, features]` instead of `[time, batch, features]`. Default: false. */
  readonly batchFirst?: boolean;
}

const SINUSOIDAL = declareOptions<SinusoidalOptions>({ base: aPositive, batchFirst: aBoolean });

/**
 * Adds waves that tell positions apart: to feature 2i of position p sin(p / base^(2i / features)), to feature 2i + 1 the cosine
 * (Vaswani et al., "Attention is all you need", 2017, section 3.5). `[time, batch, features]`, and the same shape again. It has
 * no Parameters, and takes sequences of any length.
 *
 * @example
 * ```ts
 * const positions = new SinusoidalPositions(2, { batchFirst: true });
 * positions.forward(zeros([1, 2, 2])); // [[[0, 1], [0.8415, 0.5403]]]
 * ```
 */
export class SinusoidalPositions extends Module<readonly [x: Tensor, options?: PositionOptions]> {
  /** The number of features. */
  readonly features: number;
  /** The wavelengths grow up to 2π times this. */
  readonly base: number;
  /** Whether the first axis of inputs is that of the batch. */
  readonly batchFirst: boolean;

  /**
   * A layer for so many features.
   *
   * @throws RangeError unless `features` is even, and `base` > 0.
   */
  constructor(features: number, options?: SinusoidalOptions) {
    super();
    const { base = 10000, batchFirst = false } = optionsOf("SinusoidalPositions", options, SINUSOIDAL);
    checkArgument("SinusoidalPositions", "features", features, anEvenSize);
    this.features = features;
    this.base = base;
    this.batchFirst = batchFirst;
  }

  /** @throws ShapeError unless x is `[time, batch, features]`, or `[batch, time, features]` with `batchFirst`. */
  override forward(x: Tensor, options?: PositionOptions): Tensor {
    const given = toTensor("SinusoidalPositions", x);
    const { offset = 0 } = optionsOf("SinusoidalPositions", options, POSITION);
    const time = timeOf("SinusoidalPositions", given, this.features, this.batchFirst);
    const angles = anglesOf(given, time, offset, this.features, this.base);
    const waves = stack([angles.sin(), angles.cos()], -1).reshape([time, this.features]).cast(given.dtype);
    return given.add(this.batchFirst ? waves : waves.unsqueeze(1));
  }

  protected override describe(): string {
    return `${this.features}${this.batchFirst ? ", batch first" : ""}`;
  }
}

/** @throws ShapeError unless x has three axes, and the features of the layer. */
export function timeOf(layer: string, x: Tensor, features: number, batchFirst: boolean): number {
  if (x.ndim === 3 && x.shape[2] === features) return x.shape[batchFirst ? 1 : 0];
  const axes = batchFirst ? "batch, time" : "time, batch";
  throw new ShapeError(
    `${layer}: the input must be [${axes}, ${features} features], not ${formatShape(x.shape)}`,
  );
}
