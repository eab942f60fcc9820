import { type CheckGradientsOptions, checkGradients, type Tensor, type TensorLike } from "@gradiente/core";
import fc from "fast-check";
import { type Inputs, together } from "./inputs.ts";

/**
 * A property for fast-check: the gradients of `f` match finite differences, at all inputs that the arbitraries
 * give. A failure shrinks to the smallest inputs that still fail.
 *
 * @param f a function of tensors; kinks and edges of its domain must lie outside of what the arbitraries give.
 * @param inputs one arbitrary for all inputs together, or a list with one for each.
 * @example fc.assert(gradientMatches((x) => swish(x), [tensors()], { order: 2 }));
 */
export function gradientMatches(
  f: (...inputs: Tensor[]) => TensorLike,
  inputs: Inputs,
  options: CheckGradientsOptions = {},
): fc.IProperty<[readonly Tensor[]]> {
  return fc.property(together(inputs), (given) => {
    checkGradients(f, given, options);
  });
}
