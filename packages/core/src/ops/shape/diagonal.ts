import { alongside, arange } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { accumulation, movement } from "../../primitives/movement.ts";
import { formatShape, normalizeAxis, type Shape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { Viewing } from "../../viewing.ts";
import { checkOffset } from "../internal/axes.ts";

/*
 * Diagonals and triangles of matrices. Offset 0 is the main diagonal; positive offsets lie above it, negative ones
 * below.
 */

type Diagonal = Extract<Viewing, { kind: "diagonal" }>;

const viewed: (x: Tensor, viewing: Diagonal) => Tensor = movement(
  "diagonal",
  ({ shape }, viewing) =>
    (dy) =>
      placed(dy, shape, viewing),
);

const placed: (x: Tensor, shape: Shape, viewing: Diagonal) => Tensor = accumulation(
  "diag",
  (viewing) => (dy) => viewed(dy, viewing),
);

/**
 * The diagonal of matrices along two axes: `x[..., i, i + offset]`. The two axes are dropped, and the diagonal is a
 * new last axis. A view.
 *
 * @param offset 0 is the main diagonal; positive offsets lie above it, negative ones below. Default: 0.
 * @param axisA the axis of the rows. Default: -2.
 * @param axisB the axis of the columns. Default: -1.
 * @throws ShapeError if an axis does not exist, both axes are the same, or the offset is not a whole number.
 * @example
 * ```ts
 * diagonal(tensor([[1, 2], [3, 4]])); // [1, 4]
 * diagonal(tensor([[1, 2], [3, 4]]), 1); // [2]
 * ```
 */
export function diagonal(x: TensorLike, offset = 0, axisA = -2, axisB = -1): Tensor {
  const given = toTensor("diagonal", x);
  checkOffset("diagonal", offset);
  const a = normalizeAxis("diagonal", axisA, given.ndim);
  const b = normalizeAxis("diagonal", axisB, given.ndim);
  if (a === b)
    throw new ShapeError(
      `diagonal: axes ${axisA} and ${axisB} of shape ${formatShape(given.shape)} are the same`,
    );
  return viewed(given.moveAxis([a, b], [-2, -1]), { kind: "diagonal", offset });
}

/**
 * Square matrices with the last axis of x on a diagonal, and zeros elsewhere:
 * `[..., n] -> [..., n + |offset|, n + |offset|]`. This is the inverse of {@link diagonal}. (NumPy's `diag` of a
 * matrix is `diagonal`.)
 *
 * @param offset 0 is the main diagonal; positive offsets lie above it, negative ones below. Default: 0.
 * @throws ShapeError if x is a scalar, or the offset is not a whole number.
 * @example
 * ```ts
 * diag(tensor([1, 2])); // [[1, 0], [0, 2]]
 * diag(tensor([1, 2]), 1); // [[0, 1, 0], [0, 0, 2], [0, 0, 0]]
 * ```
 */
export function diag(x: TensorLike, offset = 0): Tensor {
  const given = toTensor("diag", x);
  checkOffset("diag", offset);
  if (given.ndim === 0)
    throw new ShapeError("diag: a scalar has no axis to put on a diagonal; use x.reshape([1])");
  const size = given.shape[given.ndim - 1] + Math.abs(offset);
  return placed(given, [...given.shape.slice(0, -1), size, size], { kind: "diagonal", offset });
}

/**
 * The upper triangle of matrices along the last two axes. Elements below the diagonal become 0. The shape stays the
 * same.
 *
 * @param offset 0 is the main diagonal; positive offsets lie above it, negative ones below. Default: 0.
 * @throws ShapeError if x has fewer than two axes, or the offset is not a whole number.
 * @example triu(ones([3, 3]), 1); // [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
 */
export function triu(x: TensorLike, offset = 0): Tensor {
  return triangle("triu", x, offset, (above) => above.ge(offset));
}

/**
 * The lower triangle of matrices along the last two axes. Elements above the diagonal become 0. The shape stays the
 * same.
 *
 * @param offset 0 is the main diagonal; positive offsets lie above it, negative ones below. Default: 0.
 * @throws ShapeError if x has fewer than two axes, or the offset is not a whole number.
 * @example tril(ones([3, 3])); // [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
 */
export function tril(x: TensorLike, offset = 0): Tensor {
  return triangle("tril", x, offset, (above) => above.le(offset));
}

/** Keeps elements depending on how far above the main diagonal they lie. */
function triangle(op: string, x: TensorLike, offset: number, keeps: (above: Tensor) => Tensor): Tensor {
  const given = toTensor(op, x);
  checkOffset(op, offset);
  if (given.ndim < 2) {
    throw new ShapeError(`${op}: expected at least two axes, got shape ${formatShape(given.shape)}`);
  }
  const [rows, columns] = given.shape.slice(-2);
  const above = alongside(given, () => arange(columns).sub(arange(rows).unsqueeze(1)));
  return keeps(above).where(given, given.dtype === "bool" ? false : 0);
}
