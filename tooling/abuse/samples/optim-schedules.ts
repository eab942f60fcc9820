import type { schedules } from "@gradiente/optim";
import type { SamplesOf } from "../sample.ts";

const step = (): [number] => [3];

const oneCycle = {
  peak: 1,
  steps: 10,
  from: 0.1,
  to: 0.01,
  rise: 0.4,
  shape: "line",
  threePhases: true,
} as const;

export const scheduleSamples = {
  cosine: { first: () => [{ from: 1, to: 0.1, steps: 10 }], next: step },
  cosineRestarts: { first: () => [{ from: 1, to: 0.1, steps: 10, growth: 2 }], next: step },
  exponential: { first: () => [{ from: 1, factor: 0.5, every: 2 }], next: step },
  inverseTime: { first: () => [{ from: 1, decay: 0.5 }], next: step },
  linear: { first: () => [{ from: 1, to: 0.1, steps: 10 }], next: step },
  oneCycle: { first: () => [oneCycle], next: step },
  piecewise: { first: () => [{ boundaries: [2, 4], rates: [1, 0.5, () => 0.1] }], next: step },
  polynomial: { first: () => [{ from: 1, to: 0.1, steps: 10, power: 2 }], next: step },
  scaled: { first: () => [() => 1, () => 0.5], next: step },
  staircase: { first: () => [{ from: 1, factor: 0.5, every: 2 }], next: step },
  warmup: { first: () => [{ steps: 3, to: 1 }], next: step },
  warmupCosine: { first: () => [{ warmup: 2, peak: 1, to: 0.1, steps: 10 }], next: step },
} satisfies SamplesOf<typeof schedules>;
