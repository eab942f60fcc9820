import { defaultGenerator, type Generator, type GeneratorOptions, type Tensor } from "@gradiente/core";
import {
  aGenerator,
  checkArgument,
  declareOptions,
  numeric,
  optionsOf,
  toTensor,
} from "@gradiente/core/arguments";
import { Module } from "../module.ts";

export const DROPOUT = declareOptions<GeneratorOptions>({ generator: aGenerator });

export const droppable = numeric("at least 0 and below 1", (value) => value >= 0 && value < 1);

/**
 * In training mode, sets each element to 0 with the given probability and divides the others by 1 - probability, so
 * that the expected value stays the same. In evaluation mode, returns its input (Srivastava et al., "Dropout", 2014).
 * It takes any shape.
 *
 * @example
 * ```ts
 * const dropout = new Dropout(0.5);
 * const values = dropout.forward(ones([1000])); // zeros and twos
 * dropout.eval().forward(ones([3])); // [1, 1, 1]
 * ```
 */
export class Dropout extends Module {
  /** @internal */
  static readonly keepsNothing = true;

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
  constructor(probability = 0.5, options?: GeneratorOptions) {
    super();
    const { generator = defaultGenerator() } = optionsOf("Dropout", options, DROPOUT);
    checkArgument("Dropout", "the probability of dropping", probability, droppable);
    this.probability = probability;
    this.generator = generator;
  }

  override forward(x: Tensor): Tensor {
    const given = toTensor("Dropout", x);
    if (!this.training || this.probability === 0) return given;
    const kept = 1 - this.probability;
    return this.generator.bernoulli(given.shape, kept).where(given.div(kept), 0);
  }

  protected override describe(): string {
    return String(this.probability);
  }
}
