import { type Tensor, tensor } from "@gradiente/core";
import { aBoolean, declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { AnyModule, StateDict } from "@gradiente/nn";
import type { WeightAverage } from "@gradiente/optim";
import type { Callback, Run } from "../callback.ts";
import { checkModel } from "../check-model.ts";
import type { EpochRecord } from "../history.ts";
import { aPatience, MONITOR, Monitor, type MonitorOptions, monitorOptions } from "./monitor.ts";
import { callbackStateError, savedNumbers } from "./saved-numbers.ts";

/** Options of {@link EarlyStopping}. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** The number of epochs in a row without a better value after which the training stops; 1 or more. */
  readonly patience: number;
  /**
   * Whether the model gets back the weights of its best epoch at the end, whether the training was stopped, completed,
   * aborted or failed. The averages of the option `ema` of fit get back theirs too. If no epoch was completed, the
   * weights do not change. Default: false.
   */
  readonly restoreBest?: boolean;
}

const EARLY_STOPPING = declareOptions<EarlyStoppingOptions>(
  { ...MONITOR, patience: aPatience, restoreBest: aBoolean },
  "patience",
);

/**
 * Ends a training when a figure has not become better for `patience` epochs. Resumed from a checkpoint, that training
 * is still over, and goes on only with more patience than the epochs that it has waited. In a loop of your own,
 * call {@link EarlyStopping.update} after each epoch.
 *
 * @example
 * ```ts
 * const model = new Dense(4, 3);
 * await fit(model, {
 *   data: loadIris(),
 *   validationSplit: 0.2,
 *   loss: crossEntropyLoss,
 *   optimizer: new Adam(model.parameters(), { learningRate: 0.05 }),
 *   epochs: 100,
 *   callbacks: [new EarlyStopping({ patience: 10, restoreBest: true })],
 * });
 * ```
 */
export class EarlyStopping implements Callback {
  /** The name under which the state is saved. */
  readonly name: string;
  readonly #options: MonitorOptions;
  readonly #patience: number;
  readonly #restoreBest: boolean;
  #monitor: Monitor;
  #epochs = 0;
  #bestEpoch = 0;
  #bestState: StateDict | undefined;
  #bestAverages: StateDict | undefined;

  /**
   * A callback that ends a training which no longer gets better.
   *
   * @throws RangeError unless `patience` is a positive whole number, and `minDelta` is 0 or more.
   */
  constructor(options: EarlyStoppingOptions) {
    const { patience, restoreBest = false } = optionsOf("EarlyStopping", options, EARLY_STOPPING);
    this.#options = monitorOptions(options);
    this.#patience = patience;
    this.#restoreBest = restoreBest;
    this.#monitor = new Monitor(this.#options);
    this.name = `EarlyStopping(${this.#monitor.name})`;
  }

  /** The number of the epoch with the best value, from 1; 0 before the first value. */
  get bestEpoch(): number {
    return this.#bestEpoch;
  }

  /** The best value; undefined before the first value. */
  get best(): number | undefined {
    return this.#monitor.best;
  }

  /** Takes the value of an epoch and the model after it. The result is true if the training should stop. */
  update(value: number, model: AnyModule): boolean {
    checkModel("EarlyStopping.update", model);
    return this.#take(value, model, undefined);
  }

  #take(value: number, model: AnyModule, averages: WeightAverage | undefined): boolean {
    this.#epochs++;
    if (this.#monitor.update(value)) {
      this.#bestEpoch = this.#epochs;
      if (this.#restoreBest) {
        this.#bestState = model.stateDict();
        this.#bestAverages = averages?.stateDict();
      }
    }
    return this.#isOver;
  }

  get #isOver(): boolean {
    return this.#epochs - this.#bestEpoch >= this.#patience;
  }

  /** Loads the weights of the best epoch into a model, if there was one and `restoreBest` is true. */
  restore(model: AnyModule): void {
    checkModel("EarlyStopping.restore", model);
    if (this.#bestState !== undefined) model.loadStateDict(this.#bestState);
  }

  check({ figures }: Run): void {
    this.#monitor.check("EarlyStopping", figures);
  }

  onTrainBegin(): void {
    this.#monitor = new Monitor(this.#options);
    this.#epochs = 0;
    this.#bestEpoch = 0;
    this.#bestState = undefined;
    this.#bestAverages = undefined;
  }

  onEpochEnd(run: Run, record: EpochRecord): void {
    const value = this.#monitor.read("EarlyStopping", record);
    if (this.#take(value, run.model, run.ema)) this.#stop(run);
  }

  /** With the patience of now, which may be another than when the state was saved. */
  onResume(run: Run): void {
    if (this.#isOver) this.#stop(run);
  }

  #stop(run: Run): void {
    const { name, best } = this.#monitor;
    const found = best === undefined ? "was never a number" : `was best in epoch ${this.#bestEpoch}: ${best}`;
    run.stop(`${name} has not become better for ${this.#patience} epochs; it ${found}`);
  }

  onTrainEnd(run: Run): void {
    this.restore(run.model);
    if (this.#bestAverages !== undefined) run.ema?.loadStateDict(this.#bestAverages);
  }

  stateDict(): StateDict {
    const figures = [this.#epochs, this.#bestEpoch, this.best ?? Number.NaN];
    const under = (prefix: string, state: StateDict = new Map()) =>
      [...state].map(([path, x]) => [`${prefix}/${path}`, x] as const);
    return new Map<string, Tensor>([
      ["figures", tensor(Float64Array.from(figures))],
      ...under("best", this.#bestState),
      ...under("averages", this.#bestAverages),
    ]);
  }

  /** @throws SavedDataError if it is not the state of such a callback. */
  loadStateDict(state: StateDict): void {
    const [epochs, bestEpoch, best] = savedNumbers(this.name, state, "figures", 3);
    const isWhole = (value: number) => Number.isSafeInteger(value) && value >= 0;
    if (
      !isWhole(epochs) ||
      !isWhole(bestEpoch) ||
      bestEpoch > epochs ||
      (bestEpoch > 0 && Number.isNaN(best))
    ) {
      const problem = `must be the epochs so far, the best of them and its value, got ${epochs}, ${bestEpoch}, ${best}`;
      throw callbackStateError(this.name, "figures", problem);
    }
    const under = (prefix: string): StateDict | undefined => {
      const own = [...state].filter(([path]) => path.startsWith(prefix));
      return own.length === 0 ? undefined : new Map(own.map(([path, x]) => [path.slice(prefix.length), x]));
    };
    this.#epochs = epochs;
    this.#bestEpoch = bestEpoch;
    this.#monitor.best = bestEpoch === 0 ? undefined : best;
    this.#bestState = under("best/");
    this.#bestAverages = under("averages/");
  }
}
