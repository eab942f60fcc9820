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
 */
/* @__NO_SIDE_EFFECTS__ */
export function check<T>(
  expected: string,
  accepts: (value: unknown) => boolean,
  error: Condition["error"] = TypeError,
): Check<T> {
  return { expected, accepts, error };
}

/** A number with a further condition. */
/* @__NO_SIDE_EFFECTS__ */
export function numeric(expected: string, accepts: (value: number) => boolean): Check<number> {
  return check(expected, (value) => typeof value === "number" && accepts(value), RangeError);
}

/** A closed set of strings: an error lists them. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const Values extends readonly string[]>(...values: Values): Check<Values[number]> {
  const names = values.map((value) => JSON.stringify(value));
  return check(`${names.slice(0, -1).join(", ")} or ${names[names.length - 1]}`, (value) =>
    (values as readonly unknown[]).includes(value),
  );
}

/** True or false. */
export const aBoolean: Check<boolean> = /* @__PURE__ */ check(
  "true or false",
  (value) => typeof value === "boolean",
);

/** Whether a value is a Map, also of another realm: test runners have classes of their own. */
export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  return Object.prototype.toString.call(value) === "[object Map]";
}

/** A Map from text to what is accepted. */
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

/** For what is checked element by element later. */
/* @__NO_SIDE_EFFECTS__ */
export function listOf(what: string): Condition {
  return check<never>(`a list of ${what}`, Array.isArray);
}

/** Any number: NaN and infinities too. */
export const aNumber = /* @__PURE__ */ numeric("a number", () => true);

/** A whole number that a number holds exactly. */
export const anInteger = /* @__PURE__ */ numeric("a whole number", Number.isSafeInteger);

/** A finite number. */
export const aFinite = /* @__PURE__ */ numeric("a finite number", Number.isFinite);

/** A whole number from `least` to `most`. Default for `most`: 2^53 - 1. */
/* @__NO_SIDE_EFFECTS__ */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Check<number> {
  const upTo = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `from ${least} to ${most}`;
  return numeric(
    `a whole number ${upTo}`,
    (value) => Number.isSafeInteger(value) && value >= least && value <= most,
  );
}

const callable = /* @__PURE__ */ check<never>("a function", (value) => typeof value === "function");

/** A function, whatever it takes and gives. */
/* @__NO_SIDE_EFFECTS__ */
export function aFunction<F>(): Check<F> {
  return callable as Condition;
}

/** An instance of a class, which errors call `name`. */
/* @__NO_SIDE_EFFECTS__ */
export function instanceOf<T>(name: string, type: abstract new (...args: never) => T): Check<T> {
  return check(name, (value) => value instanceof type);
}

/**
 * Checks an argument of a function.
 *
 * @throws the error of the check, with the function, the argument, what it must be and what it is.
 */
export function checkArgument(op: string, name: string, value: unknown, check: Condition): void {
  if (!check.accepts(value)) throw wrong(op, name, value, check);
}

export function wrong(op: string, name: string, value: unknown, { expected, error }: Condition): Error {
  for (const each of Array.isArray(value) ? value : [value]) PackageCopy.check(op, each);
  const Kind = error === RangeError && typeof value !== "number" ? TypeError : error;
  return new Kind(`${op}: ${name} must be ${expected}, not ${found(value)}`);
}
