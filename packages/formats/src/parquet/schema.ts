import { type Fail, shortened } from "../format-error.ts";
import type { SchemaElement } from "./metadata.ts";

/** One column of values, perhaps within groups of others. */
export interface Leaf {
  /** Its name, with those of its groups in front: `place.street`. */
  readonly name: string;
  readonly element: SchemaElement;
  /** How many of it and its groups may be missing. A value is there at this level; below, it is missing. */
  readonly level: number;
  /** Whether a row may have several values. */
  readonly isRepeated: boolean;
}

/** How deep groups may be nested. */
const DEEPEST = 64;

const REPEATED = 2;

/** The columns, in the order of their chunks. @throws what `fail` makes, if the schema is no tree. */
export function leavesOf(schema: readonly SchemaElement[], fail: Fail): Leaf[] {
  const leaves: Leaf[] = [];
  let next = 0;
  const visit = (path: readonly string[], level: number, isRepeated: boolean): void => {
    const element = schema[next++];
    if (element === undefined || path.length > DEEPEST)
      throw fail("its columns are no tree; the file is damaged");
    const isRoot = next === 1;
    const names = isRoot ? [] : [...path, element.name];
    const below = level + (isRoot || element.repetition === 0 ? 0 : 1);
    const repeats = isRepeated || element.repetition === REPEATED;
    if (!isRoot && !(element.repetition >= 0 && element.repetition <= REPEATED)) {
      throw fail(`'${shortened(element.name)}' repeats in an unknown way; the file is damaged`);
    }
    if (element.children > schema.length)
      throw fail("a group has more columns than there are; the file is damaged");
    if (element.children === 0 && !isRoot) {
      leaves.push({ name: names.join("."), element, level: below, isRepeated: repeats });
    }
    for (let n = 0; n < element.children; n++) visit(names, below, repeats);
  };
  visit([], 0, false);
  if (next !== schema.length) throw fail("its columns are no tree; the file is damaged");
  return leaves;
}
