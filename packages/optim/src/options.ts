/* What rules can be told. Defaults are PyTorch's. */

export interface WeightDecayOptions {
  /** λ in g + λ p, the gradient of an L2 penalty. Default: 0. */
  readonly weightDecay?: number;
}

/** What a scaling takes of a rule's options: all but the decay, which is a transform of its own. */
export type ScalingOptions<Options extends WeightDecayOptions> = Omit<Options, keyof WeightDecayOptions>;

export interface MomentumOptions extends WeightDecayOptions {
  /** μ, how much of the velocity stays from one update to the next. Default: 0.9. */
  readonly momentum?: number;
}

export interface RMSpropOptions extends WeightDecayOptions {
  /** α, how much of the mean square stays. Default: 0.99. */
  readonly alpha?: number;
  /** ε, added to the root, against division by zero. Default: 1e-8. */
  readonly epsilon?: number;
}

export interface AdagradOptions extends WeightDecayOptions {
  /** ε, added to the root, against division by zero. Default: 1e-10. */
  readonly epsilon?: number;
}

export interface AdadeltaOptions extends WeightDecayOptions {
  /** ρ, how much of the mean squares stays. Default: 0.9. */
  readonly rho?: number;
  /** ε, added under the roots. Default: 1e-6. */
  readonly epsilon?: number;
}

export interface AdamOptions extends WeightDecayOptions {
  /** β₁, how much of the mean gradient stays. Default: 0.9. */
  readonly beta1?: number;
  /** β₂, how much of the mean squared gradient stays. Default: 0.999. */
  readonly beta2?: number;
  /** ε, added to the root, against division by zero. Default: 1e-8. */
  readonly epsilon?: number;
}

export interface AdamWOptions extends ScalingOptions<AdamOptions> {
  /** λ in p (1 - lr λ), the decay beside the gradient. Default: 0.01. */
  readonly weightDecay?: number;
}
