import { entriesOf, isVector, kindOf, toVector, type Vector } from "./data.ts";

/** What `fit` of @gradiente/train returns: numbers that are asked for by name. */
export interface NamedSeries {
  readonly names: readonly string[];
  series(name: string): Vector;
}

/**
 * The numbers that a training run left behind, by name: `{ loss, valLoss, accuracy, ... }`. A name that begins with
 * "val" or "validation" is drawn dashed, in the panel of the name without it; "train" is left out likewise.
 */
export type RecordedHistory = Readonly<Record<string, Vector>> | NamedSeries;

/** One run, or several by their names; each a history, or the histories of several seeds. */
export type Runs = RecordedHistory | Readonly<Record<string, RecordedHistory | readonly RecordedHistory[]>>;

/** One metric of one run. */
export interface HistoryLine {
  /** {@link unnamed} if the run is the only one. */
  readonly run: string;
  readonly isValidation: boolean;
  readonly metric: string;
  /** One list for each seed. */
  readonly values: readonly (readonly number[])[];
}

export const unnamed = "";

/** @param name - The function, for errors. */
export function readRuns(name: string, runs: Runs): HistoryLine[] {
  if (isRecorded(runs) || holdsNumbers(runs)) return readRun(name, unnamed, [runs as RecordedHistory]);
  return entriesOf(
    name,
    runs as Readonly<Record<string, RecordedHistory | readonly RecordedHistory[]>>,
  ).flatMap(([run, seeds]) =>
    readRun(`${name}: run "${run}"`, run, Array.isArray(seeds) ? seeds : [seeds as RecordedHistory]),
  );
}

/** Whether a record has numbers in it, and not runs. */
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

/** "valLoss", "val_loss" and "validation loss" are the loss in validation. */
function meaningOf(key: string): { isValidation: boolean; metric: string } {
  const match = /^(validation|valid|val|training|train)(?:[_ \-./]+(.+)|([A-Z].*))$/.exec(key);
  if (match === null) return { isValidation: false, metric: key };
  const [, part, spaced, camel] = match;
  const metric = spaced ?? (/^[A-Z]{2}/.test(camel) ? camel : camel[0].toLowerCase() + camel.slice(1));
  return { isValidation: part.startsWith("val"), metric };
}
