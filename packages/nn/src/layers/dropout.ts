import { defaultGenerator, type Generator, type GeneratorOptions, type Tensor } from "@gradiente/core";
import { Module } from "../module.ts";

/**
 * In training mode, sets each element to 0 with the given probability and divides the others by 1 - probability, so
 * that the expected value stays the same. In evaluation mode, returns its input (Srivastava et al., "Dropout", 2014).
 * It takes any shape.
 */
export class Dropout extends Module {
  /** The probability that an element is set to 0. */
  readonly probability: number;
  /** The random stream that chooses the elements. */
  readonly generator: Generator;

  /**
   * A layer that sets elements to 0 while the model trains.
   *
   * @param probability that an element is set to 0. Default: 0.5.
   * @throws RangeError unless 0 <= probability < 1.
   */
  constructor(probability = 0.5, { generator = defaultGenerator() }: GeneratorOptions = {}) {
    super();
    if (!(probability >= 0 && probability < 1)) {
      throw new RangeError(
        `Dropout: the probability of dropping must be at least 0 and below 1, not ${probability}`,
      );
    }
    this.probability = probability;
    this.generator = generator;
  }

  override forward(x: Tensor): Tensor {
    if (!this.training || this.probability === 0) return x;
    const kept = 1 - this.probability;
    return this.generator.bernoulli(x.shape, kept).where(x.div(kept), 0);
  }

  protected override describe(): string {
    return String(this.probability);
  }
}
