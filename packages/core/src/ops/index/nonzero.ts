import { alongside, zeros } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import type { Tensor } from "../../tensor.ts";
import { floorDivide } from "../elementwise/quotients.ts";
import { placesOf } from "../internal/places.ts";
import { stack } from "../shape/join.ts";

/**
 * The positions of the elements other than 0, in row-major order: int32 `[count, axes]`, a position in each row. A NaN is
 * other than 0. The count depends on the values of x. There is no gradient. As PyTorch's `nonzero` and NumPy's `argwhere`.
 *
 * @throws Error if the backend cannot be read synchronously.
 * @example nonzero(tensor([[0, 5], [7, 0]])) // [[0, 1], [1, 0]]
 */
export function nonzero(x: TensorLike): Tensor {
  const given = toTensor("nonzero", x).detach();
  const places = placesOf("nonzero", given.ne(0));
  if (given.ndim === 0) return alongside(given, () => zeros([places.size, 0], { dtype: "int32" }));
  const columns: Tensor[] = [];
  let rest = places;
  for (let axis = given.ndim - 1; axis > 0; axis--) {
    // No axis of a shape without elements is divided by.
    const size = Math.max(1, given.shape[axis]);
    columns.unshift(rest.mod(size));
    rest = floorDivide(rest, size);
  }
  return stack([rest, ...columns], 1);
}
