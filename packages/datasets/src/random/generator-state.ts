import { Generator, tensor } from "@gradiente/core";

/** The state of a stream of random numbers as plain data: key and number of draws. */
export type GeneratorState = readonly number[];

export function stateOf(generator: Generator): GeneratorState {
  return [...generator.state.value.toTypedArray()];
}

/** @throws RangeError unless the state has four words. */
export function setState(owner: string, generator: Generator, state: GeneratorState): void {
  if (state.length !== 4)
    throw new RangeError(`${owner}: the state of a generator has 4 words, not ${state.length}`);
  generator.state.set(tensor(Int32Array.from(state)));
}

/** Another stream, which goes on from a state. */
export function generatorAt(owner: string, state: GeneratorState): Generator {
  const generator = new Generator(0);
  setState(owner, generator, state);
  return generator;
}
