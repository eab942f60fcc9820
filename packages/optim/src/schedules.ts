/*
 * Learning rates as functions of the number of updates done so far, 0 at the first: what an optimiser takes as its
 * `learningRate`. They keep nothing, so a training that goes on from a checkpoint goes on with its rate.
 */

import { checkNonNegative, checkSteps } from "./checks.ts";

/** A learning rate as a function of the number of updates done so far. */
export type Schedule = (step: number) => number;

/** A rate that stays is a schedule too. @throws RangeError for a number that is no rate. */
function asSchedule(owner: string, option: string, rate: number | Schedule): Schedule {
  if (typeof rate === "function") return rate;
  checkNonNegative(owner, option, rate);
  return () => rate;
}

export interface ExponentialOptions {
  /** The rate of the first update. */
  readonly from: number;
  /** What the rate is multiplied by. */
  readonly factor: number;
  /** How often, in updates. Default: 1. */
  readonly every?: number;
}

/**
 * Multiplied by `factor` at every update, in between smoothly where `every` is more: from · factor^(t / every).
 *
 * @throws RangeError if `from` or `factor` is negative or no number, or `every` no whole number of 1 or more.
 */
export function exponential({ from, factor, every = 1 }: ExponentialOptions): Schedule {
  checkNonNegative("exponential", "from", from);
  checkNonNegative("exponential", "factor", factor);
  checkSteps("exponential", "every", every);
  return (step) => from * factor ** (step / every);
}

/**
 * Multiplied by `factor` once in `every` updates: from · factor^⌊t / every⌋.
 *
 * @throws RangeError if `from` or `factor` is negative or no number, or `every` no whole number of 1 or more.
 */
export function staircase({ from, factor, every = 1 }: ExponentialOptions): Schedule {
  checkNonNegative("staircase", "from", from);
  checkNonNegative("staircase", "factor", factor);
  checkSteps("staircase", "every", every);
  return (step) => from * factor ** Math.floor(step / every);
}

export interface InverseTimeOptions {
  /** The rate of the first update. */
  readonly from: number;
  /** How fast it falls: the rate is halved after 1 / decay updates. */
  readonly decay: number;
}

/**
 * from / (1 + decay · t).
 *
 * @throws RangeError if `from` or `decay` is negative or no number.
 */
export function inverseTime({ from, decay }: InverseTimeOptions): Schedule {
  checkNonNegative("inverseTime", "from", from);
  checkNonNegative("inverseTime", "decay", decay);
  return (step) => from / (1 + decay * step);
}

export interface AnnealingOptions {
  /** The rate of the first update. */
  readonly from: number;
  /** The rate after `steps` updates, and from then on. Default: 0. */
  readonly to?: number;
  /** How many updates it takes. */
  readonly steps: number;
}

/**
 * A straight line: from + (to - from) · min(t / steps, 1).
 *
 * @throws RangeError if `from` or `to` is negative or no number, or `steps` no whole number of 1 or more.
 */
export function linear({ from, to = 0, steps }: AnnealingOptions): Schedule {
  checkNonNegative("linear", "from", from);
  checkNonNegative("linear", "to", to);
  checkSteps("linear", "steps", steps);
  return (step) => from + (to - from) * Math.min(step / steps, 1);
}

/**
 * Half a period of a cosine: to + (from - to) · (1 + cos(π min(t / steps, 1))) / 2 (Loshchilov and Hutter, "SGDR", 2017,
 * equation 5, without restarts).
 *
 * @throws RangeError if `from` or `to` is negative or no number, or `steps` no whole number of 1 or more.
 */
export function cosine({ from, to = 0, steps }: AnnealingOptions): Schedule {
  checkNonNegative("cosine", "from", from);
  checkNonNegative("cosine", "to", to);
  checkSteps("cosine", "steps", steps);
  return (step) => to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(step / steps, 1)))) / 2;
}

export interface WarmupOptions {
  /** How many updates the rise takes. */
  readonly steps: number;
  /** The rate that it rises to and that stays; or a schedule whose first rate it is, and which begins there. */
  readonly to: number | Schedule;
}

/**
 * Rises in a straight line to the first rate of what follows, which begins after `steps` updates.
 *
 * @example schedules.warmup({ steps: 100, to: schedules.cosine({ from: 1e-3, steps: 900 }) })(100) // 0.001
 * @throws RangeError for a rate that is negative or no number, or for `steps` that are no whole number of 1 or more.
 */
export function warmup({ steps, to }: WarmupOptions): Schedule {
  checkSteps("warmup", "steps", steps);
  const after = asSchedule("warmup", "to", to);
  return (step) => (step < steps ? (after(0) * (step + 1)) / (steps + 1) : after(step - steps));
}

export interface PiecewiseOptions {
  /** The first update of each part but the first, rising. */
  readonly boundaries: readonly number[];
  /** One rate more than there are boundaries; or schedules, each of which begins with its part. */
  readonly rates: readonly (number | Schedule)[];
}

/**
 * One rate up to the first boundary, the next up to the second, and so on. Schedules are joined in the same way.
 *
 * @example
 * const rates = [0.1, schedules.linear({ from: 0.1, steps: 200 })];
 * schedules.piecewise({ boundaries: [500], rates })(600); // 0.05
 * @throws RangeError for another number of rates, for boundaries that do not rise or are no whole numbers of 1 or more,
 * or for a rate that is negative or no number.
 */
export function piecewise({ boundaries, rates }: PiecewiseOptions): Schedule {
  if (rates.length !== boundaries.length + 1) {
    throw new RangeError(
      `piecewise: ${boundaries.length} boundaries part ${boundaries.length + 1} rates, not ${rates.length}`,
    );
  }
  boundaries.forEach((boundary, i) => {
    checkSteps("piecewise", `boundary ${i}`, boundary);
    if (i > 0 && boundary <= boundaries[i - 1])
      throw new RangeError(`piecewise: boundaries must rise, and ${boundary} follows ${boundaries[i - 1]}`);
  });
  const parts = rates.map((rate, i) => asSchedule("piecewise", `rate ${i}`, rate));
  return (step) => {
    const part = boundaries.filter((boundary) => boundary <= step).length;
    return parts[part](part === 0 ? step : step - boundaries[part - 1]);
  };
}
