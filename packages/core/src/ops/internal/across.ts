import type { Tensor } from "../../tensor.ts";

/**
 * v - a Σ b v over axes, where Σ a b = 1: what of v lies across a. Gradients of what is normalised are of this kind, and
 * where one element of a is nearly all of it, its own 1 - a b keeps no digit: rounding leaves some of a. So what is left
 * is put across once more, as vectors are made orthogonal. Without b it is 1.
 */
export function across(v: Tensor, a: Tensor, b: Tensor | null, axes: readonly number[]): Tensor {
  const along = (x: Tensor) => a.mul((b === null ? x : x.weighted(b)).sum(axes, { keepDims: true }));
  const left = v.sub(along(v));
  return left.sub(along(left));
}
