import { type Fail, shortened } from "../format-error.ts";
import { CONVERTED, LOGICAL, type SchemaElement } from "./metadata.ts";

/** One column of values, perhaps within groups of others, or in lists. */
export interface Leaf {
  /** Its name, with those of its groups in front: `place.street`. */
  readonly name: string;
  readonly element: SchemaElement;
  /** How many of it, its groups and its lists may be missing. A value is there at this level; below, it is missing. */
  readonly level: number;
  /** For each list that it is in, the outermost first: the level from which on the list has an element. */
  readonly lists: readonly number[];
}

/** How deep groups and lists may be nested. */
export const DEEPEST = 64;

const REPEATED = 2;

/** What a part of the schema is named by: itself, or not at all, since it only says that its parent is a list or a map. */
type Naming = "itself" | "list" | "element" | "map";

/** The columns, in the order of their chunks. @throws what `fail` makes, if the schema is no tree. */
export function leavesOf(schema: readonly SchemaElement[], fail: Fail): Leaf[] {
  const leaves: Leaf[] = [];
  let next = 0;
  const visit = (path: readonly string[], level: number, lists: readonly number[], naming: Naming): void => {
    const element = schema[next++];
    if (element === undefined || path.length > DEEPEST || lists.length > DEEPEST)
      throw fail("its columns are no tree; the file is damaged");
    const isRoot = next === 1;
    const names = isRoot || naming !== "itself" ? path : [...path, element.name];
    const below = level + (isRoot || element.repetition === 0 ? 0 : 1);
    const within = !isRoot && element.repetition === REPEATED ? [...lists, below] : lists;
    if (!isRoot && !(element.repetition >= 0 && element.repetition <= REPEATED)) {
      throw fail(`'${shortened(element.name)}' repeats in an unknown way; the file is damaged`);
    }
    if (element.children > schema.length)
      throw fail("a group has more columns than there are; the file is damaged");
    if (element.children === 0 && !isRoot) {
      leaves.push({ name: names.join("."), element, level: below, lists: within });
    }
    const nextNaming = namingBelow(element, naming, names.at(-1), schema[next]);
    for (let n = 0; n < element.children; n++) visit(names, below, within, nextNaming);
  };
  visit([], 0, [], "itself");
  if (next !== schema.length) throw fail("its columns are no tree; the file is damaged");
  return leaves;
}

/** By the rules of the format for lists and maps, with those for the writers of old files. */
function namingBelow(
  element: SchemaElement,
  naming: Naming,
  name: string | undefined,
  first: SchemaElement | undefined,
): Naming {
  if (element.children !== 1 || first === undefined) return "itself";
  const isRepeated = first.repetition === REPEATED;
  if (isRepeated && (element.logical?.kind === LOGICAL.list || element.converted === CONVERTED.list))
    return "list";
  if (naming === "list") {
    const isStructure = isRepeated || element.name === "array" || element.name === `${name}_tuple`;
    return isStructure ? "itself" : "element";
  }
  if (!isRepeated) return "itself";
  const { map, mapKeyValue } = CONVERTED;
  const isMap =
    element.logical?.kind === LOGICAL.map || element.converted === map || element.converted === mapKeyValue;
  return isMap ? "map" : "itself";
}
