import type { Gradients, Tensor } from "@gradiente/core";
import type { AnyModule, StateDict } from "@gradiente/nn";
import type { ClosureOptimizer, Optimizer, WeightAverage } from "@gradiente/optim";
import type { EpochRecord, History } from "./history.ts";
import type { TrainingState, TrainingStop } from "./training-state.ts";

/** A training in progress, for callbacks. */
export interface Run {
  /** The model that is trained. */
  readonly model: AnyModule;
  /** The optimiser of the training. */
  readonly optimizer: Optimizer | ClosureOptimizer;
  /** The averages of the weights, with which the model is validated; undefined if there are none. */
  readonly ema?: WeightAverage | undefined;
  /** The names of what each epoch records: `loss`, the metrics, and those of the validation data, such as `valLoss`. */
  readonly figures: readonly string[];
  /** The epochs so far. */
  readonly history: History;
  /** The number of the present epoch, from 1. After the training, the number of the last epoch that was begun. */
  readonly epoch: number;
  /** The number of epochs of the whole training. */
  readonly epochs: number;
  /** Whether the training ends with this epoch: a callback has called for it, or all epochs are over. */
  readonly isOver: boolean;
  /** The number of batches in an epoch; undefined if the data do not say it. */
  readonly batches: number | undefined;
  /**
   * Ends the training: after the batch under way, whose epoch is then not recorded, or, called at the end of an
   * epoch, after that epoch. That it is over is part of the state that is saved then: resumed, it ends at once. A
   * training that is to go on later is interrupted by its `signal` instead.
   */
  stop(reason: string): void;
  /** Everything that is needed to resume the training from here. It is complete only in {@link Callback.onSave}. */
  snapshot(): TrainingState;
}

/** A batch, after the forward and the backward pass. With `accumulate`, each of the batches of an update. */
export interface BackwardRecord {
  /** The number of the batch in its epoch, from 1. */
  readonly batch: number;
  /** The loss of the batch, a scalar. */
  readonly loss: Tensor;
  /** The gradients of the loss. */
  readonly gradients: Gradients;
}

/** A batch, after its update. With `accumulate`, only the last of its batches has one. */
export interface BatchRecord {
  /** The number of the batch in its epoch, from 1. */
  readonly batch: number;
  /** The number of samples in the batch. */
  readonly samples: number;
  /** The loss of the batch, before the update. */
  readonly loss: number;
  /** Loss and metrics over the epoch so far. They are computed when this is called. */
  soFar(): Readonly<Record<string, number>>;
}

/**
 * Functions that are called during a training. All of them are optional and may be asynchronous; the training waits for
 * them. Each is called on all callbacks, in the order of their list:
 *
 * 0. `onRestore`, if `fit` is to resume from what this callback keeps; `check`, before anything is changed: what they
 *    throw, `fit` throws as it is;
 * 1. `onTrainBegin`, then, if the training goes on from a saved state, `loadStateDict` and `onResume`;
 * 2. for each epoch `onEpochBegin`; for each batch `onBackward` (forward and backward pass are done, the update is
 *    not) and `onBatchEnd`; after validation `onEpochEnd`; and when all callbacks have seen that, `onSave`;
 * 3. `onTrainEnd` on every way out, an error included, on each callback whose `onTrainBegin` was called.
 *
 * An error in a callback ends the training, as an error of the model does.
 *
 * @example
 * ```ts
 * import type { Callback } from "@gradiente/train";
 *
 * const log: Callback = {
 *   onEpochEnd: (run, { epoch, values }) => console.log(`${epoch} of ${run.epochs}: ${values.loss}`),
 * };
 * ```
 */
export interface Callback {
  /** The name under which the state is saved. It must be unique in a list. Callbacks with a `stateDict` need one. */
  readonly name?: string;
  /** The place where this callback keeps states of trainings, as the option `resume` of fit names it. */
  readonly keeps?: string;
  /** The file that this callback writes, as an absolute path: no two callbacks of a training may write the same one. */
  readonly writes?: string;
  /**
   * Called first of all, if `fit` is to resume from the place that this callback keeps: the newest state there, or undefined
   * if there is none yet, so that the training begins afresh.
   */
  onRestore?(): Promise<TrainingState | undefined>;
  /** Called if the training cannot begin after `onRestore`: its counterpart where `onTrainEnd` is not called. */
  onRelease?(): void | Promise<void>;
  /**
   * Called before `onTrainBegin` of any callback. It throws if the callback does not go with the training, for instance
   * because of a figure that is not recorded. It changes nothing.
   */
  check?(run: Run): void;
  /** Called before the first epoch. */
  onTrainBegin?(run: Run): void | Promise<void>;
  /**
   * All states are loaded, and no epoch has begun: a `run.stop` ends the training at once. A callback with this hook
   * decides here whether a training that it had stopped is still over, for instance after it was given more patience.
   * A stop of one without it holds as long as a callback of that name is there, and a stop of one without a name
   * always.
   */
  onResume?(run: Run): void | Promise<void>;
  /** Called before each epoch. */
  onEpochBegin?(run: Run): void | Promise<void>;
  /** Called for each batch, after the backward pass and before the update. */
  onBackward?(run: Run, record: BackwardRecord): void | Promise<void>;
  /** Called for each batch, after the update. */
  onBatchEnd?(run: Run, record: BatchRecord): void | Promise<void>;
  /** Called after each whole epoch, validation included. */
  onEpochEnd?(run: Run, record: EpochRecord): void | Promise<void>;
  /** Called after `onEpochEnd` of all callbacks. This is the place to save a training. */
  onSave?(run: Run, record: EpochRecord): void | Promise<void>;
  /** Called at the end. `run.history` then has its status and the reason. */
  onTrainEnd?(run: Run): void | Promise<void>;
  /** The state to keep over a restart. */
  stateDict?(): StateDict;
  /** Sets a state of `stateDict`. */
  loadStateDict?(state: StateDict): void;
}

