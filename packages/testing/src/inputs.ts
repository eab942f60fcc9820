import type { Tensor } from "@gradiente/core";
import fc from "fast-check";

/** What properties draw a function's inputs from: one arbitrary for all of them together, or one for each. */
export type Inputs = fc.Arbitrary<readonly Tensor[]> | readonly fc.Arbitrary<Tensor>[];

export function together(inputs: Inputs): fc.Arbitrary<readonly Tensor[]> {
  return isList(inputs) ? (fc.tuple(...inputs) as fc.Arbitrary<readonly Tensor[]>) : inputs;
}

function isList(inputs: Inputs): inputs is readonly fc.Arbitrary<Tensor>[] {
  return Array.isArray(inputs);
}
