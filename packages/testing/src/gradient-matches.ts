import { type CheckGradientsOptions, checkGradients, type Tensor, type TensorLike } from "@gradiente/core";
import fc from "fast-check";

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
  inputs: fc.Arbitrary<readonly Tensor[]> | readonly fc.Arbitrary<Tensor>[],
  options: CheckGradientsOptions = {},
): fc.IProperty<[readonly Tensor[]]> {
  const together = isList(inputs) ? fc.tuple(...inputs) : inputs;
  return fc.property(together as fc.Arbitrary<readonly Tensor[]>, (given) => {
    checkGradients(f, given, options);
  });
}

function isList(
  inputs: fc.Arbitrary<readonly Tensor[]> | readonly fc.Arbitrary<Tensor>[],
): inputs is readonly fc.Arbitrary<Tensor>[] {
  return Array.isArray(inputs);
}
