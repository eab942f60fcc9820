import { type Tensor, zerosLike } from "@gradiente/core";
import { checkArgument, declareOptions, type OptionTable, optionsOf } from "@gradiente/core/arguments";
import { rateOrSchedule, share, steps } from "../checks.ts";
import type { ParametersOrGroups, RuleOptions } from "../groups.ts";
import { Optimizer, type OptimizerOptions } from "../optimizer.ts";
import { aTransform, type GradientTransform } from "../transform.ts";

/** Options of {@link lookahead}. */
export interface LookaheadOptions {
  /** k: how many updates the rule does on its own, a whole number >= 1. Default: 5. */
  readonly period?: number;
  /** α, from 0 to 1: how far the slow weights then go towards where it got. Default: 0.5. */
  readonly alpha?: number;
}

const OPTIONS = declareOptions<LookaheadOptions>({ period: steps, alpha: share });
const CLASS: OptionTable<LookaheadOptions & OptimizerOptions> = declareOptions<
  LookaheadOptions & OptimizerOptions
>({ ...OPTIONS.checks, learningRate: rateOrSchedule }, "learningRate");

/**
 * Lets a rule explore for k updates, and then steps back to slow weights s that have gone a part of the way:
 * s = s + α (p - s), and p = s, in every k-th update of the optimiser (Zhang et al., "Lookahead Optimizer: k steps
 * forward, 1 step back", 2019, algorithm 1). The state of the rule stays as it is. PyTorch has none.
 *
 * @param transform a whole rule, such as `adam()`, or a chain that ends in one.
 * @throws TypeError for what is no gradient transformation. When it is used: if it has a state called `slow`.
 * @throws RangeError unless the period is a whole number >= 1, and alpha from 0 to 1.
 * @example
 * ```ts
 * const w = new Variable(tensor([1, -2]));
 * const rule = lookahead(sgd(), { period: 2, alpha: 0.5 });
 * const optimizer = new Optimizer(new Map([["w", w]]), rule, { learningRate: 0.1 });
 * for (let step = 0; step < 2; step++) optimizer.step(w.sum().backward());
 * w; // [0.9, -2.1]
 * ```
 */
export function lookahead(transform: GradientTransform, options?: LookaheadOptions): GradientTransform {
  checkArgument("lookahead", "the transform", transform, aTransform);
  const { period = 5, alpha = 0.5 } = optionsOf("lookahead", options, OPTIONS);
  return {
    name: `lookahead(${transform.name})`,
    init: (parameter) => {
      const own = transform.init(parameter);
      if ("slow" in own) {
        throw new TypeError(
          `lookahead: ${transform.name} has a state called slow; it may be a lookahead already`,
        );
      }
      return { ...own, slow: parameter };
    },
    begin: (step) => ({ ...transform.begin?.(step), isBack: step.count % period === 0 ? 1 : 0 }),
    measure: transform.measure?.bind(transform),
    update: (given, { slow, ...own }, { isBack, ...scalars }) => {
      const [move, state] = transform.update(given, own, scalars);
      const fast = move.parameter.sub(move.direction);
      const part = slow.add(fast.sub(slow).mul(alpha));
      const back = isBack.gt(0);
      const next = (other: Tensor) => back.where(part, other);
      return [
        { parameter: next(fast), direction: zerosLike(fast) },
        { ...state, slow: next(slow) },
      ];
    },
  };
}

/**
 * A rule that steps back to slow weights every few updates. See {@link lookahead}.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense } from "@gradiente/nn";
 * import { adam, Lookahead } from "@gradiente/optim";
 *
 * const model = new Dense(3, 1);
 * const optimizer = new Lookahead(model.parameters(), adam(), { learningRate: 0.01, period: 6 });
 * for (let step = 0; step < 12; step++) {
 *   optimizer.step(model.forward(ones([8, 3])).square().mean().backward());
 * }
 * ```
 */
export class Lookahead extends Optimizer {
  /**
   * An optimiser of these parameters, by this rule. The rules that groups have of their own step back too.
   *
   * @throws RangeError if an option is out of its range.
   * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups; or for what is no gradient
   * transformation.
   */
  constructor(
    parameters: ParametersOrGroups<RuleOptions>,
    transform: GradientTransform,
    options: LookaheadOptions & OptimizerOptions,
  ) {
    checkArgument("Lookahead", "the transform", transform, aTransform);
    const { learningRate, ...own } = optionsOf("Lookahead", options, CLASS);
    const wrapped = Array.isArray(parameters)
      ? parameters.map((group) =>
          aTransform.accepts(group?.transform)
            ? { ...group, transform: lookahead(group.transform, own) }
            : group,
        )
      : parameters;
    super(wrapped, lookahead(transform, own), { learningRate });
  }
}
