import { formatShape, ShapeError, type Tensor, Variable } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import {
  describeRows,
  newTable,
  ROWS,
  type RowOptions,
  rowsOf,
  TABLE,
  type TableOptions,
} from "./embedding-table.ts";

/** Options of {@link Embedding}. */
export type EmbeddingLayerOptions = TableOptions;

/** Options of {@link Embedding.from}. */
export interface EmbeddingFromOptions extends RowOptions {
  /** Whether the rows stay as they are, without gradients. Default: true, as PyTorch's `from_pretrained`. */
  readonly freeze?: boolean;
  /** A row that stands for padding and gets no gradient. It keeps the values that are given. Default: none. */
  readonly paddingIndex?: number;
}

const FROM = declareOptions<EmbeddingFromOptions>({ ...ROWS.checks, freeze: aBoolean });

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
  /** The largest norm of a row; undefined if there is none. */
  readonly maxNorm: number | undefined;
  /** The p of this norm. */
  readonly normOrder: number;

  /**
   * A table of new random rows.
   *
   * @param count how many rows there are.
   * @param features how many numbers are in a row.
   * @throws RangeError unless both are whole numbers >= 1, and `paddingIndex` is a row.
   */
  constructor(count: number, features: number, options?: EmbeddingLayerOptions) {
    super();
    const chosen = optionsOf("Embedding", options, TABLE);
    this.weight = newTable("Embedding", count, features, chosen);
    this.paddingIndex = chosen.paddingIndex;
    this.maxNorm = chosen.maxNorm;
    this.normOrder = chosen.normOrder ?? 2;
  }

  /**
   * A layer with the rows that are given, `[count, features]`, such as vectors of words.
   *
   * @throws ShapeError unless the weights have two axes; DTypeError unless they are floating and `freeze` is false;
   * RangeError unless `paddingIndex` is a row.
   */
  static from(weights: Tensor | Variable, options?: EmbeddingFromOptions): Embedding {
    const { freeze = true, ...rows } = optionsOf("Embedding.from", options, FROM);
    const given = toTensor("Embedding.from", weights).detach();
    if (given.ndim !== 2) {
      throw new ShapeError(
        `Embedding.from: the weights must be [count, features], not ${formatShape(given.shape)}`,
      );
    }
    const [count, features] = given.shape;
    const layer = new Embedding(count, features, { ...rows, weightInitializer: () => given });
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
    return rowsOf(this.weight, toTensor("Embedding", index), this);
  }

  protected override describe(): string {
    return describeRows(this.weight, this);
  }
}
