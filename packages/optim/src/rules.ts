import { chained } from "./chain.ts";
import { checkNonNegative } from "./checks.ts";
import { decoupledDecay, l2Decay } from "./decay.ts";
import type {
  AdadeltaOptions,
  AdagradOptions,
  AdamOptions,
  AdamWOptions,
  MomentumOptions,
  RMSpropOptions,
  WeightDecayOptions,
} from "./options.ts";
import {
  adadeltaOf,
  adagradOf,
  adamOf,
  lookAhead,
  rmspropOf,
  scaleByLearningRate,
  velocityOf,
} from "./scalings.ts";
import type { GradientTransform } from "./transform.ts";

/*
 * Whole rules, decay and learning rate included: what is left to do is to subtract. g is the gradient, with λ p added if
 * there is a weightDecay λ; p is the parameter, lr the learning rate. Formulas are PyTorch's.
 */

function rule(name: string, weightDecay: number, ...parts: readonly GradientTransform[]): GradientTransform {
  checkNonNegative(name, "weightDecay", weightDecay);
  return chained(name, [l2Decay(weightDecay), ...parts]);
}

/**
 * Gradient descent: p - lr g.
 *
 * @throws RangeError for an option out of its range.
 */
export function sgd({ weightDecay = 0 }: WeightDecayOptions = {}): GradientTransform {
  return rule("sgd", weightDecay, scaleByLearningRate());
}

/**
 * Gradient descent with momentum: v = μ v + g, p - lr v. See {@link scaleByMomentum}.
 *
 * @throws RangeError for an option out of its range.
 */
export function momentum({ weightDecay = 0, ...options }: MomentumOptions = {}): GradientTransform {
  return rule("momentum", weightDecay, velocityOf("momentum", options), scaleByLearningRate());
}

/**
 * Gradient descent with Nesterov's momentum: v = μ v + g, p - lr (g + μ v). See {@link scaleByNesterov}.
 *
 * @throws RangeError for an option out of its range.
 */
export function nesterov({ weightDecay = 0, ...options }: MomentumOptions = {}): GradientTransform {
  return rule("nesterov", weightDecay, velocityOf("nesterov", options, lookAhead), scaleByLearningRate());
}

/**
 * Adagrad: s = s + g², p - lr g / (√s + ε). See {@link scaleByAdagrad}.
 *
 * @throws RangeError for an option out of its range.
 */
export function adagrad({ weightDecay = 0, ...options }: AdagradOptions = {}): GradientTransform {
  return rule("adagrad", weightDecay, adagradOf("adagrad", options), scaleByLearningRate());
}

/**
 * Adadelta: s = ρ s + (1 - ρ) g², Δ = √(u + ε) / √(s + ε) g, u = ρ u + (1 - ρ) Δ², p - lr Δ. See
 * {@link scaleByAdadelta}.
 *
 * @throws RangeError for an option out of its range.
 */
export function adadelta({ weightDecay = 0, ...options }: AdadeltaOptions = {}): GradientTransform {
  return rule("adadelta", weightDecay, adadeltaOf("adadelta", options), scaleByLearningRate());
}

/**
 * RMSprop: s = α s + (1 - α) g², p - lr g / (√s + ε). See {@link scaleByRMSprop}.
 *
 * @throws RangeError for an option out of its range.
 */
export function rmsprop({ weightDecay = 0, ...options }: RMSpropOptions = {}): GradientTransform {
  return rule("rmsprop", weightDecay, rmspropOf("rmsprop", options), scaleByLearningRate());
}

/**
 * Adam: m = β₁ m + (1 - β₁) g, s = β₂ s + (1 - β₂) g², p - lr m / (1 - β₁ᵗ) / (√(s / (1 - β₂ᵗ)) + ε). The same as
 * {@link scaleByAdam} and {@link scaleByLearningRate}, but for the last bits: lr / (1 - β₁ᵗ) is one factor here.
 *
 * @throws RangeError for an option out of its range.
 */
export function adam({ weightDecay = 0, ...options }: AdamOptions = {}): GradientTransform {
  return rule(
    "adam",
    weightDecay,
    adamOf("adam", options, (learningRate) => learningRate),
  );
}

/**
 * Adam with the decay beside the gradient instead of in it: p (1 - lr λ), then the update of {@link adam}. See
 * {@link decoupledDecay}.
 *
 * @throws RangeError for an option out of its range.
 */
export function adamW({ weightDecay = 0.01, ...options }: AdamWOptions = {}): GradientTransform {
  checkNonNegative("adamW", "weightDecay", weightDecay);
  const update = adamOf("adamW", options, (learningRate) => learningRate);
  return chained("adamW", [decoupledDecay(weightDecay), update]);
}
