import type { Gradients, Tensor } from "@gradiente/core";
import type { AnyModule, StateDict } from "@gradiente/nn";
import type { Optimizer } from "@gradiente/optim";
import type { EpochRecord, History } from "./history.ts";
import type { TrainingState } from "./training-state.ts";

/** A training in progress, for callbacks. */
export interface Run {
  /** The model that is trained. */
  readonly model: AnyModule;
  /** The optimiser of the training. */
  readonly optimizer: Optimizer;
  /** The epochs so far. */
  readonly history: History;
  /** The number of the present epoch, from 1. After the training, the number of the last epoch that was begun. */
  readonly epoch: number;
  /** The number of epochs of the whole training. */
  readonly epochs: number;
  /** The number of batches in an epoch; undefined if the data do not say it. */
  readonly batches: number | undefined;
  /**
   * Ends the training. During an epoch, it ends after the present batch, and the epoch is not recorded. At the end of an
   * epoch, it ends after that epoch.
   */
  stop(reason: string): void;
  /** Everything that is needed to resume the training from here. It is complete only in {@link Callback.onSave}. */
  snapshot(): TrainingState;
}

/** A batch, after the forward and the backward pass. */
export interface BackwardRecord {
  /** The number of the batch in its epoch, from 1. */
  readonly batch: number;
  /** The loss of the batch, a scalar. */
  readonly loss: Tensor;
  /** The gradients of the loss. */
  readonly gradients: Gradients;
}

/** A batch, after the update. */
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
 * 1. `onTrainBegin`, then `loadStateDict` if the training resumes from a saved state;
 * 2. for each epoch `onEpochBegin`; for each batch `onBackward` (after the backward pass, before the update) and
 *    `onBatchEnd`; after validation `onEpochEnd`; and when all callbacks have been called with that, `onSave`;
 * 3. `onTrainEnd` at every end of the training, also after an error, on each callback whose `onTrainBegin` was called.
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
  /** Called before the first epoch. */
  onTrainBegin?(run: Run): void | Promise<void>;
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

  constructor(all: readonly Callback[]) {
    this.#all = all;
    const names = this.#stateful().map(([name]) => name);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) {
      throw new TypeError(
        `fit: two callbacks have the name ${twice}; give one of them another name to save its state`,
      );
    }
  }

  async begin(run: Run): Promise<void> {
    for (const callback of this.#all) {
      this.#begun.push(callback);
      await callback.onTrainBegin?.(run);
    }
  }

  async epochBegin(run: Run): Promise<void> {
    for (const callback of this.#all) await callback.onEpochBegin?.(run);
  }

  async backward(run: Run, record: BackwardRecord): Promise<void> {
    for (const callback of this.#all) await callback.onBackward?.(run, record);
  }

  async batchEnd(run: Run, record: BatchRecord): Promise<void> {
    for (const callback of this.#all) await callback.onBatchEnd?.(run, record);
  }

  async epochEnd(run: Run, record: EpochRecord): Promise<void> {
    for (const callback of this.#all) await callback.onEpochEnd?.(run, record);
    for (const callback of this.#all) await callback.onSave?.(run, record);
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
