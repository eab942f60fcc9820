import { arange, formatShape, type Generator, ShapeError, type Tensor, tensor } from "@gradiente/core";
import { inheritPart } from "../splits/parts.ts";

/** Samples stacked along the first axis, with what is to be predicted from them. */
export interface Batch {
  /** Inputs, `[samples, ...]`. */
  readonly x: Tensor;
  /** Targets, `[samples, ...]`: int32 class indices `[samples]`, or float values. */
  readonly y: Tensor;
}

/** A finite collection of samples that are reached by their index. */
export interface Dataset {
  /** The number of samples. */
  readonly size: number;
  /**
   * The samples at the given indices, in that order; an index may come more than once.
   *
   * @throws RangeError if an index is not a whole number from 0 to `size - 1`.
   */
  batch(indices: readonly number[] | Int32Array): Batch;
  /** What its batches draw random numbers from, if they do: a `DataLoader` keeps their state with its own. */
  readonly generators?: readonly Generator[];
}

/** A data set that has to wait for its batches: for files, a network, workers. */
export interface AsyncDataset {
  readonly size: number;
  /** As {@link Dataset.batch}; several may be asked for at a time. */
  batch(indices: readonly number[] | Int32Array): Promise<Batch>;
  readonly generators?: readonly Generator[];
}

/** A data set whose inputs and targets are two tensors with one row a sample. */
export class TensorDataset implements Dataset {
  /** All inputs, `[samples, ...]`. */
  readonly x: Tensor;
  /** All targets, `[samples, ...]`. */
  readonly y: Tensor;

  /**
   * @param x - Inputs, `[samples, ...]`.
   * @param y - Targets, `[samples, ...]`.
   * @throws ShapeError if either is a scalar or their first axes differ.
   */
  constructor(x: Tensor, y: Tensor) {
    if (x.ndim === 0 || y.ndim === 0 || x.shape[0] !== y.shape[0]) {
      throw new ShapeError(
        "TensorDataset: x and y need one row a sample, as many in one as in the other: " +
          `x is ${formatShape(x.shape)}, y is ${formatShape(y.shape)}`,
      );
    }
    this.x = x;
    this.y = y;
    inheritPart(this, x);
    inheritPart(this, y);
  }

  get size(): number {
    return this.x.shape[0];
  }

  batch(indices: readonly number[] | Int32Array): Batch {
    checkIndices(indices, this.size);
    const index = tensor(Int32Array.from(indices));
    return {
      x: inheritPart(this.x.indexSelect(index, 0), this),
      y: inheritPart(this.y.indexSelect(index, 0), this),
    };
  }
}

/** Every sample of a data set as one batch, in order. */
export function wholeBatch(dataset: Dataset): Batch {
  return dataset.batch(arange(dataset.size).toTypedArray() as Int32Array);
}

/**
 * Checks the argument of {@link Dataset.batch}; for the authors of data sets.
 *
 * @throws RangeError which names the first index at fault and its position.
 */
export function checkIndices(indices: readonly number[] | Int32Array, size: number): void {
  for (let position = 0; position < indices.length; position++) {
    const index = indices[position];
    if (!Number.isInteger(index) || index < 0 || index >= size) {
      const range = size === 0 ? "the data set is empty" : `indices go from 0 to ${size - 1}`;
      throw new RangeError(`batch: there is no sample ${index}, asked for at position ${position}: ${range}`);
    }
  }
}
