import type { AnyModule } from "@gradiente/nn";

/** Remembers which modules are in training mode. The result is a function that restores their modes. */
export function rememberModes(model: AnyModule): () => void {
  const modes = [...model.modules().values()].map((module) => [module, module.training] as const);
  return () => {
    for (const [module, training] of modes) module.training = training;
  };
}
