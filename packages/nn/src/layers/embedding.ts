import {
  arange,
  type DType,
  defaultGenerator,
  embedding,
  formatShape,
  type GeneratorOptions,
  ShapeError,
  type Tensor,
  Variable,
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
import type { Initializer } from "../initializers/index.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";

/** Options of {@link Embedding}. */
export interface EmbeddingLayerOptions extends GeneratorOptions {
  /** A row that stands for padding: it is 0 at first, and gets no gradient. Default: none. */
  readonly paddingIndex?: number;
  /** The dtype of the weight. Default: float32. */
  readonly dtype?: DType;
  /** Makes the weight. Default: normal with mean 0 and variance 1, as PyTorch's. */
  readonly weightInitializer?: Initializer;
}

const OPTIONS = declareOptions<EmbeddingLayerOptions>({
  paddingIndex: whole(0),
  dtype: aDType,
  weightInitializer: aFunction(),
  generator: aGenerator,
});

/** Options of {@link Embedding.from}. */
export interface EmbeddingFromOptions {
  /** Whether the rows stay as they are, without gradients. Default: true, as PyTorch's `from_pretrained`. */
  readonly freeze?: boolean;
  /** A row that stands for padding and gets no gradient. It keeps the values that are given. Default: none. */
  readonly paddingIndex?: number;
}

const FROM = declareOptions<EmbeddingFromOptions>({ freeze: aBoolean, paddingIndex: whole(0) });

const aSize = whole(1);

/**
 * The row of a table for each index: `[...] -> [..., features]`, of int32 indices. The gradient of a row is the sum of the
 * gradients of all places that took it.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { Embedding } from "@gradiente/nn";
 *
 * const words = tensor([[0, 2, 1]], { dtype: "int32" });
 * new Embedding(1000, 64).forward(words).shape; // [1, 3, 64]
 * Embedding.from(tensor([[0, 0], [1, 10], [2, 20]])).forward(words); // [[[0, 0], [2, 20], [1, 10]]]
 * ```
 */
export class Embedding extends Module {
  /** The table, of shape `[count, features]`: a Parameter, or a Variable that is not trainable if it is frozen. */
  readonly weight: Variable;
  /** The row that stands for padding; undefined if there is none. */
  readonly paddingIndex: number | undefined;

  /**
   * A table of new random rows.
   *
   * @param count how many rows there are.
   * @param features how many numbers are in a row.
   * @throws RangeError unless both are whole numbers >= 1, and `paddingIndex` is a row.
   */
  constructor(count: number, features: number, options?: EmbeddingLayerOptions) {
    super();
    const {
      paddingIndex,
      dtype,
      generator,
      weightInitializer = ordinary,
    } = optionsOf("Embedding", options, OPTIONS);
    checkArgument("Embedding", "the number of rows", count, aSize);
    checkArgument("Embedding", "the number of features", features, aSize);
    if (paddingIndex !== undefined) {
      checkArgument("Embedding", "paddingIndex", paddingIndex, whole(0, count - 1));
    }
    const weight = new Parameter(weightInitializer([count, features], { dtype, generator }));
    if (paddingIndex !== undefined) {
      weight.set(arange(count).ne(paddingIndex).unsqueeze(-1).where(weight.value.detach(), 0));
    }
    this.weight = weight;
    this.paddingIndex = paddingIndex;
  }

  /**
   * A layer with the rows that are given, `[count, features]`, such as vectors of words.
   *
   * @throws ShapeError unless the weights have two axes; DTypeError unless they are floating and `freeze` is false;
   * RangeError unless `paddingIndex` is a row.
   */
  static from(weights: Tensor | Variable, options?: EmbeddingFromOptions): Embedding {
    const { freeze = true, paddingIndex } = optionsOf("Embedding.from", options, FROM);
    const given = toTensor("Embedding.from", weights).detach();
    if (given.ndim !== 2) {
      throw new ShapeError(
        `Embedding.from: the weights must be [count, features], not ${formatShape(given.shape)}`,
      );
    }
    const [count, features] = given.shape;
    const layer = new Embedding(count, features, { paddingIndex, weightInitializer: () => given });
    // As it is given, the row of padding too.
    const made: { weight: Variable } = layer;
    made.weight = freeze ? new Variable(given, { trainable: false }) : new Parameter(given);
    return layer;
  }

  /**
   * The rows of these indices.
   *
   * @throws IndexError if an index is not a row of the table; DTypeError unless the indices are int32.
   */
  override forward(index: Tensor): Tensor {
    return embedding(this.weight, toTensor("Embedding", index), { paddingIndex: this.paddingIndex });
  }

  protected override describe(): string {
    const [count, features] = this.weight.shape;
    const padding = this.paddingIndex === undefined ? "" : `, padding ${this.paddingIndex}`;
    return `${count} rows of ${features}${padding}`;
  }
}

/** Mean 0 and variance 1. */
const ordinary: Initializer = (shape, { dtype, generator = defaultGenerator() } = {}) =>
  generator.normal(shape, { dtype });
