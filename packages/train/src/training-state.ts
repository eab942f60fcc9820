import { Tensor } from "@gradiente/core";
import { check, isMap } from "@gradiente/core/arguments";
import type { StateDict } from "@gradiente/nn";
import { History } from "./history.ts";

/** That a callback has ended a training. */
export interface TrainingStop {
  /** Why, in words. */
  readonly reason: string;
  /** The name of the callback; null for one without. */
  readonly by: string | null;
}

/**
 * What a training was set up with, in words: a state is refused by a training that was set up otherwise, as it would go on
 * differently. `null` is for what does not say it.
 */
export interface TrainingSetup {
  /**
   * The classes of the modules, with their paths, such as `Sequential` and `1: ReLU`: what the weights alone do not tell;
   * null where names are not those of the source, as in a minified bundle.
   */
  readonly model: readonly string[] | null;
  /** The class of the optimiser; null likewise. */
  readonly optimizer: string | null;
  /** The training data: the number, shapes and dtypes of the samples, and a checksum of those in memory. */
  readonly data: string | null;
  /** The validation data likewise, or the part of the training data that is held out. */
  readonly validation: string | null;
  /** The number of samples in a batch; null for data that are batches already. */
  readonly batchSize: number | null;
  /** The number of batches of an update. */
  readonly accumulate: number;
  /** Whether each epoch has its own order. */
  readonly shuffle: boolean;
  /** The learning rate of the next update; null if it is not finite. Another one is warned of, and not refused. */
  readonly learningRate: number | null;
}

/** The whole state of a training between two epochs. */
export interface TrainingState {
  /** The state dict of the model. */
  readonly model: StateDict;
  /** The state dict of the optimiser. */
  readonly optimizer: StateDict;
  /** The state of the averages of the weights, if there are any: of the option `ema` of fit. */
  readonly ema?: StateDict;
  /** The states of the callbacks, by name. */
  readonly callbacks: ReadonlyMap<string, StateDict>;
  /**
   * The random numbers: the `seed` of the training, and the states of `order` (of samples), `default` (of core) and of
   * generators that modules have of their own, such as `model/2.generator`.
   */
  readonly random: StateDict;
  /** The progress of the training data and of the validation data, as plain data; null for data without a state. */
  readonly data: readonly unknown[];
  /** The epochs so far. */
  readonly history: History;
  /** Whether it is over, as a callback has called for it; a training resumed with `{ ...state, stop: undefined }` goes on all the same. */
  readonly stop?: TrainingStop;
  /**
   * What the training was set up with. Without, as with `{ ...state, setup: undefined }`, it is not compared: a training
   * can then go on with other data, for instance.
   */
  readonly setup?: TrainingSetup;
}

export const isStateDict = (value: unknown) =>
  isMap(value) && [...value].every(([path, held]) => typeof path === "string" && held instanceof Tensor);

const STATES: Readonly<Record<keyof TrainingState, (value: unknown) => boolean>> = {
  model: isStateDict,
  optimizer: isStateDict,
  random: isStateDict,
  ema: (value) => value === undefined || isStateDict(value),
  callbacks: (value) => isMap(value) && [...value].every(([, state]) => isStateDict(state)),
  data: (value) => Array.isArray(value) && value.length === 2,
  history: (value) => value instanceof History,
  stop: (value) => value === undefined || typeof (value as Partial<TrainingStop> | null)?.reason === "string",
  setup: (value) => value === undefined || (typeof value === "object" && value !== null),
};

/** The state of a training: that of `run.snapshot()`, or that of a file. */
export const aTrainingState = check<TrainingState>(
  "a training state, such as run.snapshot() or await loadCheckpoint(file)",
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(STATES).every(([part, accepts]) => accepts(value[part as keyof typeof value])),
);
