import type { Variable } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { rateOrSchedule } from "./checks.ts";
import { Optimizer, type OptimizerOptions } from "./optimizer.ts";
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
import { adadelta, adagrad, adam, adamW, momentum, nesterov, rmsprop, sgd } from "./rules.ts";

/* Each class is an Optimizer with one rule. */

const SGD_CLASS = declareOptions<OptimizerOptions & WeightDecayOptions>(
  { ...SGD_OPTIONS.checks, learningRate: rateOrSchedule },
  "learningRate",
);
const MOMENTUM_CLASS = declareOptions<OptimizerOptions & MomentumOptions>(
  { ...MOMENTUM.checks, learningRate: rateOrSchedule },
  "learningRate",
);
const NESTEROV_CLASS = declareOptions<OptimizerOptions & MomentumOptions>(
  { ...MOMENTUM.checks, learningRate: rateOrSchedule },
  "learningRate",
);
const ADAGRAD_CLASS = declareOptions<Partial<OptimizerOptions> & AdagradOptions>({
  ...ADAGRAD.checks,
  learningRate: rateOrSchedule,
});
const ADADELTA_CLASS = declareOptions<Partial<OptimizerOptions> & AdadeltaOptions>({
  ...ADADELTA.checks,
  learningRate: rateOrSchedule,
});
const RMSPROP_CLASS = declareOptions<Partial<OptimizerOptions> & RMSpropOptions>({
  ...RMSPROP.checks,
  learningRate: rateOrSchedule,
});
const ADAM_CLASS = declareOptions<Partial<OptimizerOptions> & AdamOptions>({
  ...ADAM.checks,
  learningRate: rateOrSchedule,
});
const ADAMW_CLASS = declareOptions<Partial<OptimizerOptions> & AdamWOptions>({
  ...ADAM_W.checks,
  learningRate: rateOrSchedule,
});

type Parameters = ReadonlyMap<string, Variable>;

/**
 * Gradient descent: p - lr g. See {@link sgd}.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class SGD extends Optimizer {
  constructor(parameters: Parameters, options: OptimizerOptions & WeightDecayOptions) {
    const { learningRate, ...own } = optionsOf("SGD", options, SGD_CLASS);
    super(parameters, sgd(own), { learningRate });
  }
}

/**
 * Gradient descent with momentum: v = μ v + g, p - lr v. See {@link momentum}.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class Momentum extends Optimizer {
  constructor(parameters: Parameters, options: OptimizerOptions & MomentumOptions) {
    const { learningRate, ...own } = optionsOf("Momentum", options, MOMENTUM_CLASS);
    super(parameters, momentum(own), { learningRate });
  }
}

/**
 * Gradient descent with Nesterov's momentum: v = μ v + g, p - lr (g + μ v). See {@link nesterov}.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class Nesterov extends Optimizer {
  constructor(parameters: Parameters, options: OptimizerOptions & MomentumOptions) {
    const { learningRate, ...own } = optionsOf("Nesterov", options, NESTEROV_CLASS);
    super(parameters, nesterov(own), { learningRate });
  }
}

/**
 * Adagrad: s = s + g², p - lr g / (√s + ε). See {@link adagrad}. Default of `learningRate`: 0.01.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class Adagrad extends Optimizer {
  constructor(parameters: Parameters, options?: Partial<OptimizerOptions> & AdagradOptions) {
    const { learningRate = 0.01, ...own } = optionsOf("Adagrad", options, ADAGRAD_CLASS);
    super(parameters, adagrad(own), { learningRate });
  }
}

/**
 * Adadelta: steps of the size of the last updates. See {@link adadelta}. Default of `learningRate`: 1, as in the paper.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class Adadelta extends Optimizer {
  constructor(parameters: Parameters, options?: Partial<OptimizerOptions> & AdadeltaOptions) {
    const { learningRate = 1, ...own } = optionsOf("Adadelta", options, ADADELTA_CLASS);
    super(parameters, adadelta(own), { learningRate });
  }
}

/**
 * RMSprop: s = α s + (1 - α) g², p - lr g / (√s + ε). See {@link rmsprop}. Default of `learningRate`: 0.01.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class RMSprop extends Optimizer {
  constructor(parameters: Parameters, options?: Partial<OptimizerOptions> & RMSpropOptions) {
    const { learningRate = 0.01, ...own } = optionsOf("RMSprop", options, RMSPROP_CLASS);
    super(parameters, rmsprop(own), { learningRate });
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
  constructor(parameters: Parameters, options?: Partial<OptimizerOptions> & AdamOptions) {
    const { learningRate = 0.001, ...own } = optionsOf("Adam", options, ADAM_CLASS);
    super(parameters, adam(own), { learningRate });
  }
}

/**
 * Adam with decoupled decay. See {@link adamW}. Default of `learningRate`: 0.001.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path.
 */
export class AdamW extends Optimizer {
  constructor(parameters: Parameters, options?: Partial<OptimizerOptions> & AdamWOptions) {
    const { learningRate = 0.001, ...own } = optionsOf("AdamW", options, ADAMW_CLASS);
    super(parameters, adamW(own), { learningRate });
  }
}
