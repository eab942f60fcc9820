import { type Gradients, type Tensor, tensor } from "@gradiente/core";
import { checkPositive } from "./checks.ts";
import type { GradientTransform } from "./transform.ts";

/** Against division by zero, as in PyTorch. */
const EPSILON = 1e-6;

/**
 * Scales all gradients by one factor so that together, as one long vector, they are no longer than `maxNorm`: the factor
 * is min(1, maxNorm / (‖g‖ + 10⁻⁶)) (Pascanu et al., "On the difficulty of training recurrent neural networks", 2013).
 * The transform that does so within an optimiser is {@link globalNormClipping}.
 *
 * @returns the scaled gradients, and the norm they had: float64 scalar.
 * @throws RangeError unless maxNorm is positive.
 */
export function clipByGlobalNorm(
  gradients: Gradients,
  maxNorm: number,
): { gradients: Gradients; norm: Tensor } {
  checkPositive("clipByGlobalNorm", "maxNorm", maxNorm);
  const norm = globalNorm(gradients.tensors());
  const factor = clippingFactor(norm, maxNorm);
  return { gradients: gradients.map((gradient) => gradient.mul(factor.cast(gradient.dtype))), norm };
}

/**
 * Clips by the global norm, first in a chain: directions are scaled by min(1, maxNorm / (‖g‖ + 10⁻⁶)), where ‖g‖ is the
 * norm of the gradients of all parameters of the optimiser, as one long vector (Pascanu et al., "On the difficulty of
 * training recurrent neural networks", 2013). The norm is worked out in float64.
 *
 * @throws RangeError unless maxNorm is positive.
 */
export function globalNormClipping(maxNorm: number): GradientTransform {
  checkPositive("globalNormClipping", "maxNorm", maxNorm);
  return {
    name: "globalNormClipping",
    init: () => ({}),
    measure: (gradients) => ({ clippingFactor: clippingFactor(globalNorm(gradients), maxNorm) }),
    update: ({ parameter, direction }, state, scalars) => [
      { parameter, direction: direction.mul(scalars.clippingFactor) },
      state,
    ],
  };
}

/**
 * Clips each element of a direction: min(max(d, -limit), limit). A NaN stays.
 *
 * @throws RangeError unless the limit is positive.
 */
export function valueClipping(limit: number): GradientTransform {
  checkPositive("valueClipping", "limit", limit);
  return {
    name: "valueClipping",
    init: () => ({}),
    // Not clip(): these two can become part of one kernel.
    update: ({ parameter, direction }, state) => [
      { parameter, direction: direction.maximum(-limit).minimum(limit) },
      state,
    ],
  };
}

function globalNorm(gradients: readonly Tensor[]): Tensor {
  if (gradients.length === 0) return tensor(0, { dtype: "float64" });
  const squares = gradients.map((gradient) => gradient.cast("float64").square().sum());
  return squares.reduce((total, square) => total.add(square)).sqrt();
}

function clippingFactor(norm: Tensor, maxNorm: number): Tensor {
  return norm.add(EPSILON).pow(-1).mul(maxNorm).minimum(1);
}
