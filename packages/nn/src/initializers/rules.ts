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
import { type AnyModule, Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { pathExpression } from "../path-pattern.ts";
import type { Initializer } from "./initializer.ts";

/** How parameters of a model get new values: see {@link initialize}. What a rule names must hold together. */
export interface InitializationRule {
  /** Makes the value. */
  readonly initializer: Initializer;
  /**
   * A path, such as `encoder.weight`, in which `*` stands for one part of any name or a piece of it, and `**` for any number
   * of parts: `**.bias` are all biases. Default: any path.
   */
  readonly path?: string;
  /** The class of the module that the parameter is a field of, such as `Dense`. Default: any. */
  readonly kind?: abstract new (
    ...args: never
  ) => AnyModule;
  /** A further condition. Default: none. */
  readonly where?: (path: string, parameter: Parameter) => boolean;
}

const RULE = declareOptions<InitializationRule>(
  {
    initializer: aFunction(),
    path: check<string>("a path, such as **.bias", (value) => typeof value === "string"),
    kind: aFunction(),
    where: aFunction(),
  },
  "initializer",
);

const INITIALIZATION = declareOptions<GeneratorOptions>({ generator: aGenerator });

const aModel = instanceOf<AnyModule>("a Module", Module);

/** Whether a rule is for a parameter, whose module is the owner. */
function matcherOf({ path, kind, where }: InitializationRule) {
  const expression = path === undefined ? undefined : pathExpression(path);
  return (at: string, parameter: Parameter, owner: AnyModule): boolean =>
    (expression === undefined || expression.test(at)) &&
    (kind === undefined || owner instanceof kind) &&
    (where === undefined || where(at, parameter));
}

/**
 * Gives parameters of a model new values. Each parameter takes the first rule that is for it; a parameter for which there is
 * none keeps its value. Values are drawn in the order of `model.parameters()`. If one does not fit, no parameter is set.
 *
 * @param rules one rule or a list.
 * @throws TypeError for a rule that is for no parameter, whose path is probably misspelt.
 * @throws ShapeError if an initialiser cannot make a parameter's shape, such as `heNormal` of a bias.
 * @example
 * ```ts
 * import { Generator } from "@gradiente/core";
 * import { Dense, initialize, initializers, ReLU, Sequential } from "@gradiente/nn";
 *
 * const model = new Sequential(new Dense(4, 16), new ReLU(), new Dense(16, 3));
 * const rules = [
 *   { path: "**.bias", initializer: initializers.zeros },
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
  const list = (Array.isArray(rules) ? rules : [rules]) as readonly InitializationRule[];
  const matchers = list.map((rule) => matcherOf(optionsOf("initialize", rule, RULE)));
  const used = new Set<number>();
  const values = new Map<Parameter, Tensor>();
  for (const [path, parameter, owner] of parametersOf(model)) {
    // Every rule is asked, so that one that another one hides is known to be for something.
    const found = matchers.flatMap((matches, rule) => (matches(path, parameter, owner) ? [rule] : []));
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

function forNothing(place: number, { path, kind }: InitializationRule, model: AnyModule): TypeError {
  const what = [
    ...(path === undefined ? [] : [`path ${path}`]),
    ...(kind === undefined ? [] : [`kind ${kind.name}`]),
  ];
  const paths = [...model.parameters().keys()].join(", ");
  return new TypeError(
    `initialize: no parameter fits rule ${place}${what.length > 0 ? ` (${what.join(", ")})` : ""}; there are ${paths || "none"}`,
  );
}
