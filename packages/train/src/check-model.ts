import { found } from "@gradiente/core/arguments";
import type { AnyModule } from "@gradiente/nn";

/** @throws TypeError for what is no model: an object, for instance, of model and options. */
export function checkModel(owner: string, model: AnyModule): void {
  const isModel =
    typeof model === "object" &&
    model !== null &&
    ["forward", "stateDict", "modules"].every((name) => name in model);
  if (!isModel)
    throw new TypeError(`${owner}: the model, its first argument, must be a Module, not ${found(model)}`);
}
