import { checkBroadcast, type TensorLike, toTensor } from "../../operand.ts";
import { broadcastShapes } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { selected, toMask } from "../internal/places.ts";

/**
 * x with `value` at the positions where the mask holds. All three broadcast, and the dtypes of x and value are
 * promoted. Gradients flow to x where it is kept, and to the value where it is taken.
 *
 * @throws DTypeError unless the mask is bool; ShapeError if the shapes do not broadcast.
 * @example maskedFill(tensor([1, -2, 3]), tensor([false, true, false]), 0); // [1, 0, 3]
 */
export function maskedFill(x: TensorLike, mask: TensorLike, value: TensorLike): Tensor {
  const given = toTensor("maskedFill", x);
  const filled = toMask("maskedFill", mask, given);
  const filling = toTensor("maskedFill", value, given);
  checkBroadcast("maskedFill", given, filled, filling);
  return filled.where(filling, given);
}

/**
 * The elements of x where the mask holds, in row-major order: shape `[count]`. The count depends on the values of the
 * mask. x and mask broadcast.
 *
 * @throws DTypeError unless the mask is bool; ShapeError if the shapes do not broadcast; Error if the backend cannot
 * be read synchronously.
 * @example
 * ```ts
 * const x = tensor([1, -2, 3]);
 * maskedSelect(x, x.gt(0)); // [1, 3]
 * ```
 */
export function maskedSelect(x: TensorLike, mask: TensorLike): Tensor {
  const given = toTensor("maskedSelect", x);
  const chosen = toMask("maskedSelect", mask, given);
  const shape = broadcastShapes("maskedSelect", given.shape, chosen.shape);
  return selected("maskedSelect", given.expand(shape), chosen.expand(shape));
}
