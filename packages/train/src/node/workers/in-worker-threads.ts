import { availableParallelism } from "node:os";
import { wholeBatch } from "@gradiente/datasets";
import type { FoldSource, ParallelTrial } from "../../search/job.ts";
import type { SharedFolds } from "./messages.ts";
import { share } from "./shared-tensor.ts";
import { WorkerPool } from "./worker-pool.ts";

/** A function that is exported by a module, for worker threads to call: functions themselves cannot cross threads. */
export interface ModuleFunction {
  /**
   * The module's URL: `new URL("./trial.ts", import.meta.url)`, or in CommonJS `pathToFileURL(require.resolve("./trial"))`.
   * ESM or CommonJS as the program itself; TypeScript where the program runs under tsx.
   */
  readonly module: URL | string;
  /** The name under which the module exports it. Default: "default". */
  readonly name?: string;
}

export interface WorkerThreadsOptions extends ModuleFunction {
  /** How many threads there are. Results do not depend on their number. Default: one fewer than there are cores. */
  readonly workers?: number;
}

/**
 * A trial that runs in worker threads, to use all cores: for `gridSearch`, `randomSearch`, `successiveHalving` and
 * `crossValidate`. The exported function gets what a function in its place would get; samples of a cross-validation
 * are shared with the threads. A search with it throws a {@link JobError} if the module cannot be loaded.
 *
 * @example
 * ```ts no-run
 * const trial = inWorkerThreads({ module: new URL("./trial.ts", import.meta.url), name: "trial", workers: 4 });
 * const { best } = await gridSearch(trial, { hidden: [5, 10, 20] }, { mode: "max", seed: 0 });
 * ```
 * @throws TypeError without a module; RangeError unless `workers` is a positive whole number.
 */
export function inWorkerThreads({
  module,
  name = "default",
  workers = Math.max(1, availableParallelism() - 1),
}: WorkerThreadsOptions): ParallelTrial {
  if (!(typeof module === "string" || module instanceof URL)) {
    throw new TypeError(
      'inWorkerThreads: module is the URL of a module: new URL("./trial.ts", import.meta.url)',
    );
  }
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`inWorkerThreads: workers must be a positive whole number, not ${workers}`);
  }
  return {
    open({ signal, folds }) {
      const settings = { module: String(module), name, ...(folds && { folds: shareFolds(folds) }) };
      return new WorkerPool(settings, workers, signal);
    },
  };
}

function shareFolds({ data, options }: FoldSource): SharedFolds {
  const { x, y } = wholeBatch(data);
  return { x: share(x), y: share(y), options };
}
