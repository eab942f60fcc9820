import {
  aNumber,
  check,
  checkArgument,
  declareOptions,
  isPlain,
  oneOf,
  optionsOf,
  whole,
} from "@gradiente/core/arguments";
import { checkSaved, SavedDataError, type SavedPlace } from "@gradiente/datasets";
import * as v from "valibot";

/** The names of recorded figures: `accuracy` on the training data, `valAccuracy` on the validation data. */
export type SeriesName<Metric extends string = string> =
  | "loss"
  | "valLoss"
  | Metric
  | `val${Capitalize<Metric>}`;

/** One whole epoch. */
export interface EpochRecord {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The duration of the epoch in seconds, validation included. */
  readonly seconds: number;
  /** The learning rate of the first update of the epoch. */
  readonly learningRate: number;
  /** Loss and metrics by name. Names of figures of the validation data begin with `val`. */
  readonly values: Readonly<Record<string, number>>;
}

/**
 * The state of a training: `running` until its end, then `completed` (all epochs), `stopped` (by a callback), `aborted`
 * (by a signal) or `failed` (by an error).
 */
export type TrainingStatus = "running" | "completed" | "stopped" | "aborted" | "failed";

/** A number in JSON. Numbers that are not finite are text. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

/** A {@link History} as plain data, column by column. */
export interface HistoryJson {
  /** The state of the training. */
  readonly status: TrainingStatus;
  /** The reason of its end; empty while it runs. */
  readonly stopReason: string;
  /** The duration of each epoch in seconds. */
  readonly seconds: readonly JsonNumber[];
  /** The learning rate at the start of each epoch. */
  readonly learningRates: readonly JsonNumber[];
  /** The values of each figure, one per epoch. */
  readonly series: Readonly<Record<string, readonly JsonNumber[]>>;
}

const NUMBER = 'a number, "NaN", "Infinity" or "-Infinity"';

/** The numbers of a column; gives them as numbers. */
const column = v.array(
  v.union(
    [
      v.pipe(v.number(), v.finite()),
      v.pipe(v.picklist(["NaN", "Infinity", "-Infinity"]), v.transform(Number)),
    ],
    NUMBER,
  ),
  "a list of numbers",
);

const RECORD = declareOptions<EpochRecord>(
  {
    epoch: whole(1),
    seconds: aNumber,
    learningRate: aNumber,
    values: check(
      "an object of numbers by name",
      (value) =>
        typeof value === "object" &&
        value !== null &&
        isPlain(value) &&
        Object.values(value).every((each) => typeof each === "number"),
    ),
  },
  "epoch",
  "seconds",
  "learningRate",
  "values",
);

const aStatus = oneOf("running", "completed", "stopped", "aborted", "failed");
const aReason = check<string>("a text", (value) => typeof value === "string");

/** All of them. */
export const statuses: readonly TrainingStatus[] = ["running", "completed", "stopped", "aborted", "failed"];

const historySchema = v.strictObject(
  {
    status: v.picklist(statuses, `one of ${statuses.join(", ")}`),
    stopReason: v.string("a text"),
    seconds: column,
    learningRates: column,
    series: v.custom<Readonly<Record<string, unknown>>>(
      (value) => typeof value === "object" && value !== null && !Array.isArray(value),
      "an object of lists of numbers",
    ),
  },
  "the JSON of a history",
);

/** As that of a tensor: `structuredClone` and `postMessage` would copy next to nothing, and succeed. */
const NOT_CLONEABLE = Symbol("a History; send history.toJSON(), and make one of it by History.fromJSON");

/**
 * The record of a training: one value per whole epoch for the loss and each metric.
 *
 * @example
 * ```ts
 * const model = new Dense(4, 3);
 * const history = await fit(model, {
 *   data: loadIris(),
 *   loss: crossEntropyLoss,
 *   optimizer: new Adam(model.parameters()),
 *   epochs: 2,
 *   metrics: { accuracy: accuracy() },
 * });
 * history.series("loss").length; // 2
 * history.last("accuracy") <= 1; // true
 * ```
 */
export class History<Metric extends string = string> {
  /** How the training ended; `running` before its end. */
  status: TrainingStatus = "running";
  /** Why the training ended, in words; empty while it runs. */
  stopReason = "";
  readonly #epochs: EpochRecord[] = [];
  /** @internal */
  readonly notCloneable = NOT_CLONEABLE;

  /** The whole epochs, in order. */
  get epochs(): readonly EpochRecord[] {
    return this.#epochs;
  }

  /** The number of whole epochs. */
  get length(): number {
    return this.#epochs.length;
  }

  /** The duration of each epoch in seconds. */
  get seconds(): number[] {
    return this.#epochs.map(({ seconds }) => seconds);
  }

  /** The learning rate at the start of each epoch. */
  get learningRates(): number[] {
    return this.#epochs.map(({ learningRate }) => learningRate);
  }

