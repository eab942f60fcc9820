import type { AnyDataset, KFoldOptions } from "@gradiente/datasets";
import type { AbortSignalLike } from "../platform.ts";

/*
 * A job does the same work for every input. A function does it in this thread, one input after another. A parallel trial
 * does it elsewhere.
 */

/** An error in a form that can be sent between threads. */
export interface ErrorReport {
  /** The name of the error's class. */
  readonly name: string;
  /** The message of the error. */
  readonly message: string;
  /** The stack of the error, if it has one. */
  readonly stack?: string;
}

/** The outcome of one input: its value or its error; `cancelled` if a signal aborted first. */
export type Outcome<Value> =
  | { readonly status: "done"; readonly value: Value; readonly seconds: number }
  | { readonly status: "failed"; readonly error: ErrorReport; readonly seconds: number }
  | { readonly status: "cancelled" };

/** One call: the argument of the function, and the seed with which `seed` of core is called before it. */
export interface Call<Input> {
  readonly input: Input;
  readonly seed: number;
}

/** A job that is ready for calls. */
export interface OpenJob<Input, Value> {
  /** Does the calls. The outcomes are in their order. */
  run(calls: readonly Call<Input>[]): Promise<Outcome<Value>[]>;
  /** Frees the resources of the job. */
  close(): Promise<void>;
}

/** The data of a cross-validation, and how they are divided into folds. */
export interface FoldSource {
  readonly data: AnyDataset;
  readonly options: KFoldOptions;
}

/**
 * A trial that runs outside this thread, on several inputs at the same time. `inWorkerThreads` of @gradiente/train/node
 * makes one.
 */
export interface ParallelTrial {
  /**
   * Makes the trial ready for calls.
   *
   * @param setting.signal - Cancels the calls that are not over.
   * @param setting.folds - If it is given, the inputs are numbers of folds, and the trial gets these folds.
   */
  open(setting: {
    readonly signal: AbortSignalLike | undefined;
    readonly folds: FoldSource | undefined;
  }): OpenJob<unknown, unknown>;
}

/** By what it has: an error may be of another realm, as Node's own errors are in jest. */
export function isError(error: unknown): error is Error {
  return typeof error === "object" && error !== null && "name" in error && "message" in error;
}

export function describeError(error: unknown): ErrorReport {
  if (!isError(error)) return { name: "Error", message: String(error) };
  const { name, message, stack } = error;
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

export function isParallelTrial(trial: unknown): trial is ParallelTrial {
  return typeof (trial as Partial<ParallelTrial> | null)?.open === "function";
}
