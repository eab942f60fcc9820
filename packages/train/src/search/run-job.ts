import { availableParallelism } from "node:os";
import { defaultGenerator, type Generator, seed, type Tensor } from "@gradiente/core";
import { drawSeed, giveWay } from "../batches.ts";
import type { SharedFolds, SharedTensor } from "../node/workers/messages.ts";
import { WorkerPool } from "../node/workers/worker-pool.ts";
import { type Call, describeError, isModuleFunction, type ModuleFunction, type Outcome } from "./job.ts";

/** Where and with which random numbers trials run. */
export interface RunOptions {
  /** Decides the seed of every trial; without it, they follow core's `seed`. */
  readonly seed?: number;
  /**
   * Worker threads for a trial that is a module's function, one fewer than there are cores unless said otherwise.
   * Results do not depend on their number.
   */
  readonly workers?: number;
  /** Ends the search: trials that are not over are `cancelled`, and the results of the others are returned. */
  readonly signal?: AbortSignal;
}

/** A job that is open for calls. */
export interface OpenJob<Input, Value> {
  /** Outcomes in the order of the calls. */
  run(calls: readonly Call<Input>[]): Promise<Outcome<Value>[]>;
  close(): Promise<void>;
}

/** Makes a job ready to be called, here or in worker threads. */
export function openJob<Input, Value>(
  owner: string,
  job: ((input: never) => Value | Promise<Value>) | ModuleFunction,
  { workers, signal }: RunOptions,
  folds?: SharedFolds,
): OpenJob<Input, Value> {
  if (workers !== undefined && (!Number.isInteger(workers) || workers < 1)) {
    throw new RangeError(`${owner}: workers must be a positive whole number, not ${workers}`);
  }
  if (isModuleFunction(job)) {
    const settings = { module: String(job.module), name: job.name ?? "default", ...(folds && { folds }) };
    const count = workers ?? Math.max(1, availableParallelism() - 1);
    return new WorkerPool(settings, count, signal) as OpenJob<Input, Value>;
  }
  if (typeof job !== "function") {
    throw new TypeError(`${owner}: a trial is a function, or { module, name } of one for worker threads`);
  }
  if (workers !== undefined) {
    const way = "pass { module: new URL(...), name } instead";
    throw new TypeError(`${owner}: a function cannot cross to worker threads; ${way}, or leave workers out`);
  }
  const call = job as (input: unknown) => Value | Promise<Value>;
  return { run: (calls) => runHere(call, calls, signal), close: async () => {} };
}

/** One after another in this thread; core's stream of random numbers is afterwards where it was. */
async function runHere<Value>(
  job: (input: unknown) => Value | Promise<Value>,
  calls: readonly Call<unknown>[],
  signal: AbortSignal | undefined,
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
      const started = performance.now();
      const seconds = () => (performance.now() - started) / 1000;
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

/** A copy of a tensor that threads need not copy again. */
export function share(x: Tensor): SharedTensor {
  const { dtype, shape } = x;
  const values = x.toTypedArray();
  const shared = new (values.constructor as Float64ArrayConstructor)(
    new SharedArrayBuffer(values.byteLength),
  ) as unknown as typeof values;
  shared.set(values);
  return { values: shared, shape, dtype };
}
