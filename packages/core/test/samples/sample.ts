import type { NestedArray, Tensor } from "@gradiente/core";

/** What an op gives, as plain values: nested arrays for a tensor, a list or a record of them for several tensors. */
export type Expected = NestedArray | { readonly [output: string]: NestedArray };

export interface Sample<Arguments extends readonly unknown[] = readonly unknown[]> {
  /** What the op is called with. Floating tensors in here are differentiated by. */
  readonly args: Arguments;
  /** What it gives, worked out in plain JavaScript or by hand. */
  readonly expected: Expected;
  /** The highest order of derivative to check: 3, unless the row lies at a kink or the op has no gradient. */
  readonly order?: 0 | 1 | 2 | 3;
}

/** Rows for every op of a module; what it exports that is no op needs none. */
export type SamplesOf<Module> = {
  readonly [Name in keyof Module as Module[Name] extends (...args: never) => unknown
    ? Name
    : never]: readonly Sample<
    Module[Name] extends (...args: infer Arguments) => unknown ? Readonly<Arguments> : never
  >[];
};

/** What an op may give: one tensor, or several in a list or a record. */
export type Results = Tensor | readonly Tensor[] | { readonly [output: string]: Tensor };
