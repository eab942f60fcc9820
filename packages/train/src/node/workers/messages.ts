import type { KFoldOptions } from "@gradiente/datasets";
import type { ErrorReport } from "../../search/job.ts";
import type { SharedTensor } from "./shared-tensor.ts";

/* What passes between the program and its worker threads. */

/** What a worker is started with. */
export interface WorkerSettings {
  readonly module: string;
  readonly name: string;
  /** Of a cross-validation: the samples, and how all threads cut them alike. */
  readonly folds?: SharedFolds;
}

export interface SharedFolds {
  readonly x: SharedTensor;
  readonly y: SharedTensor;
  readonly options: KFoldOptions;
}

/** A call for a worker. */
export interface CallMessage {
  readonly index: number;
  readonly input: unknown;
  readonly seed: number;
}

/** What a worker says: that it is ready or never will be, or how a call ended. */
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
