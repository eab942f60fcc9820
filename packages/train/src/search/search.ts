import { defaultGenerator, Generator } from "@gradiente/core";
import type { MonitorMode } from "../callbacks/monitor.ts";
import type { ErrorReport, OpenJob, ParallelTrial } from "./job.ts";
import { checkTrial, drawSeeds, openJob, type RunOptions } from "./run-job.ts";
import { areScores, checkValue, type Scores } from "./scores.ts";
import { checkSpace, combinations, type ParametersOf, type Space, sample } from "./space.ts";

/** What a trial of a search gets. */
export interface TrialInput<Parameters> {
  readonly parameters: Parameters;
  /** The number of the trial, from 0. */
  readonly trial: number;
  /** Its own seed, with which core's stream of random numbers begins. */
  readonly seed: number;
  /** How much to spend, epochs for instance; in {@link successiveHalving} only. */
  readonly budget?: number;
}

/** A trial gives its score, or figures among which `score` is. */
export type TrialValue = number | (Scores & { readonly score: number });

function isTrialValue(value: unknown): value is TrialValue {
  return typeof value === "number" || (areScores(value) && "score" in value);
}

/** What is tried: a function, or `inWorkerThreads({ module, name })` of @gradiente/train/node, to use all cores. */
export type Trial<Parameters> =
  | ((input: TrialInput<Parameters>) => TrialValue | Promise<TrialValue>)
  | ParallelTrial;

/** How one trial fared. */
export interface TrialResult<Parameters> extends TrialInput<Parameters> {
  readonly status: "done" | "failed" | "cancelled";
  /** NaN unless it is done. */
  readonly score: number;
  /** Other figures that the trial gave. */
  readonly values: Scores;
  /** Of a trial that failed. */
  readonly error?: ErrorReport;
  readonly seconds: number;
}

export interface SearchResult<Parameters> {
  /** In the order in which they were drawn up, whatever became of them. */
  readonly trials: readonly TrialResult<Parameters>[];
  /** The best score, of those with the largest budget; the first of equals. Undefined if no trial has a score. */
  readonly best: TrialResult<Parameters> | undefined;
}

export interface GridSearchOptions extends RunOptions {
  /** Whether small scores are good or large ones. */
  readonly mode: MonitorMode;
}

export interface RandomSearchOptions extends GridSearchOptions {
  /** How many combinations to draw. */
  readonly trials: number;
}

export interface SuccessiveHalvingOptions extends RandomSearchOptions {
  /** What each combination may spend at first. */
  readonly minBudget: number;
  /** What the last ones may spend at most. */
  readonly maxBudget: number;
  /** One in so many goes on, with as many times the budget. Default: 3. */
  readonly factor?: number;
}

/**
 * Tries all combinations of lists of values, the last parameter changing fastest.
 *
 * @example
 * ```ts
 * const { best } = await gridSearch(
 *   async ({ parameters: { hidden, learningRate } }) => hidden * learningRate,
 *   { hidden: [5, 10, 20], learningRate: [1e-3, 1e-2] },
 *   { mode: "max", seed: 0 },
 * );
 * best?.parameters; // { hidden: 20, learningRate: 0.01 }
 * ```
 * @throws TypeError for a range in the space; RangeError for an empty list. An error in a trial is in its result.
 */
export async function gridSearch<const S extends Space>(
  trial: Trial<ParametersOf<S>>,
  space: S,
  options: GridSearchOptions,
): Promise<SearchResult<ParametersOf<S>>> {
  checkSpace("gridSearch", space);
  const inputs = numbered(combinations("gridSearch", space), generatorOf(options));
  return tryOnce("gridSearch", trial, inputs, options);
}

/**
 * Tries combinations drawn at random, each parameter on its own (Bergstra and Bengio, "Random search for
 * hyper-parameter optimization", 2012).
 *
 * @throws RangeError for a space or a number of trials that is none. An error in a trial is in its result.
 */
export async function randomSearch<const S extends Space>(
  trial: Trial<ParametersOf<S>>,
  space: S,
  options: RandomSearchOptions,
): Promise<SearchResult<ParametersOf<S>>> {
  const inputs = drawn("randomSearch", space, options);
  return tryOnce("randomSearch", trial, inputs, options);
}

/**
 * Tries combinations drawn at random with a small budget, and the best part of them, one in `factor`, again with
 * `factor` times as much, until `maxBudget` (Jamieson and Talwalkar, "Non-stochastic best arm identification and
 * hyperparameter optimization", 2016). A combination keeps its seed; each try is a trial of its own in the result.
 *
 * @throws RangeError for a space, budgets or a factor that are none. An error in a trial is in its result, and the
 * combination does not go on.
 */
