import { decodeSafetensors, encodeSafetensors, type Tensor } from "@gradiente/core";
import fc from "fast-check";
import { type Inputs, together } from "./inputs.ts";

/** What is needed of a module to save and load it: Modules of `@gradiente/nn` have it. */
export interface Saveable {
  forward(...inputs: Tensor[]): Tensor;
  stateDict(): ReadonlyMap<string, Tensor>;
  loadStateDict(state: ReadonlyMap<string, Tensor>): void;
}

/**
 * A property for fast-check: a module's state, written to a safetensors file and loaded into another module of its
 * kind, makes that one give the same values to the bit. A module that keeps something in plain fields, or two
 * Variables under one name, does not.
 *
 * @param make makes a module; each call should initialise another one at random.
 * @example fc.assert(savingKeepsModule(() => new Net().eval(), [tensors({ shape: [4, 3], dtype: "float32" })]));
 */
export function savingKeepsModule(make: () => Saveable, inputs: Inputs): fc.IProperty<[readonly Tensor[]]> {
  return fc.property(together(inputs), (given) => {
    const original = make();
    const state = original.stateDict();
    const loaded = make();
    loaded.loadStateDict(decodeSafetensors(encodeSafetensors(state)).tensors);
    const [expected, found] = [original, loaded].map((module) => module.forward(...given).toTypedArray());
    const differing = expected.findIndex((value, i) => !Object.is(value, found[i]));
    if (differing !== -1 || expected.length !== found.length) {
      throw new Error(
        `${original.constructor.name}: saved and loaded, it gives ${found[differing]} instead of ` +
          `${expected[differing]} at element ${differing}; its state has ${[...state.keys()].join(", ") || "nothing"}`,
      );
    }
  });
}
