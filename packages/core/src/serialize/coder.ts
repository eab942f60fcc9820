/**
 * Every engine has these, although they are not part of the language. They are declared here so that core needs no
 * types of a platform.
 */
interface Coders {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    encoding: string,
    options: { fatal: boolean },
  ) => { decode(bytes: Uint8Array): string };
}

/** Asked for at each call: a test's setup may put it there. */
export function coder<Name extends keyof Coders>(name: Name): Coders[Name] {
  const found = (globalThis as Partial<Coders>)[name];
  if (found !== undefined) return found as Coders[Name];
  throw new Error(
    `safetensors: this environment has no ${name}, like jsdom in jest; take it from Node in a setup file: ` +
      `Object.assign(globalThis, { ${name}: require("node:util").${name} })`,
  );
}
