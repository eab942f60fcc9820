import { checkArgument, listOf } from "../../arguments/check.ts";
import { promote } from "../../dtype.ts";
import { isTensor, placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { checkShape, formatShape, normalizeAxis, ShapeError, sameShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { assembled, wholeSpan } from "../internal/spans.ts";

function toTensors(op: string, xs: readonly TensorLike[]): Tensor[] {
  checkArgument(op, "the first argument", xs, listOf(`tensors, as in ${op}([a, b])`));
  if (xs.length === 0) throw new ShapeError(`${op}: expected at least one tensor, got an empty list`);
  const near = xs.find(isTensor);
  const given = Array.from(xs, (x) => toTensor(op, x, undefined, near));
  placeOf(op, given);
  const dtype = given.map((x) => x.dtype).reduce(promote);
  return given.map((x) => x.cast(dtype));
}

/**
 * Joins tensors one after another along an existing axis. All other axes must be equal. Dtypes are promoted.
 *
 * @param axis Default: 0.
 * @throws ShapeError if the shapes do not fit, the list is empty, or the axis does not exist.
 * @example
 * ```ts
 * concat([tensor([[1, 2]]), tensor([[3, 4], [5, 6]])]); // [[1, 2], [3, 4], [5, 6]]
 * concat([tensor([[1], [2]]), tensor([[3], [4]])], 1); // [[1, 3], [2, 4]]
 * ```
 */
export function concat(xs: readonly TensorLike[], axis = 0): Tensor {
  const parts = toTensors("concat", xs);
  const { shape: first } = parts[0];
  const along = normalizeAxis("concat", axis, first.length);
  let size = 0;
  const slots = parts.map((x, i) => {
    const others = first.map((s, a) => (a === along ? x.shape[a] : s));
    if (!sameShape(x.shape, others)) {
      throw new ShapeError(
        `concat: tensor ${i} has shape ${formatShape(x.shape)}, but tensor 0 has ${formatShape(first)}; ` +
          `all axes but ${along} must be equal`,
      );
    }
    const spans = x.shape.map((s, a) => (a === along ? { start: size, step: 1, size: s } : wholeSpan(s)));
    size += x.shape[along];
    return { x, spans };
  });
  return assembled(
    first.map((s, a) => (a === along ? size : s)),
    slots,
  );
}

/**
 * Joins tensors of the same shape along a new axis, whose size is the number of tensors. Dtypes are promoted.
 *
 * @param axis the position of the new axis in the result. Default: 0.
 * @throws ShapeError if the shapes differ, the list is empty, or the axis does not exist.
 * @example
 * ```ts
 * stack([tensor([1, 2]), tensor([3, 4])]); // [[1, 2], [3, 4]]
 * stack([tensor([1, 2]), tensor([3, 4])], 1); // [[1, 3], [2, 4]]
 * ```
 */
export function stack(xs: readonly TensorLike[], axis = 0): Tensor {
  const parts = toTensors("stack", xs);
  const { shape } = parts[0];
  for (let i = 1; i < parts.length; i++) {
    if (!sameShape(parts[i].shape, shape)) {
      throw new ShapeError(
        `stack: tensor ${i} has shape ${formatShape(parts[i].shape)}, but tensor 0 has ${formatShape(shape)}; all must be equal`,
      );
    }
  }
  const along = normalizeAxis("stack", axis, shape.length + 1);
  return concat(
    parts.map((x) => x.unsqueeze(along)),
    along,
  );
}

/**
 * The coordinates of a grid. For vectors of n, m, ... elements, it gives tensors of shape `[n, m, ...]`; the i-th
 * tensor has the elements of the i-th vector along axis i, and repeats them along the others. They are views. Dtypes
 * are promoted. As PyTorch's and NumPy's `meshgrid` with `indexing="ij"`.
 *
 * @throws ShapeError if a tensor has more than one axis, or the list is empty.
 * @example
 * ```ts
 * const [rows, columns] = meshgrid([tensor([1, 2]), tensor([10, 20, 30])]);
 * rows; // [[1, 1, 1], [2, 2, 2]]
 * columns; // [[10, 20, 30], [10, 20, 30]]
 * ```
 */
export function meshgrid(xs: readonly TensorLike[]): Tensor[] {
  const vectors = toTensors("meshgrid", xs);
  vectors.forEach((x, i) => {
    if (x.ndim > 1) {
      throw new ShapeError(
        `meshgrid: tensor ${i} has shape ${formatShape(x.shape)}; each tensor must have at most one axis`,
      );
    }
  });
  const shape = checkShape("meshgrid", vectors.map((x) => x.size)); // biome-ignore format: one thing
  return vectors.map((x, i) => x.reshape(shape.map((_, axis) => (axis === i ? -1 : 1))).expand(shape));
}
