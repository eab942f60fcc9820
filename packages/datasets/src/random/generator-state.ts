import { Generator, tensor } from "@gradiente/core";

/** The state of a random generator as plain data: four words, which hold its key and the number of draws. */
export type GeneratorState = readonly number[];

/** The present state of a generator. */
export function stateOf(generator: Generator): GeneratorState {
  return [...generator.state.value.toTypedArray()];
}

/** Sets the state of a generator. @throws RangeError unless the state has four words. */
export function setState(owner: string, generator: Generator, state: GeneratorState): void {
  if (state.length !== 4)
    throw new RangeError(`${owner}: the state of a generator has 4 words, not ${state.length}`);
  generator.state.set(tensor(Int32Array.from(state)));
}

/** A new generator that continues from a state. */
export function generatorAt(owner: string, state: GeneratorState): Generator {
  const generator = new Generator(0);
  setState(owner, generator, state);
  return generator;
}
