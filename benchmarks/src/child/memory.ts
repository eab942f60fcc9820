import type { Contender } from "../contender.ts";
import type { Asks, MemoryUse } from "../protocol.ts";
import { load } from "../stored-data.ts";

const CLOCK_EVERY = 20;

/** Trains on and on, without giving way where the library does not need it. */
export async function watchMemory(
  contender: Contender,
  { training, data, steps, settled, seconds }: Asks<"memory">,
): Promise<MemoryUse> {
  const trainer = contender.train(training, load(data));
  trainer.reset();
  const deadline = performance.now() + seconds * 1000;
  let atSettled: number | null = null;
  let done = 0;
  while (done < steps) {
    const loss = trainer.step();
    if (loss instanceof Promise) await loss;
    if (++done === settled) atSettled = process.memoryUsage.rss();
    if (done % CLOCK_EVERY === 0 && performance.now() > deadline) break;
  }
  return { steps: done, settled: atSettled, end: process.memoryUsage.rss() };
}
