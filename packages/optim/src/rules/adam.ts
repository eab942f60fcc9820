import { type Tensor, zerosLike } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { chained } from "../chain.ts";
import { nonNegative } from "../checks.ts";
import { decoupledDecay } from "../decay.ts";
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

/** Options of {@link adam}. */
export interface AdamOptions extends MomentOptions {
  /**
   * Whether ε is added inside of the root, as some textbooks have it: √(ŝ + ε) in place of √ŝ + ε. Default: false.
   */
  readonly epsilonInside?: boolean;
  /**
   * Whether the largest mean square so far is used in place of the present one (Reddi, Kale and Kumar, "On the
   * Convergence of Adam and Beyond", 2018, algorithm 2). Default: false.
   */
  readonly amsgrad?: boolean;
}

/** Options of {@link adamW}. */
export interface AdamWOptions extends ScalingOptions<AdamOptions> {
  /** λ >= 0: each update multiplies the parameter by 1 - lr λ, separately from the gradient. Default: 0.01. */
  readonly weightDecay?: number;
}

const SCALING = declareOptions<ScalingOptions<AdamOptions>>({
  ...MOMENTS,
  epsilonInside: aBoolean,
  amsgrad: aBoolean,
});
const RULE = declareOptions<AdamOptions>({ ...SCALING.checks, ...WEIGHT_DECAY.checks });
const CLASS = classTable(RULE);
const ADAMW = declareOptions<AdamWOptions>({ ...SCALING.checks, weightDecay: nonNegative });
const ADAMW_CLASS = classTable(ADAMW);

/**
 * Divides the running mean of directions by their running root mean square. Both start at zero and are corrected for
 * that: m = β₁ m + (1 - β₁) d, s = β₂ s + (1 - β₂) d², and with m̂ = m / (1 - β₁ᵗ) and ŝ = s / (1 - β₂ᵗ), the direction of
 * update t becomes m̂ / (√ŝ + ε) (Kingma and Ba, "Adam", 2015, algorithm 1).
 *
 * @throws RangeError unless 0 <= β₁ < 1 and 0 <= β₂ < 1, or if ε is negative or not a finite number.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByAdam(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function scaleByAdam(options?: ScalingOptions<AdamOptions>): GradientTransform {
  return adamOf("scaleByAdam", optionsOf("scaleByAdam", options, SCALING), noRate);
}

/**
 * Adam's direction times a rate. The rate divided by the correction of the mean is one factor, which is rounded once.
 * Two separate factors would change the last bits.
 */
function adamOf(
  owner: string,
  {
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    epsilonInside = false,
    amsgrad = false,
  }: ScalingOptions<AdamOptions>,
  rateOf: RateOf,
): GradientTransform {
  const rootOf = (square: Tensor, correction: Tensor) =>
    epsilonInside ? square.div(correction).add(epsilon).sqrt() : square.sqrt().div(correction).add(epsilon);
  return {
    name: owner,
    init: (parameter) => {
      const state = { mean: zerosLike(parameter), meanSquare: zerosLike(parameter) };
      return amsgrad ? { ...state, largestMeanSquare: zerosLike(parameter) } : state;
    },
    // In double precision, where 1 - 0.999 loses nothing.
    begin: ({ count, learningRate }) => {
      const correction = 1 - beta2 ** count;
      return {
        rateOverCorrection: rateOf(learningRate) / (1 - beta1 ** count),
        squareCorrection: epsilonInside ? correction : Math.sqrt(correction),
      };
    },
    update: ({ parameter, direction }, state, { rateOverCorrection, squareCorrection }) => {
      const mean = blend(state.mean, direction, beta1);
      const meanSquare = blend(state.meanSquare, direction.square(), beta2);
      if (!amsgrad) {
        const root = rootOf(meanSquare, squareCorrection);
        return [
          { parameter, direction: mean.div(root).mul(rateOverCorrection) },
          { mean, meanSquare },
        ];
      }
      const largestMeanSquare = state.largestMeanSquare.maximum(meanSquare);
      const root = rootOf(largestMeanSquare, squareCorrection);
      return [
        { parameter, direction: mean.div(root).mul(rateOverCorrection) },
        { mean, meanSquare, largestMeanSquare },
      ];
    },
  };
}

/**
 * Adam: m = β₁ m + (1 - β₁) g, s = β₂ s + (1 - β₂) g², and in update t, p becomes
 * p - lr m / (1 - β₁ᵗ) / (√(s / (1 - β₂ᵗ)) + ε) (Kingma and Ba 2015). A chain of {@link scaleByAdam} and
 * {@link scaleByLearningRate} gives the same except for the last bits: here, lr / (1 - β₁ᵗ) is one factor.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), adam());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function adam(options?: AdamOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("adam", options, RULE);
  return rule("adam", weightDecay, adamOf("adam", scaling, wholeRate));
}

/**
 * Adam with decoupled decay, which is not a part of the gradient: p becomes p (1 - lr λ), then comes the update of
 * {@link adam} (Loshchilov and Hutter 2019). See {@link decoupledDecay}.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), adamW());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.899, -1.898]
 * ```
 */
export function adamW(options?: AdamWOptions): GradientTransform {
  const { weightDecay = 0.01, ...scaling } = optionsOf("adamW", options, ADAMW);
  return chained("adamW", [decoupledDecay(weightDecay), adamOf("adamW", scaling, wholeRate)]);
}

/**
 * Adam: the running mean of gradients over their running root mean square. See {@link adam}. Default of `learningRate`: 0.001.
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
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 */
export class Adam extends Optimizer {
  constructor(parameters: ParametersWith<AdamOptions>, options?: ClassOptions<AdamOptions>) {
    super(...byRule("Adam", CLASS, adam, parameters, options, 0.001));
  }
}

/**
 * Adam with decoupled decay. See {@link adamW}. Default of `learningRate`: 0.001.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new AdamW(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.899, -1.898]
 * ```
 */
export class AdamW extends Optimizer {
  constructor(parameters: ParametersWith<AdamWOptions>, options?: ClassOptions<AdamWOptions>) {
    super(...byRule("AdamW", ADAMW_CLASS, adamW, parameters, options, 0.001));
  }
}
