/** How many elements of a list, and how many characters of a text, a message shows. */
const SHOWN = 8;
const CHARACTERS = 40;

/**
 * A value in the words of an error message: `"mean"`, `[2, 0.5]`, `a function`, `an object (Map)`. It may be anything:
 * cyclic, an object without a prototype, a symbol.
 *
 * @example
 * ```ts
 * import { found } from "@gradiente/core/arguments";
 *
 * found(-1); // "-1"
 * found([1, "a"]); // "[1, \"a\"]"
 * ```
 */
export function found(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > CHARACTERS ? `${value.slice(0, CHARACTERS)}...` : value);
  }
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) {
    const shown = Array.from(value.slice(0, SHOWN), (element) =>
      Array.isArray(element) ? "[...]" : found(element),
    );
    return `[${shown.join(", ")}${value.length > SHOWN ? ", ..." : ""}]`;
  }
  const name = value.constructor?.name;
  if (typeof name === "string" && name !== "Object") return `an object (${name})`;
  const keys = Object.keys(value).slice(0, SHOWN).join(", ");
  return keys === "" ? "an object" : `an object with ${keys}`;
}
