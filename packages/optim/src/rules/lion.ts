import { type Tensor, zerosLike } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { chained } from "../chain.ts";
import { fraction, nonNegative } from "../checks.ts";
import { decoupledDecay } from "../decay.ts";
import { Optimizer } from "../optimizer.ts";
import { scaleByLearningRate } from "../scale-by-learning-rate.ts";
import type { GradientTransform } from "../transform.ts";
import {
  blend,
  byRule,
  type ClassOptions,
  classTable,
  type ParametersWith,
  type ScalingOptions,
} from "./parts.ts";

/** Options of {@link lion}. */
export interface LionOptions {
  /** β₁: the share of the mean gradient in the direction of an update, 0 <= β₁ < 1. Default: 0.9. */
  readonly beta1?: number;
  /** β₂: the fraction of the mean gradient that stays from one update to the next, 0 <= β₂ < 1. Default: 0.99. */
  readonly beta2?: number;
  /** λ >= 0: each update multiplies the parameter by 1 - lr λ, separately from the gradient. Default: 0. */
  readonly weightDecay?: number;
}

const SCALING = declareOptions<ScalingOptions<LionOptions>>({ beta1: fraction, beta2: fraction });
const RULE = declareOptions<LionOptions>({ ...SCALING.checks, weightDecay: nonNegative });
const CLASS = classTable(RULE);

/**
 * The sign of a mean: the direction becomes sign(β₁ m + (1 - β₁) d), and then m = β₂ m + (1 - β₂) d (Chen et al.,
 * "Symbolic Discovery of Optimization Algorithms", 2023, algorithm 2).
 *
 * @throws RangeError unless 0 <= β₁ < 1 and 0 <= β₂ < 1.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByLion(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function scaleByLion(options?: ScalingOptions<LionOptions>): GradientTransform<{ mean: Tensor }> {
  return lionOf("scaleByLion", optionsOf("scaleByLion", options, SCALING));
}

function lionOf(
  owner: string,
  { beta1 = 0.9, beta2 = 0.99 }: ScalingOptions<LionOptions>,
): GradientTransform<{ mean: Tensor }> {
  return {
    name: owner,
    init: (parameter) => ({ mean: zerosLike(parameter) }),
    update: ({ parameter, direction }, state) => [
      { parameter, direction: blend(state.mean, direction, beta1).sign() },
      { mean: blend(state.mean, direction, beta2) },
    ],
  };
}

/**
 * Lion: p becomes p (1 - lr λ) - lr sign(β₁ m + (1 - β₁) g), and then m = β₂ m + (1 - β₂) g (Chen et al. 2023). All
 * elements move by the same distance, so the learning rate is three to ten times smaller than Adam's, and the decay as
 * many times larger.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), lion());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function lion(options?: LionOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("lion", options, RULE);
  return chained("lion", [decoupledDecay(weightDecay), lionOf("lion", scaling), scaleByLearningRate()]);
}

/**
 * Steps of one size, along the sign of a mean gradient. See {@link lion}. Default of `learningRate`: 0.0001.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new Lion(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export class Lion extends Optimizer {
  constructor(parameters: ParametersWith<LionOptions>, options?: ClassOptions<LionOptions>) {
    super(...byRule("Lion", CLASS, lion, parameters, options, 0.0001));
  }
}
