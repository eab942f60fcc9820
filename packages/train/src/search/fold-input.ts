import { type Dataset, subset } from "@gradiente/datasets";
import type { FoldIndices } from "./folds.ts";

/** What a trial of a cross-validation gets. */
export interface Fold {
  /** The number of the fold, from 0. */
  readonly fold: number;
  readonly train: Dataset;
  readonly test: Dataset;
  /** Its own seed, with which core's stream of random numbers begins. */
  readonly seed: number;
}

/** A fold as it crosses threads. */
export interface FoldInput {
  readonly fold: number;
  readonly indices: FoldIndices;
  readonly seed: number;
}

/** The data sets of a fold. */
export function prepareFold(dataset: Dataset, input: unknown): Fold {
  const { fold, indices, seed } = input as FoldInput;
  return { fold, seed, train: subset(dataset, indices.train), test: subset(dataset, indices.test) };
}
