/*
 * Learning rates as functions of the number of updates done so far, which is 0 at the first update. An optimiser takes
 * them as its `learningRate`. They have no state, so a training that resumes from a checkpoint has the right rate at
 * once.
 */

import { check, checkArgument, declareOptions, numeric, optionsOf } from "@gradiente/core/arguments";
import { steps as aCount, nonNegative, rateOrSchedule } from "./checks.ts";

/** A learning rate as a function of the number of updates done so far, which is 0 at the first update. */
export type Schedule = (step: number) => number;

const aStep = numeric("a number of updates", (value) => value >= 0);

/** A schedule that checks what it is called with. */
function scheduled(owner: string, rateAt: Schedule): Schedule {
  return (step) => {
    checkArgument(owner, "the step", step, aStep);
    return rateAt(step);
  };
}

/** A schedule of a constant rate, or the schedule itself. */
function asSchedule(rate: number | Schedule): Schedule {
  return typeof rate === "function" ? rate : () => rate;
}

/** Options of {@link exponential} and {@link staircase}. */
export interface ExponentialOptions {
  /** The rate of the first update. */
  readonly from: number;
  /** The factor by which the rate is multiplied. */
  readonly factor: number;
  /** The number of updates after which the rate has been multiplied by the factor. Default: 1. */
  readonly every?: number;
}

const EXPONENTIAL = declareOptions<ExponentialOptions>(
  { from: nonNegative, factor: nonNegative, every: aCount },
  "from",
  "factor",
);

/**
 * A smooth exponential decay: from · factor^(t / every) after t updates.
 *
 * @throws RangeError if `from` or `factor` is negative or not a finite number, or if `every` is not a whole number >= 1.
 */
export function exponential(options: ExponentialOptions): Schedule {
  const { from, factor, every = 1 } = optionsOf("exponential", options, EXPONENTIAL);
  return scheduled("exponential", (step) => from * factor ** (step / every));
}

/**
 * A decay in steps: the rate is multiplied by `factor` once in `every` updates, from · factor^⌊t / every⌋ after t
 * updates.
 *
 * @throws RangeError if `from` or `factor` is negative or not a finite number, or if `every` is not a whole number >= 1.
 */
export function staircase(options: ExponentialOptions): Schedule {
  const { from, factor, every = 1 } = optionsOf("staircase", options, EXPONENTIAL);
  return scheduled("staircase", (step) => from * factor ** Math.floor(step / every));
}

/** Options of {@link inverseTime}. */
export interface InverseTimeOptions {
  /** The rate of the first update. */
  readonly from: number;
  /** The speed of the decay: the rate is half of the first after 1 / decay updates. */
  readonly decay: number;
}

const INVERSE_TIME = declareOptions<InverseTimeOptions>(
  { from: nonNegative, decay: nonNegative },
  "from",
  "decay",
);

/**
 * A decay with the inverse of time: from / (1 + decay · t) after t updates.
 *
 * @throws RangeError if `from` or `decay` is negative or not a finite number.
 */
export function inverseTime(options: InverseTimeOptions): Schedule {
  const { from, decay } = optionsOf("inverseTime", options, INVERSE_TIME);
  return scheduled("inverseTime", (step) => from / (1 + decay * step));
}

/** Options of {@link linear} and {@link cosine}. */
export interface AnnealingOptions {
  /** The rate of the first update. */
  readonly from: number;
  /** The rate after `steps` updates, and from then on. Default: 0. */
  readonly to?: number;
  /** The number of updates from the first rate to the last. */
  readonly steps: number;
}

const ANNEALING = declareOptions<AnnealingOptions>(
  { from: nonNegative, to: nonNegative, steps: aCount },
  "from",
  "steps",
);

/**
 * A straight line: from + (to - from) · min(t / steps, 1) after t updates.
 *
 * @throws RangeError if `from` or `to` is negative or not a finite number, or if `steps` is not a whole number >= 1.
 */
export function linear(options: AnnealingOptions): Schedule {
  const { from, to = 0, steps } = optionsOf("linear", options, ANNEALING);
  return scheduled("linear", (step) => from + (to - from) * Math.min(step / steps, 1));
}

/**
 * Half a period of a cosine: to + (from - to) · (1 + cos(π min(t / steps, 1))) / 2 after t updates (Loshchilov and
 * Hutter, "SGDR", 2017, equation 5, without restarts).
 *
 * @throws RangeError if `from` or `to` is negative or not a finite number, or if `steps` is not a whole number >= 1.
 */
export function cosine(options: AnnealingOptions): Schedule {
  const { from, to = 0, steps } = optionsOf("cosine", options, ANNEALING);
  return scheduled(
    "cosine",
    (step) => to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(step / steps, 1)))) / 2,
  );
}

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
