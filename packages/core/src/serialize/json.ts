/** What a text in JSON holds. Objects are Maps, which keep every key, and keep them in the order of the text. */
export type ParsedJson =
  | null
  | boolean
  | number
  | string
  | readonly ParsedJson[]
  | ReadonlyMap<string, ParsedJson>;

/**
 * Thrown for a text that {@link parseJson} cannot read: what is wrong, and where.
 *
 * @example
 * ```ts
 * import { JsonError, parseJson } from "@gradiente/core/arguments";
 *
 * let found: unknown;
 * try {
 *   parseJson("{");
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof JsonError; // true
 * ```
 */
export class JsonError extends Error {}

/** What headers need is 3 deep. A text that nests deeper than this would only use up the stack. */
const DEEPEST = 32;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: readonly [string, ParsedJson][] = [["null", null], ["true", true], ["false", false]]; // biome-ignore format: a list

/**
 * Reads JSON. Unlike `JSON.parse`, it keeps the order of all keys, and refuses a key that is there twice.
 *
 * @param deepest how deep lists and objects may nest.
 * @throws JsonError if the text is not valid JSON, nests too deep, or has a key twice in an object.
 * @example
 * ```ts
 * import { parseJson } from "@gradiente/core/arguments";
 *
 * const parsed = parseJson('{ "size": 3 }') as ReadonlyMap<string, unknown>; // an object is a Map
 * parsed.get("size"); // 3
 * ```
 */
export function parseJson(text: string, deepest = DEEPEST): ParsedJson {
  let at = 0;

  const fail = (problem: string): never => {
    throw new JsonError(`${problem}, at character ${at}`);
  };
  const skip = () => {
    while (at < text.length && " \t\n\r".includes(text[at])) at++;
  };
  /** Whether a character comes next, which is then behind. */
  const take = (character: string) => {
    skip();
    const found = text[at] === character;
    if (found) at++;
    return found;
  };
  const string = (): string => {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    try {
      const value = JSON.parse(text.slice(at, end + 1)) as string;
      at = end + 1;
      return value;
    } catch {
      return fail("a string is not valid");
    }
  };
  /** The parts of a list or an object, up to its end. */
  const parts = (end: string, part: () => void) => {
    at++;
    if (take(end)) return;
    do part();
    while (take(","));
    if (!take(end)) fail(`"," or "${end}" is missing`);
  };
  const value = (depth: number): ParsedJson => {
    if (depth > deepest) fail(`it nests deeper than ${deepest}`);
    skip();
    const first = text[at];
    if (first === '"') return string();
    if (first === "[") {
      const list: ParsedJson[] = [];
      parts("]", () => list.push(value(depth + 1)));
      return list;
    }
    if (first === "{") {
      const entries = new Map<string, ParsedJson>();
      parts("}", () => {
        skip();
        if (text[at] !== '"') fail("a key is missing");
        const key = string();
        if (entries.has(key)) fail(`the key ${shown(key)} is there twice`);
        if (!take(":")) fail('":" is missing');
        entries.set(key, value(depth + 1));
      });
      return entries;
    }
    for (const [word, meaning] of WORDS) {
      if (!text.startsWith(word, at)) continue;
      at += word.length;
      return meaning;
    }
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(text)?.[0];
    if (number === undefined) return fail("a value is missing");
    at += number.length;
    return Number(number);
  };

  const result = value(0);
  skip();
  if (at < text.length) fail("there is text after the value");
  return result;
}

/** Describes any value in a few words, for messages. */
export function shown(value: ParsedJson | undefined): string {
  if (value instanceof Map) return "an object";
  if (Array.isArray(value) && value.some((part) => typeof part === "object")) return "a list of other things";
  return shortened(String(JSON.stringify(value)));
}

/** A text for messages. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
