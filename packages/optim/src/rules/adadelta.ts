import { type Tensor, zerosLike } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { fraction, nonNegative } from "../checks.ts";
import { Optimizer } from "../optimizer.ts";
import { scaleByLearningRate } from "../scale-by-learning-rate.ts";
import type { GradientTransform } from "../transform.ts";
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

/** Options of {@link adadelta}. */
export interface AdadeltaOptions extends WeightDecayOptions {
  /** ρ: the fraction of the mean squares that stays from one update to the next, 0 <= ρ < 1. Default: 0.9. */
  readonly rho?: number;
  /** ε >= 0: added to the squares before their roots are taken. Default: 1e-6. */
  readonly epsilon?: number;
}

const SCALING = declareOptions<ScalingOptions<AdadeltaOptions>>({ rho: fraction, epsilon: nonNegative });
const RULE = declareOptions<AdadeltaOptions>({ ...SCALING.checks, ...WEIGHT_DECAY.checks });
const CLASS = classTable(RULE);

/**
 * Scales the direction to the size of the last updates, which has the unit of the parameter: s = ρ s + (1 - ρ) d², the
 * direction becomes Δ = √(u + ε) / √(s + ε) d, and u = ρ u + (1 - ρ) Δ² (Zeiler, "ADADELTA", 2012, algorithm 1).
 *
 * @throws RangeError unless 0 <= ρ < 1, or if ε is negative or not a finite number.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByAdadelta(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9997, -1.9997]
 * ```
 */
export function scaleByAdadelta(
  options?: ScalingOptions<AdadeltaOptions>,
): GradientTransform<{ meanSquare: Tensor; meanSquareUpdate: Tensor }> {
  return adadeltaOf("scaleByAdadelta", optionsOf("scaleByAdadelta", options, SCALING));
}

function adadeltaOf(
  owner: string,
  { rho = 0.9, epsilon = 1e-6 }: ScalingOptions<AdadeltaOptions>,
): GradientTransform<{ meanSquare: Tensor; meanSquareUpdate: Tensor }> {
  return {
    name: owner,
    init: (parameter) => ({ meanSquare: zerosLike(parameter), meanSquareUpdate: zerosLike(parameter) }),
    update: ({ parameter, direction }, state) => {
      const meanSquare = blend(state.meanSquare, direction.square(), rho);
      const ratio = state.meanSquareUpdate.add(epsilon).sqrt().div(meanSquare.add(epsilon).sqrt());
      const scaled = ratio.mul(direction);
      const meanSquareUpdate = blend(state.meanSquareUpdate, scaled.square(), rho);
      return [
        { parameter, direction: scaled },
        { meanSquare, meanSquareUpdate },
      ];
    },
  };
}

/**
 * Adadelta: s = ρ s + (1 - ρ) g², Δ = √(u + ε) / √(s + ε) g, u = ρ u + (1 - ρ) Δ², and p becomes p - lr Δ (Zeiler 2012).
 * See {@link scaleByAdadelta}.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), adadelta());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9997, -1.9997]
 * ```
 */
export function adadelta(options?: AdadeltaOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("adadelta", options, RULE);
  return rule("adadelta", weightDecay, adadeltaOf("adadelta", scaling), scaleByLearningRate());
}

/**
 * Adadelta: steps of the size of the last updates. See {@link adadelta}. Default of `learningRate`: 1, as in the paper.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new Adadelta(new Map([["w", w]]), { learningRate: 1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9968, -1.9968]
 * ```
 */
export class Adadelta extends Optimizer {
  constructor(parameters: ParametersWith<AdadeltaOptions>, options?: ClassOptions<AdadeltaOptions>) {
    super(...byRule("Adadelta", CLASS, adadelta, parameters, options, 1));
  }
}
