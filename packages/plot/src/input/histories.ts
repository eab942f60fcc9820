import { entriesOf, isVector, kindOf, type Named, toVector, type Vector } from "./data.ts";

/** Series of numbers by name, such as the history that `fit` of @gradiente/train returns. */
export interface NamedSeries {
  /** The names of the series. */
  readonly names: readonly string[];
  /** The numbers of one series. */
  series(name: string): Vector;
}

/**
 * The numbers of a training run, by name: `{ loss, valLoss, accuracy, ... }`. A name that begins with "val" or
 * "validation" is drawn as a dashed line, in the panel of the name without this prefix. The prefix "train" is removed too.
 */
export type RecordedHistory = Readonly<Record<string, Vector>> | NamedSeries;

/** One run, or several runs by name. In the latter case, a run is a history, or a list of histories of several seeds. */
export type Runs = RecordedHistory | Named<RecordedHistory | readonly RecordedHistory[]>;

/** One metric of one run. */
export interface HistoryLine {
  /** The name of the run; {@link unnamed} if it is the only one. */
  readonly run: string;
  readonly isValidation: boolean;
  readonly metric: string;
  /** The values, one list per seed. */
  readonly values: readonly (readonly number[])[];
}

export const unnamed = "";

/** All metrics of all runs. @param name - The name of the function, for errors. */
export function readRuns(name: string, runs: Runs): HistoryLine[] {
  if (typeof runs !== "object" || runs === null) {
    throw new TypeError(`${name}: histories are { loss: [...], ... }, not ${kindOf(runs)}`);
  }
  if (isRecorded(runs) || holdsNumbers(runs)) return readRun(name, unnamed, [runs as RecordedHistory]);
  return entriesOf(name, runs as Named<RecordedHistory | readonly RecordedHistory[]>).flatMap(
    ([run, seeds]) =>
      readRun(`${name}: run "${run}"`, run, Array.isArray(seeds) ? seeds : [seeds as RecordedHistory]),
  );
}

/** Whether the values of a record are numbers and not runs. */
function holdsNumbers(runs: object): boolean {
  return Object.values(runs).some(
    (value) => isVector(value) && !(Array.isArray(value) && value.length === 0),
  );
}

function isRecorded(history: unknown): history is NamedSeries {
  return typeof (history as Partial<NamedSeries> | null)?.series === "function";
}

function readRun(what: string, run: string, seeds: readonly RecordedHistory[]): HistoryLine[] {
  if (seeds.length === 0) throw new RangeError(`${what} has no histories`);
  const lines = new Map<string, { isValidation: boolean; metric: string; values: number[][] }>();
  for (const history of seeds) {
    for (const [key, data] of entriesOf(what, recordOf(what, history))) {
      const values = toVector(`${what}: ${key}`, data);
      if (values.length === 0) throw new RangeError(`${what}: ${key} is empty`);
      const line = lines.get(key) ?? { ...meaningOf(key), values: [] };
      line.values.push(values);
      lines.set(key, line);
    }
  }
  return [...lines.values()].map((line) => ({ run, ...line }));
}

function recordOf(what: string, history: RecordedHistory): Readonly<Record<string, Vector>> {
  if (isRecorded(history)) {
    return Object.fromEntries(history.names.map((key) => [key, history.series(key)]));
  }
  if (typeof history !== "object" || history === null || isVector(history)) {
    throw new TypeError(`${what}: a history is { loss: [...], ... }, not ${kindOf(history)}`);
  }
  return history;
}

/** The metric of a name, and whether it is of validation: "valLoss", "val_loss" and "validation loss" are the loss. */
function meaningOf(key: string): { isValidation: boolean; metric: string } {
  const match = /^(validation|valid|val|training|train)(?:[_ \-./]+(.+)|([A-Z].*))$/.exec(key);
  if (match === null) return { isValidation: false, metric: key };
  const [, part, spaced, camel] = match;
  const metric = spaced ?? (/^[A-Z]{2}/.test(camel) ? camel : camel[0].toLowerCase() + camel.slice(1));
  return { isValidation: part.startsWith("val"), metric };
}
