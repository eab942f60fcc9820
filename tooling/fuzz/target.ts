import { isDeepStrictEqual } from "node:util";
import type { Random } from "./random.ts";

/** Reads a mutant, and checks what it was read as. */
export type Reading = () => unknown;

/** A parser with data for it. */
export interface Target {
  readonly name: string;
  /** What an error must name: the file, or what reads data that have none. */
  readonly told: string;
  /** Changes the data, and gives what reads the result. */
  mutant(random: Random): Reading;
}

/** Thrown for a mutant that was read as something that cannot be. */
export class Nonsense extends Error {
  override readonly name = "Nonsense";
}

/** @throws Nonsense unless two values are equal to the bit. */
export function checkSame(what: string, found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) throw new Nonsense(`${what} is not as it should be`);
}

/** @throws Nonsense unless something holds. */
export function check(what: string, holds: boolean): void {
  if (!holds) throw new Nonsense(what);
}
