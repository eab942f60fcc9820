import type { AnyModule } from "@gradiente/nn";

/** Remembers which modules are in training, and gives the function that sets them back. */
export function rememberModes(model: AnyModule): () => void {
  const modes = new Map<AnyModule, boolean>();
  const visit = (module: AnyModule): void => {
    if (modes.has(module)) return;
    modes.set(module, module.training);
    for (const child of module.children().values()) visit(child);
  };
  visit(model);
  return () => {
    for (const [module, training] of modes) module.training = training;
  };
}
