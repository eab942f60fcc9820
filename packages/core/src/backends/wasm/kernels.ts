import { assemble, type FunctionBuilder } from "./assembler.ts";
import { instantiate, type Kernel } from "./engine.ts";
import { type Scope, scratchMemory } from "./scratch.ts";

/* Kernels that have been compiled, by name. They work on addresses of a scratch memory. */

/** A compiled kernel, and its bytes for other threads to compile. */
export interface Compiled {
  readonly run: Kernel;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** No other kernel has it. */
  readonly id: number;
}

/** Programs that are kept; of more, those that have not run for longest are forgotten. */
export const MOST_PROGRAMS = 256;

const kernels: Record<Scope, Map<string, Compiled>> = { own: new Map(), shared: new Map() };
const programs = new Map<string, Kernel>();
let nextId = 0;

/** Kernels for another memory than the present one are of no use. */
export function forgetShared(): void {
  kernels.shared.clear();
}

function compile(f: FunctionBuilder, scope: Scope): Compiled {
  const bytes = assemble(f, scope === "shared");
  return { run: instantiate(bytes, scratchMemory(scope)), bytes, id: nextId++ };
}

/** The kernel of this name, assembled and compiled when it is first asked for. */
export function compiled(name: string, build: () => FunctionBuilder, scope: Scope = "own"): Compiled {
  let found = kernels[scope].get(name);
  if (found === undefined) {
    found = compile(build(), scope);
    kernels[scope].set(name, found);
  }
  return found;
}

/** The function of {@link compiled}. */
export function kernel(name: string, build: () => FunctionBuilder): Kernel {
  return compiled(name, build).run;
}

/** As {@link kernel}, of what comes from users' programs, without end. */
export function programKernel(name: string, build: () => FunctionBuilder): Kernel {
  const run = programs.get(name) ?? compile(build(), "own").run;
  programs.delete(name);
  programs.set(name, run);
  for (const oldest of programs.keys()) {
    if (programs.size <= MOST_PROGRAMS) break;
    programs.delete(oldest);
  }
  return run;
}

/** How many programs are kept. */
export function countPrograms(): number {
  return programs.size;
}
