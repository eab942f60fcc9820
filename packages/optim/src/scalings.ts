import { type Tensor, zerosLike } from "@gradiente/core";
import { optionsOf } from "@gradiente/core/arguments";
import {
  ADADELTA_SCALING,
  ADAGRAD_SCALING,
  ADAM_SCALING,
  type AdadeltaOptions,
  type AdagradOptions,
  type AdamOptions,
  MOMENTUM_SCALING,
  type MomentumOptions,
  RMSPROP_SCALING,
  type RMSpropOptions,
  type ScalingOptions,
} from "./options.ts";
import type { GradientTransform } from "./transform.ts";

/*
 * Transforms that change the direction d before it is subtracted. The functions that take an `owner` are parts of rules.
 * `owner` is the function that the user called: errors name it.
 */

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

/**
 * Momentum: v = μ v + d, and v becomes the direction. v is 0 before the first update (Polyak, "Some methods of speeding
 * up the convergence of iteration methods", 1964).
 *
 * @throws RangeError unless 0 <= μ < 1.
 */
export function scaleByMomentum(
  options?: ScalingOptions<MomentumOptions>,
): GradientTransform<{ velocity: Tensor }> {
  return velocityOf("scaleByMomentum", optionsOf("scaleByMomentum", options, MOMENTUM_SCALING));
}

/**
 * Nesterov's momentum, which looks one step ahead: v = μ v + d, and the direction becomes d + μ v. v is 0 before the
 * first update (Nesterov 1983; Sutskever et al., "On the importance of initialization and momentum in deep learning",
 * 2013).
 *
 * @throws RangeError unless 0 <= μ < 1.
 */
export function scaleByNesterov(
  options?: ScalingOptions<MomentumOptions>,
): GradientTransform<{ velocity: Tensor }> {
  return velocityOf("scaleByNesterov", optionsOf("scaleByNesterov", options, MOMENTUM_SCALING), lookAhead);
}

type Steered = (velocity: Tensor, direction: Tensor, momentum: number) => Tensor;

export const lookAhead: Steered = (velocity, direction, momentum) => direction.add(velocity.mul(momentum));

/** Momentum, where `steer` computes the new direction from the velocity. Default of `steer`: the velocity itself. */
export function velocityOf(
  owner: string,
  { momentum = 0.9 }: ScalingOptions<MomentumOptions>,
  steer: Steered = (velocity) => velocity,
): GradientTransform<{ velocity: Tensor }> {
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
 * Divides by the root of the sum of all squares so far: s = s + d², and the direction becomes d / (√s + ε) (Duchi, Hazan
 * and Singer, "Adaptive Subgradient Methods", 2011).
 *
 * @throws RangeError if ε is negative or not a finite number.
 */
export function scaleByAdagrad(
  options?: ScalingOptions<AdagradOptions>,
): GradientTransform<{ sumOfSquares: Tensor }> {
  return adagradOf("scaleByAdagrad", optionsOf("scaleByAdagrad", options, ADAGRAD_SCALING));
}

export function adagradOf(
  owner: string,
  { epsilon = 1e-10 }: ScalingOptions<AdagradOptions>,
): GradientTransform<{ sumOfSquares: Tensor }> {
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
 * Scales the direction to the size of the last updates, which has the unit of the parameter: s = ρ s + (1 - ρ) d², the
 * direction becomes Δ = √(u + ε) / √(s + ε) d, and u = ρ u + (1 - ρ) Δ² (Zeiler, "ADADELTA", 2012, algorithm 1).
 *
 * @throws RangeError unless 0 <= ρ < 1, or if ε is negative or not a finite number.
 */
export function scaleByAdadelta(
  options?: ScalingOptions<AdadeltaOptions>,
): GradientTransform<{ meanSquare: Tensor; meanSquareUpdate: Tensor }> {
  return adadeltaOf("scaleByAdadelta", optionsOf("scaleByAdadelta", options, ADADELTA_SCALING));
}

export function adadeltaOf(
  owner: string,
  { rho = 0.9, epsilon = 1e-6 }: ScalingOptions<AdadeltaOptions>,
): GradientTransform<{ meanSquare: Tensor; meanSquareUpdate: Tensor }> {
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
 * Divides by a running root mean square: s = α s + (1 - α) d², and the direction becomes d / (√s + ε) (Hinton, "Neural
 * Networks for Machine Learning", lecture 6e, 2012).
 *
 * @throws RangeError unless 0 <= α < 1, or if ε is negative or not a finite number.
 */
export function scaleByRMSprop(
  options?: ScalingOptions<RMSpropOptions>,
): GradientTransform<{ meanSquare: Tensor }> {
  return rmspropOf("scaleByRMSprop", optionsOf("scaleByRMSprop", options, RMSPROP_SCALING));
}

export function rmspropOf(
  owner: string,
  { alpha = 0.99, epsilon = 1e-8 }: ScalingOptions<RMSpropOptions>,
): GradientTransform<{ meanSquare: Tensor }> {
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
 * Divides the running mean of directions by their running root mean square. Both start at zero and are corrected for
 * that: m = β₁ m + (1 - β₁) d, s = β₂ s + (1 - β₂) d², and the direction of update t becomes
 * m / (1 - β₁ᵗ) / (√(s / (1 - β₂ᵗ)) + ε) (Kingma and Ba, "Adam", 2015, algorithm 1).
 *
 * @throws RangeError unless 0 <= β₁ < 1 and 0 <= β₂ < 1, or if ε is negative or not a finite number.
 */
export function scaleByAdam(
  options?: ScalingOptions<AdamOptions>,
): GradientTransform<{ mean: Tensor; meanSquare: Tensor }> {
  return adamOf("scaleByAdam", optionsOf("scaleByAdam", options, ADAM_SCALING), () => 1);
}

/**
 * Adam's direction times a rate. The rate divided by the correction of the mean is one factor, which is rounded once.
 * Two separate factors would change the last bits.
 */
export function adamOf(
  owner: string,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: ScalingOptions<AdamOptions>,
  rateOf: (learningRate: number) => number,
): GradientTransform<{ mean: Tensor; meanSquare: Tensor }> {
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

/** The next value of a running mean: kept · mean + (1 - kept) · x. */
function blend(mean: Tensor, x: Tensor, kept: number): Tensor {
  return mean.mul(kept).add(x.mul(1 - kept));
}
