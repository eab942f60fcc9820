import { type Tensor, zerosLike } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { nonNegative } from "../checks.ts";
import { Optimizer } from "../optimizer.ts";
import { scaleByLearningRate } from "../scale-by-learning-rate.ts";
import type { GradientTransform } from "../transform.ts";
import {
  byRule,
  type ClassOptions,
  classTable,
  type ParametersWith,
  rule,
  type ScalingOptions,
  WEIGHT_DECAY,
  type WeightDecayOptions,
} from "./parts.ts";

/** Options of {@link adagrad}. */
export interface AdagradOptions extends WeightDecayOptions {
  /** ε >= 0: added to the root, against division by zero. Default: 1e-10. */
  readonly epsilon?: number;
}

const SCALING = declareOptions<ScalingOptions<AdagradOptions>>({ epsilon: nonNegative });
const RULE = declareOptions<AdagradOptions>({ ...SCALING.checks, ...WEIGHT_DECAY.checks });
const CLASS = classTable(RULE);

/**
 * Divides by the root of the sum of all squares so far: s = s + d², and the direction becomes d / (√s + ε) (Duchi, Hazan
 * and Singer, "Adaptive Subgradient Methods", 2011).
 *
 * @throws RangeError if ε is negative or not a finite number.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByAdagrad(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function scaleByAdagrad(
  options?: ScalingOptions<AdagradOptions>,
): GradientTransform<{ sumOfSquares: Tensor }> {
  return adagradOf("scaleByAdagrad", optionsOf("scaleByAdagrad", options, SCALING));
}

function adagradOf(
  owner: string,
  { epsilon = 1e-10 }: ScalingOptions<AdagradOptions>,
): GradientTransform<{ sumOfSquares: Tensor }> {
  return {
    name: owner,
    init: (parameter) => ({ sumOfSquares: zerosLike(parameter) }),
    update: ({ parameter, direction }, state) => {
      const sumOfSquares = state.sumOfSquares.add(direction.square());
      return [{ parameter, direction: direction.div(sumOfSquares.sqrt().add(epsilon)) }, { sumOfSquares }];
    },
  };
}

/**
 * Adagrad: s = s + g², and p becomes p - lr g / (√s + ε) (Duchi, Hazan and Singer 2011). See {@link scaleByAdagrad}.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), adagrad());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function adagrad(options?: AdagradOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("adagrad", options, RULE);
  return rule("adagrad", weightDecay, adagradOf("adagrad", scaling), scaleByLearningRate());
}

/**
 * Adagrad: s = s + g², p - lr g / (√s + ε). See {@link adagrad}. Default of `learningRate`: 0.01.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new Adagrad(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export class Adagrad extends Optimizer {
  constructor(parameters: ParametersWith<AdagradOptions>, options?: ClassOptions<AdagradOptions>) {
    super(...byRule("Adagrad", CLASS, adagrad, parameters, options, 0.01));
  }
}
