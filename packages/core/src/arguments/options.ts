import { type Check, type Condition, wrong } from "./check.ts";
import { found } from "./found.ts";
import { suggestion } from "./suggest.ts";

/** A check for each option: it must be there for each, and be of the option's type. */
export type OptionChecks<Options> = {
  readonly [Name in keyof Options]-?: Check<Exclude<Options[Name], undefined>>;
};

/** The options of a function, as {@link declareOptions} gives them. */
export interface OptionTable<Options> {
  /** By name; it has no prototype, so that no option is called `constructor` by accident. */
  readonly checks: OptionChecks<Options>;
  /** The names of options without a default. */
  readonly needed: readonly string[];
}

/** The options that have no default. */
type Needed<Options> = {
  [Name in keyof Options]-?: Record<never, never> extends Pick<Options, Name> ? never : Name;
}[keyof Options];

/**
 * Declares the options of a function once, as data: the check of each, and which have no default. What the type of the
 * options has, the table must have, and nothing else.
 */
export function declareOptions<Options extends object>(
  checks: NoInfer<OptionChecks<Options>>,
  ...needed: readonly NoInfer<Needed<Options> & string>[]
): OptionTable<Options> {
  return { checks: Object.assign(Object.create(null), checks), needed };
}

type Conditions = Readonly<Record<string, Condition | undefined>>;

const none = Object.freeze({});

/**
 * The options that a function was called with, checked; an empty object if there are none. It costs a loop over those that
 * are given.
 *
 * @throws TypeError for an option that does not exist, with the name that was probably meant, and for what is no object;
 * the error of its check for an option of another kind.
 */
export function optionsOf<Options extends object>(
  op: string,
  options: Options | undefined,
  table: OptionTable<Options>,
): Options {
  const checks = table.checks as Conditions;
  const { needed } = table;
  const given = (options === undefined && needed.length === 0 ? none : options) as Options;
  if (options === undefined && needed.length === 0) return given;
  if (typeof given !== "object" || given === null) throw noOptions(op, given, checks);
  let isEmpty = true;
  for (const name in given) {
    isEmpty = false;
    const check = checks[name];
    if (check === undefined) throw unknown(op, name, given, checks);
    const value: unknown = given[name];
    if (value !== undefined && !check.accepts(value)) throw wrong(op, name, value, check);
  }
  if (isEmpty && !isPlain(given)) throw noOptions(op, given, checks);
  for (const name of needed) {
    if (given[name as keyof Options] === undefined)
      throw wrong(op, name, undefined, checks[name] as Condition);
  }
  return given;
}

/** What can have options: not a Map, a tensor or another instance, whose contents would be ignored. */
function isPlain(given: object): boolean {
  const prototype = Object.getPrototypeOf(given);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function noOptions(op: string, given: unknown, checks: Conditions): TypeError {
  const names = Object.keys(checks);
  return new TypeError(`${op}: options are an object such as { ${names[0]}: ... }, not ${found(given)}`);
}

function unknown(op: string, name: string, given: object, checks: Conditions): TypeError {
  if (Array.isArray(given)) return noOptions(op, given, checks);
  const names = Object.keys(checks);
  const meant = suggestion(name, names);
  return new TypeError(
    `${op}: there is no option ${found(name)}; ${meant.length > 0 ? `did you mean ${meant.join(" and ")}?` : `there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`}`,
  );
}
