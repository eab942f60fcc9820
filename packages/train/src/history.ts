/** What fit records under a metric's name: `accuracy` on the training data, `valAccuracy` on the validation data. */
export type SeriesName<Metric extends string = string> =
  | "loss"
  | "valLoss"
  | Metric
  | `val${Capitalize<Metric>}`;

/** One whole epoch. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** How long it took, validation included. */
  readonly seconds: number;
  /** The learning rate of its first update. */
  readonly learningRate: number;
  /** Loss and metrics by name; those of the validation data begin with `val`. */
  readonly values: Readonly<Record<string, number>>;
}

/**
 * How a training went: `running` until its end, then `completed` (all epochs), `stopped` (by a callback), `aborted`
 * (by a signal) or `failed` (by an error).
 */
export type TrainingStatus = "running" | "completed" | "stopped" | "aborted" | "failed";

/** A number as JSON can hold it: those that are not finite as text. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

/** A {@link History} as plain data, column by column. */
export interface HistoryJson {
  readonly status: TrainingStatus;
  readonly stopReason: string;
  readonly seconds: readonly number[];
  readonly learningRates: readonly number[];
  readonly series: Readonly<Record<string, readonly JsonNumber[]>>;
}

/**
 * What happened, whole epochs only: one value an epoch for the loss and each metric.
 *
 * @example
 * ```ts
 * const history = await fit(model, { ...options, epochs: 2, metrics: { accuracy: accuracy() } });
 * history.series("loss").length; // 2
 * history.last("accuracy") <= 1; // true
 * ```
 */
export class History<Metric extends string = string> {
  /** How the training ended, or that it has not. */
  status: TrainingStatus = "running";
  /** Why it ended, in words; empty while it runs. */
  stopReason = "";
  readonly #epochs: EpochRecord[] = [];

  /** Whole epochs, in order. */
  get epochs(): readonly EpochRecord[] {
    return this.#epochs;
  }

  /** The number of whole epochs. */
  get length(): number {
    return this.#epochs.length;
  }

  /** Seconds of each epoch. */
  get seconds(): number[] {
    return this.#epochs.map(({ seconds }) => seconds);
  }

  /** The learning rate at the start of each epoch. */
  get learningRates(): number[] {
    return this.#epochs.map(({ learningRate }) => learningRate);
  }

  /** The names that {@link series} knows; none before the first epoch. */
  get names(): SeriesName<Metric>[] {
    return Object.keys(this.#epochs[0]?.values ?? {}) as SeriesName<Metric>[];
  }

  /** All series by name: what plot's `learningCurves` draws. */
  get curves(): Record<SeriesName<Metric>, number[]> {
    const columns = this.names.map((name) => [name, this.series(name)]);
    return Object.fromEntries(columns) as Record<SeriesName<Metric>, number[]>;
  }

  /**
   * One value an epoch; none before the first.
   *
   * @throws RangeError for a name that was not recorded.
   */
  series(name: SeriesName<Metric>): number[] {
    this.#check("series", name);
    return this.#epochs.map(({ values }) => values[name]);
  }

  /**
   * The value of the last epoch.
   *
   * @throws RangeError before the first epoch, or for a name that was not recorded.
   */
  last(name: SeriesName<Metric>): number {
    this.#check("last", name);
    const record = this.#epochs.at(-1);
    if (record === undefined) throw new RangeError("History.last: no epoch has ended yet");
    return record.values[name];
  }

  /**
   * Adds an epoch; for loops of your own.
   *
   * @throws RangeError if its names are not those of the epochs before.
   */
  append(record: EpochRecord): void {
    const names = Object.keys(record.values).sort().join(", ");
    const before = Object.keys((this.#epochs[0] ?? record).values)
      .sort()
      .join(", ");
    if (names !== before) {
      throw new RangeError(
        `History.append: epoch ${record.epoch} has the values ${names}, and those before it have ${before}`,
      );
    }
    this.#epochs.push(record);
  }

  /** Notes how the training ended. */
  end(status: TrainingStatus, reason: string): void {
    this.status = status;
    this.stopReason = reason;
  }

  /** Plain data, which {@link History.fromJSON} turns back without loss. */
  toJSON(): HistoryJson {
    const { status, stopReason, seconds, learningRates } = this;
    const columns = Object.entries<number[]>(this.curves).map(([name, values]) => [
      name,
      values.map(toJsonNumber),
    ]);
    return { status, stopReason, seconds, learningRates, series: Object.fromEntries(columns) };
  }

  /** The history that {@link History.toJSON} gave. */
  static fromJSON<Metric extends string = string>(json: HistoryJson): History<Metric> {
    const history = new History<Metric>();
    json.seconds.forEach((seconds, i) => {
      const values = Object.entries(json.series).map(([name, column]) => [name, Number(column[i])]);
      history.append({
        epoch: i + 1,
        seconds,
        learningRate: json.learningRates[i],
        values: Object.fromEntries(values),
      });
    });
    history.end(json.status, json.stopReason);
    return history;
  }

  #check(method: string, name: string): void {
    const { names } = this;
    if (names.length > 0 && !(names as string[]).includes(name)) {
      throw new RangeError(
        `History.${method}: nothing was recorded as ${name}; there are ${names.join(", ")}`,
      );
    }
  }
}

function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}

/** `accuracy` as it is called on the validation data: `valAccuracy`. */
export function validationName(name: string): string {
  return `val${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
