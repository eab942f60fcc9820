import { isMap, isPlain } from "@gradiente/core/arguments";

/** How many levels modules, and the arrays, objects, Maps and Sets that hold them, may lie in each other. */
export const MOST_LEVELS = 500;

/**
 * The members in fields, and in arrays, plain objects, Maps and Sets there, by path: `layers.0`, `heads.left`. What holds
 * itself, such as an element that knows its parent, is not entered again.
 *
 * @param isMember is told every object with its path, and may refuse it.
 * @throws RangeError if they lie too deep.
 */
export function membersOf<Member>(
  owner: string,
  fields: Iterable<readonly [string, unknown]>,
  isMember: (path: string, value: object) => value is Member & object,
): [path: string, member: Member][] {
  const members: [string, Member][] = [];
  const holders: object[] = [];
  // What was searched in vain: the same object may be reached in very many ways.
  const barren = new Set<object>();

  const visit = (path: string, value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (isMember(path, value)) {
      members.push([path, value]);
      return;
    }
    if (holders.includes(value) || barren.has(value)) return;
    const entries = entriesOf(value);
    if (entries === undefined) return;
    checkLevels(owner, holders.length, path);
    const before = members.length;
    holders.push(value);
    for (const [key, item] of entries) {
      if (typeof item === "object") visit(`${path}.${String(key)}`, item);
    }
    holders.pop();
    if (members.length === before) barren.add(value);
  };
  for (const [name, value] of fields) visit(name, value);
  return members;
}

/** @throws RangeError for what lies too deep. */
export function checkLevels(owner: string, levels: number, path: string): void {
  if (levels < MOST_LEVELS) return;
  const shown = path.length > 60 ? `${path.slice(0, 60)}...` : path;
  throw new RangeError(
    `${owner}: fields are searched ${MOST_LEVELS} levels deep, and ${shown} lies deeper; put layers in one list`,
  );
}

/** What is in a container. Also in one of another realm: test runners have classes of their own. */
function entriesOf(value: object): Iterable<readonly [unknown, unknown]> | undefined {
  if (isMap(value)) return value;
  if (Array.isArray(value)) return value.entries();
  if (Object.prototype.toString.call(value) === "[object Set]") return [...(value as Set<unknown>)].entries();
  return isPlain(value) ? Object.entries(value) : undefined;
}
