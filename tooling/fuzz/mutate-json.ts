import type { Random } from "./random.ts";

/** A value of JSON as it is written: an object may have a key twice, a number may be one that no double holds. */
export type Written =
  | { readonly kind: "raw"; text: string }
  | { readonly kind: "list"; parts: Written[] }
  | { readonly kind: "object"; entries: [key: string, value: Written][] };

export function toWritten(value: unknown): Written {
  if (Array.isArray(value)) return { kind: "list", parts: value.map(toWritten) };
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, part]): [string, Written] => [key, toWritten(part)]);
    return { kind: "object", entries };
  }
  return { kind: "raw", text: JSON.stringify(value) };
}

export function textOf(value: Written): string {
  if (value.kind === "raw") return value.text;
  if (value.kind === "list") return `[${value.parts.map(textOf).join(",")}]`;
  return `{${value.entries.map(([key, part]) => `${JSON.stringify(key)}:${textOf(part)}`).join(",")}}`;
}

const NUMBERS = ["0", "-0", "-1", "0.5", "1e999", "-1e999", "1e-400", "9007199254740993", "18446744073709551615", "2147483648", "-2147483649", "7e9", "4294967295"]; // biome-ignore format: a list
const TEXTS = ["", "x", "NaN", "Infinity", "__proto__", "constructor", "toString", "7", "%", "%zz", "%E0%A4%A", "%41", "callbacks/", "a/b", "\0", "F32", "F16", "BF16", "I8", "U16", "I64", "U64", "int32", "passthrough", "x".repeat(5000)]; // biome-ignore format: a list
const OTHERS = ["null", "true", "false", "[]", "{}", "[[]]", '{"toString":1}', '{"length":3}', '{"__proto__":{}}', '"\\ud800"']; // biome-ignore format: a list

function anything(random: Random): Written {
  const text = random.pick([NUMBERS, TEXTS.map((value) => JSON.stringify(value)), OTHERS]);
  return { kind: "raw", text: random.pick(text) };
}

/** A way to change a list or an object; false if it cannot. */
type Change = (parent: Exclude<Written, { kind: "raw" }>, at: number, random: Random) => boolean;

const valueAt = (parent: Exclude<Written, { kind: "raw" }>, at: number): Written =>
  parent.kind === "list" ? parent.parts[at] : parent.entries[at][1];

function put(parent: Exclude<Written, { kind: "raw" }>, at: number, value: Written): boolean {
  if (parent.kind === "list") parent.parts[at] = value;
  else parent.entries[at] = [parent.entries[at][0], value];
  return true;
}

/** A copy, so that a later change meets one of the two. */
const copied = (value: Written): Written => structuredClone(value);

const changes: readonly Change[] = [
  function remove(parent, at) {
    (parent.kind === "list" ? parent.parts : parent.entries).splice(at, 1);
    return true;
  },
  function replace(parent, at, random) {
    return put(parent, at, anything(random));
  },
  function repeat(parent, at, random) {
    const value = random.chance(0.5) ? copied(valueAt(parent, at)) : anything(random);
    const to = random.below(at + 2);
    if (parent.kind === "list") parent.parts.splice(to, 0, value);
    else parent.entries.splice(to, 0, [parent.entries[at][0], value]);
    return true;
  },
  function rename(parent, at, random) {
    if (parent.kind === "list") return false;
    const [key, value] = parent.entries[at];
    const another = random.pick(parent.entries)[0];
    const edited = random.pick([`${key}%`, `%41${key}`, key.slice(1), key.replace("/", ""), `${key}/x`]);
    parent.entries[at] = [random.pick([another, edited, random.pick(TEXTS)]), value];
    return true;
  },
  function nest(parent, at, random) {
    const depth = random.pick([1, 1, 2, 40, 5000]);
    const [open, close] = random.chance(0.5) ? ["[", "]"] : ['{"a":', "}"];
    const inner = textOf(valueAt(parent, at));
    return put(parent, at, { kind: "raw", text: open.repeat(depth) + inner + close.repeat(depth) });
  },
  function swap(parent, at, random) {
    const list = parent.kind === "list" ? parent.parts : parent.entries;
    const other = random.below(list.length);
    const [a, b] = [valueAt(parent, at), valueAt(parent, other)];
    return put(parent, at, b) && put(parent, other, a);
  },
  function recount(parent, at, random) {
    const value = valueAt(parent, at);
    const number = value.kind === "raw" ? Number(value.text) : Number.NaN;
    if (!Number.isFinite(number)) return false;
    const other = random.pick([number + 1, number - 1, -number, number * 2, number + 0.5]);
    const text = JSON.stringify(other);
    return put(parent, at, { kind: "raw", text });
  },
  function retype(parent, at) {
    const value = valueAt(parent, at);
    if (value.kind === "raw") return put(parent, at, { kind: "raw", text: JSON.stringify(value.text) });
    if (value.kind === "object") {
      return put(parent, at, { kind: "list", parts: value.entries.map(([, part]) => part) });
    }
    return put(parent, at, { kind: "object", entries: value.parts.map((part, i) => [String(i), part]) });
  },
  function lengthen(parent, at, random) {
    const value = valueAt(parent, at);
    if (value.kind !== "list") return false;
    value.parts.push(value.parts.length > 0 ? copied(random.pick(value.parts)) : anything(random));
    return true;
  },
];

/** All lists and objects that have parts, at any depth. */
function parents(value: Written): Exclude<Written, { kind: "raw" }>[] {
  if (value.kind === "raw") return [];
  const inner = value.kind === "list" ? value.parts : value.entries.map(([, part]) => part);
  return [...(inner.length > 0 ? [value] : []), ...inner.flatMap(parents)];
}

/** JSON with one change of its structure, or a few. */
export function mutateJson(value: Written, random: Random): Written {
  if (random.chance(0.01)) return anything(random);
  const changed = copied(value);
  let left = 1;
  while (random.chance(0.3)) left++;
  while (left > 0) {
    const all = parents(changed);
    if (all.length === 0) return anything(random);
    const parent = random.pick(all);
    const length = parent.kind === "list" ? parent.parts.length : parent.entries.length;
    if (random.pick(changes)(parent, random.below(length), random)) left--;
  }
  return changed;
}
