import { unbind } from "./ops/shape/arrange.ts";
import type { Tensor } from "./tensor.ts";
import type { Variable } from "./variable.ts";

/**
 * What a loop over a tensor goes through: its slices along the first axis.
 *
 * @throws TypeError for a scalar.
 */
export function slicesOf(x: Tensor | Variable): IterableIterator<Tensor> {
  if (x.ndim === 0) {
    throw new TypeError(
      "a scalar has no axes to loop over, and no elements to spread; use item() for its value. To compare tensors in a " +
        "test, compare their toArray()",
    );
  }
  return unbind(x).values();
}
