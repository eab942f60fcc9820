import { type Tensor, zerosLike } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { nonNegative } from "../checks.ts";
import { Optimizer } from "../optimizer.ts";
import type { GradientTransform } from "../transform.ts";
import {
  blend,
  byRule,
  type ClassOptions,
  classTable,
  MOMENTS,
  type MomentOptions,
  noRate,
  type ParametersWith,
  type RateOf,
  rule,
  type ScalingOptions,
  WEIGHT_DECAY,
  wholeRate,
} from "./parts.ts";

/** Options of {@link nadam}. */
export interface NAdamOptions extends MomentOptions {
  /** ψ >= 0: how fast the momentum rises to β₁. In update t it is β₁ (1 - 0.96^(t ψ) / 2). Default: 0.004. */
  readonly momentumDecay?: number;
}

const SCALING = declareOptions<ScalingOptions<NAdamOptions>>({
  ...MOMENTS,
  momentumDecay: nonNegative,
});
const RULE = declareOptions<NAdamOptions>({ ...SCALING.checks, ...WEIGHT_DECAY.checks });
const CLASS = classTable(RULE);

/**
 * Adam with Nesterov's momentum: μₜ = β₁ (1 - 0.96^(t ψ) / 2), m = β₁ m + (1 - β₁) d, s = β₂ s + (1 - β₂) d², and the
 * direction of update t becomes (μₜ₊₁ m / (1 - μ₁ … μₜ₊₁) + (1 - μₜ) d / (1 - μ₁ … μₜ)) / (√(s / (1 - β₂ᵗ)) + ε) (Dozat,
 * "Incorporating Nesterov Momentum into Adam", 2016).
 *
 * @throws RangeError unless 0 <= β₁ < 1 and 0 <= β₂ < 1, or if ε or ψ is negative or not a finite number.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByNAdam(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8944, -1.8944]
 * ```
 */
export function scaleByNAdam(
  options?: ScalingOptions<NAdamOptions>,
): GradientTransform<{ mean: Tensor; meanSquare: Tensor }> {
  return nadamOf("scaleByNAdam", optionsOf("scaleByNAdam", options, SCALING), noRate);
}

function nadamOf(
  owner: string,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentumDecay = 0.004 }: ScalingOptions<NAdamOptions>,
  rateOf: RateOf,
): GradientTransform<{ mean: Tensor; meanSquare: Tensor }> {
  const momentumAt = (count: number) => beta1 * (1 - 0.5 * 0.96 ** (count * momentumDecay));
  const productAt = runningProduct(momentumAt);
  return {
    name: owner,
    init: (parameter) => ({ mean: zerosLike(parameter), meanSquare: zerosLike(parameter) }),
    begin: ({ count, learningRate }) => {
      const [rate, momentum, next, product] = [
        rateOf(learningRate),
        momentumAt(count),
        momentumAt(count + 1),
        productAt(count),
      ];
      return {
        gradientRate: (rate * (1 - momentum)) / (1 - product),
        meanRate: (rate * next) / (1 - product * next),
        rootCorrection: Math.sqrt(1 - beta2 ** count),
      };
    },
    update: ({ parameter, direction }, state, { gradientRate, meanRate, rootCorrection }) => {
      const mean = blend(state.mean, direction, beta1);
      const meanSquare = blend(state.meanSquare, direction.square(), beta2);
      const root = meanSquare.sqrt().div(rootCorrection).add(epsilon);
      const ahead = direction.mul(gradientRate).add(mean.mul(meanRate));
      return [
        { parameter, direction: ahead.div(root) },
        { mean, meanSquare },
      ];
    },
  };
}

/**
 * The product of the factors from 1 to a count. It remembers the last one, so that a training multiplies once in each
 * update; a count that is not the next one gives the same bits.
 */
function runningProduct(factorAt: (count: number) => number): (count: number) => number {
  let known = 0;
  let product = 1;
  return (count) => {
    if (count < known) [known, product] = [0, 1];
    while (known < count) product *= factorAt(++known);
    return product;
  };
}

/**
 * NAdam: Adam with Nesterov's momentum (Dozat 2016). See {@link scaleByNAdam}.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), nadam());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8944, -1.8944]
 * ```
 */
export function nadam(options?: NAdamOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("nadam", options, RULE);
  return rule("nadam", weightDecay, nadamOf("nadam", scaling, wholeRate));
}

/**
 * Adam with Nesterov's momentum. See {@link nadam}. Default of `learningRate`: 0.002.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new NAdam(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8944, -1.8944]
 * ```
 */
export class NAdam extends Optimizer {
  constructor(parameters: ParametersWith<NAdamOptions>, options?: ClassOptions<NAdamOptions>) {
    super(...byRule("NAdam", CLASS, nadam, parameters, options, 0.002));
  }
}
