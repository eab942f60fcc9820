import { defaultGenerator, type Generator, seed } from "@gradiente/core";
import { drawSeed } from "../batches.ts";
import { type AbortSignalLike, giveWay, now } from "../platform.ts";
import {
  type Call,
  describeError,
  type FoldSource,
  isParallelTrial,
  type OpenJob,
  type Outcome,
  type ParallelTrial,
} from "./job.ts";

/** With which random numbers trials run, and until when. */
export interface RunOptions {
  /** Decides the seed of every trial; without it, they follow core's `seed`. */
  readonly seed?: number;
  /** Ends the search: trials that are not over are `cancelled`, and the results of the others are returned. */
  readonly signal?: AbortSignalLike;
}

/** Refuses what is neither a function nor a parallel trial. */
export function checkTrial(owner: string, trial: unknown): void {
  if (typeof trial === "function" || isParallelTrial(trial)) return;
  throw new TypeError(
    `${owner}: a trial is a function, or inWorkerThreads({ module, name }) of @gradiente/train/node`,
  );
}

/** Makes a job ready to be called, here or where a parallel trial has its place. */
export function openJob<Input, Value>(
  job: ((input: never) => Value | Promise<Value>) | ParallelTrial,
  { signal }: RunOptions,
  folds?: FoldSource,
): OpenJob<Input, Value> {
  if (isParallelTrial(job)) return job.open({ signal, folds }) as OpenJob<Input, Value>;
  const call = job as (input: unknown) => Value | Promise<Value>;
  return { run: (calls) => runHere(call, calls, signal), close: async () => {} };
}

/** One after another in this thread; core's stream of random numbers is afterwards where it was. */
async function runHere<Value>(
  job: (input: unknown) => Value | Promise<Value>,
  calls: readonly Call<unknown>[],
  signal: AbortSignalLike | undefined,
): Promise<Outcome<Value>[]> {
  const { state } = defaultGenerator();
  const before = state.value;
  const outcomes: Outcome<Value>[] = [];
  try {
    for (const call of calls) {
      if (signal?.aborted) {
        outcomes.push({ status: "cancelled" });
        continue;
      }
      const started = now();
      const seconds = () => (now() - started) / 1000;
      try {
        seed(call.seed);
        const value = await job(call.input);
        outcomes.push({ status: "done", value, seconds: seconds() });
      } catch (error) {
        outcomes.push({ status: "failed", error: describeError(error), seconds: seconds() });
      }
      await giveWay();
    }
  } finally {
    state.set(before);
  }
  return outcomes;
}

/** Seeds of trials, from one seed or core's stream. */
export function drawSeeds(generator: Generator, count: number): number[] {
  return Array.from({ length: count }, () => drawSeed(generator));
}
