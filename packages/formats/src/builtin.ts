/**
 * A module of Node, such as "node:zlib", where there is Node or an engine that has its modules; else undefined. What is
 * imported must be there, and this may not be.
 */
export function builtin<Module>(name: string): Partial<Module> | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => Partial<Module> | undefined };
  };
  return process?.getBuiltinModule?.(name);
}
