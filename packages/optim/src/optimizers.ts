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

/* Each class is an Optimizer with one rule. */

type Parameters = ReadonlyMap<string, Variable>;

/**
 * Gradient descent: p - lr g. See {@link sgd}.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class SGD extends Optimizer {
  constructor(parameters: Parameters, { learningRate, ...options }: OptimizerOptions & WeightDecayOptions) {
    super(parameters, sgd(options), { learningRate });
  }
}

/**
 * Gradient descent with momentum: v = μ v + g, p - lr v. See {@link momentum}.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class Momentum extends Optimizer {
  constructor(parameters: Parameters, { learningRate, ...options }: OptimizerOptions & MomentumOptions) {
    super(parameters, momentum(options), { learningRate });
  }
}

/**
 * Gradient descent with Nesterov's momentum: v = μ v + g, p - lr (g + μ v). See {@link nesterov}.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class Nesterov extends Optimizer {
  constructor(parameters: Parameters, { learningRate, ...options }: OptimizerOptions & MomentumOptions) {
    super(parameters, nesterov(options), { learningRate });
  }
}

/**
 * Adagrad: s = s + g², p - lr g / (√s + ε). See {@link adagrad}. Default of `learningRate`: 0.01.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
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
 * Adadelta: steps of the size of the last updates. See {@link adadelta}. Default of `learningRate`: 1, as in the paper.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
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
 * RMSprop: s = α s + (1 - α) g², p - lr g / (√s + ε). See {@link rmsprop}. Default of `learningRate`: 0.01.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
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
 * Adam: the running mean of gradients over their running root mean square. See {@link adam}. Default of `learningRate`:
 * 0.001.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense } from "@gradiente/nn";
 * import { Adam } from "@gradiente/optim";
 *
 * const model = new Dense(3, 1);
 * const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
 * for (let step = 0; step < 10; step++) {
 *   const loss = model.forward(ones([8, 3])).square().mean();
 *   optimizer.step(loss.backward());
 * }
 * ```
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
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
 * Adam with decoupled decay. See {@link adamW}. Default of `learningRate`: 0.001.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class AdamW extends Optimizer {
  constructor(
    parameters: Parameters,
    { learningRate = 0.001, ...options }: Partial<OptimizerOptions> & AdamWOptions = {},
  ) {
    super(parameters, adamW(options), { learningRate });
  }
}
