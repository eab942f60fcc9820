import type { Tensor } from "@gradiente/core";
import { checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { positive } from "./checks.ts";
import type { GradientTransform } from "./transform.ts";

/** Options of {@link adaptiveClipping}. */
export interface AdaptiveClippingOptions {
  /** ε, positive: the smallest norm of a unit, so that one of zeros can move. Default: 1e-3. */
  readonly epsilon?: number;
}

const OPTIONS = declareOptions<AdaptiveClippingOptions>({ epsilon: positive });

/** The norm of each unit, along all axes but the first; of a vector or a scalar, that of the whole. */
function unitNorms(x: Tensor): Tensor {
  if (x.ndim < 2) return x.norm();
  const rows = x.reshape([x.shape[0], -1]).norm(2, 1);
  return rows.reshape(x.shape.map((size, axis) => (axis === 0 ? size : 1)));
}

/**
 * Clips directions by the size of what they change: those of a unit with weights w become d λ max(‖w‖, ε) / ‖d‖ where this
 * makes them shorter. A unit is a row of a matrix, a filter, or a whole vector (Brock et al., "High-Performance Large-Scale
 * Image Recognition Without Normalization", 2021, equation 3). In a chain, it comes before the rule.
 *
 * @param clipping λ, positive: the largest ratio of the norms of a direction and of the weights. The paper has 0.01.
 * @throws RangeError unless clipping and epsilon are positive.
 * @example
 * ```ts
 * import { Dense } from "@gradiente/nn";
 * import { adaptiveClipping, chainTransforms, Optimizer, sgd } from "@gradiente/optim";
 *
 * const transform = chainTransforms(adaptiveClipping(0.01), sgd());
 * const optimizer = new Optimizer(new Dense(3, 1).parameters(), transform, { learningRate: 0.1 });
 * ```
 */
export function adaptiveClipping(clipping: number, options?: AdaptiveClippingOptions): GradientTransform {
  checkArgument("adaptiveClipping", "clipping", clipping, positive);
  const { epsilon = 1e-3 } = optionsOf("adaptiveClipping", options, OPTIONS);
  return {
    name: "adaptiveClipping",
    init: () => ({}),
    update: ({ parameter, direction }, state) => {
      const largest = unitNorms(parameter).maximum(epsilon).mul(clipping);
      const norms = unitNorms(direction);
      const isLong = norms.gt(largest);
      const factor = isLong.where(largest.div(isLong.where(norms, 1)), 1);
      return [{ parameter, direction: direction.mul(factor) }, state];
    },
  };
}
