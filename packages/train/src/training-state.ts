import { decodeSafetensors, encodeSafetensors, SafetensorsError, type Tensor } from "@gradiente/core";
import type { StateDict } from "@gradiente/nn";
import { History, type HistoryJson } from "./history.ts";

/** The whole state of a training between two epochs. */
export interface TrainingState {
  /** The state dict of the model. */
  readonly model: StateDict;
  /** The state dict of the optimiser. */
  readonly optimizer: StateDict;
  /** The states of the callbacks, by name. */
  readonly callbacks: ReadonlyMap<string, StateDict>;
  /** The random numbers: the `seed` of the training, and the states of `order` (of samples) and `default` (of core). */
  readonly random: StateDict;
  /** The progress of the training data and of the validation data, as plain data; null for data without a state. */
  readonly data: readonly unknown[];
  /** The epochs so far. */
  readonly history: History;
}

const FORMAT = "gradiente-training-1";

/** The bytes of a safetensors file for a training state. Its metadata hold the progress of the data, and the history. */
export function encodeTrainingState(state: TrainingState): Uint8Array {
  const callbacks = [...state.callbacks].flatMap(([name, values]) =>
    [...values].map(([path, value]) => [`${encodeURIComponent(name)}/${path}`, value] as const),
  );
  const parts = { model: state.model, optimizer: state.optimizer, callbacks, random: state.random };
  const tensors = Object.entries(parts).flatMap(([part, values]) =>
    [...values].map(([path, value]) => [`${part}/${path}`, value] as const),
  );
  const [data, history] = [JSON.stringify(state.data), JSON.stringify(state.history)];
  return encodeSafetensors(tensors, { format: FORMAT, data, history });
}

/**
 * Reads a training state from the bytes of {@link encodeTrainingState}.
 *
 * @throws SafetensorsError if the bytes do not hold a training state.
 */
export function decodeTrainingState(bytes: Uint8Array): TrainingState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (metadata.format !== FORMAT || metadata.data === undefined || metadata.history === undefined) {
    throw new SafetensorsError(
      `decodeTrainingState: the file holds tensors, but no state of a training (its format is ` +
        `${metadata.format ?? "not named"}, expected ${FORMAT}); decodeSafetensors reads plain weights`,
    );
  }
  const part = (prefix: string) => within(tensors, prefix);
  const callbacks = part("callbacks");
  const names = new Set([...callbacks.keys()].map((path) => path.slice(0, path.indexOf("/"))));
  return {
    model: part("model"),
    optimizer: part("optimizer"),
    callbacks: new Map([...names].map((name) => [decodeURIComponent(name), within(callbacks, name)])),
    random: part("random"),
    data: JSON.parse(metadata.data) as unknown[],
    history: History.fromJSON(JSON.parse(metadata.history) as HistoryJson),
  };
}

function within(tensors: ReadonlyMap<string, Tensor>, prefix: string): StateDict {
  const start = `${prefix}/`;
  return new Map(
    [...tensors].flatMap(([path, value]) =>
      path.startsWith(start) ? [[path.slice(start.length), value] as const] : [],
    ),
  );
}
