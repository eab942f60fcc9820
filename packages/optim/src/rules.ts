import { type Tensor, zeros } from "@gradiente/core";
import { checkFraction, checkNonNegative } from "./checks.ts";
import type { Rule } from "./rule.ts";

/* Formulas and defaults are PyTorch's: g is the gradient, p the parameter, lr the learning rate. */

export interface WeightDecayOptions {
  /** λ in g + λ p, the gradient of an L2 penalty; 0 unless said otherwise. */
  readonly weightDecay?: number;
}

export interface MomentumOptions extends WeightDecayOptions {
  /** μ, how much of the velocity stays from one update to the next; 0.9 unless said otherwise. */
  readonly momentum?: number;
}

export interface RMSpropOptions extends WeightDecayOptions {
  /** α, how much of the mean square stays; 0.99 unless said otherwise. */
  readonly alpha?: number;
  /** Added to the root, against division by zero; 1e-8 unless said otherwise. */
  readonly epsilon?: number;
}

export interface AdagradOptions extends WeightDecayOptions {
  /** Added to the root, against division by zero; 1e-10 unless said otherwise. */
  readonly epsilon?: number;
}

export interface AdadeltaOptions extends WeightDecayOptions {
  /** ρ, how much of the mean squares stays; 0.9 unless said otherwise. */
  readonly rho?: number;
  /** Added under the roots; 1e-6 unless said otherwise. */
  readonly epsilon?: number;
}

export interface AdamOptions extends WeightDecayOptions {
  /** How much of the mean gradient stays; 0.9 unless said otherwise. */
  readonly beta1?: number;
  /** How much of the mean squared gradient stays; 0.999 unless said otherwise. */
  readonly beta2?: number;
  /** Added to the root, against division by zero; 1e-8 unless said otherwise. */
  readonly epsilon?: number;
}

function decayed(gradient: Tensor, parameter: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
}

function zerosLike(x: Tensor): Tensor {
  return zeros(x.shape, { dtype: x.dtype });
}

/** A running mean that keeps `kept` of itself. */
function blend(mean: Tensor, x: Tensor, kept: number): Tensor {
  return mean.mul(kept).add(x.mul(1 - kept));
}

/** Gradient descent: p - lr g. */
export function sgd({ weightDecay = 0 }: WeightDecayOptions = {}): Rule<Record<never, Tensor>> {
  checkNonNegative("sgd", "weightDecay", weightDecay);
  return {
    init: () => ({}),
    update: (parameter, gradient, state, { learningRate }) => {
      const g = decayed(gradient, parameter, weightDecay);
      return [parameter.sub(g.mul(learningRate.cast(parameter.dtype))), state];
    },
  };
}

/** A ball rolling downhill: v = μ v + g, p - lr v (Polyak 1964). */
export function momentum({
  momentum = 0.9,
  weightDecay = 0,
}: MomentumOptions = {}): Rule<{ velocity: Tensor }> {
  checkFraction("momentum", "momentum", momentum);
  checkNonNegative("momentum", "weightDecay", weightDecay);
  return {
    init: (parameter) => ({ velocity: zerosLike(parameter) }),
    update: (parameter, gradient, state, { learningRate }) => {
      const velocity = state.velocity.mul(momentum).add(decayed(gradient, parameter, weightDecay));
      return [parameter.sub(velocity.mul(learningRate.cast(parameter.dtype))), { velocity }];
    },
  };
}

/** Momentum that looks ahead: v = μ v + g, p - lr (g + μ v) (Nesterov 1983; Sutskever et al. 2013). */
export function nesterov({
  momentum = 0.9,
  weightDecay = 0,
}: MomentumOptions = {}): Rule<{ velocity: Tensor }> {
  checkFraction("nesterov", "momentum", momentum);
  checkNonNegative("nesterov", "weightDecay", weightDecay);
  return {
    init: (parameter) => ({ velocity: zerosLike(parameter) }),
    update: (parameter, gradient, state, { learningRate }) => {
      const g = decayed(gradient, parameter, weightDecay);
      const velocity = state.velocity.mul(momentum).add(g);
      const ahead = g.add(velocity.mul(momentum));
      return [parameter.sub(ahead.mul(learningRate.cast(parameter.dtype))), { velocity }];
    },
  };
}

/** Steps scaled by the root of all squares so far: s = s + g², p - lr g / (√s + ε) (Duchi, Hazan and Singer 2011). */
export function adagrad({ epsilon = 1e-10, weightDecay = 0 }: AdagradOptions = {}): Rule<{
  sumOfSquares: Tensor;
}> {
  checkNonNegative("adagrad", "epsilon", epsilon);
  checkNonNegative("adagrad", "weightDecay", weightDecay);
  return {
    init: (parameter) => ({ sumOfSquares: zerosLike(parameter) }),
    update: (parameter, gradient, state, { learningRate }) => {
      const g = decayed(gradient, parameter, weightDecay);
      const sumOfSquares = state.sumOfSquares.add(g.square());
      const scaled = g.div(sumOfSquares.sqrt().add(epsilon));
      return [parameter.sub(scaled.mul(learningRate.cast(parameter.dtype))), { sumOfSquares }];
    },
  };
}

