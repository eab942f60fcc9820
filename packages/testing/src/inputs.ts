import type { Tensor } from "@gradiente/core";
import fc from "fast-check";

/** The arbitraries of the inputs of a function: one for all inputs together, or a list with one per input. */
export type Inputs = fc.Arbitrary<readonly Tensor[]> | readonly fc.Arbitrary<Tensor>[];

export function together(inputs: Inputs): fc.Arbitrary<readonly Tensor[]> {
  return isList(inputs) ? (fc.tuple(...inputs) as fc.Arbitrary<readonly Tensor[]>) : inputs;
}

function isList(inputs: Inputs): inputs is readonly fc.Arbitrary<Tensor>[] {
  return Array.isArray(inputs);
}
