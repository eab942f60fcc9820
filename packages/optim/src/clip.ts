import { type Gradients, type Tensor, tensor } from "@gradiente/core";
import { checkArgument, someGradients } from "@gradiente/core/arguments";
import { positive } from "./checks.ts";
import type { GradientTransform } from "./transform.ts";

/** Added to the norm against division by zero, as in PyTorch. */
const EPSILON = 1e-6;

/**
 * Scales all gradients by one factor, so that their global norm, the norm of all of them as one long vector, is at most
 * `maxNorm`. The factor is min(1, maxNorm / (‖g‖ + 10⁻⁶)) (Pascanu et al., "On the difficulty of training recurrent
 * neural networks", 2013). {@link globalNormClipping} is the transform that does the same in an optimiser.
 *
 * @returns the scaled gradients, and their norm before scaling, a float64 scalar.
 * @throws RangeError unless maxNorm is positive.
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense } from "@gradiente/nn";
 * import { clipByGlobalNorm, SGD } from "@gradiente/optim";
 *
 * const model = new Dense(3, 1);
 * const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
 * const loss = model.forward(ones([8, 3])).square().mean();
 * const { gradients, norm } = clipByGlobalNorm(loss.backward(), 1);
 * optimizer.step(gradients);
 * console.log(norm.item());
 * ```
 */
export function clipByGlobalNorm(
  gradients: Gradients,
  maxNorm: number,
): { gradients: Gradients; norm: Tensor } {
  checkArgument("clipByGlobalNorm", "maxNorm", maxNorm, positive);
  checkArgument("clipByGlobalNorm", "the first argument", gradients, someGradients);
  const norm = globalNorm(gradients.tensors());
  const factor = clippingFactor(norm, maxNorm);
  return { gradients: gradients.map((gradient) => gradient.mul(factor.cast(gradient.dtype))), norm };
}

/**
 * Clips by the global norm: directions are scaled by min(1, maxNorm / (‖g‖ + 10⁻⁶)), where ‖g‖ is the norm of the
 * gradients of all parameters of the optimiser, as one long vector (Pascanu et al., "On the difficulty of training
 * recurrent neural networks", 2013). The norm is computed in float64. In a chain, this transform must be the first.
 *
 * @throws RangeError unless maxNorm is positive.
 * @example
 * ```ts
 * const w = new Variable(tensor([3, -4]));
 * const rule = chainTransforms(globalNormClipping(1), sgd());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 1 });
 * optimizer.step(w.square().sum().backward()); // the gradient is [6, -8]
 * w; // [2.4, -3.2]
 * ```
 */
export function globalNormClipping(maxNorm: number): GradientTransform {
  checkArgument("globalNormClipping", "maxNorm", maxNorm, positive);
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
 * Clips each element of the direction to [-limit, limit]: min(max(d, -limit), limit). A NaN stays NaN.
 *
 * @throws RangeError unless the limit is positive.
 * @example
 * ```ts
 * const w = new Variable(tensor([3, -0.1]));
 * const rule = chainTransforms(valueClipping(0.5), sgd());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 1 });
 * optimizer.step(w.square().sum().backward()); // the gradient is [6, -0.2]
 * w; // [2.5, 0.1]
 * ```
 */
export function valueClipping(limit: number): GradientTransform {
  checkArgument("valueClipping", "limit", limit, positive);
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
