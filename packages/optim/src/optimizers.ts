import type { Variable } from "@gradiente/core";
import { Optimizer, type OptimizerOptions } from "./optimizer.ts";
import type {
  AdadeltaOptions,
  AdagradOptions,
  AdamOptions,
  AdamWOptions,
  MomentumOptions,
  RMSpropOptions,
  WeightDecayOptions,
} from "./options.ts";
import { adadelta, adagrad, adam, adamW, momentum, nesterov, rmsprop, sgd } from "./rules.ts";

/* Each class is its rule with a learning rate. */

type Parameters = ReadonlyMap<string, Variable>;

/**
 * Gradient descent: p - lr g. See {@link sgd}.
 *
 * @throws RangeError for an option out of its range; TypeError unless the parameters are a Map of Variables by path.
 */
export class SGD extends Optimizer {
  constructor(parameters: Parameters, { learningRate, ...options }: OptimizerOptions & WeightDecayOptions) {
    super(parameters, sgd(options), { learningRate });
  }
}

/**
 * Gradient descent with momentum: v = μ v + g, p - lr v. See {@link momentum}.
 *
 * @throws RangeError for an option out of its range; TypeError unless the parameters are a Map of Variables by path.
 */
export class Momentum extends Optimizer {
  constructor(parameters: Parameters, { learningRate, ...options }: OptimizerOptions & MomentumOptions) {
    super(parameters, momentum(options), { learningRate });
  }
}

/**
 * Gradient descent with Nesterov's momentum: v = μ v + g, p - lr (g + μ v). See {@link nesterov}.
 *
 * @throws RangeError for an option out of its range; TypeError unless the parameters are a Map of Variables by path.
 */
export class Nesterov extends Optimizer {
  constructor(parameters: Parameters, { learningRate, ...options }: OptimizerOptions & MomentumOptions) {
    super(parameters, nesterov(options), { learningRate });
  }
}

/**
 * Adagrad. See {@link adagrad}. Default of `learningRate`: 0.01.
 *
 * @throws RangeError for an option out of its range; TypeError unless the parameters are a Map of Variables by path.
 */
export class Adagrad extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 0.01, ...options }: Partial<OptimizerOptions> & AdagradOptions = {},
  ) {
    super(parameters, adagrad(options), { learningRate });
  }
}

/**
 * Adadelta. See {@link adadelta}. Default of `learningRate`: 1, as in the paper.
 *
 * @throws RangeError for an option out of its range; TypeError unless the parameters are a Map of Variables by path.
 */
export class Adadelta extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 1, ...options }: Partial<OptimizerOptions> & AdadeltaOptions = {},
  ) {
    super(parameters, adadelta(options), { learningRate });
  }
}

/**
 * RMSprop. See {@link rmsprop}. Default of `learningRate`: 0.01.
 *
 * @throws RangeError for an option out of its range; TypeError unless the parameters are a Map of Variables by path.
 */
export class RMSprop extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 0.01, ...options }: Partial<OptimizerOptions> & RMSpropOptions = {},
  ) {
    super(parameters, rmsprop(options), { learningRate });
  }
}

/**
 * Adam. See {@link adam}. Default of `learningRate`: 0.001.
 *
 * @throws RangeError for an option out of its range; TypeError unless the parameters are a Map of Variables by path.
 */
export class Adam extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 0.001, ...options }: Partial<OptimizerOptions> & AdamOptions = {},
  ) {
    super(parameters, adam(options), { learningRate });
  }
}

/**
 * Adam with the decay beside the gradient. See {@link adamW}. Default of `learningRate`: 0.001.
 *
 * @throws RangeError for an option out of its range; TypeError unless the parameters are a Map of Variables by path.
 */
export class AdamW extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 0.001, ...options }: Partial<OptimizerOptions> & AdamWOptions = {},
  ) {
    super(parameters, adamW(options), { learningRate });
  }
}
