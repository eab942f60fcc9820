import { type GeneratorOptions, Tensor } from "@gradiente/core";
import {
  aFunction,
  aGenerator,
  check,
  checkArgument,
  declareOptions,
  instanceOf,
  optionsOf,
} from "@gradiente/core/arguments";
import { aFilter, matcherOf, type ParameterFilter } from "../filter.ts";
import { type AnyModule, Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import type { Initializer } from "./initializer.ts";

/** How parameters of a model get new values: see {@link initialize}. What a rule names must hold together. */
export interface InitializationRule {
  /** Makes the value. */
  readonly initializer: Initializer;
  /**
   * Which parameters are meant: a path such as `"encoder"` or `"*.bias"`, a RegExp, or a function of path and Parameter.
   * Default: all.
   */
  readonly where?: ParameterFilter;
  /** The class of the module that the parameter is a field of, such as `Dense`. Default: any. */
  readonly kind?: abstract new (
    ...args: never
  ) => AnyModule;
}

const RULE = declareOptions<InitializationRule>(
  {
    initializer: aFunction(),
    where: aFilter,
    // What cannot be asked whether something is an instance of it, such as an arrow function, is no class.
    kind: check("a class of modules, such as Dense", isClass),
  },
  "initializer",
);

const INITIALIZATION = declareOptions<GeneratorOptions>({ generator: aGenerator });

const aModel = instanceOf<AnyModule>("a Module", Module);

function isClass(value: unknown): boolean {
  return typeof value === "function" && typeof value.prototype === "object" && value.prototype !== null;
}

const someRules = check(
  'a rule, such as { where: "*.bias", initializer: initializers.zeros }, or a list of them',
  (value) => typeof value === "object" && value !== null && !(Array.isArray(value) && value.length === 0),
);

/** Whether a rule is for a parameter, whose module is the owner. */
function matches({ where, kind }: InitializationRule) {
  const isMeant = where === undefined ? undefined : matcherOf("initialize", where);
  return (path: string, parameter: Parameter, owner: AnyModule): boolean =>
    (kind === undefined || owner instanceof kind) && (isMeant === undefined || isMeant(path, parameter));
}

/**
 * Gives parameters of a model new values. Each parameter takes the first rule that is for it; a parameter for which there is
 * none keeps its value. Values are drawn in the order of `model.parameters()`. If one does not fit, no parameter is set.
 *
 * @param rules one rule or a list.
 * @throws TypeError for a rule that is for no parameter: what it names is probably misspelt.
 * @throws ShapeError if an initialiser cannot make a parameter's shape, such as `heNormal` of a bias.
 * @example
 * ```ts
 * import { Generator } from "@gradiente/core";
 * import { Dense, initialize, initializers, ReLU, Sequential } from "@gradiente/nn";
 *
 * const model = new Sequential(new Dense(4, 16), new ReLU(), new Dense(16, 3));
 * const rules = [
 *   { where: "*.bias", initializer: initializers.zeros },
 *   { kind: Dense, initializer: initializers.heNormal },
 * ];
 * initialize(model, rules, { generator: new Generator(1) });
 * ```
 */
export function initialize(
  model: AnyModule,
  rules: InitializationRule | readonly InitializationRule[],
  options?: GeneratorOptions,
): void {
  const { generator } = optionsOf("initialize", options, INITIALIZATION);
  checkArgument("initialize", "the model", model, aModel);
  checkArgument("initialize", "the rules", rules, someRules);
  // A list with holes has undefined in them.
  const list = (Array.isArray(rules) ? [...rules] : [rules]) as readonly InitializationRule[];
  const matchers = list.map((rule) => matches(optionsOf("initialize", rule, RULE)));
  const used = new Set<number>();
  const values = new Map<Parameter, Tensor>();
  for (const [path, parameter, owner] of parametersOf(model)) {
    // Every rule is asked, so that one that another one hides is known to be for something.
    const found = matchers.flatMap((isFor, rule) => (isFor(path, parameter, owner) ? [rule] : []));
    for (const rule of found) used.add(rule);
    if (found.length === 0) continue;
    values.set(parameter, valueFor(path, parameter, list[found[0]], generator));
  }
  const idle = list.findIndex((_, rule) => !used.has(rule));
  if (idle >= 0) throw forNothing(idle, list[idle], model);
  for (const [parameter, value] of values) parameter.set(value);
}

/** Each parameter once, with its path and the module that it is a field of. */
function parametersOf(model: AnyModule): [path: string, parameter: Parameter, owner: AnyModule][] {
  const modules = model.modules();
  return [...model.parameters()].map(([path, parameter]) => {
    // Fields may hold arrays and objects, whose keys are parts of the path.
    let prefix = path;
    do prefix = prefix.includes(".") ? prefix.slice(0, prefix.lastIndexOf(".")) : "";
    while (!modules.has(prefix));
    return [path, parameter, modules.get(prefix) as AnyModule];
  });
}

function valueFor(
  path: string,
  { shape, dtype }: Parameter,
  { initializer }: InitializationRule,
  generator: GeneratorOptions["generator"],
): Tensor {
  const value: unknown = initializer(shape, { dtype, generator });
  if (!(value instanceof Tensor) || value.dtype !== dtype || value.shape.join() !== shape.join()) {
    const found = value instanceof Tensor ? `${value.dtype} [${value.shape.join(", ")}]` : typeof value;
    throw new TypeError(
      `initialize: the initialiser of ${path} must give ${dtype} [${shape.join(", ")}], and gave ${found}`,
    );
  }
  return value.detach();
}

function forNothing(place: number, { where, kind }: InitializationRule, model: AnyModule): TypeError {
  const what = [
    ...(typeof where === "string" ? [`where ${where}`] : []),
    ...(kind === undefined ? [] : [`kind ${kind.name}`]),
  ];
  const paths = [...model.parameters().keys()].join(", ");
  return new TypeError(
    `initialize: no parameter fits rule ${place}${what.length > 0 ? ` (${what.join(", ")})` : ""}; there are ${paths || "none"}`,
  );
}
