import { type Gradients, type Tensor, tensor } from "@gradiente/core";
import { checkPositive } from "./checks.ts";

/** Against division by zero, as in PyTorch. */
const EPSILON = 1e-6;

/**
 * Scales all gradients by one factor so that together, as one long vector, they are no longer than `maxNorm`
 * (Pascanu et al., "On the difficulty of training recurrent neural networks", 2013).
 *
 * @returns the scaled gradients, and the norm they had: float64 scalar.
 * @throws RangeError unless maxNorm is positive.
 */
export function clipByGlobalNorm(
  gradients: Gradients,
  maxNorm: number,
): { gradients: Gradients; norm: Tensor } {
  checkPositive("clipByGlobalNorm", "maxNorm", maxNorm);
  const zero = tensor(0, { dtype: "float64" });
  const squares = gradients.tensors().map((gradient) => gradient.cast("float64").square().sum());
  const norm = squares.reduce((total, square) => total.add(square), zero).sqrt();
  const factor = norm.add(EPSILON).pow(-1).mul(maxNorm).minimum(1);
  return { gradients: gradients.map((gradient) => gradient.mul(factor.cast(gradient.dtype))), norm };
}
