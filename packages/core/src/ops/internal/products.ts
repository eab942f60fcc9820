import { promote, toNumeric } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { type Contract, contraction } from "../../primitives/contraction.ts";
import type { Tensor } from "../../tensor.ts";

/** Sums of products over labelled axes. Matmul, tensordot, einsum and convolutions are built on it. */
export const contracted: Contract = contraction(
  (op, a, b, axes) => (dy) => contracted(op, dy, b, axes.gradientA, a.alike),
  (op, a, b, axes) => (dy) => contracted(op, a, dy, axes.gradientB, b.alike),
);

/** Two operands in their common dtype; booleans count as int32. */
export function toFactors(op: string, a: TensorLike, b: TensorLike): [a: Tensor, b: Tensor] {
  const [left, right] = [toTensor(op, a, b), toTensor(op, b, a)];
  const dtype = toNumeric(promote(left.dtype, right.dtype));
  return [left.cast(dtype), right.cast(dtype)];
}
