import { defaultGenerator, Generator } from "@gradiente/core";
import { type Dataset, wholeBatch } from "@gradiente/datasets";
import { type Data, drawSeed, toDataset } from "../batches.ts";
import type { Fold, FoldInput } from "./fold-input.ts";
import { foldIndices } from "./folds.ts";
import type { ErrorReport, ModuleFunction } from "./job.ts";
import { drawSeeds, openJob, type RunOptions } from "./run-job.ts";

/** Figures by name. */
export type Scores = Readonly<Record<string, number>>;

export interface CrossValidateOptions extends RunOptions {
  /** The number of parts, 5 unless said otherwise. */
  readonly folds?: number;
  /** Whether each part has its share of every class; for int32 class indices. False unless said otherwise. */
  readonly stratify?: boolean;
}

/** How one fold fared. */
export interface FoldResult<S extends Scores> {
  readonly fold: number;
  readonly status: "done" | "failed" | "cancelled";
  readonly seed: number;
  /** Of a fold that is done. */
  readonly scores?: S;
  /** Of a fold that failed. */
  readonly error?: ErrorReport;
}

export interface CrossValidation<S extends Scores> {
  /** In order, whatever became of them. */
  readonly folds: readonly FoldResult<S>[];
  /** Over the folds that are done: look at `folds` for others. Empty if none is. */
  readonly mean: S;
  /** As {@link mean}: the sample standard deviation (over n - 1); NaN for one fold. */
  readonly standardDeviation: S;
}

/**
 * Trains and tests once for each of several parts of the data, each held out once. The trial builds its model anew,
 * trains on `train`, and returns figures taken on `test`; whatever is fitted, scalers and the stopping epoch
 * included, must come from `train`.
 *
 * The trial is a function, or, to use all cores, `{ module, name }` of one that a module exports: then the samples
 * are shared with worker threads, and the function gets the same argument there.
 *
 * @example
 * ```ts
 * const { mean } = await crossValidate(
 *   async ({ train, test }) => {
 *     const model = new Sequential(new Dense(4, 10), new Sigmoid(), new Dense(10, 3));
 *     await fit(model, { data: train, loss: crossEntropyLoss, optimizer: new Adam(model.parameters()), epochs: 50 });
 *     return evaluate(model, test, { metrics: { accuracy: accuracy() } });
 *   },
 *   await loadIris(),
 *   { folds: 5, stratify: true, seed: 0 },
 * );
 * console.log(mean.accuracy);
 * ```
 * @throws RangeError unless folds is a whole number from 2 to the number of samples; TypeError for data without
 * samples; JobError for a module that cannot be loaded. An error in a trial is in its result.
 */
export async function crossValidate<S extends Scores>(
  trial: ((fold: Fold) => S | Promise<S>) | ModuleFunction,
  data: Data,
  options: CrossValidateOptions = {},
): Promise<CrossValidation<S>> {
  const { folds = 5, stratify = false, seed } = options;
  const dataset = toDataset("crossValidate", data);
  if (dataset === undefined) {
    throw new TypeError("crossValidate: the data come in batches, and folds need samples; pass a data set");
  }
  const generator = seed === undefined ? defaultGenerator() : new Generator(seed);
  const labels = stratify ? labelsOf(dataset) : undefined;
  const indices = foldIndices(dataset.size, folds, drawSeed(generator), labels);
  const seeds = drawSeeds(generator, folds);
  const calls = indices.map((parts, fold) => ({
    input: { fold, indices: parts, seed: seeds[fold] },
    seed: seeds[fold],
  }));
  const job = openJob<FoldInput, S>("crossValidate", trial, options, dataset);
  const outcomes = await job.run(calls).finally(() => job.close());
  const results = outcomes.map((outcome, fold): FoldResult<S> => {
    const common = { fold, status: outcome.status, seed: seeds[fold] };
    if (outcome.status === "done") return { ...common, scores: outcome.value };
    return outcome.status === "failed" ? { ...common, error: outcome.error } : common;
  });
  return {
    folds: results,
    ...summary(results.flatMap(({ scores }): S[] => (scores === undefined ? [] : [scores]))),
  };
}

function labelsOf(dataset: Dataset): ArrayLike<number> {
  const { y } = wholeBatch(dataset);
  if (y.dtype !== "int32" || y.ndim !== 1) {
    throw new TypeError(
      `crossValidate: stratify needs int32 class indices [samples], and the targets are ${y.dtype} [${y.shape.join(", ")}]`,
    );
  }
  return y.toTypedArray();
}

function summary<S extends Scores>(all: readonly S[]): { mean: S; standardDeviation: S } {
  const names = Object.keys(all[0] ?? {});
  const over = (of: (values: number[]) => number) =>
    Object.fromEntries(names.map((name) => [name, of(all.map((scores) => scores[name]))])) as S;
  return { mean: over(meanOf), standardDeviation: over(deviationOf) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
