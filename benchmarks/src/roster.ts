import { pythonCommands } from "./python.ts";
import { Remote } from "./remote.ts";

/** All contenders, in the order of tables. */
export const contenderNames = [
  "ours-reference",
  "ours-wasm",
  "ours-wasm-2",
  "ours-native",
  "ours-native-2",
  "tfjs-cpu",
  "tfjs-wasm",
  "jax-js",
  "numpy",
  "torch",
] as const;

export type ContenderName = (typeof contenderNames)[number];

/** What ratios are taken against: the first of these that takes part. */
export const baselines: readonly ContenderName[] = ["ours-wasm", "ours-reference"];

/**
 * Where a program has threads of its own, V8's should have little to do: with a larger young space, they mark the heap less
 * often. The README of @gradiente/native tells its users so.
 */
const FOR_THREADS = ["--min-semi-space-size=32", "--max-semi-space-size=32"];

const hasThreads = (name: ContenderName) => name === "ours-wasm-2" || name === "ours-native-2";

const isPython = (name: ContenderName) => name === "numpy" || name === "torch";

export interface Roster {
  /** A process of its own each. */
  readonly remotes: readonly Remote[];
  /** Who cannot even be started, and why. */
  readonly absent: ReadonlyMap<ContenderName, string>;
}

/** @param server the file that answers for contenders in Node. */
export async function enlist(names: readonly ContenderName[], server: string): Promise<Roster> {
  const absent = new Map<ContenderName, string>();
  const python = names.some(isPython) ? await pythonCommands() : undefined;
  const remotes = names.flatMap((name) => {
    const command = isPython(name)
      ? python?.(name as "numpy" | "torch")
      : { program: process.execPath, args: [...(hasThreads(name) ? FOR_THREADS : []), server, name] };
    if (command === undefined) {
      absent.set(name, `no python3 here has ${name}`);
      return [];
    }
    return [new Remote(name, command)];
  });
  return { remotes, absent };
}
