import { type Check, type Condition, wrong } from "./check.ts";
import { found } from "./found.ts";
import { suggestion } from "./suggest.ts";

/** A check for each option: it must be there for each, and be of the option's type. */
export type OptionChecks<Options> = {
  readonly [Name in keyof Options]-?: Check<Exclude<Options[Name], undefined>>;
};

/** The options of a function, as {@link declareOptions} gives them. */
export interface OptionTable<Options> {
  /** The check of each option by its name. */
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
 *
 * @example
 * ```ts
 * import { aBoolean, declareOptions, optionsOf } from "@gradiente/core/arguments";
 *
 * interface CropOptions {
 *   readonly centred?: boolean;
 * }
 * const CROP = declareOptions<CropOptions>({ centred: aBoolean });
 * const crop = (options?: CropOptions) => optionsOf("crop", options, CROP).centred ?? false;
 * crop({ centred: true }); // true
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function declareOptions<Options extends object>(
  checks: NoInfer<OptionChecks<Options>>,
  ...needed: readonly NoInfer<Needed<Options> & string>[]
): OptionTable<Options> {
  return { checks, needed };
}

type Conditions = Readonly<Record<string, Partial<Condition> | undefined>>;

/**
 * The options that a function was called with, checked; an empty object if there are none. It costs a loop over those that
 * are given.
 *
 * @throws TypeError for an option that does not exist, with the name that was probably meant, and for what is no object;
 * the error of its check for an option of another kind.
 * @example
 * ```ts
 * import { aBoolean, declareOptions, optionsOf } from "@gradiente/core/arguments";
 *
 * const CROP = declareOptions<{ readonly centred?: boolean }>({ centred: aBoolean });
 * let message = "";
 * try {
 *   optionsOf("crop", { centered: true } as never, CROP);
 * } catch (error) {
 *   message = (error as Error).message;
 * }
 * message.includes("centred"); // true
 * ```
 */
export function optionsOf<Options extends object>(
  op: string,
  options: Options | undefined,
  table: OptionTable<Options>,
): Options {
  const { needed } = table;
  const checks = table.checks as Conditions;
  if (options === undefined && needed.length === 0) return {} as Options;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw noOptions(op, options, table);
  }
  let isEmpty = true;
  for (const name in options) {
    isEmpty = false;
    const check = checks[name];
    // What objects inherit, such as `constructor`, is no option.
    if (check?.accepts === undefined) throw unknown(op, name, checks);
    const value: unknown = options[name];
    if (value !== undefined && !check.accepts(value)) throw wrong(op, name, value, check as Condition);
  }
  if (isEmpty && !isPlain(options)) throw noOptions(op, options, table);
  for (const name of needed) {
    if (options[name as keyof Options] === undefined) throw wrong(op, name, undefined, checks[name] as Condition); // biome-ignore format: one line
  }
  return options;
}

/**
 * What can have options: not a Map, a tensor or another instance, whose contents would be ignored.
 *
 * @example
 * ```ts
 * import { isPlain } from "@gradiente/core/arguments";
 *
 * isPlain({ size: 3 }); // true
 * isPlain(new Date(0)); // false
 * ```
 */
export function isPlain(given: object): boolean {
  const prototype = Object.getPrototypeOf(given);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function noOptions(
  op: string,
  given: unknown,
  { checks, needed }: { readonly checks: object; readonly needed: readonly string[] },
): TypeError {
  // An option without a default is the example that helps most.
  const [name] = [...needed, ...Object.keys(checks)];
  return new TypeError(`${op}: options are an object, { ${name}: ... }, not ${found(given)}`);
}

function unknown(op: string, name: string, checks: Conditions): TypeError {
  const names = Object.keys(checks);
  const meant = suggestion(name, names);
  const advice =
    meant.length > 0 ? `did you mean ${meant.join(" and ")}?` : `options are ${names.join(", ")}`;
  return new TypeError(`${op}: there is no option ${found(name)}; ${advice}`);
}
