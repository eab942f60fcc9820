import {
  aNumber,
  check,
  checkArgument,
  declareOptions,
  isPlain,
  numeric,
  type OptionChecks,
  oneOf,
  optionsOf,
  suggestion,
} from "@gradiente/core/arguments";
import type { EpochRecord } from "../history.ts";

/** Whether small values of a figure are better ("min") or large ones ("max"). */
export type MonitorMode = "min" | "max";

/** Options of {@link Monitor}, and of callbacks that watch a figure. */
export interface MonitorOptions {
  /** The figure to watch, by its name in the history. Default: "valLoss". */
  readonly monitor?: string;
  /**
   * Whether small or large values are better. Default: "max" for names that end in accuracy, precision, recall, f1, r2 or
   * auc in upper or lower case, such as `valAccuracy`, `averagePrecision` and `rocAuc`; "min" for all others.
   */
  readonly mode?: MonitorMode;
  /** A value counts as better only if it is better than the best one by more than this, 0 or more. Default: 0. */
  readonly minDelta?: number;
}

export const aMode = oneOf("min", "max");

/** Checks of the options of whatever watches a figure. */
export const MONITOR: OptionChecks<MonitorOptions> = {
  monitor: check(
    "the name of a figure, such as valLoss",
    (value) => typeof value === "string" && value !== "",
  ),
  mode: aMode,
  minDelta: numeric("0 or more", (value) => value >= 0),
};

export const aPatience = numeric(
  "a positive whole number",
  (value) => Number.isSafeInteger(value) && value >= 1,
);

const OPTIONS = declareOptions<MonitorOptions>(MONITOR);

const aRecord = check<EpochRecord>("the record of an epoch, { values, ... }", (value) => {
  const values = (value as Partial<EpochRecord> | null | undefined)?.values;
  return typeof values === "object" && values !== null && isPlain(values);
});

const aName = check<string>("a text, the name of what reads it", (value) => typeof value === "string");

const someNames = check<readonly string[]>(
  "a list of names",
  (value) => Array.isArray(value) && Array.from(value).every((name) => typeof name === "string"),
);

/** The options of a monitor among those of a callback. */
export function monitorOptions({ monitor, mode, minDelta }: MonitorOptions): MonitorOptions {
  return { monitor, mode, minDelta } as MonitorOptions;
}

const GROWING = /(accuracy|precision|recall|f1|r2|auc)$/i;

/**
 * Follows a figure over the epochs and remembers its best value. It also works in your own training loop.
 *
 * @example
 * ```ts
 * const monitor = new Monitor({ monitor: "loss", mode: "min" });
 * monitor.update(0.5); // true
 * monitor.update(0.7); // false
 * ```
 */
export class Monitor {
  /** The name of the figure in the history. */
  readonly name: string;
  /** Whether small or large values are better. */
  readonly mode: MonitorMode;
  readonly #minDelta: number;
  /** The best value so far; undefined before the first. */
  best: number | undefined;

  /**
   * A monitor of one of the values of an epoch.
   *
   * @throws RangeError unless `minDelta` is 0 or more.
   * @throws TypeError for another mode.
   */
  constructor(options?: MonitorOptions) {
    const { monitor = "valLoss", mode, minDelta = 0 } = optionsOf("Monitor", options, OPTIONS);
    this.name = monitor;
    this.mode = mode ?? (GROWING.test(monitor) ? "max" : "min");
    this.#minDelta = minDelta;
  }

  /** Takes the next value. The result is whether it is better than all before; NaN never is. */
  update(value: number): boolean {
    checkArgument("Monitor.update", "the value", value, aNumber);
    const { best } = this;
    const gain =
      best === undefined ? Number.POSITIVE_INFINITY : this.mode === "min" ? best - value : value - best;
    if (Number.isNaN(value) || !(gain > this.#minDelta)) return false;
    this.best = value;
    return true;
  }

  /** The value of the figure in an epoch. @throws RangeError if the epoch has no such value. */
  read(owner: string, record: EpochRecord): number {
    checkArgument("Monitor.read", "the owner", owner, aName);
    checkArgument("Monitor.read", "the record", record, aRecord);
    const { values } = record;
    const value = values[this.name];
    if (value === undefined) this.check(owner, Object.keys(values));
    return value;
  }

  /**
   * Checks that the figure is recorded.
   *
   * @throws RangeError if it is not among the figures. The message says which was probably meant.
   */
  check(owner: string, figures: readonly string[]): void {
    checkArgument("Monitor.check", "the owner", owner, aName);
    checkArgument("Monitor.check", "the figures", figures, someNames);
    if (figures.includes(this.name)) return;
    const meant = suggestion(this.name, figures);
    const isUnvalidated = this.name.startsWith("val") && !figures.includes("valLoss");
    const way = isUnvalidated
      ? "; pass validation or validationSplit to fit, or monitor another figure"
      : meant.length === 0
        ? ""
        : `; did you mean ${meant.join(" or ")}?`;
    throw new RangeError(
      `${owner}: there is no ${this.name} to monitor; there are ${figures.join(", ")}${way}`,
    );
  }
}
