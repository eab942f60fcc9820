import { declareOptions } from "@gradiente/core/arguments";
import { fraction, nonNegative } from "./checks.ts";

/* Options of the update rules, and their checks. Defaults are those of PyTorch. */

/** The option of every rule except {@link adamW}, and all options of {@link sgd}. */
export interface WeightDecayOptions {
  /** λ >= 0: λ p, the gradient of the L2 penalty λ/2 ‖p‖², is added to the gradient of each parameter p. Default: 0. */
  readonly weightDecay?: number;
}

export const SGD_OPTIONS = declareOptions<WeightDecayOptions>({ weightDecay: nonNegative });

/** The options of a rule without the weight decay, which is a transform of its own. */
export type ScalingOptions<Options extends WeightDecayOptions> = Omit<Options, keyof WeightDecayOptions>;

/** Options of {@link momentum} and {@link nesterov}. */
export interface MomentumOptions extends WeightDecayOptions {
  /** μ: the fraction of the velocity that stays from one update to the next, 0 <= μ < 1. Default: 0.9. */
  readonly momentum?: number;
}

export const MOMENTUM_SCALING = declareOptions<ScalingOptions<MomentumOptions>>({ momentum: fraction });
export const MOMENTUM = declareOptions<MomentumOptions>({
  ...MOMENTUM_SCALING.checks,
  ...SGD_OPTIONS.checks,
});

/** Options of {@link rmsprop}. */
export interface RMSpropOptions extends WeightDecayOptions {
  /** α: the fraction of the mean square that stays from one update to the next, 0 <= α < 1. Default: 0.99. */
  readonly alpha?: number;
  /** ε >= 0: added to the root, against division by zero. Default: 1e-8. */
  readonly epsilon?: number;
}

export const RMSPROP_SCALING = declareOptions<ScalingOptions<RMSpropOptions>>({
  alpha: fraction,
  epsilon: nonNegative,
});
export const RMSPROP = declareOptions<RMSpropOptions>({ ...RMSPROP_SCALING.checks, ...SGD_OPTIONS.checks });

/** Options of {@link adagrad}. */
export interface AdagradOptions extends WeightDecayOptions {
  /** ε >= 0: added to the root, against division by zero. Default: 1e-10. */
  readonly epsilon?: number;
}

export const ADAGRAD_SCALING = declareOptions<ScalingOptions<AdagradOptions>>({ epsilon: nonNegative });
export const ADAGRAD = declareOptions<AdagradOptions>({ ...ADAGRAD_SCALING.checks, ...SGD_OPTIONS.checks });

/** Options of {@link adadelta}. */
export interface AdadeltaOptions extends WeightDecayOptions {
  /** ρ: the fraction of the mean squares that stays from one update to the next, 0 <= ρ < 1. Default: 0.9. */
  readonly rho?: number;
  /** ε >= 0: added to the squares before their roots are taken. Default: 1e-6. */
  readonly epsilon?: number;
}

export const ADADELTA_SCALING = declareOptions<ScalingOptions<AdadeltaOptions>>({
  rho: fraction,
  epsilon: nonNegative,
});
export const ADADELTA = declareOptions<AdadeltaOptions>({
  ...ADADELTA_SCALING.checks,
  ...SGD_OPTIONS.checks,
});

/** Options of {@link adam}. */
export interface AdamOptions extends WeightDecayOptions {
  /** β₁: the fraction of the mean gradient that stays from one update to the next, 0 <= β₁ < 1. Default: 0.9. */
  readonly beta1?: number;
  /** β₂: the fraction of the mean square that stays from one update to the next, 0 <= β₂ < 1. Default: 0.999. */
  readonly beta2?: number;
  /** ε >= 0: added to the root, against division by zero. Default: 1e-8. */
  readonly epsilon?: number;
}

export const ADAM_SCALING = declareOptions<ScalingOptions<AdamOptions>>({
  beta1: fraction,
  beta2: fraction,
  epsilon: nonNegative,
});
export const ADAM = declareOptions<AdamOptions>({ ...ADAM_SCALING.checks, ...SGD_OPTIONS.checks });

/** Options of {@link adamW}. */
export interface AdamWOptions extends ScalingOptions<AdamOptions> {
  /** λ >= 0: each update multiplies the parameter by 1 - lr λ, separately from the gradient. Default: 0.01. */
  readonly weightDecay?: number;
}

export const ADAM_W = declareOptions<AdamWOptions>({ ...ADAM_SCALING.checks, weightDecay: nonNegative });
