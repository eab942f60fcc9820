import { fullLike, zerosLike } from "@gradiente/core";
import { declareOptions, numeric, optionsOf } from "@gradiente/core/arguments";
import { nonNegative, positive } from "../checks.ts";
import { Optimizer } from "../optimizer.ts";
import type { GradientTransform } from "../transform.ts";
import { byRule, type ClassOptions, classTable, type ParametersWith } from "./parts.ts";

/** Options of {@link rprop}. */
export interface RpropOptions {
  /** η⁻: what a step is multiplied by when the gradient has changed its sign, 0 < η⁻ < 1. Default: 0.5. */
  readonly etaMinus?: number;
  /** η⁺: what a step is multiplied by when the sign has stayed, a finite number > 1. Default: 1.2. */
  readonly etaPlus?: number;
  /** The smallest step, a finite number >= 0. Default: 1e-6. */
  readonly smallestStep?: number;
  /** The largest step, above 0. Default: 50. */
  readonly largestStep?: number;
}

const RULE = declareOptions<RpropOptions>({
  etaMinus: numeric("between 0 and 1", (value) => value > 0 && value < 1),
  etaPlus: numeric("a finite number above 1", (value) => value > 1 && Number.isFinite(value)),
  smallestStep: nonNegative,
  largestStep: positive,
});
const CLASS = classTable(RULE);

/**
 * Rprop, for gradients of all data at once: each element has a step of its own, at first lr, and moves by it against the
 * sign of its gradient. The step grows by η⁺ where the sign stays. Where it changes, the step shrinks by η⁻, and the
 * element waits for one update (Riedmiller and Braun, "RPROP", 1993; without going back, as in iRprop⁻ by Igel and Hüsken,
 * 2000). A schedule multiplies all steps.
 *
 * @throws RangeError if an option is out of its range, or if the smallest step is larger than the largest.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), rprop());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export function rprop(options?: RpropOptions): GradientTransform {
  const {
    etaMinus = 0.5,
    etaPlus = 1.2,
    smallestStep = 1e-6,
    largestStep = 50,
  } = optionsOf("rprop", options, RULE);
  if (smallestStep > largestStep) {
    throw new RangeError(`rprop: smallestStep, ${smallestStep}, is larger than largestStep, ${largestStep}`);
  }
  return {
    name: "rprop",
    // Steps in units of the learning rate.
    init: (parameter) => ({ previousSign: zerosLike(parameter), stepSize: fullLike(parameter, 1) }),
    begin: ({ learningRate }) => ({
      learningRate,
      smallest: learningRate === 0 ? 0 : smallestStep / learningRate,
      largest: learningRate === 0 ? Number.POSITIVE_INFINITY : largestStep / learningRate,
    }),
    update: ({ parameter, direction }, { previousSign, stepSize }, { learningRate, smallest, largest }) => {
      const sign = direction.sign();
      const agreement = sign.mul(previousSign);
      const turned = agreement.minimum(0);
      const growth = agreement
        .maximum(0)
        .mul(etaPlus - 1)
        .add(turned.mul(1 - etaMinus))
        .add(1);
      const next = stepSize.mul(growth).maximum(smallest).minimum(largest);
      const moving = sign.mul(turned.add(1));
      return [
        { parameter, direction: moving.mul(next).mul(learningRate) },
        { previousSign: moving, stepSize: next },
      ];
    },
  };
}

/**
 * Each element has a step of its own, by the signs of its gradients. `learningRate` is the first step. See {@link rprop}. Default of `learningRate`: 0.01.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new Rprop(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.9]
 * ```
 */
export class Rprop extends Optimizer {
  constructor(parameters: ParametersWith<RpropOptions>, options?: ClassOptions<RpropOptions>) {
    super(...byRule("Rprop", CLASS, rprop, parameters, options, 0.01));
  }
}
