import { toNumeric } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { summedTo } from "../../primitives/broadcast.ts";
import { inDType } from "../../primitives/cast.ts";
import { checkShape, formatShape, type Shape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * The sum of x over the axes along which `shape` must be repeated to become the shape of x: the adjoint of broadcasting. In the
 * gradient of an op whose operands broadcast, `sumTo(gradient, x.shape)` is the part of the operand x. Dtypes stay the same, but
 * booleans are counted as int32. As Chainer's `sum_to` and PyTorch's `sum_to_size`.
 *
 * @throws ShapeError unless `shape` broadcasts to the shape of x.
 * @example sumTo(tensor([[1, 2], [3, 4]]), [2]) // [4, 6]
 * @example sumTo(tensor([[1, 2], [3, 4]]), [2, 1]) // [[3], [7]]
 */
export function sumTo(x: TensorLike, shape: Shape): Tensor {
  const operand = toTensor("sumTo", x);
  const given = inDType(operand, toNumeric(operand.dtype));
  const target = checkShape("sumTo", shape);
  const lead = given.ndim - target.length;
  if (lead < 0 || !target.every((size, axis) => size === 1 || size === given.shape[lead + axis])) {
    throw new ShapeError(
      `sumTo: shape ${formatShape(target)} does not broadcast to ${formatShape(given.shape)}, the shape of x; ` +
        "counted from the last axis, its sizes must be equal to those of x, or 1",
    );
  }
  return summedTo(given, target);
}
