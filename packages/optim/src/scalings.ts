import { type Tensor, zerosLike } from "@gradiente/core";
import { checkFraction, checkNonNegative } from "./checks.ts";
import type {
  AdadeltaOptions,
  AdagradOptions,
  AdamOptions,
  MomentumOptions,
  RMSpropOptions,
  ScalingOptions,
} from "./options.ts";
import type { GradientTransform } from "./transform.ts";

/*
 * What rules make of a direction d before it is subtracted. The functions that take an owner are the parts of rules: what
 * is wrong with an option is told in the name of the function that the user called.
 */

/** The direction times the learning rate: lr d. The last transform of most rules. */
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

/**
 * A ball rolling downhill: v = μ v + d, and v is the direction (Polyak, "Some methods of speeding up the convergence of
 * iteration methods", 1964).
 *
 * @throws RangeError unless 0 <= μ < 1.
 */
export function scaleByMomentum(
  options: ScalingOptions<MomentumOptions> = {},
): GradientTransform<{ velocity: Tensor }> {
  return velocityOf("scaleByMomentum", options);
}

/**
 * Momentum that looks ahead: v = μ v + d, and the direction is d + μ v (Nesterov 1983; Sutskever et al., "On the
 * importance of initialization and momentum in deep learning", 2013).
 *
 * @throws RangeError unless 0 <= μ < 1.
 */
export function scaleByNesterov(
  options: ScalingOptions<MomentumOptions> = {},
): GradientTransform<{ velocity: Tensor }> {
  return velocityOf("scaleByNesterov", options, lookAhead);
}

type Steered = (velocity: Tensor, direction: Tensor, momentum: number) => Tensor;

export const lookAhead: Steered = (velocity, direction, momentum) => direction.add(velocity.mul(momentum));

/** A velocity, and the direction that is taken with it: the velocity itself, if nothing else is given. */
export function velocityOf(
  owner: string,
  { momentum = 0.9 }: ScalingOptions<MomentumOptions>,
  steer: Steered = (velocity) => velocity,
): GradientTransform<{ velocity: Tensor }> {
  checkFraction(owner, "momentum", momentum);
  return {
    name: owner,
    init: (parameter) => ({ velocity: zerosLike(parameter) }),
    update: ({ parameter, direction }, state) => {
      const velocity = state.velocity.mul(momentum).add(direction);
      return [{ parameter, direction: steer(velocity, direction, momentum) }, { velocity }];
    },
  };
}

/**
 * Scales by the root of all squares so far: s = s + d², and the direction is d / (√s + ε) (Duchi, Hazan and Singer,
 * "Adaptive Subgradient Methods", 2011).
 *
 * @throws RangeError if ε is negative or no number.
 */
export function scaleByAdagrad(
  options: ScalingOptions<AdagradOptions> = {},
): GradientTransform<{ sumOfSquares: Tensor }> {
  return adagradOf("scaleByAdagrad", options);
}

export function adagradOf(
  owner: string,
  { epsilon = 1e-10 }: ScalingOptions<AdagradOptions>,
): GradientTransform<{ sumOfSquares: Tensor }> {
  checkNonNegative(owner, "epsilon", epsilon);
  return {
    name: owner,
    init: (parameter) => ({ sumOfSquares: zerosLike(parameter) }),
    update: ({ parameter, direction }, state) => {
      const sumOfSquares = state.sumOfSquares.add(direction.square());
      return [{ parameter, direction: direction.div(sumOfSquares.sqrt().add(epsilon)) }, { sumOfSquares }];
    },
  };
}

/**
 * Steps as large as the last ones were, in the parameter's own unit: s = ρ s + (1 - ρ) d², the direction is
 * Δ = √(u + ε) / √(s + ε) d, and u = ρ u + (1 - ρ) Δ² (Zeiler, "ADADELTA", 2012, algorithm 1).
 *
 * @throws RangeError unless 0 <= ρ < 1; or if ε is negative or no number.
 */
export function scaleByAdadelta(
  options: ScalingOptions<AdadeltaOptions> = {},
): GradientTransform<{ meanSquare: Tensor; meanSquareUpdate: Tensor }> {
  return adadeltaOf("scaleByAdadelta", options);
}

