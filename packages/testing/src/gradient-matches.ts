import { type CheckGradientsOptions, checkGradients, type Tensor, type TensorLike } from "@gradiente/core";
import { check, declareOptions, numeric, optionsOf, whole } from "@gradiente/core/arguments";
import fc from "fast-check";
import { checkProperty } from "./checks.ts";
import { type Inputs, together } from "./inputs.ts";

const GRADIENTS = declareOptions<CheckGradientsOptions>({
  order: check("1, 2 or 3", (value) => value === 1 || value === 2 || value === 3, RangeError),
  directions: whole(1, 10_000),
  tolerance: numeric("a positive number", (value) => value > 0),
  seed: whole(0),
});

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
  optionsOf("gradientMatches", options, GRADIENTS);
  return fc.property(together(inputs), (given) => {
    checkGradients(f, given, options);
  });
}
