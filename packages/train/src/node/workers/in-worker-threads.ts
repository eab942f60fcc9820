import { availableParallelism } from "node:os";
import { check, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import { wholeBatch } from "@gradiente/datasets";
import type { FoldSource, ParallelTrial } from "../../search/job.ts";
import type { OfGlobal } from "../of-global.ts";
import type { SharedFolds } from "./messages.ts";
import { shareBundle } from "./shared-tensor.ts";
import { WorkerPool } from "./worker-pool.ts";

/** A function that a module exports. Worker threads import it, because functions cannot be sent between threads. */
export interface ModuleFunction {
  /**
   * The URL of the module: `new URL("./trial.ts", import.meta.url)`, or in CommonJS
   * `pathToFileURL(require.resolve("./trial"))`. The module is ESM or CommonJS, like the program itself. It can be
   * TypeScript if the program runs under tsx.
   */
  readonly module: OfGlobal<"URL", object> | string;
  /** The name of the export. Default: "default". */
  readonly name?: string;
}

/** Options of {@link inWorkerThreads}. */
export interface WorkerThreadsOptions extends ModuleFunction {
  /** The number of threads. Results do not depend on it. Default: one less than the number of cores, and at least 1. */
  readonly workers?: number;
}

const WORKER_THREADS = declareOptions<WorkerThreadsOptions>(
  {
    // Not by its class: jsdom has another `URL` than Node.
    module: check(
      'the URL of a module, such as new URL("./trial.ts", import.meta.url)',
      (value) =>
        (typeof value === "string" && value !== "") ||
        typeof (value as Partial<URL> | null | undefined)?.href === "string",
    ),
    name: check("the name of an export", (value) => typeof value === "string" && value !== ""),
    workers: whole(1, 1024),
  },
  "module",
);

/**
 * Makes a trial that runs in worker threads, to use all cores, for `gridSearch`, `randomSearch`, `successiveHalving` and
 * `crossValidate`. The exported function gets the same argument as a function that is passed directly. The samples of a
 * cross-validation are shared with the threads. A search throws a {@link JobError} if the module cannot be loaded.
 *
 * @throws TypeError without a module.
 * @throws RangeError unless `workers` is a positive whole number.
 * @example
 * ```ts no-run
 * const trial = inWorkerThreads({ module: new URL("./trial.ts", import.meta.url), name: "trial", workers: 4 });
 * const { best } = await gridSearch(trial, { hidden: [5, 10, 20] }, { mode: "max", seed: 0 });
 * console.log(best?.score); // 20
 * ```
 */
export function inWorkerThreads(options: WorkerThreadsOptions): ParallelTrial {
  const {
    module,
    name = "default",
    workers = Math.max(1, availableParallelism() - 1),
  } = optionsOf("inWorkerThreads", options, WORKER_THREADS);
  return {
    open({ signal, folds }) {
      const settings = { module: String(module), name, ...(folds && { folds: shareFolds(folds) }) };
      return new WorkerPool(settings, workers, signal);
    },
  };
}

function shareFolds({ data, options }: FoldSource): SharedFolds {
  const { x, y } = wholeBatch(data);
  return { x: shareBundle(x), y: shareBundle(y), options };
}
