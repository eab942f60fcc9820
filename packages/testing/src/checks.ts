import { aFunction, check, checkArgument, declareOptions, numeric, whole } from "@gradiente/core/arguments";
import type fc from "fast-check";
import type { Inputs } from "./inputs.ts";
import type { ShapeOptions } from "./shapes.ts";

/* What arguments and options of this package must be. */

const isArbitrary = (value: unknown) =>
  typeof (value as Partial<fc.Arbitrary<unknown>> | null | undefined)?.generate === "function";

const someInputs = check<Inputs>(
  "an arbitrary of lists of tensors, or a list of arbitraries of tensors such as [tensors()]",
  (value) => isArbitrary(value) || (Array.isArray(value) && Array.from(value).every(isArbitrary)),
);

/** What properties of functions are called with. */
export function checkProperty(owner: string, f: unknown, inputs: Inputs): void {
  checkArgument(owner, "the function", f, aFunction());
  checkArgument(owner, "the inputs", inputs, someInputs);
}

/** A count of axes, or a size: more would not fit into memory. */
const aCount = whole(0, 64);

export const SHAPES = declareOptions<ShapeOptions>({
  minimumAxes: aCount,
  maximumAxes: aCount,
  minimumSize: aCount,
  maximumSize: aCount,
});

/** A shape of tensors that fit into memory. */
export const aShape = check<readonly number[]>(
  "a list of whole numbers >= 0, whose product is at most a million",
  (value) =>
    Array.isArray(value) &&
    Array.from(value).every((size) => Number.isSafeInteger(size) && size >= 0) &&
    value.reduce((product: number, size: number) => product * size, 1) <= 1_000_000,
);

export const aFiniteNumber = numeric("a number from -1e300 to 1e300", (value) => Math.abs(value) <= 1e300);

/** @throws RangeError unless the bounds are in ascending order. */
export function checkOrder(owner: string, names: readonly [string, string], low: number, high: number): void {
  if (low <= high) return;
  throw new RangeError(`${owner}: expected ${names[0]} <= ${names[1]}, got ${low} and ${high}`);
}
