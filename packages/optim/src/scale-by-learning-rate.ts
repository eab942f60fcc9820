import type { GradientTransform } from "./transform.ts";

/**
 * Multiplies the direction by the learning rate: lr d. It is the last transform of most rules.
 *
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new Optimizer(new Map([["w", w]]), scaleByLearningRate(), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8, -1.6]
 * ```
 */
export function scaleByLearningRate(): GradientTransform {
  return {
    name: "scaleByLearningRate",
    init: () => ({}),
    begin: ({ learningRate }) => ({ learningRate }),
    update: ({ parameter, direction }, state, { learningRate }) => [
      { parameter, direction: direction.mul(learningRate) },
      state,
    ],
  };
}
