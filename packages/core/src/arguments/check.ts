import { PackageCopy } from "../copies.ts";
import { found } from "./found.ts";

/** What an argument must be, as data. */
export interface Condition {
  /** What it must be, to stand behind "must be". */
  readonly expected: string;
  /** Whether a value fulfils it. */
  readonly accepts: (value: unknown) => boolean;
  /** What is thrown for another value. With a RangeError, what is no number is a TypeError all the same. */
  readonly error: new (
    message: string,
  ) => Error;
}

/** A condition that holds for the values of one type. Tables of options are made of these. */
export interface Check<T> extends Condition {
  /** Never there. It makes a check for a wider type, or for a part of the type, another type. */
  readonly type?: (value: T) => T;
}

/**
 * A check by a function.
 *
 * @param expected What the value must be, to stand behind "must be".
 * @param error What is thrown for another value. Default: TypeError.
 * @example
 * ```ts
 * import { check, checkArgument } from "@gradiente/core/arguments";
 *
 * const anEvenNumber = check<number>("an even number", (value) => typeof value === "number" && value % 2 === 0);
 * checkArgument("crop", "the size", 4, anEvenNumber);
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function check<T>(
  expected: string,
  accepts: (value: unknown) => boolean,
  error: Condition["error"] = TypeError,
): Check<T> {
  return { expected, accepts, error };
}

/**
 * A number with a further condition.
 *
 * @example
 * ```ts
 * import { checkArgument, numeric } from "@gradiente/core/arguments";
 *
 * const aShare = numeric("between 0 and 1", (value) => value >= 0 && value <= 1);
 * checkArgument("crop", "the share", 0.5, aShare);
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function numeric(expected: string, accepts: (value: number) => boolean): Check<number> {
  return check(expected, (value) => typeof value === "number" && accepts(value), RangeError);
}

/**
 * A closed set of strings: an error lists them.
 *
 * @example
 * ```ts
 * import { checkArgument, oneOf } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "the side", "left", oneOf("left", "right"));
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const Values extends readonly string[]>(...values: Values): Check<Values[number]> {
  const names = values.map((value) => JSON.stringify(value));
  return check(`${names.slice(0, -1).join(", ")} or ${names[names.length - 1]}`, (value) =>
    (values as readonly unknown[]).includes(value),
  );
}

/**
 * True or false.
 *
 * @example
 * ```ts
 * import { aBoolean, checkArgument } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "centred", true, aBoolean);
 * ```
 */
export const aBoolean: Check<boolean> = /* @__PURE__ */ check(
  "true or false",
  (value) => typeof value === "boolean",
);

/**
 * Whether a value is a Map, also of another realm: test runners have classes of their own.
 *
 * @example
 * ```ts
 * import { isMap } from "@gradiente/core/arguments";
 *
 * isMap(new Map()); // true
 * isMap({}); // false
 * ```
 */
export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  return Object.prototype.toString.call(value) === "[object Map]";
}

/**
 * A Map from text to what is accepted.
 *
 * @example
 * ```ts
 * import { checkArgument, mapOf } from "@gradiente/core/arguments";
 *
 * const someShares = mapOf<ReadonlyMap<string, number>>("numbers by name", (value) => typeof value === "number");
 * checkArgument("mix", "the shares", new Map([["a", 0.5]]), someShares);
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function mapOf<M extends ReadonlyMap<string, unknown>>(
  what: string,
  accepts: (value: unknown) => boolean,
): Check<M> {
  return check(`a Map of ${what}`, (value) => {
    if (!isMap(value)) return false;
    return [...value].every(([key, held]) => typeof key === "string" && accepts(held));
  });
}

/**
 * For what is checked element by element later.
 *
 * @example
 * ```ts
 * import { checkArgument, listOf } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "the sizes", [2, 3], listOf("sizes"));
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function listOf(what: string): Condition {
  return check<never>(`a list of ${what}`, Array.isArray);
}

/**
 * Any number: NaN and infinities too.
 *
 * @example
 * ```ts
 * import { aNumber, checkArgument } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "the bound", Number.POSITIVE_INFINITY, aNumber);
 * ```
 */
export const aNumber = /* @__PURE__ */ numeric("a number", () => true);

/**
 * A whole number that a number holds exactly.
 *
 * @example
 * ```ts
 * import { anInteger, checkArgument } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "the offset", -3, anInteger);
 * ```
 */
export const anInteger = /* @__PURE__ */ numeric("a whole number", Number.isSafeInteger);

/**
 * A finite number.
 *
 * @example
 * ```ts
 * import { aFinite, checkArgument } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "the scale", 0.5, aFinite);
 * ```
 */
export const aFinite = /* @__PURE__ */ numeric("a finite number", Number.isFinite);

/**
 * A whole number from `least` to `most`. Default for `most`: 2^53 - 1.
 *
 * @example
 * ```ts
 * import { checkArgument, whole } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "the size", 4, whole(1));
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Check<number> {
  const upTo = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `from ${least} to ${most}`;
  return numeric(
    `a whole number ${upTo}`,
    (value) => Number.isSafeInteger(value) && value >= least && value <= most,
  );
}

const callable = /* @__PURE__ */ check<never>("a function", (value) => typeof value === "function");

/**
 * A function, whatever it takes and gives.
 *
 * @example
 * ```ts
 * import { aFunction, checkArgument } from "@gradiente/core/arguments";
 *
 * checkArgument("repeatedly", "the callback", () => 1, aFunction<() => number>());
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function aFunction<F>(): Check<F> {
  return callable as Condition;
}

/**
 * An instance of a class, which errors call `name`.
 *
 * @example
 * ```ts
 * import { checkArgument, instanceOf } from "@gradiente/core/arguments";
 *
 * checkArgument("draw", "the date", new Date(0), instanceOf("a Date", Date));
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function instanceOf<T>(name: string, type: abstract new (...args: never) => T): Check<T> {
  return check(name, (value) => value instanceof type);
}

/**
 * Checks an argument of a function.
 *
 * @throws the error of the check, with the function, the argument, what it must be and what it is.
 * @example
 * ```ts
 * import { checkArgument, whole } from "@gradiente/core/arguments";
 *
 * let message = "";
 * try {
 *   checkArgument("crop", "the size", -1, whole(1));
 * } catch (error) {
 *   message = (error as Error).message;
 * }
 * message.startsWith("crop: the size must be"); // true
 * ```
 */
export function checkArgument(op: string, name: string, value: unknown, check: Condition): void {
  if (!check.accepts(value)) throw wrong(op, name, value, check);
}

export function wrong(op: string, name: string, value: unknown, { expected, error }: Condition): Error {
  for (const each of Array.isArray(value) ? value : [value]) PackageCopy.check(op, each);
  const Kind = error === RangeError && typeof value !== "number" ? TypeError : error;
  return new Kind(`${op}: ${name} must be ${expected}, not ${found(value)}`);
}
