import { type Tensor, tensor } from "@gradiente/core";
import type { StateDict } from "@gradiente/nn";
import type { Callback, Run } from "../callback.ts";
import type { EpochRecord } from "../history.ts";
import { Monitor, type MonitorOptions } from "./monitor.ts";

export interface ReduceOnPlateauOptions extends MonitorOptions {
  /** The learning rate to begin with. */
  readonly learningRate: number;
  /** What it is multiplied by. Default: 0.1. */
  readonly factor?: number;
  /** After how many epochs in a row without a better value; 1 or more. */
  readonly patience: number;
  /** It does not go below this. Default: 0. */
  readonly minLearningRate?: number;
}

/**
 * Lowers the learning rate where a figure has not become better for `patience` epochs. The optimiser asks it for the
 * rate: pass its `schedule` there, and itself to the callbacks.
 *
 * @example
 * ```ts
 * const plateau = new ReduceOnPlateau({ learningRate: 0.1, patience: 5 });
 * const optimizer = new SGD(model.parameters(), { learningRate: plateau.schedule });
 * await fit(model, { ...options, optimizer, validation: test, callbacks: [plateau] });
 * ```
 */
export class ReduceOnPlateau implements Callback {
  readonly name: string;
  /** The learning rate now, for an optimiser. */
  readonly schedule = (): number => this.#rate;
  readonly #options: ReduceOnPlateauOptions;
  #monitor: Monitor;
  #rate: number;
  #waited = 0;

  /** @throws RangeError for a factor outside of 0 to 1, or a patience that is no positive whole number. */
  constructor(options: ReduceOnPlateauOptions) {
    const { learningRate, factor = 0.1, patience } = options;
    if (!(factor > 0 && factor < 1)) {
      throw new RangeError(`ReduceOnPlateau: factor must be between 0 and 1, both excluded, not ${factor}`);
    }
    if (!Number.isInteger(patience) || patience < 1) {
      throw new RangeError(`ReduceOnPlateau: patience must be a positive whole number, not ${patience}`);
    }
    this.#options = options;
    this.#monitor = new Monitor(options);
    this.#rate = learningRate;
    this.name = `ReduceOnPlateau(${this.#monitor.name})`;
  }

  onTrainBegin(): void {
    this.#monitor = new Monitor(this.#options);
    this.#rate = this.#options.learningRate;
    this.#waited = 0;
  }

  /** Takes the value of an epoch, and gives the learning rate from then on; for loops of your own. */
  update(value: number): number {
    const { factor = 0.1, patience, minLearningRate = 0 } = this.#options;
    this.#waited = this.#monitor.update(value) ? 0 : this.#waited + 1;
    if (this.#waited >= patience) {
      this.#rate = Math.max(this.#rate * factor, minLearningRate);
      this.#waited = 0;
    }
    return this.#rate;
  }

  /** @throws TypeError if the optimiser has another learning rate. */
  onEpochEnd(run: Run, record: EpochRecord): void {
    if (run.optimizer.learningRate !== this.#rate) {
      throw new TypeError(
        "ReduceOnPlateau: the optimiser does not follow it; pass { learningRate: plateau.schedule } to the optimiser",
      );
    }
    this.update(this.#monitor.read("ReduceOnPlateau", record));
  }

  stateDict(): StateDict {
    const figures = [this.#rate, this.#waited, this.#monitor.best ?? Number.NaN];
    return new Map([["figures", tensor(Float64Array.from(figures))]]);
  }

  loadStateDict(state: StateDict): void {
    const [rate, waited, best] = (state.get("figures") as Tensor).toTypedArray();
    this.#rate = rate;
    this.#waited = waited;
    this.#monitor.best = Number.isNaN(best) ? undefined : best;
  }
}
