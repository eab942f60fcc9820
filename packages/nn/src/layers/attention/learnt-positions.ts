import {
  type DType,
  defaultGenerator,
  type GeneratorOptions,
  ShapeError,
  type Tensor,
} from "@gradiente/core";
import {
  aBoolean,
  aDType,
  aFunction,
  aGenerator,
  checkArgument,
  declareOptions,
  optionsOf,
  toTensor,
  whole,
} from "@gradiente/core/arguments";
import type { Initializer } from "../../initializers/index.ts";
import { Module } from "../../module.ts";
import { Parameter } from "../../parameter.ts";
import { POSITION, type PositionOptions } from "./positions.ts";
import { timeOf } from "./sinusoidal-positions.ts";

/** Options of {@link LearntPositions}. */
export interface LearntPositionsOptions extends GeneratorOptions {
  /** Whether inputs are `[batch, time, features]` instead of `[time, batch, features]`. Default: false. */
  readonly batchFirst?: boolean;
  /** The dtype of the weight. Default: float32. */
  readonly dtype?: DType;
  /** Makes the weight. Default: normal with mean 0 and standard deviation 0.02, as GPT-2's. */
  readonly weightInitializer?: Initializer;
}

const LEARNT_POSITIONS = declareOptions<LearntPositionsOptions>({
  batchFirst: aBoolean,
  dtype: aDType,
  weightInitializer: aFunction(),
  generator: aGenerator,
});

const small: Initializer = (shape, options = {}) => {
  const { dtype, generator = defaultGenerator() } = options;
  return generator.normal(shape, { dtype, standardDeviation: 0.02 });
};

/**
 * Adds to each position features of its own, which are trained (Gehring et al., "Convolutional sequence to sequence learning",
 * 2017): `[time, batch, features]`, and the same shape again. The path of the Parameter is `weight`, as that of an embedding.
 *
 * @example
 * ```ts
 * const positions = new LearntPositions(100, 16, { batchFirst: true });
 * positions.forward(ones([2, 7, 16])).shape; // [2, 7, 16]
 * ```
 */
export class LearntPositions extends Module<readonly [x: Tensor, options?: PositionOptions]> {
  /** What is added at each position, `[positions, features]`. */
  readonly weight: Parameter;
  /** Whether the first axis of inputs is that of the batch. */
  readonly batchFirst: boolean;

  /**
   * A layer for sequences of up to so many positions.
   *
   * @throws RangeError unless both are whole numbers >= 1.
   */
  constructor(positions: number, features: number, options?: LearntPositionsOptions) {
    super();
    const chosen = optionsOf("LearntPositions", options, LEARNT_POSITIONS);
    const { batchFirst = false, dtype, generator, weightInitializer = small } = chosen;
    checkArgument("LearntPositions", "positions", positions, whole(1));
    checkArgument("LearntPositions", "features", features, whole(1));
    this.weight = new Parameter(weightInitializer([positions, features], { dtype, generator }));
    this.batchFirst = batchFirst;
  }

  /**
   * @throws ShapeError unless x is `[time, batch, features]`, or `[batch, time, features]` with `batchFirst`, and there are
   * positions for all steps.
   */
  override forward(x: Tensor, options?: PositionOptions): Tensor {
    const given = toTensor("LearntPositions", x);
    const { offset = 0 } = optionsOf("LearntPositions", options, POSITION);
    const [positions, features] = this.weight.shape;
    const time = timeOf("LearntPositions", given, features, this.batchFirst);
    if (offset + time > positions) {
      throw new ShapeError(
        `LearntPositions: there are ${positions} positions, too few for ${time} steps from ${offset} on`,
      );
    }
    const own = this.weight.narrow(0, offset, time);
    return given.add(this.batchFirst ? own : own.unsqueeze(1));
  }

  protected override describe(): string {
    const [positions, features] = this.weight.shape;
    return `${positions} x ${features}${this.batchFirst ? ", batch first" : ""}`;
  }
}
