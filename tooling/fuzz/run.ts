import { judge } from "./judge.ts";
import { Random } from "./random.ts";
import type { Target } from "./target.ts";

/** What became of the mutants of a target. */
export interface Tally {
  readonly name: string;
  mutants: number;
  read: number;
  refused: number;
  /** The bad ones: the number that makes the mutant again, and what happened. */
  readonly bad: { readonly mutant: number; readonly why: string }[];
}

/** The mutant of a number, of all runs with the seed. */
export async function runMutant(target: Target, seed: number, mutant: number, tally: Tally): Promise<void> {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(mutant + 1, 0x85ebca6b));
  const verdict = await judge(target.mutant(random), target.told);
  tally.mutants++;
  if (verdict.outcome === "bad") tally.bad.push({ mutant, why: verdict.why });
  else tally[verdict.outcome]++;
}

/** Reads so many mutants of a target. */
export async function runTarget(
  target: Target,
  { seed, mutants, onMutant }: { seed: number; mutants: number; onMutant?: (mutant: number) => void },
): Promise<Tally> {
  const tally: Tally = { name: target.name, mutants: 0, read: 0, refused: 0, bad: [] };
  for (let mutant = 0; mutant < mutants; mutant++) {
    onMutant?.(mutant);
    await runMutant(target, seed, mutant, tally);
  }
  return tally;
}