  /** The names of the recorded figures; none before the first epoch. */
  get names(): SeriesName<Metric>[] {
    return Object.keys(this.#epochs[0]?.values ?? {}) as SeriesName<Metric>[];
  }

  /** All series by name. `learningCurves` of `@gradiente/plot` draws them. */
  get curves(): Record<SeriesName<Metric>, number[]> {
    const columns = this.names.map((name) => [name, this.series(name)]);
    return Object.fromEntries(columns) as Record<SeriesName<Metric>, number[]>;
  }

  /**
   * The values of one figure, one per epoch; none before the first epoch.
   *
   * @throws RangeError if nothing was recorded under this name.
   */
  series(name: SeriesName<Metric>): number[] {
    this.#check("series", name);
    return this.#epochs.map(({ values }) => values[name]);
  }

  /**
   * The value of a figure in the last epoch.
   *
   * @throws RangeError before the end of the first epoch, or if nothing was recorded under this name.
   */
  last(name: SeriesName<Metric>): number {
    this.#check("last", name);
    const record = this.#epochs.at(-1);
    if (record === undefined) throw new RangeError("History.last: no epoch has ended yet");
    return record.values[name];
  }

  /**
   * Adds an epoch, for your own training loop.
   *
   * @throws RangeError if the names of its values are not those of earlier epochs.
   */
  append(record: EpochRecord): void {
    optionsOf("History.append", record, RECORD);
    const names = Object.keys(record.values);
    const before = Object.keys((this.#epochs[0] ?? record).values);
    if (names.length !== before.length || !before.every((name) => names.includes(name))) {
      throw new RangeError(
        `History.append: epoch ${record.epoch} has the values ${names.join(", ")}, and earlier epochs have ${before.join(", ")}`,
      );
    }
    this.#epochs.push(record);
  }

  /** Records how the training ended. */
  end(status: TrainingStatus, reason: string): void {
    checkArgument("History.end", "the status", status, aStatus);
    checkArgument("History.end", "the reason", reason, aReason);
    this.status = status;
    this.stopReason = reason;
  }

  /** The history as plain data. {@link History.fromJSON} makes the same history of it. */
  toJSON(): HistoryJson {
    const columns = Object.entries<number[]>(this.curves).map(([name, values]) => [
      name,
      values.map(toJsonNumber),
    ]);
    return {
      status: this.status,
      stopReason: this.stopReason,
      seconds: this.seconds.map(toJsonNumber),
      learningRates: this.learningRates.map(toJsonNumber),
      series: Object.fromEntries(columns),
    };
  }

  /**
   * Makes a history from the data of {@link History.toJSON}, also after `JSON.stringify` and `JSON.parse`.
   *
   * @param file the name of the file that they were read from, for errors. Default: the name of this function.
   * @throws SavedDataError of `@gradiente/datasets` if they are not those of a history, or have not one value an epoch.
   * It names the file, the path in it and what was expected.
   */
  static fromJSON<Metric extends string = string>(
    json: HistoryJson,
    file = "History.fromJSON",
  ): History<Metric> {
    const place = { file, writer: "history.toJSON()" };
    const { status, stopReason, seconds, learningRates, series } = checkSaved(historySchema, json, place);
    const columns = Object.entries(series).map(([name, values]): [string, number[]] => {
      return [name, checkSaved(column, values, { ...place, at: ["series", name] })];
    });
    checkLength(place, ["learningRates"], learningRates, seconds);
    for (const [name, values] of columns) checkLength(place, ["series", name], values, seconds);
    if (seconds.length === 0 && columns.length > 0) {
      throw new SavedDataError(place, "must be empty, as there are no epochs", ["series"]);
    }
    const history = new History<Metric>();
    for (const [i, duration] of seconds.entries()) {
      history.append({
        epoch: i + 1,
        seconds: duration,
        learningRate: learningRates[i],
        values: Object.fromEntries(columns.map(([name, values]) => [name, values[i]])),
      });
    }
    history.end(status, stopReason);
    return history;
  }

  #check(method: string, name: string): void {
    checkArgument(`History.${method}`, "the name", name, aReason);
    const { names } = this;
    if (names.length > 0 && !(names as string[]).includes(name)) {
      throw new RangeError(
        `History.${method}: nothing was recorded as ${name}; there are ${names.join(", ")}`,
      );
    }
  }
}

function checkLength(
  place: SavedPlace,
  path: readonly string[],
  values: readonly number[],
  seconds: readonly number[],
): void {
  if (values.length === seconds.length) return;
  const problem = `must have one value an epoch, ${seconds.length} as \`seconds\`, and has ${values.length}`;
  throw new SavedDataError(place, problem, path);
}

function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}

/** The name of a figure on the validation data: `valAccuracy` for `accuracy`. */
export function validationName(name: string): string {
  return `val${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
