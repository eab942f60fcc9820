import { optionsOf } from "@gradiente/core/arguments";
import { Optimizer, type OptimizerOptions } from "../optimizer.ts";
import { scaleByLearningRate } from "../scale-by-learning-rate.ts";
import type { GradientTransform } from "../transform.ts";
import {
  byRule,
  classTable,
  type ParametersWith,
  rule,
  WEIGHT_DECAY,
  type WeightDecayOptions,
} from "./parts.ts";

/**
 * Gradient descent: p becomes p - lr g.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), sgd());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9553, -1.9106]
 * ```
 */
export function sgd(options?: WeightDecayOptions): GradientTransform {
  const { weightDecay = 0 } = optionsOf("sgd", options, WEIGHT_DECAY);
  return rule("sgd", weightDecay, scaleByLearningRate());
}

const CLASS = classTable(WEIGHT_DECAY, "learningRate");

/**
 * Gradient descent: p - lr g. See {@link sgd}.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new SGD(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8, -1.6]
 * ```
 */
export class SGD extends Optimizer {
  constructor(
    parameters: ParametersWith<WeightDecayOptions>,
    options: OptimizerOptions & WeightDecayOptions,
  ) {
    super(...byRule("SGD", CLASS, sgd, parameters, options));
  }
}
