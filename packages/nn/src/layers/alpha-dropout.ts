import { defaultGenerator, type Generator, type GeneratorOptions, type Tensor } from "@gradiente/core";
import { checkArgument, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../module.ts";
import { DROPOUT, droppable } from "./dropout.ts";

/** What SELU tends to for negative arguments, -λα. */
const SATURATION = -1.7580993408473768;

/**
 * In training mode, sets each element to -λα, the lowest value of SELU, with the given probability, and then shifts and
 * scales all of them, so that mean 0 and variance 1 stay what they are (Klambauer et al., "Self-normalizing neural
 * networks", 2017). In evaluation mode, returns its input. It takes any shape.
 *
 * @example
 * ```ts
 * const dropout = new AlphaDropout(0.1);
 * dropout.forward(ones([4])).shape; // [4]
 * dropout.eval().forward(ones([4])); // [1, 1, 1, 1]
 * ```
 */
export class AlphaDropout extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The probability that an element is dropped. */
  readonly probability: number;
  /** The random stream that chooses the elements. */
  readonly generator: Generator;

  /**
   * A layer that drops elements while the model trains.
   *
   * @param probability that an element is dropped. Default: 0.5.
   * @throws RangeError unless 0 <= probability < 1.
   */
  constructor(probability = 0.5, options?: GeneratorOptions) {
    super();
    const { generator = defaultGenerator() } = optionsOf("AlphaDropout", options, DROPOUT);
    checkArgument("AlphaDropout", "the probability of dropping", probability, droppable);
    this.probability = probability;
    this.generator = generator;
  }

  override forward(x: Tensor): Tensor {
    const given = toTensor("AlphaDropout", x);
    const dropped = this.probability;
    if (!this.training || dropped === 0) return given;
    const kept = 1 - dropped;
    const scale = 1 / Math.sqrt(kept * (1 + dropped * SATURATION * SATURATION));
    const shift = -scale * dropped * SATURATION;
    const mask = this.generator.bernoulli(given.shape, kept);
    return mask.where(given.mul(scale).add(shift), SATURATION * scale + shift);
  }

  protected override describe(): string {
    return String(this.probability);
  }
}
