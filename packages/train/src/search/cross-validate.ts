import { defaultGenerator, Generator } from "@gradiente/core";
import {
  type Dataset,
  type KFoldOptions,
  kFold,
  type Rows,
  type Split,
  type Stratify,
} from "@gradiente/datasets";
import { type Data, drawSeed, toDataset } from "../batches.ts";
import { type Fold, type FoldNumber, foldOf } from "./fold.ts";
import { type ErrorReport, type FoldSource, isParallelTrial, type ParallelTrial } from "./job.ts";
import { checkTrial, drawSeeds, openJob, type RunOptions } from "./run-job.ts";
import { areScores, checkValue, type Scores } from "./scores.ts";

export interface CrossValidateOptions extends RunOptions {
  /** The number of parts. Default: 5. */
  readonly folds?: number;
  /** Whether each part has its share of every class: by the targets, or by a label a sample. Default: false. */
  readonly stratify?: Stratify;
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
 * The trial is a function, or, to use all cores, `inWorkerThreads({ module, name })` of @gradiente/train/node: then the
 * samples are shared with worker threads, and the exported function gets the same argument there.
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
 * Data are a data set, `{ x, y }` of tensors, or, for a function, a table: its parts are tables then.
 *
 * @throws RangeError for folds that `kFold` refuses; TypeError for data without samples. An error in a
 * trial is in its result.
 */
export async function crossValidate<S extends Scores, T extends Rows<T>>(
  trial: (fold: Fold<T>) => S | Promise<S>,
  data: T,
  options?: CrossValidateOptions,
): Promise<CrossValidation<S>>;
export async function crossValidate<S extends Scores>(
  trial: ((fold: Fold) => S | Promise<S>) | ParallelTrial,
  data: Data,
  options?: CrossValidateOptions,
): Promise<CrossValidation<S>>;
export async function crossValidate<S extends Scores, T extends Rows<T>>(
  trial: ((fold: Fold<T & Dataset>) => S | Promise<S>) | ParallelTrial,
  data: T | Data,
  options: CrossValidateOptions = {},
): Promise<CrossValidation<S>> {
  const { folds = 5, stratify = false, seed } = options;
  checkTrial("crossValidate", trial);
  const generator = seed === undefined ? defaultGenerator() : new Generator(seed);
  const division = { folds, stratify, seed: drawSeed(generator) };
  const splits = kFold(samplesOf(data), division) as Split<T & Dataset>[];
  const seeds = drawSeeds(generator, folds);
  const calls = seeds.map((own, fold) => ({ input: { fold, seed: own }, seed: own }));
  const job = isParallelTrial(trial)
    ? openJob<FoldNumber, S>(trial, options, foldSource(data, division))
    : openJob<FoldNumber, S>((number: FoldNumber) => trial(foldOf(splits, number)), options);
  const outcomes = await job.run(calls).finally(() => job.close());
  const results = outcomes.map((found, fold): FoldResult<S> => {
    const outcome = checkValue(found, areScores, "figures by name, { accuracy: 0.9 }");
    const common = { fold, status: outcome.status, seed: seeds[fold] };
    if (outcome.status === "done") return { ...common, scores: outcome.value };
    return outcome.status === "failed" ? { ...common, error: outcome.error } : common;
  });
  return {
    folds: results,
    ...summary(results.flatMap(({ scores }): S[] => (scores === undefined ? [] : [scores]))),
  };
}

/** The data as what can be cut into parts: tables as they are. */
function samplesOf(data: unknown): Dataset {
  if (typeof data === "object" && data !== null && "take" in data) return data as unknown as Dataset;
  const dataset = toDataset("crossValidate", data as Data);
  if (dataset !== undefined) return dataset;
  throw new TypeError("crossValidate: the data come in batches, and folds need samples; pass a data set");
}

function foldSource(data: unknown, options: KFoldOptions): FoldSource {
  return { data: toDataset("crossValidate of a parallel trial", data as Data) as Dataset, options };
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
