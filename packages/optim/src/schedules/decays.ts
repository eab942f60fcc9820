import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { steps as aCount, nonNegative } from "../checks.ts";
import { type Schedule, scheduled } from "./schedule.ts";

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
 * @example schedules.exponential({ from: 1, factor: 0.5 })(3); // 0.125
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
 * @example
 * ```ts
 * const rate = schedules.staircase({ from: 1, factor: 0.5, every: 10 });
 * [rate(9), rate(10)]; // [1, 0.5]
 * ```
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
 * @example schedules.inverseTime({ from: 1, decay: 1 })(3); // 0.25
 */
export function inverseTime(options: InverseTimeOptions): Schedule {
  const { from, decay } = optionsOf("inverseTime", options, INVERSE_TIME);
  return scheduled("inverseTime", (step) => from / (1 + decay * step));
}
