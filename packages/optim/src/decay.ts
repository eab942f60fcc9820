import { checkArgument } from "@gradiente/core/arguments";
import { nonNegative } from "./checks.ts";
import type { GradientTransform } from "./transform.ts";

/**
 * Adds the gradient of the L2 penalty λ/2 ‖p‖² to the direction: d + λ p. If λ is 0, nothing is added.
 *
 * @throws RangeError if λ is negative or not a finite number.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(l2Decay(0.5), adam()); // 0.5 w is added to the gradient
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.sum().backward());
 * w; // [0.9, -2]
 * ```
 */
export function l2Decay(weightDecay: number): GradientTransform {
  checkArgument("l2Decay", "weightDecay", weightDecay, nonNegative);
  return {
    name: "l2Decay",
    init: () => ({}),
    update: (move, state) => {
      if (weightDecay === 0) return [move, state];
      const { parameter, direction } = move;
      return [{ parameter, direction: direction.add(parameter.mul(weightDecay)) }, state];
    },
  };
}

/**
 * Decay of the parameter itself, which leaves the direction as it is: the parameter becomes p (1 - lr λ), before the
 * direction is subtracted (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2).
 *
 * @throws RangeError if λ is negative or not a finite number.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByAdam(), decoupledDecay(0.5), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.sum().backward());
 * w; // [0.85, -2]
 * ```
 */
export function decoupledDecay(weightDecay: number): GradientTransform {
  checkArgument("decoupledDecay", "weightDecay", weightDecay, nonNegative);
  return {
    name: "decoupledDecay",
    init: () => ({}),
    begin: ({ learningRate }) => ({ keptByDecay: 1 - learningRate * weightDecay }),
    update: ({ parameter, direction }, state, { keptByDecay }) => [
      { parameter: parameter.mul(keptByDecay), direction },
      state,
    ],
  };
}
