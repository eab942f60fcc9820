import { interceptForward, Tensor } from "@gradiente/core";
import { checkArgument, instanceOf } from "@gradiente/core/arguments";
import { type AnyModule, Module } from "./module.ts";

const aModule = instanceOf("a Module", Module);

/**
 * Runs a model, and gives the outputs of the modules in it by path, and its own under the empty path. They have their
 * history, so that penalties on them have gradients ({@link l1Penalty}). The model runs in its present mode.
 *
 * Left out are modules that were not called, and outputs that are no tensors. Of a module that is called several times, it
 * is the first output; one that stands in two places is listed under its first path.
 *
 * @param inputs what `forward` takes.
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { activations, Dense, l1Penalty, ReLU, Sequential } from "@gradiente/nn";
 *
 * const model = new Sequential(new Dense(3, 8), new ReLU(), new Dense(8, 1));
 * const outputs = activations(model, ones([2, 3]));
 * const hidden = outputs.get("1"); // of shape [2, 8]
 * if (hidden !== undefined) l1Penalty([hidden]).backward();
 * ```
 */
export function activations<Inputs extends readonly unknown[]>(
  model: Module<Inputs, unknown>,
  ...inputs: Inputs
): Map<string, Tensor> {
  checkArgument("activations", "the model", model, aModule);
  const modules = model.modules();
  const outputs = outputsOf(modules.values(), () => model.forward(...inputs));
  const found = new Map<string, Tensor>();
  for (const [path, module] of modules) {
    const output = outputs.get(module);
    if (output instanceof Tensor) found.set(path, output);
    outputs.delete(module);
  }
  return found;
}

/** Runs `f`, and gives the first output of each module that it called. */
export function outputsOf(modules: Iterable<AnyModule>, f: () => unknown): Map<AnyModule, unknown> {
  const outputs = new Map<AnyModule, unknown>();
  const note = (module: AnyModule, call: () => unknown): unknown => {
    const output = call();
    if (!outputs.has(module)) outputs.set(module, output);
    return output;
  };
  interceptForward(modules, note, f);
  return outputs;
}
