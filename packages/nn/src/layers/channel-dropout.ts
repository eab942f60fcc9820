import {
  defaultGenerator,
  formatShape,
  type Generator,
  type GeneratorOptions,
  ShapeError,
  type Tensor,
} from "@gradiente/core";
import { checkArgument, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../module.ts";
import { DROPOUT, droppable } from "./dropout.ts";

/** Dropout of whole channels, of any number of axes. */
abstract class ChannelDropout extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The probability that a channel is set to 0. */
  readonly probability: number;
  /** The random stream that chooses the channels. */
  readonly generator: Generator;
  readonly #layer: string;
  readonly #takes: string;
  readonly #rank: number;

  constructor(layer: string, takes: string, rank: number, probability: number, options?: GeneratorOptions) {
    super();
    const { generator = defaultGenerator() } = optionsOf(layer, options, DROPOUT);
    checkArgument(layer, "the probability of dropping", probability, droppable);
    this.probability = probability;
    this.generator = generator;
    this.#layer = layer;
    this.#takes = takes;
    this.#rank = rank;
  }

  /** @throws ShapeError unless x has such a shape. */
  override forward(x: Tensor): Tensor {
    const given = toTensor(this.#layer, x);
    const { shape } = given;
    if (shape.length !== this.#rank) {
      throw new ShapeError(
        `${this.#layer}: expected ${this.#takes}, and the input has shape ${formatShape(shape)}`,
      );
    }
    if (!this.training || this.probability === 0) return given;
    const kept = 1 - this.probability;
    const channels = shape.map((size, axis) => (axis < 2 ? size : 1));
    return this.generator.bernoulli(channels, kept).where(given.div(kept), 0);
  }

  protected override describe(): string {
    return String(this.probability);
  }
}

/**
 * In training mode, sets each channel of each sample to 0 with the given probability and divides the others by
 * 1 - probability: `[batch, channels, length]`, and the same shape again. Neighbours in a channel are alike, so that
 * elements that are dropped alone are not missed (Tompson et al., "Efficient object localization using convolutional
 * networks", 2015). In evaluation mode, returns its input.
 *
 * @example
 * ```ts
 * const x = new Dropout1d(0.5).forward(ones([1, 4, 2])); // whole channels are 0
 * x.min(2).eq(x.max(2)).all(); // true
 * ```
 */
export class Dropout1d extends ChannelDropout {
  /**
   * A layer that sets channels to 0 while the model trains.
   *
   * @param probability that a channel is set to 0. Default: 0.5.
   * @throws RangeError unless 0 <= probability < 1.
   */
  constructor(probability = 0.5, options?: GeneratorOptions) {
    super("Dropout1d", "[batch, channels, length]", 3, probability, options);
  }
}

/**
 * As {@link Dropout1d}, for images: `[batch, channels, height, width]`, and the same shape again.
 *
 * @example
 * ```ts
 * const x = new Dropout2d(0.5).forward(ones([1, 4, 2, 2])); // whole channels are 0
 * x.min([2, 3]).eq(x.max([2, 3])).all(); // true
 * ```
 */
export class Dropout2d extends ChannelDropout {
  /**
   * A layer that sets channels to 0 while the model trains.
   *
   * @param probability that a channel is set to 0. Default: 0.5.
   * @throws RangeError unless 0 <= probability < 1.
   */
  constructor(probability = 0.5, options?: GeneratorOptions) {
    super("Dropout2d", "[batch, channels, height, width]", 4, probability, options);
  }
}

/**
 * As {@link Dropout1d}, for volumes: `[batch, channels, depth, height, width]`, and the same shape again.
 *
 * @example
 * ```ts
 * const x = new Dropout3d(0.5).forward(ones([1, 4, 2, 2, 2])); // whole channels are 0
 * x.min([2, 3, 4]).eq(x.max([2, 3, 4])).all(); // true
 * ```
 */
export class Dropout3d extends ChannelDropout {
  /**
   * A layer that sets channels to 0 while the model trains.
   *
   * @param probability that a channel is set to 0. Default: 0.5.
   * @throws RangeError unless 0 <= probability < 1.
   */
  constructor(probability = 0.5, options?: GeneratorOptions) {
    super("Dropout3d", "[batch, channels, depth, height, width]", 5, probability, options);
  }
}
