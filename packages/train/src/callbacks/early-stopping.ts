import { type Tensor, tensor } from "@gradiente/core";
import type { AnyModule, StateDict } from "@gradiente/nn";
import type { Callback, Run } from "../callback.ts";
import type { EpochRecord } from "../history.ts";
import { Monitor, type MonitorOptions } from "./monitor.ts";

export interface EarlyStoppingOptions extends MonitorOptions {
  /** After how many epochs in a row without a better value to stop; 1 or more. */
  readonly patience: number;
  /**
   * Whether the model gets the weights of its best epoch back at the end, on every way out: stopped, completed,
   * aborted, failed. Without a whole epoch the weights stay as they are. Default: false.
   */
  readonly restoreBest?: boolean;
}

/**
 * Ends a training when a figure has not become better for `patience` epochs. In a loop of your own:
 *
 * @example
 * ```ts
 * const stopping = new EarlyStopping({ patience: 10, restoreBest: true });
 * await fit(model, { ...options, validation: test, callbacks: [stopping] });
 * ```
 */
export class EarlyStopping implements Callback {
  readonly name: string;
  readonly #options: EarlyStoppingOptions;
  readonly #patience: number;
  readonly #restoreBest: boolean;
  #monitor: Monitor;
  #epochs = 0;
  #bestEpoch = 0;
  #bestState: StateDict | undefined;

  /** @throws RangeError for a patience that is no positive whole number. */
  constructor(options: EarlyStoppingOptions) {
    const { patience, restoreBest = false } = options;
    if (!Number.isInteger(patience) || patience < 1) {
      throw new RangeError(`EarlyStopping: patience must be a positive whole number, not ${patience}`);
    }
    this.#options = options;
    this.#patience = patience;
    this.#restoreBest = restoreBest;
    this.#monitor = new Monitor(options);
    this.name = `EarlyStopping(${this.#monitor.name})`;
  }

  /** The epoch with the best value, from 1; 0 before there is one. */
  get bestEpoch(): number {
    return this.#bestEpoch;
  }

  /** The best value; undefined before there is one. */
  get best(): number | undefined {
    return this.#monitor.best;
  }

  /** Takes the value of an epoch and the model as it is then; true if it is time to stop. */
  update(value: number, model: AnyModule): boolean {
    this.#epochs++;
    if (this.#monitor.update(value)) {
      this.#bestEpoch = this.#epochs;
      if (this.#restoreBest) this.#bestState = model.stateDict();
    }
    return this.#epochs - this.#bestEpoch >= this.#patience;
  }

  /** Gives a model the weights of the best epoch, if there was one and `restoreBest` is on. */
  restore(model: AnyModule): void {
    if (this.#bestState !== undefined) model.loadStateDict(this.#bestState);
  }

  onTrainBegin(): void {
    this.#monitor = new Monitor(this.#options);
    this.#epochs = 0;
    this.#bestEpoch = 0;
    this.#bestState = undefined;
  }

  onEpochEnd(run: Run, record: EpochRecord): void {
    if (!this.update(this.#monitor.read("EarlyStopping", record), run.model)) return;
    const { name, best } = this.#monitor;
    const found = best === undefined ? "was never a number" : `was best in epoch ${this.#bestEpoch}: ${best}`;
    run.stop(`${name} has not become better for ${this.#patience} epochs; it ${found}`);
  }

  onTrainEnd(run: Run): void {
    this.restore(run.model);
  }

  stateDict(): StateDict {
    const figures = [this.#epochs, this.#bestEpoch, this.best ?? Number.NaN];
    const weights = [...(this.#bestState ?? [])].map(([path, x]) => [`best/${path}`, x] as const);
    return new Map<string, Tensor>([["figures", tensor(Float64Array.from(figures))], ...weights]);
  }

  loadStateDict(state: StateDict): void {
    const [epochs, bestEpoch, best] = (state.get("figures") as Tensor).toTypedArray();
    const weights = [...state].filter(([path]) => path.startsWith("best/"));
    this.#epochs = epochs;
    this.#bestEpoch = bestEpoch;
    this.#monitor.best = bestEpoch === 0 ? undefined : best;
    this.#bestState =
      weights.length === 0 ? undefined : new Map(weights.map(([path, x]) => [path.slice("best/".length), x]));
  }
}
