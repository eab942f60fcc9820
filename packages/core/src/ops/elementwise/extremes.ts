import { isFloat } from "../../dtype.ts";
import { checkBroadcast, type TensorLike, toTensor } from "../../operand.ts";
import { binary } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * The share of the gradient that goes to `a`: 0 where b is larger, ½ where both are equal, and 1 otherwise, also if
 * either is NaN.
 */
function share(a: Tensor, b: Tensor): Tensor {
  return a.lt(b).where(0, a.eq(b).where(0.5, 1)).cast(a.dtype);
}

/**
 * The larger of a and b; NaN if either is NaN. If both are equal, each gets half of the gradient. Shapes broadcast.
 * Integers stay integers; booleans count as int32.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example maximum(tensor([1, 5, 2]), 3); // [3, 5, 3]
 */
export const maximum = binary(
  "maximum",
  (a, b) => (dy) => dy.mul(share(a, b)),
  (a, b) => (dy) => dy.mul(share(b, a)),
  { result: "numeric" },
);

/**
 * The smaller of a and b; NaN if either is NaN. If both are equal, each gets half of the gradient. Shapes broadcast.
 * Integers stay integers; booleans count as int32.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example minimum(tensor([1, 5, 2]), 3); // [1, 3, 2]
 */
export const minimum = binary(
  "minimum",
  (a, b) => (dy) => dy.mul(share(b, a)),
  (a, b) => (dy) => dy.mul(share(a, b)),
  { result: "numeric" },
);

/**
 * x, but at least `min` and at most `max`: numbers, or tensors that broadcast. Where `min` exceeds `max`, `max`. Beyond a
 * bound the gradient goes to it; at a bound, and between them, to x. A NaN stays, and a bound of NaN gives NaN, as
 * NumPy's. Dtypes are promoted, so integers stay integers between integer bounds.
 *
 * @param min Default: no bound below, as in `clip(x, undefined, 1)`.
 * @param max Default: no bound above, as in `clip(x, 0)`.
 * @throws ShapeError if the shapes do not broadcast; TypeError without any bound.
 * @example clip(tensor([-2, 0, 2]), -1, 1) // [-1, 0, 1]
 * @example clip(tensor([-2, 0, 2]), undefined, 1) // [-2, 0, 1]
 */
export function clip(x: TensorLike, min?: TensorLike, max?: TensorLike): Tensor {
  const given = toTensor("clip", x);
  const low = min === undefined ? given : toTensor("clip", min, given);
  const high = max === undefined ? given : toTensor("clip", max, given);
  if (min === undefined && max === undefined) {
    throw new TypeError(
      "clip: there is neither a min nor a max; give one, as in clip(x, 0) or clip(x, undefined, 1)",
    );
  }
  checkBroadcast("clip", given, low, high);
  const raised = min === undefined ? given : orNaN(given.lt(low), low, min).where(low, given);
  return max === undefined ? raised : orNaN(raised.gt(high), high, max).where(high, raised);
}

/** Where x is beyond a bound, or the bound is NaN, which nothing is beyond of. */
function orNaN(beyond: Tensor, bound: Tensor, given: TensorLike): Tensor {
  const isNumber = typeof given === "number" && !Number.isNaN(given);
  return isNumber || !isFloat(bound.dtype) ? beyond : beyond.or(bound.isNaN());
}
