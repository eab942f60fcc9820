import { defaultGenerator, type Generator, giveWay, seed } from "@gradiente/core";
import type { OptionChecks } from "@gradiente/core/arguments";
import { drawSeed } from "../batches.ts";
import { aSeed, aSignal } from "../fit-options.ts";
import { type AbortSignalLike, now } from "../platform.ts";
import {
  type Call,
  describeError,
  type FoldSource,
  isParallelTrial,
  type OpenJob,
  type Outcome,
  type ParallelTrial,
} from "./job.ts";

/** Options of searches and of cross-validation. */
export interface RunOptions {
  /** The seed from which the seeds of all trials are drawn. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
  /** A signal that ends the search. Trials that are not over are `cancelled`, and all results are returned. */
  readonly signal?: AbortSignalLike;
}

/** Checks of these options. */
export const RUN: OptionChecks<RunOptions> = { seed: aSeed, signal: aSignal };

/** @throws TypeError unless the trial is a function or a parallel trial. */
export function checkTrial(owner: string, trial: unknown): void {
  if (typeof trial === "function" || isParallelTrial(trial)) return;
  throw new TypeError(
    `${owner}: the trial must be a function, or inWorkerThreads({ module, name }) of @gradiente/train/node`,
  );
}

/** Makes a job ready for calls: in this thread, or elsewhere for a parallel trial. */
export function openJob<Input, Value>(
  job: ((input: never) => Value | Promise<Value>) | ParallelTrial,
  { signal }: RunOptions,
  folds?: FoldSource,
): OpenJob<Input, Value> {
  if (isParallelTrial(job)) return job.open({ signal, folds }) as OpenJob<Input, Value>;
  const call = job as (input: unknown) => Value | Promise<Value>;
  return { run: (calls) => runHere(call, calls, signal), close: async () => {} };
}

/** Does the calls one after another in this thread. Afterwards, the default generator of core has its former state. */
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

/** Draws the seeds of trials. */
export function drawSeeds(generator: Generator, count: number): number[] {
  return Array.from({ length: count }, () => drawSeed(generator));
}
