import { formatShape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import type { Variable } from "./variable.ts";

/**
 * What a loop over a tensor goes through: its slices along the first axis. Each is made when its turn comes, so that a
 * loop that ends early costs little.
 *
 * @throws TypeError for a scalar.
 */
export function slicesOf(x: Tensor | Variable): IterableIterator<Tensor> {
  if (x.ndim === 0) {
    throw new TypeError(
      `a tensor of shape ${formatShape(x.shape)} has no axis to loop over; item() gives its value. In tests, compare ` +
        "tensors by their toArray(): toEqual and the like loop over them",
    );
  }
  return each(x);
}

function* each(x: Tensor | Variable): IterableIterator<Tensor> {
  const [size] = x.shape;
  for (let i = 0; i < size; i++) yield x.slice([i]);
}
