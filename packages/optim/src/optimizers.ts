import type { Variable } from "@gradiente/core";
import { type LearningRate, Optimizer } from "./optimizer.ts";
import {
  type AdadeltaOptions,
  type AdagradOptions,
  type AdamOptions,
  adadelta,
  adagrad,
  adam,
  adamW,
  type MomentumOptions,
  momentum,
  nesterov,
  type RMSpropOptions,
  rmsprop,
  sgd,
  type WeightDecayOptions,
} from "./rules.ts";

/* Each class is its rule with a learning rate. */

type Parameters = ReadonlyMap<string, Variable>;

export interface RequiredLearningRate {
  readonly learningRate: LearningRate;
}

/** Gradient descent: see {@link sgd}. */
export class SGD extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate, ...options }: RequiredLearningRate & WeightDecayOptions,
  ) {
    super(parameters, sgd(options), learningRate);
  }
}

/** Gradient descent with momentum: see {@link momentum}. */
export class Momentum extends Optimizer {
  constructor(parameters: Parameters, { learningRate, ...options }: RequiredLearningRate & MomentumOptions) {
    super(parameters, momentum(options), learningRate);
  }
}

/** Gradient descent with Nesterov's momentum: see {@link nesterov}. */
export class Nesterov extends Optimizer {
  constructor(parameters: Parameters, { learningRate, ...options }: RequiredLearningRate & MomentumOptions) {
    super(parameters, nesterov(options), learningRate);
  }
}

/** Adagrad: see {@link adagrad}. Learning rate 0.01 unless said otherwise. */
export class Adagrad extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 0.01, ...options }: Partial<RequiredLearningRate> & AdagradOptions = {},
  ) {
    super(parameters, adagrad(options), learningRate);
  }
}

/** Adadelta: see {@link adadelta}. Learning rate 1 unless said otherwise, as in the paper. */
export class Adadelta extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 1, ...options }: Partial<RequiredLearningRate> & AdadeltaOptions = {},
  ) {
    super(parameters, adadelta(options), learningRate);
  }
}

/** RMSprop: see {@link rmsprop}. Learning rate 0.01 unless said otherwise. */
export class RMSprop extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 0.01, ...options }: Partial<RequiredLearningRate> & RMSpropOptions = {},
  ) {
    super(parameters, rmsprop(options), learningRate);
  }
}

/** Adam: see {@link adam}. Learning rate 0.001 unless said otherwise. */
export class Adam extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 0.001, ...options }: Partial<RequiredLearningRate> & AdamOptions = {},
  ) {
    super(parameters, adam(options), learningRate);
  }
}

/** AdamW: see {@link adamW}. Learning rate 0.001 unless said otherwise. */
export class AdamW extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 0.001, ...options }: Partial<RequiredLearningRate> & AdamOptions = {},
  ) {
    super(parameters, adamW(options), learningRate);
  }
}
