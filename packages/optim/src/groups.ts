import type { Variable } from "@gradiente/core";
import { check, declareOptions, isPlain, type OptionTable, optionsOf } from "@gradiente/core/arguments";
import { checkVariables, type LearningRate, rateOrSchedule } from "./checks.ts";
import { aTransform, type GradientTransform } from "./transform.ts";

/*
 * Groups of parameters with options of their own. Options that a group does not have are those of the optimiser.
 */

/** Some parameters, with options for them alone: `{ parameters, learningRate: 1e-4, weightDecay: 0 }`. */
export type ParameterGroup<Options> = {
  /** The parameters of the group, by path. Paths must differ between groups. */
  readonly parameters: ReadonlyMap<string, Variable>;
} & Partial<Options>;

/** What an optimiser updates: parameters by path, as `model.parameters()` gives them, or groups of them. */
export type ParametersOrGroups<Options> = ReadonlyMap<string, Variable> | readonly ParameterGroup<Options>[];

/** What a group of an `Optimizer` may have of its own. */
export interface RuleOptions {
  /** A whole rule, such as `adam()`. Default: that of the optimiser. */
  readonly transform?: GradientTransform;
  /** A learning rate or a schedule. Default: that of the optimiser. */
  readonly learningRate?: LearningRate;
}

const variables = check<ReadonlyMap<string, Variable>>("there", (value) => value !== undefined);

/** The options of a group of an optimiser with these options. */
/* @__NO_SIDE_EFFECTS__ */
export function groupTable<Options extends object>({
  checks,
}: OptionTable<Options>): OptionTable<ParameterGroup<Options>> {
  return { checks: { ...checks, parameters: variables } as never, needed: ["parameters"] };
}

export const RULE_GROUP = groupTable(
  declareOptions<RuleOptions>({ transform: aTransform, learningRate: rateOrSchedule }),
);

/** A group, with the options that it has of its own. */
export interface OwnGroup<Options> {
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly options: Partial<Options>;
}

/**
 * The groups of an optimiser; one, without options, if it was given a Map.
 *
 * @throws TypeError for what is neither a Map of Variables nor a list of groups, or for an option that does not exist. The
 * error of its check for an option out of its range.
 */
export function groupsOf<Options extends object>(
  owner: string,
  given: ParametersOrGroups<Options>,
  table: OptionTable<ParameterGroup<Options>>,
): OwnGroup<Options>[] {
  const isList = Array.isArray(given) && Array.from(given).every(isGroup);
  if (!isList) {
    checkVariables(owner, given);
    return [{ parameters: given as ReadonlyMap<string, Variable>, options: {} }];
  }
  return (given as readonly ParameterGroup<Options>[]).map((group, i) => {
    const name = `${owner}: group ${i}`;
    const { parameters, ...own } = optionsOf(name, group, table);
    checkVariables(name, parameters, { mayBeEmpty: true });
    const options = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
    return { parameters, options: options as Partial<Options> };
  });
}

function isGroup(value: unknown): boolean {
  return typeof value === "object" && value !== null && isPlain(value);
}

/**
 * The parameters of all groups.
 *
 * @throws TypeError if there are none, if two have the same path, or if one has two paths.
 */
export function allOf(
  owner: string,
  groups: readonly { readonly parameters: ReadonlyMap<string, Variable> }[],
): ReadonlyMap<string, Variable> {
  const all = new Map<string, Variable>();
  const paths = new Map<Variable, string>();
  for (const { parameters } of groups) {
    for (const [path, variable] of parameters) {
      const other = paths.get(variable);
      if (other !== undefined) {
        const twice =
          other === path ? `${path} is in two groups` : `${other} and ${path} are the same Variable`;
        throw new TypeError(`${owner}: ${twice}, which would be updated twice in each step; leave one out`);
      }
      if (all.has(path)) throw new TypeError(`${owner}: two parameters have the path ${path}; rename one`);
      all.set(path, variable);
      paths.set(variable, path);
    }
  }
  checkVariables(owner, all);
  return groups.length === 1 ? groups[0].parameters : all;
}
