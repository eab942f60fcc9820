import { tensor } from "@gradiente/core";
import { declareOptions, numeric, optionsOf } from "@gradiente/core/arguments";
import type { StateDict } from "@gradiente/nn";
import type { Callback, Run } from "../callback.ts";
import type { EpochRecord } from "../history.ts";
import { aPatience, MONITOR, Monitor, type MonitorOptions, monitorOptions } from "./monitor.ts";
import { callbackStateError, savedNumbers } from "./saved-numbers.ts";

/** Options of {@link ReduceOnPlateau}. */
export interface ReduceOnPlateauOptions extends MonitorOptions {
  /** The first learning rate. */
  readonly learningRate: number;
  /** The factor by which the learning rate is multiplied, between 0 and 1. Default: 0.1. */
  readonly factor?: number;
  /** The number of epochs in a row without a better value after which the learning rate is lowered; 1 or more. */
  readonly patience: number;
  /** The lowest learning rate. Default: 0. */
  readonly minLearningRate?: number;
}

const aRate = numeric("a finite number >= 0", (value) => Number.isFinite(value) && value >= 0);

const REDUCE_ON_PLATEAU = declareOptions<ReduceOnPlateauOptions>(
  {
    ...MONITOR,
    learningRate: aRate,
    factor: numeric("between 0 and 1, both excluded", (value) => value > 0 && value < 1),
    patience: aPatience,
    minLearningRate: aRate,
  },
  "learningRate",
  "patience",
);

/**
 * Lowers the learning rate when a figure has not become better for `patience` epochs. Pass it to the callbacks of `fit`,
 * and its `schedule` to the optimiser as the learning rate.
 *
 * @example
 * ```ts
 * import { loadIris } from "@gradiente/datasets";
 * import { crossEntropyLoss, Dense } from "@gradiente/nn";
 * import { SGD } from "@gradiente/optim";
 * import { fit, ReduceOnPlateau } from "@gradiente/train";
 *
 * const model = new Dense(4, 3);
 * const plateau = new ReduceOnPlateau({ monitor: "loss", learningRate: 0.1, patience: 2 });
 * await fit(model, {
 *   data: loadIris(),
 *   loss: crossEntropyLoss,
 *   optimizer: new SGD(model.parameters(), { learningRate: plateau.schedule }),
 *   epochs: 20,
 *   callbacks: [plateau],
 * });
 * ```
 */
export class ReduceOnPlateau implements Callback {
  /** The name under which the state is saved. */
  readonly name: string;
  /** The present learning rate as a schedule for an optimiser. */
  readonly schedule = (): number => this.#rate;
  readonly #options: ReduceOnPlateauOptions;
  #monitor: Monitor;
  #rate: number;
  #waited = 0;

  /**
   * A callback that lowers the learning rate when a training no longer gets better.
   *
   * @throws RangeError unless 0 < `factor` < 1, `patience` is a positive whole number, and `minDelta` is 0 or more.
   */
  constructor(options: ReduceOnPlateauOptions) {
    const { learningRate } = optionsOf("ReduceOnPlateau", options, REDUCE_ON_PLATEAU);
    this.#options = options;
    this.#monitor = new Monitor(monitorOptions(options));
    this.#rate = learningRate;
    this.name = `ReduceOnPlateau(${this.#monitor.name})`;
  }

  /** @throws TypeError if the optimiser has another learning rate. */
  check({ figures, optimizer }: Run): void {
    this.#monitor.check("ReduceOnPlateau", figures);
    this.#checkRate(optimizer);
  }

  onTrainBegin(): void {
    this.#monitor = new Monitor(monitorOptions(this.#options));
    this.#rate = this.#options.learningRate;
    this.#waited = 0;
  }

  /** Takes the value of an epoch. The result is the learning rate after it. Call it in your own training loop. */
  update(value: number): number {
    const { factor = 0.1, patience, minLearningRate = 0 } = this.#options;
    this.#waited = this.#monitor.update(value) ? 0 : this.#waited + 1;
    if (this.#waited >= patience) {
      this.#rate = Math.max(this.#rate * factor, minLearningRate);
      this.#waited = 0;
    }
    return this.#rate;
  }

  /** Takes the value of an epoch of `fit`. @throws TypeError if the optimiser has another learning rate. */
  onEpochEnd(run: Run, record: EpochRecord): void {
    this.#checkRate(run.optimizer);
    this.update(this.#monitor.read("ReduceOnPlateau", record));
  }

  #checkRate({ learningRate }: Run["optimizer"]): void {
    if (learningRate === this.#rate) return;
    throw new TypeError(
      "ReduceOnPlateau: the optimiser has another learning rate; pass { learningRate: plateau.schedule } to the optimiser",
    );
  }

  stateDict(): StateDict {
    const figures = [this.#rate, this.#waited, this.#monitor.best ?? Number.NaN];
    return new Map([["figures", tensor(Float64Array.from(figures))]]);
  }

  /** @throws SavedDataError if it is not the state of such a callback. */
  loadStateDict(state: StateDict): void {
    const [rate, waited, best] = savedNumbers(this.name, state, "figures", 3);
    if (!(Number.isFinite(rate) && rate >= 0 && Number.isSafeInteger(waited) && waited >= 0)) {
      const problem = `must be a learning rate, the epochs waited and the best value, got ${rate}, ${waited}, ${best}`;
      throw callbackStateError(this.name, "figures", problem);
    }
    this.#rate = rate;
    this.#waited = waited;
    this.#monitor.best = Number.isNaN(best) ? undefined : best;
  }
}
