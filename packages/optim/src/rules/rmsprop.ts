import { type Tensor, zerosLike } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { chained } from "../chain.ts";
import { fraction, nonNegative } from "../checks.ts";
import { Optimizer } from "../optimizer.ts";
import { scaleByLearningRate } from "../scale-by-learning-rate.ts";
import type { GradientTransform } from "../transform.ts";
import { velocityOf } from "./momentum.ts";
import {
  blend,
  byRule,
  type ClassOptions,
  classTable,
  type ParametersWith,
  rule,
  type ScalingOptions,
  WEIGHT_DECAY,
  type WeightDecayOptions,
} from "./parts.ts";

/** Options of {@link rmsprop}. */
export interface RMSpropOptions extends WeightDecayOptions {
  /** α: the fraction of the mean square that stays from one update to the next, 0 <= α < 1. Default: 0.99. */
  readonly alpha?: number;
  /** ε >= 0: added to the root, against division by zero. Default: 1e-8. */
  readonly epsilon?: number;
  /**
   * Whether ε is added inside of the root, as some textbooks have it: √(s + ε) in place of √s + ε. Default: false.
   */
  readonly epsilonInside?: boolean;
  /**
   * Whether the mean of the gradients is left out of the mean of their squares: s is then their running variance (Graves,
   * "Generating Sequences With Recurrent Neural Networks", 2013, equation 40). Default: false.
   */
  readonly centered?: boolean;
  /** μ: momentum after the scaling, v = μ v + d, and v becomes the direction, 0 <= μ < 1. Default: 0, for none. */
  readonly momentum?: number;
}

const SCALING = declareOptions<ScalingOptions<RMSpropOptions>>({
  alpha: fraction,
  epsilon: nonNegative,
  epsilonInside: aBoolean,
  centered: aBoolean,
  momentum: fraction,
});
const RULE = declareOptions<RMSpropOptions>({ ...SCALING.checks, ...WEIGHT_DECAY.checks });
const CLASS = classTable(RULE);

/**
 * Divides by a running root mean square: s = α s + (1 - α) d², and the direction becomes d / (√s + ε) (Hinton, "Neural
 * Networks for Machine Learning", lecture 6e, 2012). Options say where ε stands, and whether s is centered and momentum
 * follows.
 *
 * @throws RangeError unless 0 <= α < 1 and 0 <= μ < 1, or if ε is negative or not a finite number.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByRMSprop(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.01 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function scaleByRMSprop(options?: ScalingOptions<RMSpropOptions>): GradientTransform {
  return rmspropOf("scaleByRMSprop", optionsOf("scaleByRMSprop", options, SCALING));
}

function rmspropOf(
  owner: string,
  { momentum = 0, ...options }: ScalingOptions<RMSpropOptions>,
): GradientTransform {
  const scaling = scalingOf(owner, options);
  return momentum === 0 ? scaling : chained(owner, [scaling, velocityOf(owner, { momentum })]);
}

function scalingOf(
  owner: string,
  { alpha = 0.99, epsilon = 1e-8, epsilonInside = false, centered = false }: ScalingOptions<RMSpropOptions>,
): GradientTransform {
  const scaled = (direction: Tensor, square: Tensor) =>
    direction.div(epsilonInside ? square.add(epsilon).sqrt() : square.sqrt().add(epsilon));
  if (!centered) {
    return {
      name: owner,
      init: (parameter) => ({ meanSquare: zerosLike(parameter) }),
      update: ({ parameter, direction }, state) => {
        const meanSquare = blend(state.meanSquare, direction.square(), alpha);
        return [{ parameter, direction: scaled(direction, meanSquare) }, { meanSquare }];
      },
    };
  }
  return {
    name: owner,
    init: (parameter) => ({ mean: zerosLike(parameter), variance: zerosLike(parameter) }),
    update: ({ parameter, direction }, state) => {
      // The mean of squares without the squared mean, but no difference of the two: it would cancel, and could be
      // negative.
      const deviation = direction.sub(state.mean);
      const variance = state.variance.mul(alpha).add(deviation.square().mul(alpha * (1 - alpha)));
      const mean = blend(state.mean, direction, alpha);
      return [
        { parameter, direction: scaled(direction, variance) },
        { mean, variance },
      ];
    },
  };
}

/**
 * RMSprop: s = α s + (1 - α) g², and p becomes p - lr g / (√s + ε) (Hinton 2012). See {@link scaleByRMSprop}.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), rmsprop());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.01 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function rmsprop(options?: RMSpropOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("rmsprop", options, RULE);
  return rule("rmsprop", weightDecay, rmspropOf("rmsprop", scaling), scaleByLearningRate());
}

/**
 * RMSprop: s = α s + (1 - α) g², p - lr g / (√s + ε). See {@link rmsprop}. Default of `learningRate`: 0.01.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new RMSprop(new Map([["w", w]]), { learningRate: 0.01 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export class RMSprop extends Optimizer {
  constructor(parameters: ParametersWith<RMSpropOptions>, options?: ClassOptions<RMSpropOptions>) {
    super(...byRule("RMSprop", CLASS, rmsprop, parameters, options, 0.01));
  }
}
