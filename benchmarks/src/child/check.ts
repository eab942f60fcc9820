import type { Computation, Trainer } from "../contender.ts";
import { CHECKED_STEPS, CHECKED_VALUES } from "../protocol.ts";

/** The losses of the first steps. */
export async function firstLosses(trainer: Trainer): Promise<number[]> {
  trainer.reset();
  const losses: number[] = [];
  for (let step = 0; step < CHECKED_STEPS; step++) losses.push(await trainer.step());
  return losses;
}

/** Values spread over the whole result. */
export async function spreadValues(computation: Computation): Promise<number[]> {
  const values = await computation.values();
  const count = Math.min(values.length, CHECKED_VALUES);
  return Array.from({ length: count }, (_, i) => values[Math.floor((i * values.length) / count)]);
}
