import { Gradients, type Tensor } from "@gradiente/core";
import type { AnyModule, LoadOptions, Module, StateDict } from "@gradiente/nn";

/** For what names Parameters: a module without any refuses every name. */
const ofParameters = (make: () => AnyModule) => ({
  several: make().parameters().size > 0 ? [(): [string] => ["*"]] : [],
});

/** The methods that every module has. */
export const methodsOf = (input: () => Tensor, make: () => AnyModule) => ({
  forward: (): [Tensor] => [input()],
  children: (): [] => [],
  modules: (): [] => [],
  parameters: ofParameters(make),
  buffers: (): [] => [],
  freeze: ofParameters(make),
  unfreeze: ofParameters(make),
  gradientsByPath: (): [Gradients] => [Gradients.from(new Map())],
  variables: (): [] => [],
  stateDict: (): [] => [],
  loadStateDict: (): [StateDict, Required<LoadOptions>] => [
    make().stateDict(),
    { strict: true, rename: (name) => name },
  ],
  train: (): [boolean] => [true],
  eval: (): [] => [],
  toJSON: (): [] => [],
  toString: (): [] => [],
});

/** The entry of a layer, but for its constructor. */
export function layer<Made extends Module>(make: () => Made, input: () => Tensor) {
  return { instance: make, methods: methodsOf(input, make) };
}
