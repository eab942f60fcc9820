import type { Tensor } from "@gradiente/core";
import type { AnyModule, Module, StateDict } from "@gradiente/nn";

/** The methods that every module has. */
export const methodsOf = (input: () => Tensor, make: () => AnyModule) => ({
  forward: (): [Tensor] => [input()],
  children: (): [] => [],
  modules: (): [] => [],
  parameters: (): [] => [],
  variables: (): [] => [],
  stateDict: (): [] => [],
  loadStateDict: (): [StateDict, { strict: boolean }] => [make().stateDict(), { strict: true }],
  train: (): [boolean] => [true],
  eval: (): [] => [],
  toJSON: (): [] => [],
  toString: (): [] => [],
});

/** The entry of a layer, but for its constructor. */
export function layer<Made extends Module>(make: () => Made, input: () => Tensor) {
  return { instance: make, methods: methodsOf(input, make) };
}
