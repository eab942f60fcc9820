import { check, checkArgument, isMap, isPlain } from "@gradiente/core/arguments";
import { isListOf, isObject } from "../checks.ts";
import { quote } from "./quote.ts";

/**
 * Things by name, in order: a list of pairs, or a Map. A plain object does too, as long as no name is a whole number:
 * JavaScript puts such names first, whatever order they were written in.
 */
export type Named<T> =
  | readonly (readonly [name: string, value: T])[]
  | ReadonlyMap<string, T>
  | Readonly<Record<string, T>>;

/** Entries in order. `isOrdered` is false for those of a plain object that may have moved some of its names. */
export interface NamedEntries<T> {
  readonly entries: readonly (readonly [string, T])[];
  readonly isOrdered: boolean;
}

const isPair = (value: unknown) => Array.isArray(value) && value.length === 2 && typeof value[0] === "string";

const byName = check<never>("a list of pairs of a name and a value, a Map or an object", (value) => {
  if (Array.isArray(value)) return isListOf(value, isPair);
  if (isMap(value)) return [...value.keys()].every((name) => typeof name === "string");
  return isObject(value) && isPlain(value);
});

/** @throws RangeError if a list has a name twice. */
export function namedEntries<T>(owner: string, named: Named<T>): NamedEntries<T> {
  checkArgument(owner, "the columns", named, byName);
  if (Array.isArray(named)) {
    checkDistinct(
      owner,
      named.map(([name]) => name),
    );
    return { entries: named, isOrdered: true };
  }
  if (isMap(named)) return { entries: [...named] as [string, T][], isOrdered: true };
  const entries = Object.entries(named as Record<string, T>);
  return { entries, isOrdered: entries.length < 2 || !entries.some(([name]) => isMoved(name)) };
}

/** @throws RangeError if a name occurs twice. */
export function checkDistinct(owner: string, names: readonly string[]): void {
  const met = new Set<string>();
  for (const name of names) {
    if (met.has(name)) throw new RangeError(`${owner}: the column ${quote(name)} is there twice`);
    met.add(name);
  }
}

/** Whether a plain object puts a name before others: it does so with indices of arrays. */
export function isMoved(name: string): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(name) && Number(name) < 2 ** 32 - 1;
}
