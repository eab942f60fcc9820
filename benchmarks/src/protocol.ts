import type { Description } from "./contender.ts";
import type { Problem, Training } from "./problem.ts";

/* What a contender's process is asked and answers: one line of JSON each, one request at a time. */

/** An array in a file, little-endian. */
export interface StoredValues {
  readonly shape: readonly number[];
  readonly type: "float32" | "int32";
  readonly file: string;
}

export type StoredData = Readonly<Record<string, StoredValues>>;

export interface Requests {
  start: { readonly asks: Record<never, never>; readonly gives: Description };
  /** Makes a problem ready under a key, and computes it once: what it gives is compared with the other contenders'. */
  prepare: {
    readonly asks: { readonly key: string; readonly problem: Problem; readonly data: StoredData };
    readonly gives: { readonly check: readonly number[] };
  };
  /** Seconds a run, of several samples. Trainers begin again from the initial weights. */
  measure: {
    readonly asks: { readonly key: string; readonly seconds: number };
    readonly gives: { readonly samples: readonly number[] };
  };
  memory: {
    readonly asks: {
      readonly training: Training;
      readonly data: StoredData;
      readonly steps: number;
      readonly settled: number;
      /** Stops there, wherever it is. */
      readonly seconds: number;
    };
    readonly gives: MemoryUse;
  };
}

/** Resident bytes of the process. */
export interface MemoryUse {
  readonly steps: number;
  /** null if time ran out before. */
  readonly settled: number | null;
  readonly end: number;
}

export type RequestName = keyof Requests;
export type Asks<Name extends RequestName> = Requests[Name]["asks"];
export type Gives<Name extends RequestName> = Requests[Name]["gives"];

export type Request = { [Name in RequestName]: { readonly request: Name } & Asks<Name> }[RequestName];
export type Answer = { readonly gives: unknown } | { readonly error: string };

/** How many steps the losses are compared for. */
export const CHECKED_STEPS = 5;
/** At most how many values of a result are compared. */
export const CHECKED_VALUES = 64;
/** A sample runs for at least this long, in seconds. */
export const SHORTEST_SAMPLE = 0.02;
