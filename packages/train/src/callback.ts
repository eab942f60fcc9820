import type { Gradients, Tensor } from "@gradiente/core";
import type { AnyModule, StateDict } from "@gradiente/nn";
import type { Optimizer } from "@gradiente/optim";
import type { EpochRecord, History } from "./history.ts";
import type { TrainingState, TrainingStop } from "./training-state.ts";

/** A training under way, as callbacks see it. */
export interface Run {
  readonly model: AnyModule;
  readonly optimizer: Optimizer;
  readonly history: History;
  /** The epoch under way, from 1; the last one that was begun, once all are over. */
  readonly epoch: number;
  /** The number of epochs asked for. */
  readonly epochs: number;
  /** The number of batches in an epoch, where the data tell. */
  readonly batches: number | undefined;
  /**
   * Ends the training: after the batch under way, whose epoch is then not recorded, or, called at the end of an
   * epoch, after that epoch. That it is over is part of the state that is saved then: resumed, it ends at once. A
   * training that is to go on later is interrupted by its `signal` instead.
   */
  stop(reason: string): void;
  /** All that is needed to go on from here as if nothing had happened. Whole only in {@link Callback.onSave}. */
  snapshot(): TrainingState;
}

/** A batch, after the forward and the backward pass. */
export interface BackwardRecord {
  /** The number of the batch in its epoch, from 1. */
  readonly batch: number;
  readonly loss: Tensor;
  readonly gradients: Gradients;
}

/** A batch, after the update. */
export interface BatchRecord {
  /** The number of the batch in its epoch, from 1. */
  readonly batch: number;
  /** Samples in it. */
  readonly samples: number;
  /** Its loss, before the update. */
  readonly loss: number;
  /** Loss and metrics over the epoch so far; worked out when called. */
  soFar(): Readonly<Record<string, number>>;
}

/**
 * What is told of a training as it goes. All hooks are optional, may be asynchronous, and are waited for. Each is
 * called on the callbacks in the order of their list:
 *
 * 1. `onTrainBegin`, then, if the training goes on from a saved state, `loadStateDict` and `onResume`;
 * 2. for each epoch `onEpochBegin`; for each batch `onBackward` (forward and backward pass are done, the update is
 *    not) and `onBatchEnd`; after validation `onEpochEnd`; and when all callbacks have seen that, `onSave`;
 * 3. `onTrainEnd` on every way out, an error included, on each callback whose `onTrainBegin` was called.
 *
 * An error in a hook ends the training as an error of the model does.
 */
export interface Callback {
  /** Under which its state is saved: one of a kind in a list. Needed by those with a `stateDict`. */
  readonly name?: string;
  onTrainBegin?(run: Run): void | Promise<void>;
  /**
   * All states are loaded, and no epoch has begun: a `run.stop` ends the training at once. A callback with this hook
   * decides here whether a training that it had stopped is still over, for instance after it was given more patience.
   * A stop of one without it holds as long as a callback of that name is there, and a stop of one without a name
   * always.
   */
  onResume?(run: Run): void | Promise<void>;
  onEpochBegin?(run: Run): void | Promise<void>;
  onBackward?(run: Run, record: BackwardRecord): void | Promise<void>;
  onBatchEnd?(run: Run, record: BatchRecord): void | Promise<void>;
  onEpochEnd?(run: Run, record: EpochRecord): void | Promise<void>;
  /** The epoch is over and every callback knows of it: the place to save. */
  onSave?(run: Run, record: EpochRecord): void | Promise<void>;
  /** `run.history` has its status and the reason. */
  onTrainEnd?(run: Run): void | Promise<void>;
  /** What it must remember over a restart. */
  stateDict?(): StateDict;
  loadStateDict?(state: StateDict): void;
}

/** Tells callbacks; remembers which have been begun. */
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
      throw new TypeError(`fit: two callbacks are called ${twice}, and their states could not be told apart`);
    }
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

  /** Tells all that were begun, whatever one of them throws, and gives their errors. */
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

  /** Gives each its saved state; one that has none, for want of its name then, begins anew. */
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
        throw new TypeError("fit: a callback with a stateDict needs a name, under which its state is saved");
      }
      return [[callback.name, callback] as [string, Callback]];
    });
  }
}
