import type { Variable } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { fraction } from "../checks.ts";
import { WeightAverage } from "./weight-average.ts";

/** Options of {@link Ema}. */
export interface EmaOptions {
  /** The fraction of the average that stays from one update to the next, 0 <= decay < 1. Default: 0.999. */
  readonly decay?: number;
  /**
   * Whether the decay rises to its value: in update t, it is at most (1 + t) / (10 + t). Then the values of the start are
   * soon forgotten. Default: false.
   */
  readonly warmup?: boolean;
  /**
   * Whether the average is that of the updates alone, without the values before the first one: all weights are divided by
   * 1 - decayᵗ, as Adam does. It cannot be used together with `warmup`. Default: false.
   */
  readonly biasCorrection?: boolean;
}

const EMA = declareOptions<EmaOptions>({ decay: fraction, warmup: aBoolean, biasCorrection: aBoolean });

/**
 * The exponential moving average of parameters: a = decay a + (1 - decay) p in each update (Polyak and Juditsky,
 * "Acceleration of stochastic approximation by averaging", 1992; Tarvainen and Valpola, "Mean teachers", 2017). A model
 * with averaged parameters often predicts better than with the last ones.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense } from "@gradiente/nn";
 * import { Adam, Ema } from "@gradiente/optim";
 *
 * const model = new Dense(3, 1);
 * const optimizer = new Adam(model.parameters());
 * const ema = new Ema(model.parameters(), { decay: 0.99 });
 * for (let step = 0; step < 10; step++) {
 *   optimizer.step(model.forward(ones([8, 3])).square().mean().backward());
 *   ema.update();
 * }
 * console.log(ema.use(() => model.forward(ones([1, 3])).item()));
 * ```
 */
export class Ema extends WeightAverage {
  readonly #decay: number;
  readonly #warmup: boolean;
  readonly #biasCorrection: boolean;

  /**
   * An average that begins with the present values.
   *
   * @param parameters by path, as `model.parameters()` returns them. To average running statistics too, pass
   * `model.variables()`.
   * @throws TypeError unless the parameters are a Map of Variables by path, with at least one.
   * @throws RangeError unless 0 <= decay < 1, or if both `warmup` and `biasCorrection` are true.
   */
  constructor(parameters: ReadonlyMap<string, Variable>, options?: EmaOptions) {
    const { decay = 0.999, warmup = false, biasCorrection = false } = optionsOf("Ema", options, EMA);
    if (warmup && biasCorrection) {
      throw new RangeError(
        "Ema: warmup and biasCorrection are two ways to forget the start; leave one of them out",
      );
    }
    super(parameters);
    this.#decay = decay;
    this.#warmup = warmup;
    this.#biasCorrection = biasCorrection;
  }

  protected override weightOf(count: number): number {
    const decay = this.#decay;
    if (this.#warmup) return Math.max(1 - decay, 9 / (10 + count));
    if (!this.#biasCorrection || decay === 0) return 1 - decay;
    // Nothing is lost where the decay is close to 1. The first weight is 1, whatever is rounded.
    return count === 1 ? 1 : (1 - decay) / -Math.expm1(count * Math.log(decay));
  }
}
