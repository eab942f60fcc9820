import { type Fail, shortened } from "../format-error.ts";
import { describe } from "./globals.ts";
import { Dictionary, Global, Items, type StoredTensor, type Value } from "./values.ts";

/** A number, a text or nothing, which stands beside tensors in a file. */
export type PlainValue = null | boolean | number | bigint | string;

/** What a file holds, by the path to it. */
export interface Flat {
  readonly tensors: Map<string, StoredTensor>;
  readonly values: Map<string, PlainValue>;
}

/** Deeper than any checkpoint; a list that holds itself has no end. */
const DEEPEST = 100;

/** What a file holds that is a single tensor, or a single value. */
const [ALONE, VALUE] = ["tensor", "value"];

/**
 * Tensors and plain values by their paths: keys of dictionaries and places in lists, with points between.
 *
 * @param most the most values that may be visited. A pickle can refer to the same list again and again, in lists of lists,
 * and so seem to hold very many.
 * @throws what `fail` makes, for two values with one path, and for what is neither data nor a tensor.
 */
export function flatten(root: Value, most: number, fail: Fail): Flat {
  const tensors = new Map<string, StoredTensor>();
  const values = new Map<string, PlainValue>();
  let left = most;
  const put = <T>(into: Map<string, T>, path: string, value: T) => {
    if (tensors.has(path) || values.has(path))
      throw fail(`two values in it have the path '${shortened(path)}'`);
    into.set(path, value);
  };
  const visit = (value: Value, path: string, depth: number): void => {
    if (--left < 0) throw fail("its lists refer to each other, and would hold far more than the file does");
    if (depth > DEEPEST) throw fail(`it nests deeper than ${DEEPEST}, at '${shortened(path)}'`);
    const inner = (key: unknown) => (depth === 0 ? String(key) : `${path}.${String(key)}`);
    if (value instanceof Dictionary) {
      for (const [key, entry] of value.entries) visit(entry, inner(key), depth + 1);
    } else if (value instanceof Items) {
      for (const [place, entry] of value.values.entries()) visit(entry, inner(place), depth + 1);
    } else if (typeof value !== "object" || value === null) {
      put(values, depth === 0 ? VALUE : path, value);
    } else if (value instanceof Global || value instanceof Uint8Array || value.kind === "storage") {
      const what = depth === 0 ? "what it holds" : `'${shortened(path)}'`;
      throw fail(`${what} is ${describe(value)}, and neither a tensor nor plain data`);
    } else if (value.kind === "dtype") {
      put(values, depth === 0 ? VALUE : path, value.elements);
    } else {
      put(tensors, depth === 0 ? ALONE : path, value);
    }
  };
  visit(root, "", 0);
  return { tensors, values };
}
