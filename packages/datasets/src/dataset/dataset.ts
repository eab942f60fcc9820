import { arange, formatShape, type Generator, ShapeError, type Tensor, tensor } from "@gradiente/core";
import { aTensor, check, checkArgument, found, whole } from "@gradiente/core/arguments";
import { aDataset, isList } from "../checks.ts";
import { inheritPart } from "../splits/parts.ts";

/** Inputs and targets of some samples, stacked along the first axis. */
export interface Batch {
  /** The inputs, `[samples, ...]`. */
  readonly x: Tensor;
  /** The targets: int32 class indices `[samples]`, or floating values `[samples, ...]`. */
  readonly y: Tensor;
}

/** A finite collection of samples with an index. */
export interface Dataset {
  /** The number of samples. */
  readonly size: number;
  /**
   * The samples at the given indices, in that order. An index may occur more than once.
   *
   * @throws RangeError if an index is not a whole number from 0 to `size - 1`.
   */
  batch(indices: readonly number[] | Int32Array): Batch;
  /** The generators of random batches, if there are any. A `DataLoader` saves their state in its own. */
  readonly generators?: readonly Generator[];
}

/** A data set that has to wait for its batches: for files, a network or workers. */
export interface AsyncDataset {
  /** The number of samples. */
  readonly size: number;
  /** Like {@link Dataset.batch}, as a promise. It may be called again before earlier batches are ready. */
  batch(indices: readonly number[] | Int32Array): Promise<Batch>;
  /** The generators of random batches, if there are any. A `DataLoader` saves their state in its own. */
  readonly generators?: readonly Generator[];
}

/**
 * A data set of two tensors, the inputs and the targets, with one row per sample. The rows can have any shape and dtype.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { TensorDataset } from "@gradiente/datasets";
 *
 * const dataset = new TensorDataset(tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), tensor([[0], [1], [1], [0]]));
 * const { x, y } = dataset.batch([1, 2]); // x: [2, 2], y: [2, 1]
 * ```
 */
export class TensorDataset implements Dataset {
  /** All inputs, `[samples, ...]`. */
  readonly x: Tensor;
  /** All targets, `[samples, ...]`. */
  readonly y: Tensor;

  /**
   * The samples along the first axes of two tensors.
   *
   * @param x - The inputs, `[samples, ...]`.
   * @param y - The targets, `[samples, ...]`.
   * @throws ShapeError if x or y is a scalar, or if their first axes differ.
   */
  constructor(x: Tensor, y: Tensor) {
    checkArgument("TensorDataset", "x", x, aTensor);
    checkArgument("TensorDataset", "y", y, aTensor);
    if (x.ndim === 0 || y.ndim === 0 || x.shape[0] !== y.shape[0]) {
      throw new ShapeError(
        "TensorDataset: x and y must have one row per sample, and the same number of rows; " +
          `x is ${formatShape(x.shape)}, y is ${formatShape(y.shape)}`,
      );
    }
    this.x = x;
    this.y = y;
    inheritPart(this, x);
    inheritPart(this, y);
  }

  /** The number of samples. */
  get size(): number {
    return this.x.shape[0];
  }

  /** The samples at these indices. @throws RangeError if an index is not a whole number from 0 to `size - 1`. */
  batch(indices: readonly number[] | Int32Array): Batch {
    checkIndices(indices, this.size);
    const index = tensor(Int32Array.from(indices));
    return {
      x: inheritPart(this.x.indexSelect(index, 0), this),
      y: inheritPart(this.y.indexSelect(index, 0), this),
    };
  }
}

/** All samples of a data set as one batch, in order. */
export function wholeBatch(dataset: Dataset): Batch {
  checkArgument("wholeBatch", "the data set", dataset, aDataset);
  return dataset.batch(arange(dataset.size).toTypedArray() as Int32Array);
}

const someIndices = check<ArrayLike<number>>("a list of whole numbers", isList);

/**
 * Checks the argument of {@link Dataset.batch}, for authors of data sets.
 *
 * @throws RangeError if an index is not a whole number from 0 to `size - 1`. The message names the first wrong index and
 * its position.
 */
export function checkIndices(indices: readonly number[] | Int32Array, size: number): void {
  checkArgument("batch", "the indices", indices, someIndices);
  checkArgument("batch", "the size", size, whole(0));
  for (let position = 0; position < indices.length; position++) {
    const index = indices[position];
    if (!Number.isInteger(index) || index < 0 || index >= size) {
      const range = size === 0 ? "the data set is empty" : `indices go from 0 to ${size - 1}`;
      throw new RangeError(
        `batch: there is no sample ${found(index)} (position ${position} of the indices): ${range}`,
      );
    }
  }
}
