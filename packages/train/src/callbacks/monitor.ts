import type { EpochRecord } from "../history.ts";

/** Which values of a figure are better. */
export type MonitorMode = "min" | "max";

export interface MonitorOptions {
  /** The figure to watch, as the history names it. Default: "valLoss". */
  readonly monitor?: string;
  /**
   * Whether small values are good or large ones: `max` for the names that say so (accuracy, precision, recall, f1,
   * r2, auc, averagePrecision, with or without `val`, and those that end on one of them), `min` for all others.
   */
  readonly mode?: MonitorMode;
  /** By how much a value must be better than the best one to count. Default: 0. */
  readonly minDelta?: number;
}

const GROWING = /(accuracy|precision|recall|f1|r2|auc)$/i;

/** Follows a figure over the epochs and knows the best; usable in a loop of one's own. */
export class Monitor {
  readonly name: string;
  readonly mode: MonitorMode;
  readonly #minDelta: number;
  /** The best value yet; undefined before the first. */
  best: number | undefined;

  /** @throws RangeError for a minDelta below 0. */
  constructor({ monitor = "valLoss", mode, minDelta = 0 }: MonitorOptions = {}) {
    if (!(minDelta >= 0)) throw new RangeError(`Monitor: minDelta must be 0 or more, not ${minDelta}`);
    this.name = monitor;
    this.mode = mode ?? (GROWING.test(monitor) ? "max" : "min");
    this.#minDelta = minDelta;
  }

  /** Takes the next value, and tells whether it is better than all before. NaN never is. */
  update(value: number): boolean {
    const { best } = this;
    const gain =
      best === undefined ? Number.POSITIVE_INFINITY : this.mode === "min" ? best - value : value - best;
    if (Number.isNaN(value) || !(gain > this.#minDelta)) return false;
    this.best = value;
    return true;
  }

  /** @throws RangeError if the epoch has no such value. */
  read(owner: string, { values }: EpochRecord): number {
    const value = values[this.name];
    if (value === undefined) {
      const way = this.name.startsWith("val")
        ? "; give fit validation or validationSplit, or name another"
        : "";
      throw new RangeError(
        `${owner}: there is no ${this.name} to monitor; there are ${Object.keys(values).join(", ")}${way}`,
      );
    }
    return value;
  }
}
