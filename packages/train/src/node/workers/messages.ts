import type { KFoldOptions } from "@gradiente/datasets";
import type { ErrorReport } from "../../search/job.ts";
import type { SharedBundle } from "./shared-tensor.ts";

/* The messages between the program and its worker threads. */

/** The settings with which a worker is started. */
export interface WorkerSettings {
  readonly module: string;
  readonly name: string;
  /** For a cross-validation: the samples, and the options by which all threads divide them in the same way. */
  readonly folds?: SharedFolds;
}

export interface SharedFolds {
  readonly x: SharedBundle;
  readonly y: SharedBundle;
  readonly options: KFoldOptions;
}

/** A call for a worker. */
export interface CallMessage {
  readonly index: number;
  readonly input: unknown;
  readonly seed: number;
}

/** A message of a worker: it is ready, it cannot be used, or a call is over. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "unusable"; readonly error: ErrorReport }
  | { readonly kind: "done"; readonly index: number; readonly value: unknown; readonly seconds: number }
  | {
      readonly kind: "failed";
      readonly index: number;
      readonly error: ErrorReport;
      readonly seconds: number;
    };
