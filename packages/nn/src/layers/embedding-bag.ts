import { formatShape, IndexError, ShapeError, type Tensor, tensor, zerosLike } from "@gradiente/core";
import { aTensor, declareOptions, oneOf, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { describeRows, newTable, rowsOf, TABLE, type TableOptions } from "./embedding-table.ts";

/** Options of {@link EmbeddingBag}. */
export interface EmbeddingBagOptions extends TableOptions {
  /** What is taken of the rows of a bag, feature by feature. Default: "mean". */
  readonly mode?: "sum" | "mean" | "max";
}

const EMBEDDING_BAG = declareOptions<EmbeddingBagOptions>({
  ...TABLE.checks,
  mode: oneOf("sum", "mean", "max"),
});

/** Where bags begin, and what their rows weigh. */
export interface BagInputs {
  /**
   * For indices `[count]`, one bag after the other: where each bag begins, int32 `[bags]`. The first begins at 0, and none
   * before the one before it. Not for indices `[bags, length]`.
   */
  readonly offsets?: Tensor;
  /** What each row is multiplied by, of the shape of the indices: PyTorch's `per_sample_weights`. Only for the mode "sum". Default: 1. */
  readonly weights?: Tensor;
}

const BAG_INPUTS = declareOptions<BagInputs>({ offsets: aTensor, weights: aTensor });

/**
 * The sum, mean or maximum of the rows of a table for each bag of indices: `[bags, length] -> [bags, features]`, or
 * `[count] -> [bags, features]` with `offsets` for bags of any lengths, which are filled up to the longest one. Places of
 * `paddingIndex` do not count. A bag in which nothing counts gives zeros. As PyTorch's `EmbeddingBag`, without
 * `include_last_offset`.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { EmbeddingBag } from "@gradiente/nn";
 *
 * const words = tensor([3, 1, 4, 1, 5], { dtype: "int32" });
 * const offsets = tensor([0, 2], { dtype: "int32" });
 * new EmbeddingBag(10, 6, { mode: "sum" }).forward(words, { offsets }).shape; // [2, 6]
 * ```
 */
export class EmbeddingBag extends Module<readonly [index: Tensor, inputs?: BagInputs], Tensor> {
  /** The table, of shape `[count, features]`. */
  readonly weight: Parameter;
  /** What is taken of the rows of a bag. */
  readonly mode: "sum" | "mean" | "max";
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
  constructor(count: number, features: number, options?: EmbeddingBagOptions) {
    super();
    const { mode = "mean", ...chosen } = optionsOf("EmbeddingBag", options, EMBEDDING_BAG);
    this.weight = newTable("EmbeddingBag", count, features, chosen);
    this.mode = mode;
    this.paddingIndex = chosen.paddingIndex;
    this.maxNorm = chosen.maxNorm;
    this.normOrder = chosen.normOrder ?? 2;
  }

  /**
   * What the mode takes of each bag.
   *
   * @throws IndexError if an index is not a row of the table, or offsets are not in order; DTypeError unless indices and
   * offsets are int32; ShapeError if shapes do not fit; TypeError for weights with another mode than "sum".
   */
  override forward(index: Tensor, inputs?: BagInputs): Tensor {
    const { offsets, weights } = optionsOf("EmbeddingBag", inputs, BAG_INPUTS);
    const given = toTensor("EmbeddingBag", index);
    if (given.ndim !== (offsets === undefined ? 2 : 1)) {
      throw new ShapeError(
        `EmbeddingBag: the indices must be [bags, length], or [count] with offsets, not ${formatShape(given.shape)}${offsets === undefined ? "" : " with offsets"}`,
      );
    }
    if (weights !== undefined && this.mode !== "sum") {
      throw new TypeError(`EmbeddingBag: weights are for the mode "sum", not for "${this.mode}"`);
    }
    const rows = this.#weighted(rowsOf(this.weight, given, this), weights);
    const counted = given.ne(this.paddingIndex ?? -1);
    if (offsets === undefined) return this.#taken(rows, counted);
    const { places, inside, shape } = placesOf(offsets, given.size);
    const isThere = tensor(inside, { dtype: "bool", shape });
    return this.#taken(
      rows.indexSelect(places).reshape([...shape, rows.shape[1]]),
      counted.indexSelect(places).reshape(shape).and(isThere),
    );
  }

  #weighted(rows: Tensor, weights: Tensor | undefined): Tensor {
    if (weights === undefined) return rows;
    const shape = rows.shape.slice(0, -1);
    if (weights.ndim !== shape.length || weights.shape.some((size, axis) => size !== shape[axis])) {
      throw new ShapeError(
        `EmbeddingBag: weights must have the shape of the indices, ${formatShape(shape)}, not ${formatShape(weights.shape)}`,
      );
    }
    return rows.mul(weights.unsqueeze(-1));
  }

  /** What the mode takes of rows `[bags, length, features]`, of those that count, bool `[bags, length]`. */
  #taken(rows: Tensor, counted: Tensor): Tensor {
    const [bags, length, features] = rows.shape;
    if (length === 0) return zerosLike(rows, { shape: [bags, features] });
    const counts = counted.unsqueeze(-1);
    if (this.mode === "max") {
      const largest = counts.where(rows, Number.NEGATIVE_INFINITY).max(1);
      return counts.any(1).where(largest, 0);
    }
    const sum = counts.where(rows, 0).sum(1);
    return this.mode === "sum" ? sum : sum.div(counts.cast(rows.dtype).sum(1).clip(1, undefined));
  }

  protected override describe(): string {
    return `${describeRows(this.weight, this)}, ${this.mode}`;
  }
}

/** The places of bags that begin at these offsets, each filled up to the longest: `[bags, length]`, and which are of the bag. */
function placesOf(
  offsets: Tensor,
  count: number,
): { readonly places: number[]; readonly inside: boolean[]; readonly shape: [bags: number, length: number] } {
  if (offsets.dtype !== "int32" || offsets.ndim !== 1) {
    throw new ShapeError(
      `EmbeddingBag: offsets must be int32 [bags], not ${offsets.dtype} ${formatShape(offsets.shape)}`,
    );
  }
  const starts = [...offsets.toTypedArray()];
  const ends = [...starts.slice(1), count];
  const wrong = starts.findIndex((start, i) => (i === 0 ? start !== 0 : false) || start > ends[i]);
  if (wrong >= 0) {
    throw new IndexError(
      `EmbeddingBag: offsets must begin with 0, and must not fall or exceed the ${count} indices; offset ${wrong} is ${starts[wrong]}`,
      starts[wrong],
      [wrong],
      count,
    );
  }
  const longest = starts.reduce((most, start, i) => Math.max(most, ends[i] - start), 0);
  const steps = Array.from({ length: longest }, (_, step) => step);
  return {
    places: starts.flatMap((start) => steps.map((step) => Math.min(start + step, count - 1))),
    inside: starts.flatMap((start, i) => steps.map((step) => start + step < ends[i])),
    shape: [starts.length, longest],
  };
}