/** Calls a list of callbacks, and remembers which have been begun. */
export class Callbacks {
  readonly #all: readonly Callback[];
  readonly #begun: Callback[] = [];
  /** The one that is being told something now. */
  #told: Callback | undefined;

  constructor(all: readonly Callback[]) {
    this.#all = all;
    const names = this.#stateful().map(([name]) => name);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) {
      throw new TypeError(
        `fit: two callbacks have the name ${twice}; give one of them another name to save its state`,
      );
    }
    const files = all.flatMap(({ writes }) => writes ?? []);
    const both = files.find((file, i) => files.indexOf(file) < i);
    if (both !== undefined)
      throw new TypeError(`fit: two callbacks write ${both}; give one of them another file`);
  }

  check(run: Run): void {
    for (const callback of this.#all) callback.check?.(run);
  }

  async begin(run: Run): Promise<void> {
    await this.#tell((callback) => {
      this.#begun.push(callback);
      return callback.onTrainBegin?.(run);
    });
  }

  async resume(run: Run): Promise<void> {
    await this.#tell((callback) => callback.onResume?.(run));
  }

  async epochBegin(run: Run): Promise<void> {
    await this.#tell((callback) => callback.onEpochBegin?.(run));
  }

  async backward(run: Run, record: BackwardRecord): Promise<void> {
    await this.#tell((callback) => callback.onBackward?.(run, record));
  }

  async batchEnd(run: Run, record: BatchRecord): Promise<void> {
    await this.#tell((callback) => callback.onBatchEnd?.(run, record));
  }

  async epochEnd(run: Run, record: EpochRecord): Promise<void> {
    await this.#tell((callback) => callback.onEpochEnd?.(run, record));
    await this.#tell((callback) => callback.onSave?.(run, record));
  }

  async #tell(hook: (callback: Callback) => void | Promise<void>): Promise<void> {
    for (const callback of this.#all) {
      this.#told = callback;
      await hook(callback);
    }
    this.#told = undefined;
  }

  /** A stop with the name of the callback that is being told something, and so calls for it. */
  stopFor(reason: string): TrainingStop {
    return { reason, by: this.#told?.name ?? null };
  }

  /** Whether what ended a training before still does, but for those who have said so themselves in `onResume`. */
  holds({ by }: TrainingStop): boolean {
    if (by === null) return true;
    const callback = this.#all.find(({ name }) => name === by);
    return callback !== undefined && callback.onResume === undefined;
  }

  /** Calls `onTrainEnd` on all that were begun, even if one of them throws. The result is their errors. */
  async end(run: Run): Promise<unknown[]> {
    const errors: unknown[] = [];
    for (const callback of this.#begun) {
      try {
        await callback.onTrainEnd?.(run);
      } catch (error) {
        errors.push(error);
      }
    }
    return errors;
  }

  stateDicts(): Map<string, StateDict> {
    return new Map(
      this.#stateful().map(([name, callback]) => [name, callback.stateDict?.() ?? new Map<string, Tensor>()]),
    );
  }

  /** Sets the saved state of each callback. A callback whose name has no saved state starts from its beginning. */
  loadStateDicts(states: ReadonlyMap<string, StateDict>): void {
    for (const [name, callback] of this.#stateful()) {
      const state = states.get(name);
      if (state !== undefined) callback.loadStateDict?.(state);
    }
  }

  #stateful(): [string, Callback][] {
    return this.#all.flatMap((callback) => {
      if (callback.stateDict === undefined) return [];
      if (callback.name === undefined) {
        throw new TypeError(
          "fit: a callback with a stateDict has no name; give it one, under which its state is saved",
        );
      }
      return [[callback.name, callback] as [string, Callback]];
    });
  }
}
