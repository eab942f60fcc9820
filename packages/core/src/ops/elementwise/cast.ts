import { checkArgument } from "../../arguments/check.ts";
import { aDType, type DType } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * The same values in another dtype. A cast to `int32` cuts off fractions. A cast to `bool` gives false for 0, and
 * true otherwise. Gradients pass between floating dtypes.
 *
 * @throws RangeError if a value has no int32 (NaN, infinite or too large); DTypeError if the dtype is unknown.
 * @example
 * ```ts
 * cast(tensor([1.7, -1.7, 0]), "int32"); // [1, -1, 0]
 * cast(tensor([1.7, -1.7, 0]), "bool"); // [true, true, false]
 * ```
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  checkArgument("cast", "the dtype", dtype, aDType);
  return inDType(toTensor("cast", x), dtype);
}
