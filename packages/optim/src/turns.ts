import { type Variable, warn } from "@gradiente/core";

/** The optimisers of one parameter. */
interface Shared {
  /** How many optimisers have it. */
  count: number;
  /** The number and the name of the one that updated it last. */
  last: number;
  name: string;
  /** The numbers of those that have updated it. */
  readonly seen: Set<number>;
}

const byVariable = new WeakMap<Variable, Shared>();

/** Whether any parameter has two optimisers: most programs need not look further. */
let isAnyShared = false;

let made = 0;

/**
 * Notices when optimisers update one parameter in turn, which is hardly ever meant: the state of each does not know of
 * the steps of the other. One optimiser after another, as when a training begins anew, is no reason to warn.
 */
export class Turns {
  readonly #owner: string;
  readonly #number = ++made;
  readonly #shared: readonly { readonly path: string; readonly shared: Shared }[];

  /** @param owner The name of the optimiser in the warning. */
  constructor(owner: string, parameters: ReadonlyMap<string, Variable>) {
    this.#owner = owner;
    this.#shared = [...parameters].map(([path, parameter]) => {
      const shared = byVariable.get(parameter) ?? { count: 0, last: 0, name: owner, seen: new Set() };
      byVariable.set(parameter, shared);
      shared.count += 1;
      isAnyShared ||= shared.count > 1;
      return { path, shared };
    });
  }

  /** Says that the optimiser is about to update its parameters. */
  take(): void {
    if (!isAnyShared) return;
    for (const { path, shared } of this.#shared) {
      if (shared.count === 1 || shared.last === this.#number) continue;
      if (shared.seen.has(this.#number)) {
        warn(
          "GRADIENTE_SHARED_PARAMETER",
          `${this.#owner} and another optimiser, ${shared.name}, update the parameter ${path} in turn; give each parameter to one optimiser, e.g. as groups of it`,
        );
      }
      shared.seen.add(this.#number);
      shared.last = this.#number;
      shared.name = this.#owner;
    }
  }
}
