/*
 * Learning rates as functions of the number of updates done so far, which is 0 at the first update. An optimiser takes
 * them as its `learningRate`. They have no state, so a training that resumes from a checkpoint has the right rate at
 * once. Any function of that kind is a schedule; a number is a constant one.
 */

export {
  type AnnealingOptions,
  type CosineRestartsOptions,
  cosine,
  cosineRestarts,
  linear,
  type PolynomialOptions,
  polynomial,
} from "./annealing.ts";
export {
  type ExponentialOptions,
  exponential,
  type InverseTimeOptions,
  inverseTime,
  staircase,
} from "./decays.ts";
export {
  type PiecewiseOptions,
  piecewise,
  scaled,
  type WarmupCosineOptions,
  type WarmupOptions,
  warmup,
  warmupCosine,
} from "./joined.ts";
export { type OneCycleOptions, oneCycle } from "./one-cycle.ts";
export type { Schedule } from "./schedule.ts";
