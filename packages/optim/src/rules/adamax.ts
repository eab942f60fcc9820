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
  noRate,
  type ParametersWith,
  type RateOf,
  rule,
  type ScalingOptions,
  WEIGHT_DECAY,
  type WeightDecayOptions,
  wholeRate,
} from "./parts.ts";

/** Options of {@link adamax}. */
export interface AdamaxOptions extends WeightDecayOptions {
  /** β₁: the fraction of the mean gradient that stays from one update to the next, 0 <= β₁ < 1. Default: 0.9. */
  readonly beta1?: number;
  /** β₂: the fraction of the largest gradient that stays from one update to the next, 0 <= β₂ < 1. Default: 0.999. */
  readonly beta2?: number;
  /** ε >= 0: added to the size of each gradient, against division by zero. Default: 1e-8. */
  readonly epsilon?: number;
}

const SCALING = declareOptions<ScalingOptions<AdamaxOptions>>({
  ...MOMENTS,
});
const RULE = declareOptions<AdamaxOptions>({ ...SCALING.checks, ...WEIGHT_DECAY.checks });
const CLASS = classTable(RULE);

/**
 * Adam by the largest gradient: m = β₁ m + (1 - β₁) d, u = max(β₂ u, |d| + ε), and the direction of update t becomes
 * m / (1 - β₁ᵗ) / u (Kingma and Ba, "Adam", 2015, algorithm 2).
 *
 * @throws RangeError unless 0 <= β₁ < 1 and 0 <= β₂ < 1, or if ε is negative or not a finite number.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByAdamax(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function scaleByAdamax(
  options?: ScalingOptions<AdamaxOptions>,
): GradientTransform<{ mean: Tensor; largest: Tensor }> {
  return adamaxOf("scaleByAdamax", optionsOf("scaleByAdamax", options, SCALING), noRate);
}

function adamaxOf(
  owner: string,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: ScalingOptions<AdamaxOptions>,
  rateOf: RateOf,
): GradientTransform<{ mean: Tensor; largest: Tensor }> {
  return {
    name: owner,
    init: (parameter) => ({ mean: zerosLike(parameter), largest: zerosLike(parameter) }),
    begin: ({ count, learningRate }) => ({
      rateOverCorrection: rateOf(learningRate) / (1 - beta1 ** count),
    }),
    update: ({ parameter, direction }, state, { rateOverCorrection }) => {
      const mean = blend(state.mean, direction, beta1);
      const largest = state.largest.mul(beta2).maximum(direction.abs().add(epsilon));
      return [
        { parameter, direction: mean.div(largest).mul(rateOverCorrection) },
        { mean, largest },
      ];
    },
  };
}

/**
 * Adamax: Adam by the largest gradient in place of the mean square (Kingma and Ba 2015). See {@link scaleByAdamax}.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), adamax());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function adamax(options?: AdamaxOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("adamax", options, RULE);
  return rule("adamax", weightDecay, adamaxOf("adamax", scaling, wholeRate));
}

/**
 * Adam by the largest gradient. See {@link adamax}. Default of `learningRate`: 0.002.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new Adamax(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export class Adamax extends Optimizer {
  constructor(parameters: ParametersWith<AdamaxOptions>, options?: ClassOptions<AdamaxOptions>) {
    super(...byRule("Adamax", CLASS, adamax, parameters, options, 0.002));
  }
}
