import {
  arange,
  type DType,
  defaultGenerator,
  embedding,
  type GeneratorOptions,
  type Tensor,
  type Variable,
} from "@gradiente/core";
import {
  aDType,
  aFunction,
  aGenerator,
  checkArgument,
  declareOptions,
  numeric,
  whole,
} from "@gradiente/core/arguments";
import type { Initializer } from "../initializers/index.ts";
import { Parameter } from "../parameter.ts";

/* The table of rows that Embedding and EmbeddingBag have. */

/** What rows stand for padding, and how long rows may be. */
export interface RowOptions {
  /** A row that stands for padding and gets no gradient. Default: none. */
  readonly paddingIndex?: number;
  /**
   * The largest norm of a row: rows that are taken and longer are scaled down in the table itself, in training and in
   * evaluation, as PyTorch does. The gradient does not know of it. Default: none.
   */
  readonly maxNorm?: number;
  /** The p of this norm, > 0: 2 is the length. Default: 2. */
  readonly normOrder?: number;
}

/** Options of new tables. */
export interface TableOptions extends RowOptions, GeneratorOptions {
  /** A row that stands for padding: it is 0 at first, and gets no gradient. Default: none. */
  readonly paddingIndex?: number;
  /** The dtype of the weight. Default: float32. */
  readonly dtype?: DType;
  /** Makes the weight. Default: normal with mean 0 and variance 1, as PyTorch's. */
  readonly weightInitializer?: Initializer;
}

const positive = numeric("a positive number", (value) => value > 0);

export const ROWS = declareOptions<RowOptions>({
  paddingIndex: whole(0),
  maxNorm: positive,
  normOrder: positive,
});

export const TABLE = declareOptions<TableOptions>({
  ...ROWS.checks,
  dtype: aDType,
  weightInitializer: aFunction(),
  generator: aGenerator,
});

const aSize = whole(1);

/** @throws RangeError unless both sizes are whole numbers >= 1, and `paddingIndex` is a row. */
export function newTable(
  layer: string,
  count: number,
  features: number,
  { paddingIndex, dtype, generator, weightInitializer = ordinary }: TableOptions,
): Parameter {
  checkArgument(layer, "the number of rows", count, aSize);
  checkArgument(layer, "the number of features", features, aSize);
  if (paddingIndex !== undefined) {
    checkArgument(layer, "paddingIndex", paddingIndex, whole(0, count - 1));
  }
  const weight = new Parameter(weightInitializer([count, features], { dtype, generator }));
  if (paddingIndex !== undefined) {
    weight.set(arange(count).ne(paddingIndex).unsqueeze(-1).where(weight.value.detach(), 0));
  }
  return weight;
}

/** The rows of these indices, `[..., features]`; those that are too long are made shorter in the table first. */
export function rowsOf(
  weight: Variable,
  index: Tensor,
  { paddingIndex, maxNorm, normOrder = 2 }: RowOptions,
): Tensor {
  const rows = embedding(weight, index, { paddingIndex });
  if (maxNorm === undefined || rows.size === 0) return rows;
  const present = rows.detach();
  const norm = present.norm(normOrder, -1, { keepDims: true });
  // What PyTorch adds, so that a shortened row is surely short enough.
  const short = norm.gt(maxNorm).where(present.mul(norm.add(1e-7).reciprocal().mul(maxNorm)), present);
  const flat = short.reshape([-1, weight.shape[1]]);
  weight.set(weight.value.detach().scatter(index.reshape([-1, 1]).expand(flat.shape), flat, 0));
  return rows.add(short.sub(present));
}

/** What an options object says of rows, for `toString`. */
export function describeRows(weight: Variable, { paddingIndex, maxNorm }: RowOptions): string {
  const [count, features] = weight.shape;
  const padding = paddingIndex === undefined ? "" : `, padding ${paddingIndex}`;
  return `${count} rows of ${features}${padding}${maxNorm === undefined ? "" : `, norms up to ${maxNorm}`}`;
}

/** Mean 0 and variance 1. */
const ordinary: Initializer = (shape, { dtype, generator = defaultGenerator() } = {}) =>
  generator.normal(shape, { dtype });
