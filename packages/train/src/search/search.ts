import { defaultGenerator, Generator } from "@gradiente/core";
import { declareOptions, numeric, optionsOf } from "@gradiente/core/arguments";
import { aMode, type MonitorMode } from "../callbacks/monitor.ts";
import type { ErrorReport, OpenJob, ParallelTrial } from "./job.ts";
import { checkTrial, drawSeeds, openJob, RUN, type RunOptions } from "./run-job.ts";
import { areScores, checkValue, type Scores } from "./scores.ts";
import { checkSpace, combinations, type ParametersOf, type Space, sample } from "./space.ts";

/** The argument of a trial of a search. */
export interface TrialInput<Parameters> {
  /** The values of the parameters. */
  readonly parameters: Parameters;
  /** The number of the trial, from 0. */
  readonly trial: number;
  /** The seed of this trial. `seed` of core has been called with it before the trial. */
  readonly seed: number;
  /** The budget of the trial, such as a number of epochs. Only in {@link successiveHalving}. */
  readonly budget?: number;
}

/** The result of a trial: its score, or several figures by name with one called `score`. */
export type TrialValue = number | (Scores & { readonly score: number });

function isTrialValue(value: unknown): value is TrialValue {
  return typeof value === "number" || (areScores(value) && "score" in value);
}

/** A trial: a function, or `inWorkerThreads({ module, name })` of @gradiente/train/node, which uses all cores. */
export type Trial<Parameters> =
  | ((input: TrialInput<Parameters>) => TrialValue | Promise<TrialValue>)
  | ParallelTrial;

/** The result of one trial. */
export interface TrialResult<Parameters> extends TrialInput<Parameters> {
  /** `cancelled` if the signal aborted before the trial was over. */
  readonly status: "done" | "failed" | "cancelled";
  /** The score of the trial; NaN unless it is done. */
  readonly score: number;
  /** The other figures of the trial. */
  readonly values: Scores;
  /** The error of a trial that failed. */
  readonly error?: ErrorReport;
  /** The duration of the trial in seconds; 0 if it was cancelled. */
  readonly seconds: number;
}

/** The result of a search. */
export interface SearchResult<Parameters> {
  /** The results of all trials, in the order of their numbers. */
  readonly trials: readonly TrialResult<Parameters>[];
  /**
   * The trial with the best score of those with the largest budget, and the first of equals. Undefined if no trial has a
   * score.
   */
  readonly best: TrialResult<Parameters> | undefined;
}

/** Options of {@link gridSearch}. */
export interface GridSearchOptions extends RunOptions {
  /** Whether small scores are better ("min") or large ones ("max"). */
  readonly mode: MonitorMode;
}

/** Options of {@link randomSearch}. */
export interface RandomSearchOptions extends GridSearchOptions {
  /** The number of combinations to draw. */
  readonly trials: number;
}

/** Options of {@link successiveHalving}. */
export interface SuccessiveHalvingOptions extends RandomSearchOptions {
  /** The budget of each combination in the first round. */
  readonly minBudget: number;
  /** The largest budget of a combination. */
  readonly maxBudget: number;
  /** After each round, one combination in this many continues, with this many times the budget. Default: 3. */
  readonly factor?: number;
}

const GRID_SEARCH = declareOptions<GridSearchOptions>({ ...RUN, mode: aMode }, "mode");

const RANDOM_SEARCH = declareOptions<RandomSearchOptions>(
  { ...GRID_SEARCH.checks, trials: numeric("a positive whole number below 2^31", isTrials) },
  "mode",
  "trials",
);

const aBudget = numeric("a finite number above 0", (value) => value > 0 && Number.isFinite(value));

const SUCCESSIVE_HALVING = declareOptions<SuccessiveHalvingOptions>(
  {
    ...RANDOM_SEARCH.checks,
    minBudget: aBudget,
    maxBudget: aBudget,
    factor: numeric("above 1", (value) => value > 1),
  },
  "mode",
  "trials",
  "minBudget",
  "maxBudget",
);

function isTrials(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value < 2 ** 31;
}

/**
 * Tries all combinations of lists of values. The last parameter changes fastest.
 *
 * @throws TypeError if a parameter of the space is a range, if `mode` is neither "min" nor "max", or if the trial is not a
 * function or a parallel trial. An error in a trial is not thrown; it is in the result of the trial.
 * @throws RangeError if a list is empty.
 * @example
 * ```ts
 * import { gridSearch } from "@gradiente/train";
 *
 * const { best } = await gridSearch(
 *   async ({ parameters: { hidden, learningRate } }) => hidden * learningRate,
 *   { hidden: [5, 10, 20], learningRate: [1e-3, 1e-2] },
 *   { mode: "max", seed: 0 },
 * );
 * best?.parameters; // { hidden: 20, learningRate: 0.01 }
 * ```
 */
