import { reduce } from "../op.ts";
import type { Tensor } from "../tensor.ts";

/** The sum over axes, pairwise; 0 for no elements. Booleans are counted. */
export const sum = reduce("sum", { of: (a, b) => a + b, empty: 0, result: "numeric" }, (x) => {
  const { shape } = x;
  return (dy) => dy.expand(shape);
});

/** Spreads the gradient of an extreme evenly over the elements that attain it. */
function toExtremes(x: Tensor, y: Tensor, axes: readonly number[]) {
  return (dy: Tensor) => {
    const attained = x.eq(y).cast(dy.dtype);
    return dy.mul(attained.div(attained.sum(axes, { keepDims: true })));
  };
}

/**
 * The largest element over axes; NaN if one is. Ties share the gradient evenly, as PyTorch's `amax`.
 *
 * @throws ShapeError if there are no elements.
 */
export const max = reduce("max", { of: Math.max, empty: null, result: "same" }, toExtremes);

/**
 * The smallest element over axes; NaN if one is. Ties share the gradient evenly, as PyTorch's `amin`.
 *
 * @throws ShapeError if there are no elements.
 */
export const min = reduce("min", { of: Math.min, empty: null, result: "same" }, toExtremes);
