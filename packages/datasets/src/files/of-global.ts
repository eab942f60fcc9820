/**
 * An instance of a class that the platform has as a global, such as `AbortSignal`. Where its type is not known, since a
 * program has neither the types of Node nor those of browsers, it is `Otherwise`: so these declarations can be read there.
 */
export type OfGlobal<Name extends string, Otherwise> = typeof globalThis extends {
  [K in Name]: { prototype: infer Instance };
}
  ? Instance
  : Otherwise;
