import { defaultGenerator, type Generator, type GeneratorOptions, type Tensor } from "@gradiente/core";
import { Module } from "../module.ts";

/**
 * In training, sets each element to 0 with the given probability and divides the others by 1 - probability, so
 * that the expected value stays; in evaluation, changes nothing (Srivastava et al., "Dropout", 2014).
 */
export class Dropout extends Module {
  readonly probability: number;
  readonly generator: Generator;

  /** @throws RangeError unless 0 <= probability < 1. */
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
