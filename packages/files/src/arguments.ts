/* What functions are called with. This package stands on nothing, so these checks are its own. */

/** @throws TypeError unless this is the path of a file or a folder: a text that the system takes. */
export function checkPath(owner: string, what: string, path: unknown): void {
  if (typeof path === "string" && path !== "" && !path.includes("\0")) return;
  throw new TypeError(`${owner}: ${what} must be a path, a text that is not empty, not ${described(path)}`);
}

/** @throws TypeError unless these are options, and all of them are known. */
export function checkOptions(owner: string, options: unknown, known: readonly string[]): void {
  const isRecord =
    typeof options === "object" &&
    options !== null &&
    !Array.isArray(options) &&
    Object.prototype.toString.call(options) === "[object Object]";
  if (!isRecord) {
    throw new TypeError(`${owner}: options are an object, { ${known[0]}: ... }, not ${described(options)}`);
  }
  for (const name in options) {
    if (known.includes(name)) continue;
    throw new TypeError(`${owner}: there is no option "${name}"; options are ${known.join(", ")}`);
  }
}

/** A value in the words of a message, whatever it is. */
export function described(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (typeof value !== "object" || value === null) return String(value);
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "Object" ? `an object (${name})` : "an object";
}
