import { type CheckGradientsOptions, checkGradients, type Tensor, type TensorLike } from "@gradiente/core";
import { GRADIENT_CHECKS, optionsOf } from "@gradiente/core/arguments";
import fc from "fast-check";
import { checkProperty } from "./checks.ts";
import { type Inputs, together } from "./inputs.ts";

/**
 * A property for fast-check: the gradients of `f` match finite differences at all inputs from the arbitraries. A failure
 * shrinks to the smallest inputs that still fail.
 *
 * @param f a function of tensors. The inputs must not be near its kinks or the edges of its domain.
 * @param inputs one arbitrary for all inputs together, or a list with one arbitrary per input.
 * @param options those of `checkGradients` of `@gradiente/core`.
 * @example
 * ```ts
 * import type { Tensor } from "@gradiente/core";
 * import { gradientMatches, tensors } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * const swish = (x: Tensor) => x.mul(x.sigmoid());
 * fc.assert(gradientMatches((x) => swish(x), [tensors()], { order: 2 }));
 * ```
 */
export function gradientMatches(
  f: (...inputs: Tensor[]) => TensorLike,
  inputs: Inputs,
  options?: CheckGradientsOptions,
): fc.IProperty<[readonly Tensor[]]> {
  checkProperty("gradientMatches", f, inputs);
  optionsOf("gradientMatches", options, GRADIENT_CHECKS);
  return fc.property(together(inputs), (given) => {
    checkGradients(f, given, options);
  });
}
