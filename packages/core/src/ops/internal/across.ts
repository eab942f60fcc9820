import type { Tensor } from "../../tensor.ts";

/**
 * v - a Σ b v over axes, where Σ a b = 1: v without its component along a. Gradients of normalised values have this
 * form. Where one element of a is nearly all of it, rounding leaves a part of that component, and 1 - a b keeps no digit.
 * So the component of the result is removed once more, as in repeated Gram-Schmidt orthogonalisation. Without b, b is 1.
 */
export function across(v: Tensor, a: Tensor, b: Tensor | null, axes: readonly number[]): Tensor {
  const along = (x: Tensor) => a.mul((b === null ? x : x.weighted(b)).sum(axes, { keepDims: true }));
  const left = v.sub(along(v));
  return left.sub(along(left));
}
