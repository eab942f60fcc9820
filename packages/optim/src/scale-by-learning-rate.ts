import type { GradientTransform } from "./transform.ts";

/** Multiplies the direction by the learning rate: lr d. It is the last transform of most rules. */
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
