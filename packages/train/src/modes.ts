import type { AnyModule } from "@gradiente/nn";

/** Remembers which modules are in training, and gives the function that sets them back. */
export function rememberModes(model: AnyModule): () => void {
  const modes = [...model.modules().values()].map((module) => [module, module.training] as const);
  return () => {
    for (const [module, training] of modes) module.training = training;
  };
}
