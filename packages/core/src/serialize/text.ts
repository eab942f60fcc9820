/* UTF-8, as files have it. */

/**
 * Every engine has these, although they are not part of the language. They are declared here so that core needs no
 * types of a platform.
 */
interface Coders {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    encoding: string,
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
}

/** Asked for at each call: a test's setup may put it there. */
function coder<Name extends keyof Coders>(op: string, name: Name): Coders[Name] {
  const found = (globalThis as Partial<Coders>)[name];
  if (found !== undefined) return found as Coders[Name];
  throw new Error(
    `${op}: this environment has no ${name}, like jsdom in jest; take it from Node in a setup file: ` +
      `Object.assign(globalThis, { ${name}: require("node:util").${name} })`,
  );
}

/**
 * The bytes of a text.
 *
 * @example
 * ```ts
 * import { encodeText } from "@gradiente/core/elements";
 *
 * encodeText("write", "Hi"); // [72, 105]
 * ```
 */
export function encodeText(op: string, text: string): Uint8Array {
  return new (coder(op, "TextEncoder"))().encode(text);
}

/**
 * The text of these bytes; undefined if they are not UTF-8. A byte order mark stays.
 *
 * @example
 * ```ts
 * import { decodeText } from "@gradiente/core/elements";
 *
 * decodeText("read", new Uint8Array([72, 105])); // "Hi"
 * decodeText("read", new Uint8Array([0xff])) === undefined; // true
 * ```
 */
export function decodeText(op: string, bytes: Uint8Array): string | undefined {
  const TextDecoder = coder(op, "TextDecoder");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
