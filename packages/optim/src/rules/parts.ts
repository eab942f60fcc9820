import type { Tensor } from "@gradiente/core";
import { declareOptions, type OptionTable, optionsOf } from "@gradiente/core/arguments";
import { chained } from "../chain.ts";
import { fraction, type LearningRate, nonNegative, rateOrSchedule } from "../checks.ts";
import { l2Decay } from "../decay.ts";
import { groupsOf, groupTable, type ParametersOrGroups, type RuleOptions } from "../groups.ts";
import type { OptimizerOptions } from "../optimizer.ts";
import type { GradientTransform } from "../transform.ts";

/*
 * What rules share. A rule is a file: its options with their checks, the part that scales the direction, the whole rule
 * with decay and learning rate, and the class. Defaults and formulas are those of PyTorch. In the formulas, g is the
 * gradient, to which λ p is added if there is a weightDecay λ; p is the parameter, lr the learning rate, and t the number
 * of the update, from 1. The functions that take an `owner` are parts of rules: `owner` is the function that the user
 * called, and errors name it.
 */

/** The option of every rule except {@link adamW} and {@link lion}, and all options of {@link sgd}. */
export interface WeightDecayOptions {
  /** λ >= 0: λ p, the gradient of the L2 penalty λ/2 ‖p‖², is added to the gradient of each parameter p. Default: 0. */
  readonly weightDecay?: number;
}

export const WEIGHT_DECAY = declareOptions<WeightDecayOptions>({ weightDecay: nonNegative });

/** The options that Adam and the rules made from it have in common. */
export interface MomentOptions extends WeightDecayOptions {
  /** β₁: the fraction of the mean gradient that stays from one update to the next, 0 <= β₁ < 1. Default: 0.9. */
  readonly beta1?: number;
  /** β₂: the fraction of the mean square that stays from one update to the next, 0 <= β₂ < 1. Default: 0.999. */
  readonly beta2?: number;
  /** ε >= 0: added to the root, against division by zero. Default: 1e-8. */
  readonly epsilon?: number;
}

/** The checks of β₁, β₂ and ε in {@link MomentOptions}. */
export const MOMENTS = { beta1: fraction, beta2: fraction, epsilon: nonNegative };

/** The options of a rule without the weight decay, which is a transform of its own. */
export type ScalingOptions<Options extends WeightDecayOptions> = Omit<Options, keyof WeightDecayOptions>;

/** The rule of these parts, after weight decay. */
export function rule(
  name: string,
  weightDecay: number,
  ...parts: readonly GradientTransform[]
): GradientTransform {
  return chained(name, [l2Decay(weightDecay), ...parts]);
}

/** How a rule takes part of the learning rate into a factor of its own. */
export type RateOf = (learningRate: number) => number;

export const wholeRate: RateOf = (learningRate) => learningRate;

/** For a scaling alone, after which the learning rate comes. */
export const noRate: RateOf = () => 1;

/** The next value of a running mean: kept · mean + (1 - kept) · x. */
export function blend(mean: Tensor, x: Tensor, kept: number): Tensor {
  return mean.mul(kept).add(x.mul(1 - kept));
}

/** The options of the class of a rule: those of the rule, and a learning rate. */
export type ClassOptions<Options> = Options & Partial<OptimizerOptions>;

/** What the class of a rule updates: parameters by path, or groups with options of the rule and learning rates. */
export type ParametersWith<Options> = ParametersOrGroups<ClassOptions<Options>>;

/* @__NO_SIDE_EFFECTS__ */
export function classTable<Options extends object>(
  { checks }: OptionTable<Options>,
  ...needed: readonly "learningRate"[]
): OptionTable<ClassOptions<Options>> {
  return { checks: { ...checks, learningRate: rateOrSchedule } as never, needed };
}

/**
 * What the class of a rule hands to {@link Optimizer}: the groups, each with a rule of its own options and those of the
 * optimiser; the rule; and the learning rate.
 */
export function byRule<Options extends object>(
  owner: string,
  table: OptionTable<ClassOptions<Options>>,
  make: (options: Options) => GradientTransform,
  parameters: ParametersWith<Options>,
  options: ClassOptions<Options> | undefined,
  usualRate: LearningRate = 0,
): [ParametersOrGroups<RuleOptions>, GradientTransform, OptimizerOptions] {
  const { learningRate = usualRate, ...own } = optionsOf(owner, options, table);
  const usual = make(own as unknown as Options);
  const groups = groupsOf(owner, parameters, groupTable(table)).map((group) => {
    const { learningRate, ...mine } = group.options as Partial<OptimizerOptions>;
    // One transform for all that are alike: it measures once.
    const transform =
      Object.keys(mine).length === 0 ? usual : make({ ...own, ...mine } as unknown as Options);
    return { parameters: group.parameters, transform, learningRate };
  });
  return [Array.isArray(parameters) ? groups : groups[0].parameters, usual, { learningRate }];
}
