import { checkArgument, numeric } from "@gradiente/core/arguments";

/** A learning rate as a function of the number of updates done so far, which is 0 at the first update. */
export type Schedule = (step: number) => number;

const aStep = numeric("a number of updates", (value) => value >= 0);

/** A schedule that checks what it is called with. */
export function scheduled(owner: string, rateAt: Schedule): Schedule {
  return (step) => {
    checkArgument(owner, "the step", step, aStep);
    return rateAt(step);
  };
}

/** A schedule of a constant rate, or the schedule itself. */
export function asSchedule(rate: number | Schedule): Schedule {
  return typeof rate === "function" ? rate : () => rate;
}
