import { arange, eye, tensor } from "../create.ts";
import { DTypeError, toNumeric } from "../dtype.ts";
import { gathering, scattering } from "../op.ts";
import { inDType, type TensorLike, toTensor } from "../operand.ts";
import { formatShape, IndexError, normalizeAxis, type Shape, ShapeError } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

const gathered = gathering("gather", (index, axis, axisSize) => (dy) => scattered(dy, index, axis, axisSize));

const scattered = scattering("scatterAdd", (index, axis) => (dy) => gathered(dy, index, axis));

function toIndex(op: string, index: TensorLike): Tensor {
  const given = toTensor(op, index);
  if (given.dtype !== "int32") {
    throw new DTypeError(`${op}: indices must be int32, not ${given.dtype}; use index.cast("int32")`);
  }
  return given;
}

/** Refuses an index tensor that reaches beyond `shape` on an axis other than `axis`. */
function checkExtent(op: string, index: Shape, shape: Shape, axis: number): void {
  const fits = index.length === shape.length && index.every((size, i) => i === axis || size <= shape[i]);
  if (!fits) {
    throw new ShapeError(
      `${op}: index ${formatShape(index)} must have as many axes as ${formatShape(shape)}, ` +
        `and be no larger on axes other than ${axis}`,
    );
  }
}

/** The part of x that an index of this shape reaches. */
function reached(x: Tensor, index: Shape, axis: number): Tensor {
  if (index.every((size, i) => i === axis || size === x.shape[i])) return x;
  return x.slice(index.map((size, i) => (i === axis ? null : [0, size])));
}

/**
 * Picks along an axis, for each place its own element: `out[i, j] = x[index[i, j], j]` for axis 0 of a matrix.
 * The result has the shape of `index`. As PyTorch's `gather`.
 *
 * @throws IndexError where an index is negative or too large; DTypeError unless the index is int32; ShapeError.
 */
export function gather(x: TensorLike, index: TensorLike, axis: number): Tensor {
  const given = toTensor("gather", x);
  const places = toIndex("gather", index);
  const along = normalizeAxis("gather", axis, given.ndim);
  checkExtent("gather", places.shape, given.shape, along);
  return gathered(reached(given, places.shape, along), places, along);
}

/**
 * Adds each update to the element that its index names: `out[index[i, j], j] += updates[i, j]` for axis 0 of a
 * matrix, starting from x. The adjoint of {@link gather}. As PyTorch's `scatter_add`.
 *
 * @throws IndexError where an index is negative or too large; DTypeError unless the index is int32; ShapeError.
 */
export function scatterAdd(x: TensorLike, index: TensorLike, updates: TensorLike, axis: number): Tensor {
  const given = toTensor("scatterAdd", x);
  const places = toIndex("scatterAdd", index);
  const update = toTensor("scatterAdd", updates, given);
  // Booleans are counted: in a buffer of bool they would only be set.
  const added = inDType(update, toNumeric(update.dtype));
  const along = normalizeAxis("scatterAdd", axis, given.ndim);
  checkExtent("scatterAdd", places.shape, given.shape, along);
  checkExtent("scatterAdd", places.shape, added.shape, -1);
  const summed = scattered(reached(added, places.shape, -1), places, along, given.shape[along]);
  return given.add(summed.pad(given.shape.map((size, i) => [0, size - summed.shape[i]])));
}

/**
 * Picks whole slices along an axis, in the order of a list of indices: `x.indexSelect([2, 0])` gives rows 2 and 0.
 *
 * @throws IndexError where an index is negative or too large; ShapeError unless the index has one axis.
 */
export function indexSelect(x: TensorLike, index: TensorLike | readonly number[], axis = 0): Tensor {
  const given = toTensor("indexSelect", x);
  const isList = (value: TensorLike | readonly number[]): value is readonly number[] => Array.isArray(value);
  const places = isList(index) ? tensor(index, { dtype: "int32" }) : toIndex("indexSelect", index);
  const along = normalizeAxis("indexSelect", axis, given.ndim);
  if (places.ndim !== 1) {
    throw new ShapeError(`indexSelect: the index must have one axis, not shape ${formatShape(places.shape)}`);
  }
  const shape = given.shape.map((size, i) => (i === along ? places.size : size));
  const aligned = places.reshape(shape.map((_, i) => (i === along ? -1 : 1)));
  return gathered(given, aligned.expand(shape), along);
}

/**
 * A row of zeros with a single 1 for each label: shape `[..., classes]`, float32.
 *
 * @throws IndexError where a label is not in 0 to classes - 1; DTypeError unless labels are int32.
 */
export function oneHot(labels: TensorLike, classes: number): Tensor {
  const given = toIndex("oneHot", labels);
  if (!Number.isInteger(classes) || classes < 1) {
    throw new ShapeError(`oneHot: the number of classes must be a whole number >= 1, not ${classes}`);
  }
  try {
    return eye(classes)
      .indexSelect(given.reshape([-1]))
      .reshape([...given.shape, classes]);
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    const at = given.eq(error.index).argmax().item();
    throw new IndexError(
      `oneHot: label ${error.index} (element ${at}) is none of the ${classes} classes 0 to ${classes - 1}`,
      error.index,
      error.position,
      classes,
    );
  }
}

/**
 * Where the largest element stands along an axis, or in row-major order if no axis is named: int32. The first of
 * equals; a NaN counts as the largest. No gradient.
 *
 * @throws ShapeError if there are no elements.
 */
export function argmax(x: TensorLike, axis?: number, options: { readonly keepDims?: boolean } = {}): Tensor {
  const given = toTensor("argmax", x).detach();
  if (axis === undefined) {
    const flat = argmax(given.reshape([-1]), 0);
    return options.keepDims ? flat.reshape(given.shape.map(() => 1)) : flat;
  }
  const along = normalizeAxis("argmax", axis, given.ndim);
  const size = given.shape[along];
  const attained = given.ne(given).where(true, given.eq(given.max(along, { keepDims: true })));
  const places = arange(size).reshape(given.shape.map((_, i) => (i === along ? size : 1)));
  return attained.where(places, size).min(along, options);
}
