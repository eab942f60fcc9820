import { optionsOf } from "@gradiente/core/arguments";
import { chained } from "./chain.ts";
import { decoupledDecay, l2Decay } from "./decay.ts";
import {
  ADADELTA,
  ADAGRAD,
  ADAM,
  ADAM_W,
  type AdadeltaOptions,
  type AdagradOptions,
  type AdamOptions,
  type AdamWOptions,
  MOMENTUM,
  type MomentumOptions,
  RMSPROP,
  type RMSpropOptions,
  SGD_OPTIONS,
  type WeightDecayOptions,
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
 * Whole update rules, with decay and learning rate: the optimiser only subtracts their result. In the formulas, g is the
 * gradient, to which λ p is added if there is a weightDecay λ; p is the parameter, and lr is the learning rate. All are
 * the formulas of PyTorch.
 */

function rule(name: string, weightDecay: number, ...parts: readonly GradientTransform[]): GradientTransform {
  return chained(name, [l2Decay(weightDecay), ...parts]);
}

/**
 * Gradient descent: p becomes p - lr g.
 *
 * @throws RangeError if an option is out of its range.
 */
export function sgd(options?: WeightDecayOptions): GradientTransform {
  const { weightDecay = 0 } = optionsOf("sgd", options, SGD_OPTIONS);
  return rule("sgd", weightDecay, scaleByLearningRate());
}

/**
 * Gradient descent with momentum: v = μ v + g, and p becomes p - lr v (Polyak 1964). See {@link scaleByMomentum}.
 *
 * @throws RangeError if an option is out of its range.
 */
export function momentum(options?: MomentumOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("momentum", options, MOMENTUM);
  return rule("momentum", weightDecay, velocityOf("momentum", scaling), scaleByLearningRate());
}

/**
 * Gradient descent with Nesterov's momentum: v = μ v + g, and p becomes p - lr (g + μ v) (Nesterov 1983; Sutskever et al.
 * 2013). See {@link scaleByNesterov}.
 *
 * @throws RangeError if an option is out of its range.
 */
export function nesterov(options?: MomentumOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("nesterov", options, MOMENTUM);
  return rule("nesterov", weightDecay, velocityOf("nesterov", scaling, lookAhead), scaleByLearningRate());
}

/**
 * Adagrad: s = s + g², and p becomes p - lr g / (√s + ε) (Duchi, Hazan and Singer 2011). See {@link scaleByAdagrad}.
 *
 * @throws RangeError if an option is out of its range.
 */
export function adagrad(options?: AdagradOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("adagrad", options, ADAGRAD);
  return rule("adagrad", weightDecay, adagradOf("adagrad", scaling), scaleByLearningRate());
}

/**
 * Adadelta: s = ρ s + (1 - ρ) g², Δ = √(u + ε) / √(s + ε) g, u = ρ u + (1 - ρ) Δ², and p becomes p - lr Δ (Zeiler 2012).
 * See {@link scaleByAdadelta}.
 *
 * @throws RangeError if an option is out of its range.
 */
export function adadelta(options?: AdadeltaOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("adadelta", options, ADADELTA);
  return rule("adadelta", weightDecay, adadeltaOf("adadelta", scaling), scaleByLearningRate());
}

/**
 * RMSprop: s = α s + (1 - α) g², and p becomes p - lr g / (√s + ε) (Hinton 2012). See {@link scaleByRMSprop}.
 *
 * @throws RangeError if an option is out of its range.
 */
export function rmsprop(options?: RMSpropOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("rmsprop", options, RMSPROP);
  return rule("rmsprop", weightDecay, rmspropOf("rmsprop", scaling), scaleByLearningRate());
}

/**
 * Adam: m = β₁ m + (1 - β₁) g, s = β₂ s + (1 - β₂) g², and in update t, p becomes
 * p - lr m / (1 - β₁ᵗ) / (√(s / (1 - β₂ᵗ)) + ε) (Kingma and Ba 2015). A chain of {@link scaleByAdam} and
 * {@link scaleByLearningRate} gives the same except for the last bits: here, lr / (1 - β₁ᵗ) is one factor.
 *
 * @throws RangeError if an option is out of its range.
 */
export function adam(options?: AdamOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("adam", options, ADAM);
  return rule(
    "adam",
    weightDecay,
    adamOf("adam", scaling, (learningRate) => learningRate),
  );
}

/**
 * Adam with decoupled decay, which is not a part of the gradient: p becomes p (1 - lr λ), then comes the update of
 * {@link adam} (Loshchilov and Hutter 2019). See {@link decoupledDecay}.
 *
 * @throws RangeError if an option is out of its range.
 */
export function adamW(options?: AdamWOptions): GradientTransform {
  const { weightDecay = 0.01, ...scaling } = optionsOf("adamW", options, ADAM_W);
  const update = adamOf("adamW", scaling, (learningRate) => learningRate);
  return chained("adamW", [decoupledDecay(weightDecay), update]);
}
