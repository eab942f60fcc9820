import type { Variable } from "@gradiente/core";
import { declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import { steps } from "../checks.ts";
import { WeightAverage } from "./weight-average.ts";

/** Options of {@link StochasticWeightAverage}. */
export interface StochasticWeightAverageOptions {
  /** The number of updates that are not averaged: until then, the average is the newest value. Default: 0. */
  readonly start?: number;
  /** Of the updates after that, the first of each `every` counts. Default: 1. */
  readonly every?: number;
}

const SWA = declareOptions<StochasticWeightAverageOptions>({ start: whole(0), every: steps });

/**
 * The mean of parameters over a training with a high learning rate (Izmailov et al., "Averaging Weights Leads to Wider
 * Optima and Better Generalization", 2018): a = a + (p - a) / n for the n-th values. Layers with running statistics, such
 * as batch norm, need a pass over the data with the averages before they are evaluated.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense } from "@gradiente/nn";
 * import { SGD, StochasticWeightAverage } from "@gradiente/optim";
 *
 * const model = new Dense(3, 1);
 * const optimizer = new SGD(model.parameters(), { learningRate: 0.05 });
 * const average = new StochasticWeightAverage(model.parameters(), { start: 5 });
 * for (let step = 0; step < 10; step++) {
 *   optimizer.step(model.forward(ones([8, 3])).square().mean().backward());
 *   average.update();
 * }
 * console.log(average.use(() => model.forward(ones([1, 3])).item()));
 * ```
 */
export class StochasticWeightAverage extends WeightAverage {
  readonly #start: number;
  readonly #every: number;

  /**
   * A mean that begins with the present values, which the first update replaces.
   *
   * @param parameters by path, as `model.parameters()` returns them.
   * @throws TypeError unless the parameters are a Map of Variables by path, with at least one.
   * @throws RangeError if `start` is not a whole number >= 0, or `every` is not one >= 1.
   */
  constructor(parameters: ReadonlyMap<string, Variable>, options?: StochasticWeightAverageOptions) {
    const { start = 0, every = 1 } = optionsOf("StochasticWeightAverage", options, SWA);
    super(parameters);
    this.#start = start;
    this.#every = every;
  }

  protected override weightOf(count: number): number {
    const since = count - this.#start - 1;
    if (since < 0) return 1;
    return since % this.#every === 0 ? 1 / (since / this.#every + 1) : 0;
  }
}
