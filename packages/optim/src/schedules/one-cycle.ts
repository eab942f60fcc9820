import { aBoolean, declareOptions, numeric, oneOf, optionsOf } from "@gradiente/core/arguments";
import { steps as aCount, nonNegative } from "../checks.ts";
import { type Schedule, scheduled } from "./schedule.ts";

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** The highest rate. */
  readonly peak: number;
  /** The number of updates of the whole cycle. */
  readonly steps: number;
  /** The rate of the first update. Default: peak / 25. */
  readonly from?: number;
  /** The rate of the last update, and from then on. Default: from / 10,000. */
  readonly to?: number;
  /** The part of the updates in which the rate rises, above 0 and below 1. Default: 0.3. */
  readonly rise?: number;
  /** How the rate goes from one to the next: along half a period of a cosine, or along a line. Default: "cosine". */
  readonly shape?: "cosine" | "line";
  /**
   * Whether the rate falls to `from` in as many updates as it rose, and then to `to`; or at once to `to`. With three phases
   * `rise` must be at most 0.5. Default: false.
   */
  readonly threePhases?: boolean;
}

const ONE_CYCLE = declareOptions<OneCycleOptions>(
  {
    peak: nonNegative,
    steps: aCount,
    from: nonNegative,
    to: nonNegative,
    rise: numeric("above 0 and below 1", (value) => value > 0 && value < 1),
    shape: oneOf("cosine", "line"),
    threePhases: aBoolean,
  },
  "peak",
  "steps",
);

/** (1 - cos(π share)) / 2, from 0 to 1: as a square it loses no digits close to 0. */
const halfWave = (share: number) => Math.sin((Math.PI * share) / 2) ** 2;

/**
 * The 1cycle policy: a rise from a low rate to a high one, and a fall to a much lower one, all in one training (Smith and
 * Topin, "Super-Convergence", 2018). The phases end at the updates at which they end in PyTorch, which need not be whole:
 * the rise at rise · steps - 1.
 *
 * @throws RangeError for a rate that is negative or no number, for `steps` that is no whole number of 1 or more, or for a
 * `rise` out of its range.
 * @example
 * ```ts
 * const rate = schedules.oneCycle({ peak: 1, steps: 10, rise: 0.5, from: 0.1, to: 0 });
 * [rate(0), rate(4), rate(9)]; // [0.1, 1, 0]
 * ```
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { peak, steps, rise = 0.3, ...others } = optionsOf("oneCycle", options, ONE_CYCLE);
  const { from = peak / 25, shape = "cosine", threePhases = false } = others;
  const { to = from / 1e4 } = others;
  if (threePhases && rise > 0.5) {
    throw new RangeError(`oneCycle: rise must be at most 0.5 with three phases, not ${rise}`);
  }
  const last = steps - 1;
  const top = rise * steps - 1;
  const phases = threePhases
    ? [
        { end: top, rate: peak },
        { end: 2 * top, rate: from },
        { end: last, rate: to },
      ]
    : [
        { end: top, rate: peak },
        { end: last, rate: to },
      ];
  const way = shape === "cosine" ? halfWave : (share: number) => share;
  return scheduled("oneCycle", (step) => {
    let [start, rate] = [0, from];
    for (const { end, rate: next } of phases) {
      if (step < end) {
        // From the lower end, which may be many times smaller.
        const isRise = next > rate;
        const share = (isRise ? step - start : end - step) / (end - start);
        return Math.min(rate, next) + Math.abs(next - rate) * way(share);
      }
      [start, rate] = [end, next];
    }
    return rate;
  });
}
