import { decodeSafetensors, encodeSafetensors, type Tensor } from "@gradiente/core";
import fc from "fast-check";
import { checkProperty } from "./checks.ts";
import { type Inputs, together } from "./inputs.ts";

/** The part of a module that is needed to save and load it. Modules of `@gradiente/nn` fit. */
export interface Saveable {
  /** Computes the output from the inputs. */
  forward(...inputs: Tensor[]): Tensor;
  /** The tensors of the module by path. */
  stateDict(): ReadonlyMap<string, Tensor>;
  /** Takes the tensors of another module of this kind. */
  loadStateDict(state: ReadonlyMap<string, Tensor>): void;
}

/**
 * A property for fast-check: if the state of a module is written to a safetensors file and loaded into another module of
 * the same kind, the two compute the same bits. It fails for a module with values in plain fields, or with two Variables
 * under one name.
 *
 * @param make makes a module. Each call should initialise a new one at random.
 * @param inputs one arbitrary for all inputs together, or a list with one arbitrary per input.
 * @example
 * ```ts
 * import { Dense } from "@gradiente/nn";
 * import { savingKeepsModule, tensors } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * fc.assert(savingKeepsModule(() => new Dense(3, 2), [tensors({ shape: [4, 3], dtype: "float32" })]));
 * ```
 */
export function savingKeepsModule(make: () => Saveable, inputs: Inputs): fc.IProperty<[readonly Tensor[]]> {
  checkProperty("savingKeepsModule", make, inputs);
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
