import type { Dataset, Split } from "@gradiente/datasets";

/** What a trial of a cross-validation gets. */
export interface Fold<Part = Dataset> {
  /** The number of the fold, from 0. */
  readonly fold: number;
  readonly train: Part;
  /** Held out: transforms refuse to be fitted on it. */
  readonly test: Part;
  /** Its own seed, with which core's stream of random numbers begins. */
  readonly seed: number;
}

/** A fold as it crosses threads. */
export interface FoldNumber {
  readonly fold: number;
  readonly seed: number;
}

export function foldOf<Part>(splits: readonly Split<Part>[], { fold, seed }: FoldNumber): Fold<Part> {
  const { train, test } = splits[fold];
  return { fold, train, test, seed };
}
