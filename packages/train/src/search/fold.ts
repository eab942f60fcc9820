import type { Dataset, Split } from "@gradiente/datasets";

/** The argument of a trial of a cross-validation. */
export interface Fold<Part = Dataset> {
  /** The number of the fold, from 0. */
  readonly fold: number;
  /** The part to train on. */
  readonly train: Part;
  /** The part that is held out for testing. Transforms refuse to be fitted on it. */
  readonly test: Part;
  /** The seed of this fold. `seed` of core has been called with it before the trial. */
  readonly seed: number;
}

/** A fold in the form in which it is sent to worker threads. */
export interface FoldNumber {
  readonly fold: number;
  readonly seed: number;
}

export function foldOf<Part>(splits: readonly Split<Part>[], { fold, seed }: FoldNumber): Fold<Part> {
  const { train, test } = splits[fold];
  return { fold, train, test, seed };
}