export async function successiveHalving<const S extends Space>(
  trial: Trial<ParametersOf<S>>,
  space: S,
  options: SuccessiveHalvingOptions,
): Promise<SearchResult<ParametersOf<S>>> {
  const { minBudget, maxBudget, factor = 3, mode } = options;
  if (!(minBudget > 0 && minBudget <= maxBudget && Number.isFinite(maxBudget))) {
    throw new RangeError(
      `successiveHalving: expected 0 < minBudget <= maxBudget, got ${minBudget} and ${maxBudget}`,
    );
  }
  if (!(factor > 1)) throw new RangeError(`successiveHalving: factor must be above 1, not ${factor}`);
  const all: TrialResult<ParametersOf<S>>[] = [];
  let inputs = drawn("successiveHalving", space, options);
  const job = openTrial("successiveHalving", trial, options);
  try {
    for (let budget = minBudget; inputs.length > 0 && budget <= maxBudget; budget *= factor) {
      const round = inputs.map(({ parameters, seed }, i) => ({
        parameters,
        trial: all.length + i,
        seed,
        budget,
      }));
      const results = await tryAll(job, round);
      all.push(...results);
      inputs = ranked(results, mode).slice(0, Math.ceil(results.length / factor));
    }
  } finally {
    await job.close();
  }
  return resultOf(all, mode);
}

function generatorOf({ seed }: RunOptions): Generator {
  return seed === undefined ? defaultGenerator() : new Generator(seed);
}

function numbered<P>(parameters: readonly P[], generator: Generator): TrialInput<P>[] {
  const seeds = drawSeeds(generator, parameters.length);
  return parameters.map((values, trial) => ({ parameters: values, trial, seed: seeds[trial] }));
}

function drawn<S extends Space>(
  owner: string,
  space: S,
  options: RandomSearchOptions,
): TrialInput<ParametersOf<S>>[] {
  checkSpace(owner, space);
  const { trials } = options;
  if (!Number.isInteger(trials) || trials < 1) {
    throw new RangeError(`${owner}: trials must be a positive whole number, not ${trials}`);
  }
  const generator = generatorOf(options);
  return numbered(
    Array.from({ length: trials }, () => sample(space, generator)),
    generator,
  );
}

function openTrial<P>(
  owner: string,
  trial: Trial<P>,
  options: GridSearchOptions,
): OpenJob<TrialInput<P>, TrialValue> {
  if (options.mode !== "min" && options.mode !== "max") {
    throw new TypeError(`${owner}: mode is "min" or "max", which says what scores are better`);
  }
  checkTrial(owner, trial);
  return openJob(trial, options);
}

async function tryOnce<P>(
  owner: string,
  trial: Trial<P>,
  inputs: readonly TrialInput<P>[],
  options: GridSearchOptions,
): Promise<SearchResult<P>> {
  const job = openTrial(owner, trial, options);
  const trials = await tryAll(job, inputs).finally(() => job.close());
  return resultOf(trials, options.mode);
}

async function tryAll<P>(
  job: OpenJob<TrialInput<P>, TrialValue>,
  inputs: readonly TrialInput<P>[],
): Promise<TrialResult<P>[]> {
  const outcomes = await job.run(inputs.map((input) => ({ input, seed: input.seed })));
  return outcomes.map((found, i): TrialResult<P> => {
    const outcome = checkValue(found, isTrialValue, "its score, a number, or figures with { score }");
    const none = { ...inputs[i], status: outcome.status, score: Number.NaN, values: {}, seconds: 0 };
    if (outcome.status === "cancelled") return none;
    if (outcome.status === "failed") return { ...none, error: outcome.error, seconds: outcome.seconds };
    const { score, ...values } = typeof outcome.value === "number" ? { score: outcome.value } : outcome.value;
    return { ...none, score, values, seconds: outcome.seconds };
  });
}

/** Those with a score, the best first, equal ones in their order. */
function ranked<P>(trials: readonly TrialResult<P>[], mode: MonitorMode): TrialResult<P>[] {
  const sign = mode === "min" ? 1 : -1;
  return trials
    .filter(({ score }) => !Number.isNaN(score))
    .sort((a, b) => (a.score === b.score ? 0 : sign * (a.score - b.score)));
}

function resultOf<P>(trials: readonly TrialResult<P>[], mode: MonitorMode): SearchResult<P> {
  const scored = trials.filter(({ score }) => !Number.isNaN(score));
  const largest = Math.max(...scored.map(({ budget = 0 }) => budget));
  const [best] = ranked(
    scored.filter(({ budget = 0 }) => budget === largest),
    mode,
  );
  return { trials, best };
}
