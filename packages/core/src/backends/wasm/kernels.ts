import { assemble } from "./assembler.ts";
import { instantiate } from "./engine.ts";
import { type Arguments, argumentsOf, type Fixed, type KernelSource, type Signature } from "./kernel.ts";
import { type Scope, scratchMemory } from "./scratch.ts";

/* Kernels that have been compiled, by name. They work on addresses of a scratch memory. */

/** A compiled kernel, and its bytes for other threads to compile. */
export interface Compiled<S extends Signature> {
  /** What to run it on. */
  arguments(fixed: Fixed<S>): Arguments<S>;
  run(given: Arguments<S>): void;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** No other kernel has it. */
  readonly id: number;
}

/** Programs that are kept; of more, those that have not run for longest are forgotten. */
export const MOST_PROGRAMS = 256;

/** The name of a kernel says which signature it has. */
type Kernels = Map<string, Compiled<Signature>>;

const kernels: Record<Scope, Kernels> = { own: new Map(), shared: new Map() };
const programs: Kernels = new Map();
let nextId = 0;

/** Kernels for another memory than the present one are of no use. */
export function forgetShared(): void {
  kernels.shared.clear();
}

function compile<S extends Signature>({ signature, code }: KernelSource<S>, scope: Scope): Compiled<S> {
  const bytes = assemble(code, scope === "shared");
  const entry = instantiate(bytes, scratchMemory(scope));
  return {
    arguments: argumentsOf(signature),
    run: ({ positional }) => entry(...positional),
    bytes,
    id: nextId++,
  };
}

/** The kernel of this name, assembled and compiled when it is first asked for. */
export function compiled<S extends Signature>(
  name: string,
  build: () => KernelSource<S>,
  scope: Scope = "own",
): Compiled<S> {
  const known = kernels[scope].get(name);
  if (known !== undefined) return known as unknown as Compiled<S>;
  const found = compile(build(), scope);
  kernels[scope].set(name, found as unknown as Compiled<Signature>);
  return found;
}

/** As {@link compiled}, of what comes from users' programs, without end. */
export function compiledProgram<S extends Signature>(
  name: string,
  build: () => KernelSource<S>,
): Compiled<S> {
  const known = programs.get(name) as unknown as Compiled<S> | undefined;
  const found = known ?? compile(build(), "own");
  programs.delete(name);
  programs.set(name, found as unknown as Compiled<Signature>);
  for (const oldest of programs.keys()) {
    if (programs.size <= MOST_PROGRAMS) break;
    programs.delete(oldest);
  }
  return found;
}

/** How many programs are kept. */
export function countPrograms(): number {
  return programs.size;
}
