import { type DType, DTypeError, isDType } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * The same values in another dtype. A cast to `int32` cuts off fractions. A cast to `bool` gives false for 0, and
 * true otherwise. Gradients pass between floating dtypes.
 *
 * @throws RangeError if a value has no int32 (NaN, infinite or too large); DTypeError if the dtype is unknown.
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  if (!isDType(dtype)) {
    throw new DTypeError(
      `cast: ${JSON.stringify(dtype)} is not a dtype; use float32, float64, int32 or bool`,
    );
  }
  return inDType(toTensor("cast", x), dtype);
}
