import { check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { steps as aCount, nonNegative, rateOrSchedule } from "../checks.ts";
import { cosine } from "./annealing.ts";
import { asSchedule, type Schedule, scheduled } from "./schedule.ts";

/** Options of {@link warmup}. */
export interface WarmupOptions {
  /** The number of updates of the rise. */
  readonly steps: number;
  /**
   * The constant rate after the rise; or a schedule that begins after the rise. Then the rate rises to the first rate of
   * the schedule.
   */
  readonly to: number | Schedule;
}

const WARMUP = declareOptions<WarmupOptions>({ steps: aCount, to: rateOrSchedule }, "steps", "to");

/**
 * A linear rise over `steps` updates to the rate `to`, which then follows: to · (t + 1) / (steps + 1) after t updates of
 * the rise.
 *
 * @example schedules.warmup({ steps: 100, to: schedules.cosine({ from: 1e-3, steps: 900 }) })(100) // 0.001
 * @throws RangeError for a rate that is negative or no number, or for `steps` that are no whole number of 1 or more.
 */
export function warmup(options: WarmupOptions): Schedule {
  const { steps, to } = optionsOf("warmup", options, WARMUP);
  const after = asSchedule(to);
  return scheduled("warmup", (step) =>
    step < steps ? (after(0) * (step + 1)) / (steps + 1) : after(step - steps),
  );
}

/** Options of {@link piecewise}. */
export interface PiecewiseOptions {
  /** The number of updates done when the second part begins, the third, and so on: whole numbers in ascending order. */
  readonly boundaries: readonly number[];
  /** The rate of each part, one more than there are boundaries. A schedule counts updates from the start of its part. */
  readonly rates: readonly (number | Schedule)[];
}

const PIECEWISE = declareOptions<PiecewiseOptions>(
  {
    boundaries: check("a list of numbers", Array.isArray),
    rates: check("a list of rates and schedules", Array.isArray),
  },
  "boundaries",
  "rates",
);

/**
 * The first rate before the first boundary, the second rate before the second boundary, and so on. Rates may be
 * schedules.
 *
 * @example
 * const rates = [0.1, schedules.linear({ from: 0.1, steps: 200 })];
 * schedules.piecewise({ boundaries: [500], rates })(600); // 0.05
 * @throws RangeError for another number of rates, for boundaries that do not rise or are no whole numbers of 1 or more,
 * or for a rate that is negative or no number.
 */
export function piecewise(options: PiecewiseOptions): Schedule {
  const { boundaries, rates } = optionsOf("piecewise", options, PIECEWISE);
  if (rates.length !== boundaries.length + 1) {
    throw new RangeError(
      `piecewise: ${boundaries.length} boundaries need ${boundaries.length + 1} rates, not ${rates.length}`,
    );
  }
  Array.from(boundaries).forEach((boundary, i) => {
    checkArgument("piecewise", `boundary ${i}`, boundary, aCount);
    if (i > 0 && boundary <= boundaries[i - 1])
      throw new RangeError(`piecewise: boundaries must rise, and ${boundary} follows ${boundaries[i - 1]}`);
  });
  const parts = Array.from(rates, (rate, i) => {
    checkArgument("piecewise", `rate ${i}`, rate, rateOrSchedule);
    return asSchedule(rate);
  });
  return scheduled("piecewise", (step) => {
    const part = boundaries.filter((boundary) => boundary <= step).length;
    return parts[part](part === 0 ? step : step - boundaries[part - 1]);
  });
}

/** Options of {@link warmupCosine}. */
export interface WarmupCosineOptions {
  /** The number of updates of the rise, less than `steps`. */
  readonly warmup: number;
  /** The rate after the rise. */
  readonly peak: number;
  /** The rate after `steps` updates, and from then on. Default: 0. */
  readonly to?: number;
  /** The number of updates of rise and fall together. */
  readonly steps: number;
}

const WARMUP_COSINE = declareOptions<WarmupCosineOptions>(
  { warmup: aCount, peak: nonNegative, to: nonNegative, steps: aCount },
  "warmup",
  "peak",
  "steps",
);

/**
 * A linear rise and then half a period of a cosine, the usual schedule of transformers: {@link warmup} to a
 * {@link cosine} over the rest of the steps.
 *
 * @throws RangeError for a rate that is negative or no number, for `warmup` or `steps` that are no whole numbers of 1 or
 * more, or unless `warmup` is less than `steps`.
 * @example
 * ```ts
 * const rate = schedules.warmupCosine({ warmup: 10, peak: 0.1, steps: 110 });
 * [rate(10), rate(60), rate(110)]; // [0.1, 0.05, 0]
 * ```
 */
export function warmupCosine(options: WarmupCosineOptions): Schedule {
  const { warmup: rise, peak, to = 0, steps } = optionsOf("warmupCosine", options, WARMUP_COSINE);
  if (rise >= steps) {
    throw new RangeError(`warmupCosine: warmup must be less than steps, ${steps}, not ${rise}`);
  }
  const rateAt = warmup({ steps: rise, to: cosine({ from: peak, to, steps: steps - rise }) });
  return scheduled("warmupCosine", rateAt);
}

/**
 * The product of two rates or schedules: `scaled(schedule, 0.1)` for a tenth of a schedule, or one schedule that dampens
 * another.
 *
 * @example schedules.scaled(schedules.linear({ from: 1, steps: 10 }), 0.5)(5) // 0.25
 * @throws RangeError for a rate that is negative or no number.
 */
export function scaled(rate: number | Schedule, factor: number | Schedule): Schedule {
  checkArgument("scaled", "the rate", rate, rateOrSchedule);
  checkArgument("scaled", "the factor", factor, rateOrSchedule);
  const [first, second] = [asSchedule(rate), asSchedule(factor)];
  return scheduled("scaled", (step) => first(step) * second(step));
}
