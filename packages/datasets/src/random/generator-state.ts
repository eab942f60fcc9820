import { Generator, tensor } from "@gradiente/core";

/** The state of a random generator as plain data: four words, which hold its key and the number of draws. */
export type GeneratorState = readonly number[];

/** The present state of a generator. */
export function stateOf(generator: Generator): GeneratorState {
  return [...generator.state.value.toTypedArray()];
}

/** Sets the state of a generator. */
export function setState(generator: Generator, state: GeneratorState): void {
  generator.state.set(tensor([...state], { dtype: "int32" }));
}

/** A new generator that continues from a state. */
export function generatorAt(state: GeneratorState): Generator {
  const generator = new Generator(0);
  setState(generator, state);
  return generator;
}

/** A generator of its own for what is drawn later: one draw moves the given one on, and seeds it. */
export function forked(generator: Generator): Generator {
  // These are whole numbers: uniform numbers are multiples of 2⁻²⁴.
  const [high, low] = generator
    .uniform([2])
    .mul(2 ** 31)
    .toTypedArray();
  return generatorAt([high, low, 0, 0]);
}
