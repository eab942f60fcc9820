import { aBoolean, checkArgument, declareOptions, instanceOf, optionsOf } from "@gradiente/core/arguments";
import { type AnyModule, Module } from "./module.ts";

/** Options of {@link parameterCount}. */
export interface ParameterCountOptions {
  /** `true` counts only what is trained, `false` only what is frozen. Default: both. */
  readonly trainable?: boolean;
}

const COUNTING = declareOptions<ParameterCountOptions>({ trainable: aBoolean });

const aModule = instanceOf("a Module", Module);

/**
 * The number of values in the Parameters of a module and of all modules in it. A tied Parameter counts once.
 *
 * @example parameterCount(new Dense(3, 2)) // 8
 */
export function parameterCount(module: AnyModule, options?: ParameterCountOptions): number {
  const { trainable } = optionsOf("parameterCount", options, COUNTING);
  checkArgument("parameterCount", "the module", module, aModule);
  let count = 0;
  for (const parameter of module.parameters().values()) {
    if (trainable === undefined || parameter.trainable === trainable) count += parameter.size;
  }
  return count;
}
