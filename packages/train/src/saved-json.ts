import { SavedDataError, type SavedPlace } from "@gradiente/datasets";

/** Deeper data would use up the stack of whoever walks through them, `JSON.stringify` for instance. */
const DEEPEST = 1000;

/**
 * Reads JSON of a file.
 *
 * @throws SavedDataError if it is not valid, nests too deep, or has a key twice in an object: `JSON.parse` would keep the
 * last one silently.
 */
export function parseSavedJson(text: string, place: SavedPlace): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SavedDataError(place, `must be JSON (${(cause as Error).message.slice(0, 100)})`, [], {
      cause,
    });
  }
  const problem = problemOf(text);
  if (problem !== undefined) throw new SavedDataError(place, problem);
  return value;
}

/** What `JSON.parse` does not say about text that is valid JSON. */
function problemOf(text: string): string | undefined {
  /** The keys of each object around; null for a list. */
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{") open.push(new Set());
    else if (character === "[") open.push(null);
    else if (character === "}" || character === "]") open.pop();
    if (open.length > DEEPEST) return `nests deeper than ${DEEPEST}`;
    if (character !== '"') continue;
    const start = at;
    at = endOfString(text, at);
    const keys = open.at(-1);
    if (!keys || !isBeforeColon(text, at)) continue;
    const key = JSON.parse(text.slice(start, at + 1)) as string;
    if (keys.has(key)) return `has the key ${JSON.stringify(key.slice(0, 40))} twice`;
    keys.add(key);
  }
  return undefined;
}

/** Where the quote is that ends a string. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

function isBeforeColon(text: string, quote: number): boolean {
  let at = quote + 1;
  while (" \t\n\r".includes(text[at])) at++;
  return text[at] === ":";
}
