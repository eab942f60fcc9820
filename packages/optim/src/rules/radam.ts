import { type Tensor, zerosLike } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
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

/** Options of {@link radam}. */
export interface RAdamOptions extends MomentOptions {}

const SCALING = declareOptions<ScalingOptions<RAdamOptions>>(MOMENTS);
const RULE = declareOptions<RAdamOptions>({ ...SCALING.checks, ...WEIGHT_DECAY.checks });
const CLASS = classTable(RULE);

/**
 * Adam that divides by the root mean square only when enough gradients have been seen: m and s as in {@link scaleByAdam},
 * ρ∞ = 2 / (1 - β₂) - 1 and ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ). While ρ <= 5, the direction becomes m / (1 - β₁ᵗ); then it
 * becomes r m / (1 - β₁ᵗ) √(1 - β₂ᵗ) / (√s + ε) with r² = (ρ - 4)(ρ - 2) ρ∞ / ((ρ∞ - 4)(ρ∞ - 2) ρ) (Liu et al., "On the
 * Variance of the Adaptive Learning Rate and Beyond", 2020, algorithm 2).
 *
 * @throws RangeError unless 0 <= β₁ < 1 and 0 <= β₂ < 1, or if ε is negative or not a finite number.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByRAdam(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8, -1.6]
 * ```
 */
export function scaleByRAdam(
  options?: ScalingOptions<RAdamOptions>,
): GradientTransform<{ mean: Tensor; meanSquare: Tensor }> {
  return radamOf("scaleByRAdam", optionsOf("scaleByRAdam", options, SCALING), noRate);
}

function radamOf(
  owner: string,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: ScalingOptions<RAdamOptions>,
  rateOf: RateOf,
): GradientTransform<{ mean: Tensor; meanSquare: Tensor }> {
  const longest = 2 / (1 - beta2) - 1;
  return {
    name: owner,
    init: (parameter) => ({ mean: zerosLike(parameter), meanSquare: zerosLike(parameter) }),
    // One formula for both cases: min(√s, rootLimit) + rootOffset is √s + ε, or 1.
    begin: ({ count, learningRate }) => {
      const correction = 1 - beta2 ** count;
      const length = longest - (2 * count * beta2 ** count) / correction;
      const rate = rateOf(learningRate) / (1 - beta1 ** count);
      if (length <= 5) return { rectifiedRate: rate, rootLimit: 0, rootOffset: 1 };
      const share = ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length);
      return {
        rectifiedRate: rate * Math.sqrt(share) * Math.sqrt(correction),
        rootLimit: Number.POSITIVE_INFINITY,
        rootOffset: epsilon,
      };
    },
    update: ({ parameter, direction }, state, { rectifiedRate, rootLimit, rootOffset }) => {
      const mean = blend(state.mean, direction, beta1);
      const meanSquare = blend(state.meanSquare, direction.square(), beta2);
      const root = meanSquare.sqrt().minimum(rootLimit).add(rootOffset);
      return [
        { parameter, direction: mean.div(root).mul(rectifiedRate) },
        { mean, meanSquare },
      ];
    },
  };
}

/**
 * RAdam, Adam with a rectified start, which needs no warm-up of the learning rate (Liu et al. 2020). See
 * {@link scaleByRAdam}.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), radam());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9553, -1.9106]
 * ```
 */
export function radam(options?: RAdamOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("radam", options, RULE);
  return rule("radam", weightDecay, radamOf("radam", scaling, wholeRate));
}

/**
 * Adam with a rectified start. See {@link radam}. Default of `learningRate`: 0.001.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new RAdam(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8, -1.6]
 * ```
 */
export class RAdam extends Optimizer {
  constructor(parameters: ParametersWith<RAdamOptions>, options?: ClassOptions<RAdamOptions>) {
    super(...byRule("RAdam", CLASS, radam, parameters, options, 0.001));
  }
}
