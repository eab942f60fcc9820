import { type DType, DTypeError, isDType } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * The same values as another dtype. To `int32`, fractions are cut off; to `bool`, all but 0 is true. Gradients
 * pass between floating dtypes.
 *
 * @throws RangeError where a value has no int32 (NaN, infinite, too large); DTypeError for an unknown dtype.
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  if (!isDType(dtype)) {
    throw new DTypeError(
      `cast: ${JSON.stringify(dtype)} is no dtype; there are float32, float64, int32 and bool`,
    );
  }
  return inDType(toTensor("cast", x), dtype);
}
