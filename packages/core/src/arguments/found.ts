/** How many elements of a list, and how many characters of a text, a message shows. */
const SHOWN = 8;
const CHARACTERS = 40;

/**
 * A value in the words of an error message: `"mean"`, `[2, 0.5]`, `an array`, `a function`. It may be anything: cyclic, an
 * object without a prototype, a symbol.
 */
export function found(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > CHARACTERS ? `${value.slice(0, CHARACTERS)}...` : value);
  }
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (!Array.isArray(value)) {
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    const name = kind === "Object" ? value.constructor?.name : kind;
    return typeof name === "string" && name !== "Object" && name !== "" ? `an object (${name})` : "an object";
  }
  const isFlat = value.slice(0, SHOWN).every((element) => typeof element !== "object" || element === null);
  if (!isFlat) return "an array of arrays or objects";
  const shown = Array.from({ length: Math.min(SHOWN, value.length) }, (_, i) => found(value[i]));
  return `[${shown.join(", ")}${value.length > SHOWN ? ", ..." : ""}]`;
}
