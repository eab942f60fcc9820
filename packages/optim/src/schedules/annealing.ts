import { declareOptions, numeric, optionsOf, whole } from "@gradiente/core/arguments";
import { steps as aCount, nonNegative } from "../checks.ts";
import { type Schedule, scheduled } from "./schedule.ts";

/** From `from` to `to` along half a period of a cosine. */
function alongCosine(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}

/** Options of {@link linear} and {@link cosine}. Those of {@link polynomial} and {@link cosineRestarts} are these and more. */
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
 * @example schedules.linear({ from: 0.1, steps: 10 })(5); // 0.05
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
 * @example
 * ```ts
 * const rate = schedules.cosine({ from: 0.1, steps: 100 });
 * [rate(0), rate(50), rate(100)]; // [0.1, 0.05, 0]
 * ```
 */
export function cosine(options: AnnealingOptions): Schedule {
  const { from, to = 0, steps } = optionsOf("cosine", options, ANNEALING);
  return scheduled("cosine", (step) => alongCosine(from, to, Math.min(step / steps, 1)));
}

/** Options of {@link polynomial}. */
export interface PolynomialOptions extends AnnealingOptions {
  /** The power of what is left of the way, a finite number above 0. Default: 1, a straight line. */
  readonly power?: number;
}

const POLYNOMIAL = declareOptions<PolynomialOptions>(
  {
    ...ANNEALING.checks,
    power: numeric("a finite number above 0", (value) => value > 0 && Number.isFinite(value)),
  },
  "from",
  "steps",
);

/**
 * A power of what is left of the way: to + (from - to) · (1 - min(t / steps, 1))^power after t updates.
 *
 * @throws RangeError if `from` or `to` is negative or not a finite number, if `steps` is not a whole number >= 1, or if
 * `power` is not above 0.
 * @example schedules.polynomial({ from: 1, steps: 10, power: 2 })(5); // 0.25
 */
export function polynomial(options: PolynomialOptions): Schedule {
  const { from, to = 0, steps, power = 1 } = optionsOf("polynomial", options, POLYNOMIAL);
  // Close to the end, 1 - step / steps would have lost digits.
  const left = (step: number) => Math.max(steps - step, 0) / steps;
  return scheduled("polynomial", (step) => to + (from - to) * left(step) ** power);
}

/** Options of {@link cosineRestarts}. */
export interface CosineRestartsOptions extends Omit<AnnealingOptions, "steps"> {
  /** The number of updates of the first cycle. */
  readonly steps: number;
  /** How many times as long as the cycle before a cycle is, a whole number >= 1. Default: 1. */
  readonly growth?: number;
}

const RESTARTS = declareOptions<CosineRestartsOptions>(
  { ...ANNEALING.checks, growth: whole(1) },
  "from",
  "steps",
);

/**
 * Half a period of a cosine again and again: each cycle falls from `from` to `to` as {@link cosine} does, and the next
 * begins at `from`. The rate `to` itself is not reached, since the next cycle begins there (Loshchilov and Hutter, "SGDR",
 * 2017, equation 5).
 *
 * @throws RangeError if `from` or `to` is negative or not a finite number, or if `steps` or `growth` is not a whole number
 * >= 1.
 * @example
 * ```ts
 * const rate = schedules.cosineRestarts({ from: 0.1, steps: 10 });
 * [rate(0), rate(5), rate(10)]; // [0.1, 0.05, 0.1]
 * ```
 */
export function cosineRestarts(options: CosineRestartsOptions): Schedule {
  const { from, to = 0, steps, growth = 1 } = optionsOf("cosineRestarts", options, RESTARTS);
  return scheduled("cosineRestarts", (step) => {
    let [length, since] = [steps, step];
    if (growth === 1) since = step % steps;
    else for (; since >= length; length *= growth) since -= length;
    return alongCosine(from, to, since / length);
  });
}