/**
 * Steps as large as the last ones were, in the parameter's own unit: s = ρ s + (1 - ρ) g², d = √(u + ε) / √(s + ε) g,
 * u = ρ u + (1 - ρ) d², p - lr d (Zeiler, "ADADELTA", 2012, algorithm 1).
 */
export function adadelta(
  options: AdadeltaOptions = {},
): Rule<{ meanSquare: Tensor; meanSquareUpdate: Tensor }> {
  const { rho = 0.9, epsilon = 1e-6, weightDecay = 0 } = options;
  checkFraction("adadelta", "rho", rho);
  checkNonNegative("adadelta", "epsilon", epsilon);
  checkNonNegative("adadelta", "weightDecay", weightDecay);
  return {
    init: (parameter) => ({ meanSquare: zerosLike(parameter), meanSquareUpdate: zerosLike(parameter) }),
    update: (parameter, gradient, state, { learningRate }) => {
      const g = decayed(gradient, parameter, weightDecay);
      const meanSquare = blend(state.meanSquare, g.square(), rho);
      const ratio = state.meanSquareUpdate.add(epsilon).sqrt().div(meanSquare.add(epsilon).sqrt());
      const update = ratio.mul(g);
      const meanSquareUpdate = blend(state.meanSquareUpdate, update.square(), rho);
      return [
        parameter.sub(update.mul(learningRate.cast(parameter.dtype))),
        { meanSquare, meanSquareUpdate },
      ];
    },
  };
}

/** Steps scaled by a running root mean square: s = α s + (1 - α) g², p - lr g / (√s + ε) (Hinton, lecture 6e, 2012). */
export function rmsprop(options: RMSpropOptions = {}): Rule<{ meanSquare: Tensor }> {
  const { alpha = 0.99, epsilon = 1e-8, weightDecay = 0 } = options;
  checkFraction("rmsprop", "alpha", alpha);
  checkNonNegative("rmsprop", "epsilon", epsilon);
  checkNonNegative("rmsprop", "weightDecay", weightDecay);
  return {
    init: (parameter) => ({ meanSquare: zerosLike(parameter) }),
    update: (parameter, gradient, state, { learningRate }) => {
      const g = decayed(gradient, parameter, weightDecay);
      const meanSquare = blend(state.meanSquare, g.square(), alpha);
      const scaled = g.div(meanSquare.sqrt().add(epsilon));
      return [parameter.sub(scaled.mul(learningRate.cast(parameter.dtype))), { meanSquare }];
    },
  };
}

/**
 * Running mean over running root mean square, both corrected for their start at zero: m = β₁ m + (1 - β₁) g,
 * s = β₂ s + (1 - β₂) g², p - lr m / (1 - β₁ᵗ) / (√(s / (1 - β₂ᵗ)) + ε) (Kingma and Ba, "Adam", 2015, algorithm 1).
 */
export function adam(options: AdamOptions = {}): Rule<{ mean: Tensor; meanSquare: Tensor }> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  checkFraction("adam", "beta1", beta1);
  checkFraction("adam", "beta2", beta2);
  checkNonNegative("adam", "epsilon", epsilon);
  checkNonNegative("adam", "weightDecay", weightDecay);
  return {
    init: (parameter) => ({ mean: zerosLike(parameter), meanSquare: zerosLike(parameter) }),
    update: (parameter, gradient, state, { count, learningRate }) => {
      const { dtype } = parameter;
      const g = decayed(gradient, parameter, weightDecay);
      const mean = blend(state.mean, g, beta1);
      const meanSquare = blend(state.meanSquare, g.square(), beta2);
      // The corrections are scalars: worked out in float64, where 1 - 0.999 loses nothing.
      const correction1 = powerOf(beta1, count).neg().add(1);
      const correction2 = powerOf(beta2, count).neg().add(1).sqrt();
      const root = meanSquare.sqrt().div(correction2.cast(dtype)).add(epsilon);
      const scaled = mean.div(root).mul(learningRate.div(correction1).cast(dtype));
      return [parameter.sub(scaled), { mean, meanSquare }];
    },
  };
}

/**
 * Adam with the decay beside the gradient instead of in it: p (1 - lr λ), then {@link adam}'s update (Loshchilov and
 * Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2). `weightDecay` is 0.01 unless said otherwise.
 */
export function adamW({ weightDecay = 0.01, ...options }: AdamOptions = {}): ReturnType<typeof adam> {
  checkNonNegative("adamW", "weightDecay", weightDecay);
  const { init, update } = adam(options);
  return {
    init,
    update: (parameter, gradient, state, step) => {
      const kept = step.learningRate.mul(weightDecay).neg().add(1);
      return update(parameter.mul(kept.cast(parameter.dtype)), gradient, state, step);
    },
  };
}

function powerOf(base: number, exponent: Tensor): Tensor {
  return exponent.mul(0).add(base).pow(exponent);
}