export async function gridSearch<const S extends Space>(
  trial: Trial<ParametersOf<S>>,
  space: S,
  options: GridSearchOptions,
): Promise<SearchResult<ParametersOf<S>>> {
  optionsOf("gridSearch", options, GRID_SEARCH);
  checkSpace("gridSearch", space);
  const inputs = numbered(combinations("gridSearch", space), generatorOf(options));
  return tryOnce("gridSearch", trial, inputs, options);
}

/**
 * Tries random combinations, in which each parameter is drawn independently (Bergstra and Bengio, "Random search for
 * hyper-parameter optimization", 2012).
 *
 * @throws RangeError if a list of the space is empty, if the bounds of a range are wrong, or if `trials` is not a positive
 * whole number.
 * @throws TypeError if `mode` is neither "min" nor "max", or if the trial is not a function or a parallel trial. An error
 * in a trial is not thrown; it is in the result of the trial.
 * @example
 * ```ts
 * import { randomSearch } from "@gradiente/train";
 *
 * const { best } = await randomSearch(
 *   ({ parameters: { learningRate } }) => Math.abs(Math.log10(learningRate) + 3), // a trial would train a model here
 *   { learningRate: { low: 1e-5, high: 1e-1, scale: "log" } },
 *   { mode: "min", trials: 20, seed: 0 },
 * );
 * ```
 */
export async function randomSearch<const S extends Space>(
  trial: Trial<ParametersOf<S>>,
  space: S,
  options: RandomSearchOptions,
): Promise<SearchResult<ParametersOf<S>>> {
  optionsOf("randomSearch", options, RANDOM_SEARCH);
  const inputs = drawn("randomSearch", space, options);
  return tryOnce("randomSearch", trial, inputs, options);
}

/**
 * Tries random combinations with a small budget. The best of them, one in `factor`, are tried again with `factor` times
 * the budget, and so on up to `maxBudget` (Jamieson and Talwalkar, "Non-stochastic best arm identification and
 * hyperparameter optimization", 2016). A combination keeps its seed. Each try is a separate trial in the result.
 *
 * @throws RangeError if a list of the space is empty, if the bounds of a range are wrong, if `trials` is not a positive
 * whole number, unless 0 < minBudget <= maxBudget, or unless factor > 1.
 * @throws TypeError if `mode` is neither "min" nor "max", or if the trial is not a function or a parallel trial. An error
 * in a trial is not thrown; it is in the result of the trial, and the combination is not tried again.
 * @example
 * ```ts
 * const { best } = await successiveHalving(
 *   ({ parameters: { rate }, budget = 1 }) => (rate - 0.1) ** 2 / budget, // a trial would train for so many epochs here
 *   { rate: [0.01, 0.1, 1] },
 *   { mode: "min", trials: 3, minBudget: 1, maxBudget: 4 },
 * );
 * best?.parameters.rate; // 0.1
 * ```
 */
export async function successiveHalving<const S extends Space>(
  trial: Trial<ParametersOf<S>>,
  space: S,
  options: SuccessiveHalvingOptions,
): Promise<SearchResult<ParametersOf<S>>> {
  const {
    minBudget,
    maxBudget,
    factor = 3,
    mode,
  } = optionsOf("successiveHalving", options, SUCCESSIVE_HALVING);
  if (minBudget > maxBudget) {
    throw new RangeError(
      `successiveHalving: expected 0 < minBudget <= maxBudget, got ${minBudget} and ${maxBudget}`,
    );
  }
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
      for (const result of results) all.push(result);
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
    const outcome = checkValue(found, isTrialValue, "its score, a number, or numbers by name with { score }");
    const none = { ...inputs[i], status: outcome.status, score: Number.NaN, values: {}, seconds: 0 };
    if (outcome.status === "cancelled") return none;
    if (outcome.status === "failed") return { ...none, error: outcome.error, seconds: outcome.seconds };
    const { score, ...values } = typeof outcome.value === "number" ? { score: outcome.value } : outcome.value;
    return { ...none, score, values, seconds: outcome.seconds };
  });
}

/** The trials with a score, the best first. Trials with equal scores keep their order. */
function ranked<P>(trials: readonly TrialResult<P>[], mode: MonitorMode): TrialResult<P>[] {
  const sign = mode === "min" ? 1 : -1;
  return trials
    .filter(({ score }) => !Number.isNaN(score))
    .sort((a, b) => (a.score === b.score ? 0 : sign * (a.score - b.score)));
}

function resultOf<P>(trials: readonly TrialResult<P>[], mode: MonitorMode): SearchResult<P> {
  const scored = trials.filter(({ score }) => !Number.isNaN(score));
  const largest = scored.reduce((most, { budget = 0 }) => Math.max(most, budget), 0);
  const [best] = ranked(
    scored.filter(({ budget = 0 }) => budget === largest),
    mode,
  );
  return { trials, best };
}
