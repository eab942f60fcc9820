import { concat, formatShape, ShapeError, stack, type Tensor } from "@gradiente/core";
import { checkArgument, declareOptions, oneOf, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { anEvenSize, anglesOf, aPositive, POSITION, type PositionOptions } from "./positions.ts";

/** Options of {@link RotaryPositions}. */
export interface RotaryOptions {
  /** The wavelengths grow up to 2π times this. Default: 10000. */
  readonly base?: number;
  /**
   * Which features are turned together: `"neighbours"`, 0 with 1, 2 with 3 and so on, as in the paper; or `"halves"`, each of
   * the first half with one of the second, as in GPT-NeoX and LLaMA. Default: "neighbours".
   */
  readonly pairs?: "neighbours" | "halves";
}

const ROTARY = declareOptions<RotaryOptions>({ base: aPositive, pairs: oneOf("neighbours", "halves") });

/**
 * Turns pairs of features by angles that grow with the position, so that products of queries and keys depend on distances
 * alone: `[..., time, features]`, and the same shape again (Su et al., "RoFormer: Enhanced transformer with rotary position
 * embedding", 2021, equation 34). It has no Parameters. {@link MultiHeadAttention} takes one as an option.
 *
 * @example
 * ```ts
 * const x = ones([2, 7, 16]); // [batch, positions, features]
 * new RotaryPositions(16).forward(x).shape; // [2, 7, 16]
 * ```
 */
export class RotaryPositions extends Module<readonly [x: Tensor, options?: PositionOptions]> {
  /** The number of features: those of one head. */
  readonly features: number;
  /** The wavelengths grow up to 2π times this. */
  readonly base: number;
  /** Which features are turned together. */
  readonly pairs: "neighbours" | "halves";

  /**
   * A layer for so many features.
   *
   * @throws RangeError unless `features` is even, and `base` > 0.
   */
  constructor(features: number, options?: RotaryOptions) {
    super();
    const { base = 10000, pairs = "neighbours" } = optionsOf("RotaryPositions", options, ROTARY);
    checkArgument("RotaryPositions", "features", features, anEvenSize);
    this.features = features;
    this.base = base;
    this.pairs = pairs;
  }

  /** @throws ShapeError unless x is `[..., time, features]`. */
  override forward(x: Tensor, options?: PositionOptions): Tensor {
    const given = toTensor("RotaryPositions", x);
    const { offset = 0 } = optionsOf("RotaryPositions", options, POSITION);
    const { features } = this;
    const { ndim } = given;
    if (ndim < 2 || given.shape[ndim - 1] !== features) {
      throw new ShapeError(
        `RotaryPositions: the input must be [..., time, ${features} features], not ${formatShape(given.shape)}`,
      );
    }
    const angles = anglesOf(given, given.shape[ndim - 2], offset, features, this.base);
    const [cos, sin] = [angles.cos(), angles.sin()].map((y) => y.cast(given.dtype));
    const isHalves = this.pairs === "halves";
    const [a, b] = isHalves
      ? given.chunk(2, -1)
      : given.reshape([...given.shape.slice(0, -1), features / 2, 2]).unbind(-1);
    const turned = [a.mul(cos).sub(b.mul(sin)), a.mul(sin).add(b.mul(cos))];
    return isHalves ? concat(turned, -1) : stack(turned, -1).reshape(given.shape);
  }

  protected override describe(): string {
    return `${this.features}${this.pairs === "halves" ? ", halves" : ""}`;
  }
}
