import { defaultGenerator, Generator } from "@gradiente/core";
import { check, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import {
  type AnyDataset,
  type Bundle,
  type Dataset,
  type KFoldOptions,
  kFold,
  type Rows,
  type Split,
  type Stratify,
} from "@gradiente/datasets";
import { type AnyData, type Data, drawSeed, toDataset } from "../batches.ts";
import { type Fold, type FoldNumber, foldOf } from "./fold.ts";
import { type ErrorReport, type FoldSource, isParallelTrial, type ParallelTrial } from "./job.ts";
import { checkTrial, drawSeeds, openJob, RUN, type RunOptions } from "./run-job.ts";
import { areScores, checkValue, type Scores } from "./scores.ts";

/** Options of {@link crossValidate}. */
export interface CrossValidateOptions extends RunOptions {
  /** The number of folds. Default: 5. */
  readonly folds?: number;
  /**
   * Whether all folds have the same proportions of classes. True takes the targets as classes; or pass labels, one per
   * sample. Default: false.
   */
  readonly stratify?: Stratify;
}

const CROSS_VALIDATE = declareOptions<CrossValidateOptions>({
  ...RUN,
  folds: whole(2),
  stratify: check(
    "true, false, or a list of labels, one per sample",
    (value) => typeof value === "boolean" || Array.isArray(value) || ArrayBuffer.isView(value),
  ),
});

/** The result of one fold. */
export interface FoldResult<S extends Scores> {
  /** The number of the fold, from 0. */
  readonly fold: number;
  /** `cancelled` if the signal aborted before the trial of the fold was over. */
  readonly status: "done" | "failed" | "cancelled";
  /** The seed of the trial of the fold. */
  readonly seed: number;
  /** The scores of a fold that is done. */
  readonly scores?: S;
  /** The error of a fold that failed. */
  readonly error?: ErrorReport;
}

/** The result of {@link crossValidate}. */
export interface CrossValidation<S extends Scores> {
  /** The results of all folds, in order. */
  readonly folds: readonly FoldResult<S>[];
  /** The mean of each score over the folds that are done; empty if none is. `folds` shows whether there are others. */
  readonly mean: S;
  /** The sample standard deviation (over n - 1) of each score over the folds that are done; NaN for one fold. */
  readonly standardDeviation: S;
}

/**
 * K-fold cross-validation: divides the data into folds, and trains and tests once per fold, which is held out. The trial
 * makes a new model, trains it on `train`, and returns scores on `test`. Everything that is fitted, such as scalers and
 * the epoch at which training stops, must be fitted on `train`.
 *
 * The trial is a function. To use all cores, pass `inWorkerThreads({ module, name })` of @gradiente/train/node instead.
 * Then the samples are shared with worker threads, and the exported function gets the same argument there. The data are a
 * data set or `{ x, y }` of tensors. For a function they may also be a table, and then the parts are tables.
 *
 * @throws RangeError if `kFold` refuses the folds.
 * @throws TypeError if the data are batches, or if the trial is not a function or a parallel trial. An error in a trial is
 * not thrown; it is in the result of the fold.
 * @example
 * ```ts
 * import { loadIris } from "@gradiente/datasets";
 * import { crossEntropyLoss, Dense, Sequential, Sigmoid } from "@gradiente/nn";
 * import { Adam } from "@gradiente/optim";
 * import { accuracy, crossValidate, evaluate, fit } from "@gradiente/train";
 *
 * const { mean } = await crossValidate(
 *   async ({ train, test }) => {
 *     const model = new Sequential(new Dense(4, 10), new Sigmoid(), new Dense(10, 3));
 *     await fit(model, { data: train, loss: crossEntropyLoss, optimizer: new Adam(model.parameters()), epochs: 5 });
 *     return evaluate(model, test, { metrics: { accuracy: accuracy() } });
 *   },
 *   loadIris(),
 *   { folds: 5, stratify: true, seed: 0 },
 * );
 * console.log(mean.accuracy);
 * ```
 */
export async function crossValidate<S extends Scores, T extends Rows<T>>(
  trial: (fold: Fold<T>) => S | Promise<S>,
  data: T,
  options?: CrossValidateOptions,
): Promise<CrossValidation<S>>;
export async function crossValidate<S extends Scores, X extends Bundle, Y extends Bundle>(
  trial: ((fold: Fold<Dataset<X, Y>>) => S | Promise<S>) | ParallelTrial,
  data: Data<X, Y>,
  options?: CrossValidateOptions,
): Promise<CrossValidation<S>>;
export async function crossValidate<S extends Scores, T extends Rows<T>>(
  trial: ((fold: Fold<T & AnyDataset>) => S | Promise<S>) | ParallelTrial,
  data: T | AnyData,
  options?: CrossValidateOptions,
): Promise<CrossValidation<S>> {
  const { folds = 5, stratify = false, seed } = optionsOf("crossValidate", options, CROSS_VALIDATE);
  checkTrial("crossValidate", trial);
  const generator = seed === undefined ? defaultGenerator() : new Generator(seed);
  const division = { folds, stratify, seed: drawSeed(generator) };
  const splits = kFold(samplesOf(data), division) as Split<T & AnyDataset>[];
  const seeds = drawSeeds(generator, folds);
  const calls = seeds.map((own, fold) => ({ input: { fold, seed: own }, seed: own }));
  const job = isParallelTrial(trial)
    ? openJob<FoldNumber, S>(trial, options ?? {}, foldSource(data, division))
    : openJob<FoldNumber, S>((number: FoldNumber) => trial(foldOf(splits, number)), options ?? {});
  const outcomes = await job.run(calls).finally(() => job.close());
  const results = outcomes.map((found, fold): FoldResult<S> => {
    const outcome = checkValue(found, areScores, "scores by name, such as { accuracy: 0.9 }");
    const common = { fold, status: outcome.status, seed: seeds[fold] };
    if (outcome.status === "done") return { ...common, scores: outcome.value };
    return outcome.status === "failed" ? { ...common, error: outcome.error } : common;
  });
  return {
    folds: results,
    ...summary(results.flatMap(({ scores }): S[] => (scores === undefined ? [] : [scores]))),
  };
}

/** The data in a form that can be divided into folds. Tables stay tables. */
function samplesOf(data: unknown): AnyDataset {
  if (typeof data === "object" && data !== null && "take" in data) return data as unknown as AnyDataset;
  const dataset = toDataset("crossValidate", data as AnyData);
  if (dataset !== undefined) return dataset;
  throw new TypeError("crossValidate: the data are batches, and folds need samples; pass a data set");
}

function foldSource(data: unknown, options: KFoldOptions): FoldSource {
  return { data: toDataset("crossValidate of a parallel trial", data as AnyData) as AnyDataset, options };
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
