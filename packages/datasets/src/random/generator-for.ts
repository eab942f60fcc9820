import { defaultGenerator, Generator } from "@gradiente/core";

/** The random numbers of a seed or, without one, those that core's `seed` governs. */
export function generatorFor(seed: number | undefined): Generator {
  return seed === undefined ? defaultGenerator() : new Generator(seed);
}
