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

/** @throws RangeError if a list has a name twice. */
export function namedEntries<T>(owner: string, named: Named<T>): NamedEntries<T> {
  if (named instanceof Map) return { entries: [...named], isOrdered: true };
  if (Array.isArray(named)) {
    checkDistinct(
      owner,
      named.map(([name]) => name),
    );
    return { entries: named, isOrdered: true };
  }
  const entries = Object.entries(named as Record<string, T>);
  return { entries, isOrdered: entries.length < 2 || !entries.some(([name]) => isMoved(name)) };
}

/** @throws RangeError if a name occurs twice. */
export function checkDistinct(owner: string, names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new RangeError(`${owner}: the column ${quote(twice)} is there twice`);
}

/** Whether a plain object puts a name before others: it does so with indices of arrays. */
export function isMoved(name: string): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(name) && Number(name) < 2 ** 32 - 1;
}