export function adadeltaOf(
  owner: string,
  { rho = 0.9, epsilon = 1e-6 }: ScalingOptions<AdadeltaOptions>,
): GradientTransform<{ meanSquare: Tensor; meanSquareUpdate: Tensor }> {
  checkFraction(owner, "rho", rho);
  checkNonNegative(owner, "epsilon", epsilon);
  return {
    name: owner,
    init: (parameter) => ({ meanSquare: zerosLike(parameter), meanSquareUpdate: zerosLike(parameter) }),
    update: ({ parameter, direction }, state) => {
      const meanSquare = blend(state.meanSquare, direction.square(), rho);
      const ratio = state.meanSquareUpdate.add(epsilon).sqrt().div(meanSquare.add(epsilon).sqrt());
      const scaled = ratio.mul(direction);
      const meanSquareUpdate = blend(state.meanSquareUpdate, scaled.square(), rho);
      return [
        { parameter, direction: scaled },
        { meanSquare, meanSquareUpdate },
      ];
    },
  };
}

/**
 * Scales by a running root mean square: s = α s + (1 - α) d², and the direction is d / (√s + ε) (Hinton, "Neural
 * Networks for Machine Learning", lecture 6e, 2012).
 *
 * @throws RangeError unless 0 <= α < 1; or if ε is negative or no number.
 */
export function scaleByRMSprop(
  options: ScalingOptions<RMSpropOptions> = {},
): GradientTransform<{ meanSquare: Tensor }> {
  return rmspropOf("scaleByRMSprop", options);
}

export function rmspropOf(
  owner: string,
  { alpha = 0.99, epsilon = 1e-8 }: ScalingOptions<RMSpropOptions>,
): GradientTransform<{ meanSquare: Tensor }> {
  checkFraction(owner, "alpha", alpha);
  checkNonNegative(owner, "epsilon", epsilon);
  return {
    name: owner,
    init: (parameter) => ({ meanSquare: zerosLike(parameter) }),
    update: ({ parameter, direction }, state) => {
      const meanSquare = blend(state.meanSquare, direction.square(), alpha);
      return [{ parameter, direction: direction.div(meanSquare.sqrt().add(epsilon)) }, { meanSquare }];
    },
  };
}

/**
 * Running mean over running root mean square, both corrected for their start at zero: m = β₁ m + (1 - β₁) d,
 * s = β₂ s + (1 - β₂) d², and the direction is m / (1 - β₁ᵗ) / (√(s / (1 - β₂ᵗ)) + ε) (Kingma and Ba, "Adam", 2015,
 * algorithm 1).
 *
 * @throws RangeError unless 0 <= β < 1; or if ε is negative or no number.
 */
export function scaleByAdam(
  options: ScalingOptions<AdamOptions> = {},
): GradientTransform<{ mean: Tensor; meanSquare: Tensor }> {
  return adamOf("scaleByAdam", options, () => 1);
}

/**
 * Adam's direction times a rate. The rate over the correction of the mean is one factor, rounded once: multiplied by one
 * after the other, the last bits would be others.
 */
export function adamOf(
  owner: string,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: ScalingOptions<AdamOptions>,
  rateOf: (learningRate: number) => number,
): GradientTransform<{ mean: Tensor; meanSquare: Tensor }> {
  checkFraction(owner, "beta1", beta1);
  checkFraction(owner, "beta2", beta2);
  checkNonNegative(owner, "epsilon", epsilon);
  return {
    name: owner,
    init: (parameter) => ({ mean: zerosLike(parameter), meanSquare: zerosLike(parameter) }),
    // In double precision, where 1 - 0.999 loses nothing.
    begin: ({ count, learningRate }) => ({
      rateOverCorrection: rateOf(learningRate) / (1 - beta1 ** count),
      rootCorrection: Math.sqrt(1 - beta2 ** count),
    }),
    update: ({ parameter, direction }, state, { rateOverCorrection, rootCorrection }) => {
      const mean = blend(state.mean, direction, beta1);
      const meanSquare = blend(state.meanSquare, direction.square(), beta2);
      const root = meanSquare.sqrt().div(rootCorrection).add(epsilon);
      return [
        { parameter, direction: mean.div(root).mul(rateOverCorrection) },
        { mean, meanSquare },
      ];
    },
  };
}

/** A running mean that keeps `kept` of itself. */
function blend(mean: Tensor, x: Tensor, kept: number): Tensor {
  return mean.mul(kept).add(x.mul(1 - kept));
}
