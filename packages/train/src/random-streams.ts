import { defaultGenerator, Generator, type Tensor, tensor } from "@gradiente/core";
import type { AnyModule, StateDict } from "@gradiente/nn";

/** What the names of streams begin with that modules have of their own. */
export const OF_MODEL = "model/";

/** All streams of random numbers that a training can see, by name. */
export class RandomStreams {
  readonly #seed: number;
  readonly #streams: ReadonlyMap<string, Generator>;

  /** @param order what draws the order of samples, from this seed. */
  constructor(model: AnyModule, seed: number, order: Generator) {
    this.#seed = seed;
    this.#streams = new Map([["order", order], ["default", defaultGenerator()], ...ownStreams(model)]);
  }

  /** Their states, and the seed. */
  state(): StateDict {
    const states = [...this.#streams].map(([name, { state }]) => [name, state.value] as const);
    return new Map<string, Tensor>([["seed", tensor(this.#seed, { dtype: "float64" })], ...states]);
  }

  /** @throws TypeError unless the state has these streams and no others. */
  check(state: StateDict): void {
    const missing = [...this.#streams.keys()].find((name) => !state.has(name));
    if (missing !== undefined) {
      throw new TypeError(
        `fit: the state to resume has no random numbers for ${shown(missing)}; is it of another model, or of a time ` +
          "when such numbers were not saved?",
      );
    }
    const strange = [...state.keys()].find((name) => name !== "seed" && !this.#streams.has(name));
    if (strange === undefined) return;
    throw new TypeError(
      `fit: the state to resume has random numbers for ${shown(strange)}, and the model has no such generator; ` +
        "is it of another model?",
    );
  }

  /** Sets all streams from a checked state. */
  load(state: StateDict): void {
    for (const [name, { state: own }] of this.#streams) own.set(state.get(name) as Tensor);
  }
}

const shown = (name: string) => (name.startsWith(OF_MODEL) ? name.slice(OF_MODEL.length) : name);

/** The generators in public fields of modules, but for the default one; each once, under its first path. */
export function ownStreams(model: AnyModule): [string, Generator][] {
  const seen = new Set<unknown>([defaultGenerator()]);
  const found: [string, Generator][] = [];
  for (const [path, module] of model.modules()) {
    for (const [field, value] of Object.entries(module)) {
      if (!(value instanceof Generator) || seen.has(value)) continue;
      seen.add(value);
      found.push([`${OF_MODEL}${path === "" ? "" : `${path}.`}${field}`, value]);
    }
  }
  return found;
}
