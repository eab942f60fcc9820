import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { chained } from "../chain.ts";
import { l2Decay } from "../decay.ts";
import { Optimizer } from "../optimizer.ts";
import { scaleByLearningRate } from "../scale-by-learning-rate.ts";
import type { GradientTransform } from "../transform.ts";
import { scaleByAdam } from "./adam.ts";
import {
  byRule,
  type ClassOptions,
  classTable,
  MOMENTS,
  type ParametersWith,
  WEIGHT_DECAY,
} from "./parts.ts";

/** Options of {@link lamb}. */
export interface LAMBOptions {
  /** β₁: the fraction of the mean gradient that stays from one update to the next, 0 <= β₁ < 1. Default: 0.9. */
  readonly beta1?: number;
  /** β₂: the fraction of the mean square that stays from one update to the next, 0 <= β₂ < 1. Default: 0.999. */
  readonly beta2?: number;
  /** ε >= 0: added to the root, against division by zero. Default: 1e-6. */
  readonly epsilon?: number;
  /** λ >= 0: λ p is added to the direction, before its length is compared with that of p. Default: 0. */
  readonly weightDecay?: number;
}

const RULE = declareOptions<LAMBOptions>({ ...MOMENTS, ...WEIGHT_DECAY.checks });
const CLASS = classTable(RULE);

/**
 * Makes the direction as long as the parameter: d ‖p‖ / ‖d‖, norms being of whole tensors (You et al., "Large Batch
 * Optimization for Deep Learning: Training BERT in 76 minutes", 2020, with φ(z) = z). Where one of them is 0, the direction
 * stays as it is.
 *
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByTrustRatio(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9, -1.8]
 * ```
 */
export function scaleByTrustRatio(): GradientTransform {
  return {
    name: "scaleByTrustRatio",
    init: () => ({}),
    update: ({ parameter, direction }, state) => {
      const [own, moved] = [parameter.norm(), direction.norm()];
      const isNone = own.eq(0).or(moved.eq(0));
      const ratio = isNone.where(1, own.div(isNone.where(1, moved)));
      return [{ parameter, direction: direction.mul(ratio) }, state];
    },
  };
}

/**
 * LAMB, for large batches: with Adam's direction u, to which λ p is added, p becomes p - lr u ‖p‖ / ‖u‖ (You et al. 2020,
 * algorithm 2). PyTorch has none.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), lamb());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8419, -1.8419]
 * ```
 */
export function lamb(options?: LAMBOptions): GradientTransform {
  const { weightDecay = 0, epsilon = 1e-6, ...moments } = optionsOf("lamb", options, RULE);
  const adam = scaleByAdam({ ...moments, epsilon });
  return chained("lamb", [adam, l2Decay(weightDecay), scaleByTrustRatio(), scaleByLearningRate()]);
}

/**
 * Adam's directions, each as long as its parameter. See {@link lamb}. Default of `learningRate`: 0.001.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new LAMB(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8419, -1.8419]
 * ```
 */
export class LAMB extends Optimizer {
  constructor(parameters: ParametersWith<LAMBOptions>, options?: ClassOptions<LAMBOptions>) {
    super(...byRule("LAMB", CLASS, lamb, parameters, options, 0.001));
  }
}
