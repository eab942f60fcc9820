import { placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { broadcastShapes } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { selected, toMask } from "../internal/places.ts";

/**
 * x with `value` where the mask holds; all three broadcast, and dtypes are promoted. Gradients flow to x where it stays,
 * and to the value where it is taken.
 *
 * @throws DTypeError unless the mask is bool; ShapeError if shapes do not broadcast.
 */
export function maskedFill(x: TensorLike, mask: TensorLike, value: TensorLike): Tensor {
  const given = toTensor("maskedFill", x);
  const filled = toMask("maskedFill", mask, given);
  const filling = toTensor("maskedFill", value, given);
  placeOf("maskedFill", [given, filled, filling]);
  return filled.where(filling, given);
}

/**
 * The elements of x where the mask holds, in row-major order, in one axis: how many depends on the values. x and mask
 * broadcast.
 *
 * @throws DTypeError unless the mask is bool; ShapeError if shapes do not broadcast.
 */
export function maskedSelect(x: TensorLike, mask: TensorLike): Tensor {
  const given = toTensor("maskedSelect", x);
  const chosen = toMask("maskedSelect", mask, given);
  const shape = broadcastShapes("maskedSelect", given.shape, chosen.shape);
  return selected("maskedSelect", given.expand(shape), chosen.expand(shape));
}
