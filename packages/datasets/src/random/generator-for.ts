import { defaultGenerator, Generator } from "@gradiente/core";

/** A generator with this seed; without a seed, the default generator, which `seed` of core restarts. */
export function generatorFor(seed: number | undefined): Generator {
  return seed === undefined ? defaultGenerator() : new Generator(seed);
}
