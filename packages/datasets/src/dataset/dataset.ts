import { arange, type Generator, type Tensor, tensor } from "@gradiente/core";
import { check, checkArgument, found, whole } from "@gradiente/core/arguments";
import { aDataset, isList } from "../checks.ts";
import { inheritBundle, inheritPart } from "../splits/parts.ts";
import { type Bundle, bundleParts, mapBundle, sampleCount } from "./bundle.ts";

/**
 * Inputs and targets of some samples, stacked along the first axis. Each is one tensor, or for models with several
 * inputs or outputs, a tuple or a record of tensors: see {@link Bundle}.
 */
export interface Batch<X extends Bundle = Tensor, Y extends Bundle = Tensor> {
  /** The inputs, `[samples, ...]`. */
  readonly x: X;
  /** The targets: int32 class indices `[samples]`, or floating values `[samples, ...]`. */
  readonly y: Y;
}

/** A finite collection of samples with an index. */
export interface Dataset<X extends Bundle = Tensor, Y extends Bundle = Tensor> {
  /** The number of samples. */
  readonly size: number;
  /**
   * The samples at the given indices, in that order. An index may occur more than once.
   *
   * @throws RangeError if an index is not a whole number from 0 to `size - 1`.
   */
  batch(indices: readonly number[] | Int32Array): Batch<X, Y>;
  /** The generators of random batches, if there are any. A `DataLoader` saves their state in its own. */
  readonly generators?: readonly Generator[];
}

/** A data set with inputs and targets of any form. */
export type AnyDataset = Dataset<Bundle, Bundle>;

/** A data set that has to wait for its batches: for files, a network or workers. */
export interface AsyncDataset<X extends Bundle = Tensor, Y extends Bundle = Tensor> {
  /** The number of samples. */
  readonly size: number;
  /** Like {@link Dataset.batch}, as a promise. It may be called again before earlier batches are ready. */
  batch(indices: readonly number[] | Int32Array): Promise<Batch<X, Y>>;
  /** The generators of random batches, if there are any. A `DataLoader` saves their state in its own. */
  readonly generators?: readonly Generator[];
}

/**
 * A data set of tensors in memory: the inputs and the targets, with one row per sample. The rows can have any shape and
 * dtype. Either may be a tuple or a record of tensors, for models with several inputs or outputs; batches then have the
 * same form.
 *
 * @example
 * ```ts
 * import { tensor, zeros } from "@gradiente/core";
 * import { TensorDataset } from "@gradiente/datasets";
 *
 * const dataset = new TensorDataset(tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), tensor([[0], [1], [1], [0]]));
 * const { x, y } = dataset.batch([1, 2]); // x: [2, 2], y: [2, 1]
 *
 * const pairs = new TensorDataset([zeros([5, 3]), zeros([5, 2])], { price: zeros([5, 1]), kind: zeros([5]) });
 * pairs.batch([0, 1]).x[1].shape; // [2, 2]
 * pairs.batch([0, 1]).y.price.shape; // [2, 1]
 * ```
 */
export class TensorDataset<const X extends Bundle = Tensor, const Y extends Bundle = Tensor>
  implements Dataset<X, Y>
{
  /** All inputs, `[samples, ...]`. */
  readonly x: X;
  /** All targets, `[samples, ...]`. */
  readonly y: Y;
  /** The number of samples. */
  readonly size: number;

  /**
   * The samples along the first axes of the tensors.
   *
   * @param x - The inputs, `[samples, ...]`, or several of them.
   * @param y - The targets, `[samples, ...]`, or several of them.
   * @throws ShapeError if a part is a scalar, or if the first axes differ.
   * @throws TypeError for what is no {@link Bundle}.
   */
  constructor(x: X, y: Y) {
    const parts = [...bundleParts("TensorDataset", "x", x), ...bundleParts("TensorDataset", "y", y)];
    this.size = sampleCount("TensorDataset", parts);
    this.x = x;
    this.y = y;
    inheritPart(this, x);
    inheritPart(this, y);
    for (const [, part] of parts) inheritPart(this, part);
  }

  /** The samples at these indices. @throws RangeError if an index is not a whole number from 0 to `size - 1`. */
  batch(indices: readonly number[] | Int32Array): Batch<X, Y> {
    checkIndices(indices, this.size);
    const index = tensor(Int32Array.from(indices));
    const rowsOf = <B extends Bundle>(all: B): B =>
      inheritBundle(
        mapBundle(all, (part) => part.indexSelect(index, 0)),
        this,
      );
    return { x: rowsOf(this.x), y: rowsOf(this.y) };
  }
}

/**
 * All samples of a data set as one batch, in order.
 *
 * @example
 * ```ts
 * const { x, y } = wholeBatch(loadIris());
 * x.shape; // [150, 4]
 * y.shape; // [150]
 * ```
 */
export function wholeBatch<X extends Bundle, Y extends Bundle>(dataset: Dataset<X, Y>): Batch<X, Y> {
  checkArgument("wholeBatch", "the data set", dataset, aDataset);
  return dataset.batch(arange(dataset.size).toTypedArray() as Int32Array);
}

const someIndices = check<ArrayLike<number>>("a list of whole numbers", isList);

/**
 * Checks the argument of {@link Dataset.batch}, for authors of data sets.
 *
 * @throws RangeError if an index is not a whole number from 0 to `size - 1`. The message names the first wrong index and
 * its position.
 * @example
 * ```ts
 * checkIndices([0, 2], 3);
 * let message = "";
 * try {
 *   checkIndices([3], 3);
 * } catch (error) {
 *   message = (error as Error).name;
 * }
 * message; // "RangeError"
 * ```
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
