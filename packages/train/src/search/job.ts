import type { Dataset, KFoldOptions } from "@gradiente/datasets";
import type { AbortSignalLike } from "../platform.ts";

/*
 * Work that is the same for every input. It is done here, one input after another, by a function; or by a parallel
 * trial, which has a place of its own for it.
 */

/** What an error says, in a form that crosses threads. */
export interface ErrorReport {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** How one input fared: its value, or the error; `cancelled` if a signal came first. */
export type Outcome<Value> =
  | { readonly status: "done"; readonly value: Value; readonly seconds: number }
  | { readonly status: "failed"; readonly error: ErrorReport; readonly seconds: number }
  | { readonly status: "cancelled" };

/** One call: what the function gets, and the seed that core's stream of random numbers begins with. */
export interface Call<Input> {
  readonly input: Input;
  readonly seed: number;
}

/** A job that is open for calls. */
export interface OpenJob<Input, Value> {
  /** Outcomes in the order of the calls. */
  run(calls: readonly Call<Input>[]): Promise<Outcome<Value>[]>;
  close(): Promise<void>;
}

/** What the folds of a cross-validation are cut from. */
export interface FoldSource {
  readonly data: Dataset;
  readonly options: KFoldOptions;
}

/** A trial that runs outside of this thread, on several inputs at a time. `inWorkerThreads` of @gradiente/train/node makes one. */
export interface ParallelTrial {
  /**
   * Makes it ready to be called.
   *
   * @param setting.signal - Ends the calls that are not over.
   * @param setting.folds - If given, inputs are numbers of folds, and the trial gets the folds.
   */
  open(setting: {
    readonly signal: AbortSignalLike | undefined;
    readonly folds: FoldSource | undefined;
  }): OpenJob<unknown, unknown>;
}

export function describeError(error: unknown): ErrorReport {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack } = error;
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

export function isParallelTrial(trial: unknown): trial is ParallelTrial {
  return typeof (trial as Partial<ParallelTrial> | null)?.open === "function";
}
