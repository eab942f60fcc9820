import { type Tensor, zerosLike } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { fraction } from "../checks.ts";
import { Optimizer, type OptimizerOptions } from "../optimizer.ts";
import { scaleByLearningRate } from "../scale-by-learning-rate.ts";
import type { GradientTransform } from "../transform.ts";
import {
  byRule,
  classTable,
  type ParametersWith,
  rule,
  type ScalingOptions,
  WEIGHT_DECAY,
  type WeightDecayOptions,
} from "./parts.ts";

/** Options of {@link momentum} and {@link nesterov}. */
export interface MomentumOptions extends WeightDecayOptions {
  /** μ: the fraction of the velocity that stays from one update to the next, 0 <= μ < 1. Default: 0.9. */
  readonly momentum?: number;
}

const SCALING = declareOptions<ScalingOptions<MomentumOptions>>({ momentum: fraction });
const RULE = declareOptions<MomentumOptions>({ ...SCALING.checks, ...WEIGHT_DECAY.checks });
const CLASS = classTable(RULE, "learningRate");

/**
 * Momentum: v = μ v + d, and v becomes the direction. v is 0 before the first update (Polyak, "Some methods of speeding
 * up the convergence of iteration methods", 1964).
 *
 * @throws RangeError unless 0 <= μ < 1.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByMomentum(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8, -1.6]
 * ```
 */
export function scaleByMomentum(
  options?: ScalingOptions<MomentumOptions>,
): GradientTransform<{ velocity: Tensor }> {
  return velocityOf("scaleByMomentum", optionsOf("scaleByMomentum", options, SCALING));
}

/**
 * Nesterov's momentum, which looks one step ahead: v = μ v + d, and the direction becomes d + μ v. v is 0 before the
 * first update (Nesterov 1983; Sutskever et al., "On the importance of initialization and momentum in deep learning",
 * 2013).
 *
 * @throws RangeError unless 0 <= μ < 1.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(scaleByNesterov(), scaleByLearningRate());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.62, -1.24]
 * ```
 */
export function scaleByNesterov(
  options?: ScalingOptions<MomentumOptions>,
): GradientTransform<{ velocity: Tensor }> {
  return velocityOf("scaleByNesterov", optionsOf("scaleByNesterov", options, SCALING), lookAhead);
}

type Steered = (velocity: Tensor, direction: Tensor, momentum: number) => Tensor;

const lookAhead: Steered = (velocity, direction, momentum) => direction.add(velocity.mul(momentum));

/** Momentum, where `steer` computes the new direction from the velocity. Default of `steer`: the velocity itself. */
export function velocityOf(
  owner: string,
  { momentum = 0.9 }: ScalingOptions<MomentumOptions>,
  steer: Steered = (velocity) => velocity,
): GradientTransform<{ velocity: Tensor }> {
  return {
    name: owner,
    init: (parameter) => ({ velocity: zerosLike(parameter) }),
    update: ({ parameter, direction }, state) => {
      const velocity = state.velocity.mul(momentum).add(direction);
      return [{ parameter, direction: steer(velocity, direction, momentum) }, { velocity }];
    },
  };
}

/**
 * Gradient descent with momentum: v = μ v + g, and p becomes p - lr v (Polyak 1964). See {@link scaleByMomentum}.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), momentum());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.9553, -1.9106]
 * ```
 */
export function momentum(options?: MomentumOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("momentum", options, RULE);
  return rule("momentum", weightDecay, velocityOf("momentum", scaling), scaleByLearningRate());
}

/**
 * Gradient descent with Nesterov's momentum: v = μ v + g, and p becomes p - lr (g + μ v) (Nesterov 1983; Sutskever et al.
 * 2013). See {@link scaleByNesterov}.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = chainTransforms(globalNormClipping(1), nesterov());
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.915, -1.8301]
 * ```
 */
export function nesterov(options?: MomentumOptions): GradientTransform {
  const { weightDecay = 0, ...scaling } = optionsOf("nesterov", options, RULE);
  return rule("nesterov", weightDecay, velocityOf("nesterov", scaling, lookAhead), scaleByLearningRate());
}

/**
 * Gradient descent with momentum: v = μ v + g, p - lr v. See {@link momentum}.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new Momentum(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.8, -1.6]
 * ```
 */
export class Momentum extends Optimizer {
  constructor(parameters: ParametersWith<MomentumOptions>, options: OptimizerOptions & MomentumOptions) {
    super(...byRule("Momentum", CLASS, momentum, parameters, options));
  }
}

/**
 * Gradient descent with Nesterov's momentum: v = μ v + g, p - lr (g + μ v). See {@link nesterov}.
 *
 * @throws RangeError if an option is out of its range.
 * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const optimizer = new Nesterov(new Map([["w", w]]), { learningRate: 0.1 });
 * optimizer.step(w.square().sum().backward());
 * w; // [0.62, -1.24]
 * ```
 */
export class Nesterov extends Optimizer {
  constructor(parameters: ParametersWith<MomentumOptions>, options: OptimizerOptions & MomentumOptions) {
    super(...byRule("Nesterov", CLASS, nesterov, parameters, options));
  }
}
