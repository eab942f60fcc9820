import { assemble } from "./assembler.ts";
import { instantiate } from "./engine.ts";
import { type Arguments, argumentsOf, type Fixed, type KernelSource, type Signature } from "./kernel.ts";
import { type Scope, scratchMemory } from "./scratch.ts";

/* Compiled kernels by name. They work on addresses in a scratch memory. */

/** A compiled kernel, and its bytes for other threads to compile. */
export interface Compiled<S extends Signature> {
  /** Makes the arguments to run it on. */
  arguments(fixed: Fixed<S>): Arguments<S>;
  run(given: Arguments<S>): void;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Unique among all kernels. */
  readonly id: number;
}

/** The number of programs that are kept. Beyond it, the least recently used ones are dropped. */
export const MOST_PROGRAMS = 256;

/** The name of a kernel: the op, the dtype and whatever else distinguishes it. The name determines its signature. */
export type KernelName = readonly [op: string, dtype: string, ...variant: (string | number)[]];

/** Kernels by the parts of their names: joining the parts would take longer than some kernels run. */
class Named {
  readonly #rest = new Map<string | number, Named>();
  kernel: Compiled<Signature> | undefined;

  at(name: KernelName): Named {
    let named: Named = this;
    for (let i = 0; i < name.length; i++) {
      let next = named.#rest.get(name[i]);
      if (next === undefined) {
        next = new Named();
        named.#rest.set(name[i], next);
      }
      named = next;
    }
    return named;
  }
}

const kernels: Record<Scope, Named> = { own: new Named(), shared: new Named() };
const programs = new Map<string, Compiled<Signature>>();
let nextId = 0;

/** Kernels that were compiled for an earlier memory are useless. */
export function forgetShared(): void {
  kernels.shared = new Named();
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
  name: KernelName,
  build: () => KernelSource<S>,
  scope: Scope = "own",
): Compiled<S> {
  const named = kernels[scope].at(name);
  named.kernel ??= compile(build(), scope) as unknown as Compiled<Signature>;
  return named.kernel as unknown as Compiled<S>;
}

/** Like {@link compiled}, for users' programs, whose number has no limit. */
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
