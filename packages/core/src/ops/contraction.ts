import { promote, toNumeric } from "../dtype.ts";
import { contraction } from "../op.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { broadcastShapes, formatShape, ShapeError } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

const multiplied = contraction(
  "matmul",
  (_a, b) => (dy) => multiplied(dy, b.transpose()),
  (a) => (dy) => multiplied(a.transpose(), dy),
);

/**
 * The matrix product: `[..., m, k] x [..., k, n] -> [..., m, n]`. Leading axes broadcast. A vector on the left
 * counts as a row, on the right as a column, and its axis is dropped from the result: two vectors give a scalar.
 * Dtypes are promoted.
 *
 * @throws ShapeError if inner sizes differ, leading axes do not broadcast, or one side is a scalar.
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  const givenA = toTensor("matmul", a, b);
  const givenB = toTensor("matmul", b, a);
  const shapes = `${formatShape(givenA.shape)} x ${formatShape(givenB.shape)}`;
  if (givenA.ndim === 0 || givenB.ndim === 0) {
    throw new ShapeError(`matmul: a scalar has no matrix product: ${shapes}; use mul`);
  }
  const dtype = toNumeric(promote(givenA.dtype, givenB.dtype));
  const left = (givenA.ndim === 1 ? givenA.unsqueeze(0) : givenA).cast(dtype);
  const right = (givenB.ndim === 1 ? givenB.unsqueeze(1) : givenB).cast(dtype);
  const inner = left.shape[left.ndim - 1];
  if (inner !== right.shape[right.ndim - 2]) {
    throw new ShapeError(
      `matmul: inner sizes differ: ${shapes} (${inner} and ${right.shape[right.ndim - 2]})`,
    );
  }
  if (right.ndim === 2 && left.ndim > 2) {
    // One matrix for all: the leading axes of the left are just more rows.
    const rows = multiplied(left.reshape([-1, inner]), right).reshape([
      ...left.shape.slice(0, -1),
      right.shape[1],
    ]);
    return givenB.ndim === 1 ? rows.squeeze(-1) : rows;
  }
  const batch = broadcastShapes("matmul", left.shape.slice(0, -2), right.shape.slice(0, -2));
  const product = multiplied(
    left.expand([...batch, ...left.shape.slice(-2)]),
    right.expand([...batch, ...right.shape.slice(-2)]),
  );
  if (givenA.ndim > 1 && givenB.ndim > 1) return product;
  return product.squeeze([...(givenA.ndim === 1 ? [-2] : []), ...(givenB.ndim === 1 ? [-1] : [])]);
}
